"""What is looked at of an unknown file: its headings, a sample of its cells, and how it must be read to get at them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from fullscore.feeds._mapping.headings import LOOKED_AT
from fullscore.feeds._mapping.shape import FileReading
from fullscore.feeds._proposing.heading import heading_row, is_total, separator
from fullscore.feeds._rows.engine_faults import is_of_engine
from fullscore.feeds._rows.raw_text import encoding_of, looked_at, raw, text
from fullscore.feeds._rows.top import signs_of, top_rows
from fullscore.feeds._way import BLANKS, Opened, Request, Way
from fullscore.feeds.delimited import delimited
from fullscore.feeds.json_records import json_records
from fullscore.feeds.spreadsheet import sheet_names, spreadsheet
from fullscore.store.engine import Engine
from fullscore.terms.fault import Fault

MOST = 1_000_000
"""Rows that are looked at; what lies behind tells little more about how a file is written."""
_KEPT = 10_000
"""Rows of which the cells are kept, spread evenly over all that were looked at."""
_TAIL = 4


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A file, looked at.

    Attributes:
        file: what a sentence calls it.
        reading: how it must be read; to be declared in the mapping.
        reasons: why, by the key of ``reading`` that they are about; under ``""`` what is known besides.
        headings: as they stand in the file.
        cells: for each heading, its cells in the sample, trimmed; "" where empty.
        rows: how many rows were looked at.
        whole: whether these were all.
        typed: the kind of file knows dates, and gives them in ISO form.
    """

    file: str
    reading: FileReading
    reasons: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    rows: int
    whole: bool
    typed: bool = False


def sample(engine: Engine, path: Path, file: str, way: Way) -> Sample:
    """Look at a file.

    Raises:
        Fault: it cannot be read, is no table, or has no heading.
    """
    request = Request(engine=engine, path=path, file=file, reading=FileReading(skip_rows=0), essential=())
    reasons: list[tuple[str, str]] = []
    if way is delimited:
        request = _of_text(request, reasons)
    elif way is spreadsheet:
        request = _of_sheet(request, way, reasons)
    elif way is json_records:
        request = _encoded(request, reasons)
    opened, kept, last, rows = _look(request, way)
    headings = opened.headings
    if not any(heading.strip() for heading in headings):
        raise request.fault("it has no heading", "put a line of headings on top, or export it with headings")
    reading = request.reading
    usual = _usual(kept)
    footer = 0
    while footer < len(last) and is_total(last[-1 - footer], usual):
        footer += 1
    if footer and rows <= MOST:
        what = "the last row is" if footer == 1 else f"the last {footer} rows are"
        reasons.append(("footer", f"{what} a total or a remark, and so begins"))
        reading = replace(reading, footer=footer)
        kept = kept[:-footer] if len(kept) == rows else kept
    if rows > MOST:
        reasons.append(("", f"only the first {MOST:,} rows were looked at, so that no footer was looked for"))
    cells = [[row[place] if place < len(row) else "" for row in kept] for place in range(len(headings))]
    return Sample(
        file=file,
        reading=replace(reading, skip_rows=reading.skip_rows or None),
        reasons=tuple(reasons),
        headings=tuple(heading.strip(BLANKS) for heading in headings),
        cells=tuple(tuple(column) for column in cells),
        rows=min(rows, MOST) - (footer if rows <= MOST else 0),
        whole=rows <= MOST,
        typed=opened.traits.typed,
    )


def _of_text(request: Request, reasons: list[tuple[str, str]]) -> Request:
    """The request with the encoding, the delimiter and the rows above the heading filled in."""
    request = _encoded(request, reasons)
    encoding = encoding_of(request, looked_at(request))
    rows = {sign: list(islice(top_rows(request, encoding, sign), 100)) for sign in signs_of(request)}
    sign, share = separator({sign: [cells for _, _, cells in found] for sign, found in rows.items()})
    found = rows[sign]
    place = heading_row([cells for _, _, cells in found])
    if place is None:
        raise _no_heading(request)
    line = found[place][0]
    told = {"\t": "a tab", ",": "a comma", ";": "a semicolon", "|": "a bar"}[sign]
    if sign != "," and len(found[place][2]) > 1:
        reasons.append(("delimiter", f"{told} cuts {share:.0%} of the first rows into equally many cells"))
    if line > 1:
        reasons.append(("skip_rows", f"the heading stands on line {line}, and what is above it names no columns"))
    return replace(request, reading=replace(request.reading, delimiter=sign, skip_rows=line - 1))


def _encoded(request: Request, reasons: list[tuple[str, str]]) -> Request:
    scanned = looked_at(request)
    try:
        encoding_of(request, scanned)
    except Fault:
        encoding = _guess(request, scanned.utf8)
        why = f"the text is not UTF-8 (first on line {scanned.bad_line}), and every byte is a letter in {encoding}"
        if scanned.utf8:
            why = "every other byte is empty, as in UTF-16"
        reasons.append(("encoding", why))
        return replace(request, reading=replace(request.reading, encoding=encoding))
    return request


def _guess(request: Request, wide: bool) -> str:
    with raw(request) as stream:
        first = stream.read(4)
    candidates = ("utf-16-be" if first[:1] == b"\0" else "utf-16-le",) if wide else ("cp1252", "latin-1")
    for encoding in candidates:
        tried = replace(request, reading=replace(request.reading, encoding=encoding))
        try:
            with text(tried, encoding) as stream_of_text:
                while stream_of_text.read(1_000_000):
                    pass
        except Fault:
            continue
        return encoding
    raise request.fault("the encoding of the text cannot be made out", "save it as UTF-8, or export it again as .xlsx")


def _of_sheet(request: Request, way: Way, reasons: list[tuple[str, str]]) -> Request:
    """The request with the sheet and the rows above its heading filled in: of several sheets, the fullest."""
    names = sheet_names(request)
    best: tuple[int, Request, int] | None = None
    for name in names:
        tried = replace(request, reading=replace(request.reading, sheet=name if len(names) > 1 else ""))
        try:
            opened = next(way.open(tried))
            numbered = list(islice(_rows(tried, opened, limit=LOOKED_AT + 80), LOOKED_AT + 80))
        except Fault:
            if len(names) == 1:
                raise
            continue
        rows = [list(opened.headings), *(cells for _, cells in numbered)]
        place = heading_row(rows)
        if place is None:
            continue
        size = sum(bool(cell) for row in rows[place:] for cell in row)
        line = numbered[place - 1][0] if place else 1
        if best is None or size > best[0]:
            best = (size, tried, line)
    if best is None:
        raise _no_heading(request)
    _, chosen, line = best
    if len(names) > 1:
        reasons.append(("sheet", f"of its {len(names)} sheets it holds the most cells below a heading"))
    if line > 1:
        reasons.append(("skip_rows", f"the heading stands on row {line}, and what is above it names no columns"))
    return replace(chosen, reading=replace(chosen.reading, skip_rows=line - 1))


def _no_heading(request: Request) -> Fault:
    return request.fault(
        f"no heading was found among its first {LOOKED_AT} rows, which hold values or single remarks",
        "put a line of headings on top, or export it with headings",
    )


def _look(request: Request, way: Way) -> tuple[Opened, list[list[str]], list[list[str]], int]:
    """The file as it could be read, kept rows, last rows, and how many rows there are, up to one beyond ``MOST``."""
    readings = way.open(request)
    while (opened := next(readings, None)) is not None:
        kept: list[list[str]] = []
        last: list[list[str]] = []
        every, rows = 1, 0
        try:
            for _, cells in _rows(request, opened, limit=MOST + 1):
                if rows % every == 0:
                    kept.append(cells)
                    if len(kept) >= 2 * _KEPT:
                        kept, every = kept[::2], 2 * every
                rows += 1
                last = [*last[1 - _TAIL :], cells]
        except Exception as error:
            if not is_of_engine(error):
                raise
            continue
        if opened.rows is not None and rows <= MOST and rows != opened.rows:
            continue
        return opened, kept, last, rows
    raise request.fault("it cannot be read as a table", "open it in a spreadsheet and export it again")


def _rows(request: Request, opened: Opened, *, limit: int) -> Iterator[tuple[int, list[str]]]:
    """The rows with their lines, trimmed; of a broken row all cells are empty."""
    wanted = tuple(range(len(opened.headings)))
    with opened.relation(wanted, True) as source:
        names = ", ".join(f"c{cell}" for cell in wanted)
        query = f"SELECT _line, {names} FROM {source} LIMIT {limit}"
        reader: Any = request.engine.connection.execute(query).to_arrow_reader(4_096)
        for batch in reader:
            lines, *columns = (column.to_pylist() for column in batch.columns)
            for line, *cells in zip(lines, *columns, strict=True):
                yield line, [(cell or "").strip(BLANKS) for cell in cells]


def _usual(rows: Sequence[Sequence[str]]) -> float:
    """How many cells of a row are filled, in the middle row."""
    counts = sorted(sum(bool(cell) for cell in row) for row in rows)
    return counts[len(counts) // 2] if counts else 0.0


def stem(file: str) -> str:
    """The name of a file without its ending, its digits and its signs, for words that it may say about the table."""
    name = Path(file).name.split(".")[0]
    return re.sub(r"[\d_\-]+", " ", name).strip()
