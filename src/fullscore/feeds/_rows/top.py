"""The top of a delimited file: which sign separates its cells, and on which line the heading stands."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from fullscore.feeds._mapping.headings import LOOKED_AT, heading_row
from fullscore.feeds._rows.raw_text import text
from fullscore.feeds._way import Request

_DELIMITERS = (",", ";", "\t", "|")
_LINES, _CHARACTERS = 200, 1_000_000


@dataclass(frozen=True, kw_only=True)
class Top:
    """The heading of a file: ``line`` is where it begins, ``lines`` how many physical lines it takes."""

    delimiter: str
    headings: tuple[str, ...]
    line: int
    lines: int
    notes: tuple[str, ...] = ()


def top_of(request: Request, encoding: str) -> Top:
    """The heading row, and the sign that separates its cells.

    Where no delimiter is declared, it is the one with which a row near the top holds the essential headings: only
    headings are looked at, since in data a comma may be a decimal sign. Where no row holds them, the first row is
    taken, so that the fault can list what was found.
    """
    reading = request.reading
    skipped = reading.skip_rows or 0
    top = _lines(request, encoding)
    signs = (reading.delimiter,) if reading.delimiter else signs_of(request)
    rows = {sign: list(islice(_rows(top, sign), 1 if reading.skip_rows is not None else LOOKED_AT)) for sign in signs}
    found = [
        (index, -len(rows[sign][index][2]), order, sign)
        for order, sign in enumerate(signs)
        if (index := heading_row([cells for _, _, cells in rows[sign]], request.essential)) is not None
    ]
    index, _, _, sign = min(found) if found else (0, 0, 0, max(signs, key=lambda sign: len(rows[sign][0][2])))
    line, taken, cells = rows[sign][index]
    notes = (f"the heading was found on line {skipped + line}, below {index} other rows",) if index else ()
    return Top(delimiter=sign, headings=tuple(cells), line=skipped + line, lines=taken, notes=notes)


def top_rows(request: Request, encoding: str, sign: str) -> Iterator[tuple[int, int, list[str]]]:
    """The rows at the top that are not blank, cut at a sign: where they begin, the lines they take, their cells."""
    return _rows(_lines(request, encoding), sign)


def _lines(request: Request, encoding: str) -> list[str]:
    skipped = request.reading.skip_rows or 0
    with text(request, encoding) as lines:
        return list(_bounded(islice(lines, skipped, skipped + _LINES)))


def signs_of(request: Request) -> tuple[str, ...]:
    """The signs that may separate the cells of a file, the likelier first."""
    return ("\t", ",", ";", "|") if ".tsv" in request.path.name.lower() else _DELIMITERS


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    """Lines up to so many characters in all: a file of one endless line must not be held as a whole."""
    left = _CHARACTERS
    for line in lines:
        if left <= 0:
            return
        yield line[:left]
        left -= len(line)


def _rows(lines: list[str], sign: str) -> Iterator[tuple[int, int, list[str]]]:
    """Rows that are not blank: the line they begin on, the lines they take, their cells; at least one."""
    reader, done, some = csv.reader(iter(lines), delimiter=sign), 0, False
    try:
        for cells in reader:
            begins, done = done + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                some = True
                yield begins, done - begins + 1, [cell.strip() for cell in cells]
    except csv.Error:
        # A cell beyond all measure ends the look at the top; the rows above it stand.
        pass
    if not some:
        yield 1, 1, [""]
