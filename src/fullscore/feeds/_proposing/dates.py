"""Which date formats the values of a column prove; a day beyond the twelfth is the only proof that there is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fullscore.feeds._cells.date_formats import swapped

_CLOCK = r"(?P<clock>(?P<gap>[T ]|, )(?P<h>\d{1,2}):\d{2}(?P<s>:\d{2})?(?P<f>\.\d{1,6})?(?P<half> ?[AaPp][Mm])?)?"
_NUMBERS = re.compile(rf"(?P<a>\d{{1,2}})(?P<sign>[/.\- ])(?P<b>\d{{1,2}})(?P=sign)(?P<y>\d{{4}}|\d{{2}}){_CLOCK}")
_YEAR_FIRST = re.compile(rf"(?P<y>(?:19|20)\d{{2}})(?P<sign>[/.\-])(?P<b>\d{{1,2}})(?P=sign)(?P<c>\d{{1,2}}){_CLOCK}")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?")
_DAY_WORD = re.compile(
    rf"(?P<d>\d{{1,2}})(?P<sign>[/.\- ])(?P<m>[A-Za-z]{{3,9}})(?P=sign)(?P<y>\d{{4}}|\d{{2}}){_CLOCK}"
)
_WORD_DAY = re.compile(rf"(?P<m>[A-Za-z]{{3,9}}) (?P<d>\d{{1,2}})(?P<comma>,?) (?P<y>\d{{4}}){_CLOCK}")
_PACKED = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MONTH = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])")
_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
ISO = ""
"""Stands for ISO 8601, which needs no declared format."""


@dataclass(frozen=True, kw_only=True)
class Dates:
    """What the values of a column say about its dates.

    Attributes:
        share: of the filled values, how many are dates in some format.
        formats: the proven formats as strptime codes; ``ISO`` for a plain ISO date, instant or month.
        clocks: whether an hour stands beside some date.
        open: formats of which the values prove neither reading; day and month could be exchanged.
        torn: both a day and a month beyond the twelfth stand in the same place, so that two styles are mixed.
        proof: a value that proves the order of day and month, where one was needed.
    """

    share: float
    formats: tuple[str, ...] = ()
    clocks: bool = False
    open: tuple[str, ...] = ()
    torn: tuple[str, ...] = ()
    proof: str = ""


def dates(values: Sequence[str]) -> Dates:
    """Look at every value.

    Args:
        values: distinct, trimmed, filled.
    """
    shapes: Counter[str] = Counter()
    proofs: dict[str, dict[int, str]] = {}
    clocks = False
    for value in values:
        shape, places = _shape(value)
        if shape is None:
            continue
        shapes[shape] += 1
        clocks = clocks or ":" in value
        if places:
            found = proofs.setdefault(shape, {})
            for place, number in enumerate(places):
                if number > 12:
                    found.setdefault(place, value)
    formats, unproven, torn, proof = list[str](), list[str](), list[str](), ""
    # A stray shape among hundreds is a faulty value, not a format: the rows that hold it are to be refused.
    least = 0.02 * sum(shapes.values())
    for shape, count in shapes.most_common():
        if count < least:
            continue
        shown = proofs.get(shape)
        if shown is None:
            formats.append(shape)
        elif not shown:
            unproven.append(shape)
        elif len(shown) == 2:
            torn.append(shape)
        else:
            [(place, proof)] = shown.items()
            formats.append(shape if place == 0 else swapped(shape) or shape)
    return Dates(
        share=sum(shapes.values()) / max(len(values), 1),
        formats=tuple(formats),
        clocks=clocks,
        open=tuple(unproven),
        torn=tuple(torn),
        proof=proof,
    )


def _shape(value: str) -> tuple[str | None, tuple[int, int] | None]:
    """The format of one value, day first where day and month are both numbers; those two numbers, where in doubt."""
    if not value[:1].isalnum() or len(value) > 35 or not any(sign.isdigit() for sign in value):
        return None, None
    if _ZONED.fullmatch(value) or _MONTH.fullmatch(value):
        return ISO, None
    if found := _NUMBERS.fullmatch(value):
        a, b, sign = int(found["a"]), int(found["b"]), found["sign"]
        if not (1 <= a <= 31 and 1 <= b <= 31) or (a > 12 and b > 12):
            return None, None
        return f"%d{sign}%m{sign}{_year(found['y'])}{_clock(found)}", (a, b)
    if found := _YEAR_FIRST.fullmatch(value):
        if not (1 <= int(found["b"]) <= 12 and 1 <= int(found["c"]) <= 31):
            return None, None
        plain = found["sign"] == "-" and len(found["b"]) == len(found["c"]) == 2 and not found["clock"]
        return ISO if plain else f"%Y{found['sign']}%m{found['sign']}%d{_clock(found)}", None
    for pattern in (_DAY_WORD, _WORD_DAY):
        if (found := pattern.fullmatch(value)) and (code := _month_word(found["m"])):
            if pattern is _DAY_WORD:
                return f"%d{found['sign']}{code}{found['sign']}{_year(found['y'])}{_clock(found)}", None
            return f"{code} %d{found['comma']} %Y{_clock(found)}", None
    return ("%Y%m%d", None) if _PACKED.fullmatch(value) else (None, None)


def _year(written: str) -> str:
    return "%Y" if len(written) == 4 else "%y"


def _month_word(written: str) -> str | None:
    # The engine knows English names only, in full or by their first three letters.
    word = written.lower()
    return "%B" if word in _NAMES and len(word) > 3 else "%b" if any(word == name[:3] for name in _NAMES) else None


def _clock(found: re.Match[str]) -> str:
    if not found["clock"]:
        return ""
    half = found["half"]
    seconds = ":%S" if found["s"] else ""
    fraction = ".%f" if found["f"] else ""
    tail = "" if not half else (" %p" if half.startswith(" ") else "%p")
    return f"{found['gap']}{'%I' if half else '%H'}:%M{seconds}{fraction}{tail}"
