"""Dates, months and instants as text, turned into the engine's: as declared, ISO 8601 where nothing is."""

from fullscore.store.engine import quoted

EARLIEST = "1900-01-01"
"""What lies before is an empty cell in disguise (0001-01-01, 1899-12-30) or a mistyped century."""

_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_INSTANT = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{_CLOCK}(?: ?(?:Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?))?)?"
_ENGINES_OWN = ("infinity", "-infinity", "epoch")


def _iso_date(text: str) -> str:
    # A cast takes "2025-01-03 10:00" and even "2025-01-3x" for the third of January; writing the date back shows it.
    # What is not ten characters long may be the engine's own word "infinity".
    cast = f"TRY_CAST({text} AS DATE)"
    return f"CASE WHEN CAST({cast} AS VARCHAR) = {text} AND strlen({text}) = 10 THEN {cast} END"


def _declared(text: str, formats: tuple[str, ...], stored_as: str) -> list[str]:
    # In every format the engine takes its own words for the first of January 1900.
    sober = " AND ".join(f"lower({text}) <> {quoted(word)}" for word in _ENGINES_OWN)
    return [
        f"CASE WHEN {sober} THEN CAST(TRY_CAST(try_strptime({text}, {quoted(codes)}) AS TIMESTAMP) AS {stored_as}) END"
        for codes in formats
    ]


def _first(readings: list[str]) -> str:
    return readings[0] if len(readings) == 1 else f"coalesce({', '.join(readings)})"


def date(text: str, formats: tuple[str, ...], *, typed: bool = False) -> str:
    """An expression of the date in a text, NULL where it is none.

    Args:
        text: the trimmed text, as an expression.
        formats: strptime codes, tried in order; empty: ISO 8601, a day and nothing else.
        typed: ISO 8601 counts besides, since typed cells stand so.
    """
    readings = _declared(text, formats, "DATE")
    return _first([_iso_date(text), *readings] if typed or not formats else readings)


def month(text: str, formats: tuple[str, ...], *, typed: bool = False) -> str:
    """An expression of a month's first day: from ``2025-01`` or any day in it, or as declared."""
    first = f"({text} || '-01')"
    iso = f"CASE WHEN length({text}) = 7 THEN {_iso_date(first)} ELSE {_iso_date(text)} END"
    readings = _declared(text, formats, "DATE")
    return f"CAST(date_trunc('month', {_first([iso, *readings] if typed or not formats else readings)}) AS DATE)"


def time(text: str, formats: tuple[str, ...], *, typed: bool = False) -> str:
    """An expression of an instant in UTC: what has no offset is taken as UTC, a plain date as its midnight."""
    # The common shape costs half of what the pattern does; the cast alone would also take "10:11:5." and "-025-01-03".
    sober = f"{text} >= '0' AND NOT contains({text}, ' ') AND NOT contains({text}, '.')"
    quick = f"{text} LIKE '____-__-__T__:__:__Z' AND {sober}"
    # Without seconds, an offset is not understood; and a cast to a plain timestamp ignores any offset in silence.
    seconds = rf"regexp_replace({text}, '^(.{{10}}[T ][0-9]{{2}}:[0-9]{{2}})( ?(?:Z|[+-].*))$', '\1:00\2')"
    iso = (
        f"CASE WHEN {quick} THEN TRY_CAST({text} AS TIMESTAMP) WHEN regexp_full_match({text}, {quoted(_INSTANT)}) "
        f"THEN CAST(TRY_CAST({seconds} AS TIMESTAMPTZ) AS TIMESTAMP) END"
    )
    readings = _declared(text, formats, "TIMESTAMP")
    return _first([iso, *readings] if typed or not formats else readings)
