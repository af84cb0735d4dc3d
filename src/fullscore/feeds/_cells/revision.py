"""The order among rows of the same key: by a column that the mapping names, or by their place in the file."""

from dataclasses import dataclass

from fullscore.feeds._cells import date_text
from fullscore.feeds._cells.reasons import NO_REVISION
from fullscore.feeds._cells.texts import cell
from fullscore.feeds._mapping.located import Located
from fullscore.feeds._mapping.shape import FileReading, TableMapping
from fullscore.store.engine import quoted


@dataclass(frozen=True, kw_only=True)
class Revision:
    """How ``_revision`` is computed; the highest of a key wins.

    ``wrong`` and ``fault`` are the condition and the fault of a text that orders nothing; None where that cannot be.
    ``by_place``: lines decide, so that the first row of the file (or of the highest revision) wins.
    """

    value: str
    wrong: str | None = None
    fault: str = ""
    by_place: bool = False


def revision_of(share: TableMapping, located: Located, reading: FileReading) -> Revision:
    """A number stands for itself, a date or instant for its microseconds since 1970; an empty cell comes last.

    Where rows of the same revision yield to the first of them as well, the file's rows are counted through, from the
    last of the lowest revision to the first of the highest.
    """
    if not share.order_by:
        return Revision(value="-_line", by_place=True) if share.first_by else Revision(value="NULL")
    text = cell(located.cells[share.order_by])
    whole = rf"CASE WHEN regexp_full_match({text}, '[0-9]{{1,18}}(\.0*)?') THEN TRY_CAST({text} AS DECIMAL(18,0)) END"
    value = f"coalesce(CAST({whole} AS BIGINT), epoch_us({date_text.time(text, reading.date_format, typed=True)}))"
    shown = f"{{'column': {quoted(share.order_by[0])}, 'value': left({text}, 200), 'reason': {quoted(NO_REVISION)}}}"
    wrong = f"({text} IS NOT NULL AND {value} IS NULL)"
    if share.first_by:
        value = f"row_number() OVER (ORDER BY {value} NULLS FIRST, _line DESC)"
    return Revision(value=value, wrong=wrong, fault=shown, by_place=bool(share.first_by))
