"""Delimited text: comma, semicolon, tab or bar, packed or not. The engine reads it; where it cannot, Python does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from fullscore.feeds._rows.paths import unpatterned
from fullscore.feeds._rows.raw_text import encoding_of, is_packed, looked_at, text
from fullscore.feeds._rows.records import Row, records, without_last
from fullscore.feeds._rows.scan import BLOCK, Scan
from fullscore.feeds._rows.streamed import streamed
from fullscore.feeds._rows.top import Top, top_of
from fullscore.feeds._way import Opened, Request, Traits, Way
from fullscore.store.engine import quoted

_UTF8 = ("utf-8", "utf8", "utf-8-sig")


def _open(request: Request) -> Iterator[Opened]:
    scanned = looked_at(request)
    encoding = encoding_of(request, scanned)
    top = top_of(request, encoding)
    if _plain(request, scanned, encoding, top):
        yield _by_engine(request, scanned, top)
    yield _by_python(request, scanned, encoding, top)


def _plain(request: Request, scanned: Scan, encoding: str, top: Top) -> bool:
    """Whether the engine may try: UTF-8 in lines that end alike, the heading on top, nothing to leave out."""
    return (
        (scanned.ascii or (scanned.utf8 and encoding.lower() in _UTF8))
        and not (scanned.nul or scanned.bare_cr or scanned.long_line)
        and (top.line, top.lines) == (1, 1)
        and not request.reading.footer
    )


def _by_engine(request: Request, scanned: Scan, top: Top) -> Opened:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(top.headings)))
    source = (
        f"read_csv({quoted(unpatterned(request.path))}, auto_detect = false, header = true, "
        f"delim = {quoted(top.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, null_padding = false, "
        f"compression = {quoted('gzip' if is_packed(request) else 'none')}, "
        f"max_line_size = {4 * BLOCK}, columns = {{{columns}}})"
    )

    @contextmanager
    def relation(cells: tuple[int, ...], numbered: bool) -> Iterator[str]:
        wanted = [f"c{cell}" for cell in cells] or ["c0"]
        # Directly over one reading of a file, the engine numbers rows in the file's order, in one thread.
        line = [f"row_number() OVER () + {top.line} AS _line"] if numbered else []
        yield f"(SELECT {', '.join([*wanted, *line])} FROM {source})"

    return Opened(
        headings=top.headings,
        relation=relation,
        traits=_traits(scanned, top),
        line_by_line=True,
        rows=scanned.newlines + scanned.ends_open - top.line,
        notes=top.notes,
    )


def _by_python(request: Request, scanned: Scan, encoding: str, top: Top) -> Opened:
    def lines_after(done: int) -> Iterator[str]:
        with text(request, encoding) as lines:
            yield from islice(lines, done, None)

    def rows() -> Iterator[Row]:
        found = records(lines_after, after=top.line + top.lines - 1, delimiter=top.delimiter, headings=top.headings)
        return without_last(found, request.reading.footer)

    return Opened(
        headings=top.headings,
        relation=streamed(request.engine, rows),
        # A cell may end in a line end here; and what another encoding's bytes look like says nothing of its text.
        traits=replace(_traits(scanned, top), odd_blanks=True) if encoding in _UTF8 else Traits(),
        breaks=True,
        notes=top.notes,
    )


def _traits(scanned: Scan, top: Top) -> Traits:
    return Traits(
        odd_blanks=scanned.odd_blanks or (scanned.tabs and top.delimiter != "\t"),
        plus=scanned.plus,
        at=scanned.at,
        equals=scanned.equals,
    )


delimited = Way(
    endings=(".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
    open=_open,
)
