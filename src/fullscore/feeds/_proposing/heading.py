"""Finding the heading of an unknown file: the first row near the top that names columns and holds no values."""

import re
from collections import Counter
from collections.abc import Sequence

from fullscore.feeds._mapping.headings import LOOKED_AT, folded
from fullscore.feeds._proposing.dates import dates
from fullscore.feeds._proposing.numbers import fits

_VALUES = 0.25
"""A heading may hold a year or a month, but no row of headings holds more values than this share of its cells."""
_TOTAL = re.compile(
    r"(grand |sub)?-?totals?\b|sum\b|summe\b|report (generated|run|ended)|generated (on|by)|end of (report|file)|"
    r"page \d|(number of )?(rows|records)\b ?[:=]|\d+ (rows|records)\b",
    re.IGNORECASE,
)


def heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of the heading among the rows at the top of a file; None where no row looks like one."""
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    for place, cells in enumerate(filled[:LOOKED_AT]):
        below = Counter(len(row) for row in filled[place + 1 :] if row)
        usual = max(below, key=lambda width: (below[width], width)) if below else len(cells)
        if not cells or len(cells) < 0.6 * usual or (below and len(cells) == 1 < max(below)):
            continue
        if len({folded(cell) for cell in cells}) < 0.8 * len(cells):
            continue
        if sum(_is_value(cell) for cell in cells) <= _VALUES * len(cells):
            return place
    return None


def _is_value(cell: str) -> bool:
    cell = cell.strip()
    return bool(fits(cell)) or dates([cell]).share > 0 or "@" in cell or len(cell) > 120


def is_total(cells: Sequence[str], usual: float) -> bool:
    """Whether a row at the end of a file is a total or a remark, and says so itself."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and len(filled) < usual and bool(_TOTAL.match(filled[0].strip()))


def separator(rows: dict[str, Sequence[Sequence[str]]]) -> tuple[str, float]:
    """The sign that cuts most rows into the same number of cells, and the share of rows that it cuts so.

    Args:
        rows: the rows at the top of the file, by the sign that cuts them.
    """
    best, reason = (0.0, 0.0), ("", 1.0)
    for sign, found in rows.items():
        widths = Counter(len(row) for row in found)
        width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0] - 1, 30), item[0]))
        share = count / len(found)
        score = (share if width > 1 else 0.0) * (1 + min(width, 30) / 30), float(width)
        if score > best or not reason[0]:
            best, reason = score, (sign, share)
    return reason
