"""Reading delimited text row by row: slower than the engine, and right about line ends, quotes and broken rows."""

import csv
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from fullscore.feeds._cells.masking import masked
from fullscore.feeds._cells.people import names_a_person
from fullscore.feeds._cells.reasons import CELL_TOO_LONG, NOT_TEXT, UNCLOSED_QUOTE, WRONG_NUMBER_OF_FIELDS

LONGEST = 1_000_000
"""Characters in a cell. A cell is a word, a number or a paragraph; more is a file within the file."""
SHOWN = 200
"""Characters of a cell that a fault keeps."""


@dataclass(frozen=True)
class Broken:
    """A row that is no row of the table, and why."""

    reason: str
    column: str = ""
    value: str = ""


Row = tuple[int, list[str] | Broken]
"""The physical line where a row begins, and its cells."""


class _Tape(Iterator[str]):
    """The physical lines of a file, and those of them that the row being read has taken."""

    def __init__(self, lines: Iterator[str], done: int) -> None:
        self.lines, self.done, self.taken, self.ended = lines, done, list[str](), False

    def __next__(self) -> str:
        line = next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.done += 1
        self.taken.append(line)
        return line

    def closes(self) -> bool:
        """Read on until the quote that is open is closed; False where the file ends first."""
        quotes = sum(line.count('"') for line in self.taken)
        self.taken.clear()
        while quotes % 2:
            line = next(self.lines, None)
            if line is None:
                return False
            self.done += 1
            quotes += line.count('"')
        return True


def records(
    lines_after: Callable[[int], Iterator[str]], *, after: int, delimiter: str, headings: tuple[str, ...]
) -> Iterator[Row]:
    """The rows of delimited text, each with the line where it begins; blank lines are no rows.

    A quoted cell may hold line ends. Where a quote is never closed, or closes only lines later and leaves a wrong
    number of fields, only the line where the row begins is refused, and reading goes on with the next one: otherwise a
    single stray quote would swallow the rows behind it without a trace. Empty fields beyond the heading are passed
    over: some software ends its rows, but not its heading, with a separator.

    Args:
        lines_after: gives the physical lines behind so many.
        after: how many physical lines the heading and what stands above it take.
        headings: the file's, whose number is the number of fields.
    """
    limit = csv.field_size_limit(LONGEST)
    try:
        resume: int | None = after
        while resume is not None:
            resume = yield from _until_astray(_Tape(lines_after(resume), resume), delimiter, headings)
    finally:
        csv.field_size_limit(limit)


def _until_astray(tape: _Tape, delimiter: str, headings: tuple[str, ...]) -> Generator[Row, None, int | None]:
    """The rows up to one that loses its way; returns the line to go on behind, None at the end of the file."""
    width = len(headings)
    reader = csv.reader(tape, delimiter=delimiter)
    while True:
        tape.taken.clear()
        begins = tape.done + 1
        try:
            row = next(reader)
        except StopIteration:
            return None
        except csv.Error:
            first = tape.taken[0]
            cut = _long_cell("".join(tape.taken), delimiter, headings)
            if not tape.closes():
                yield begins, _unclosed(first)
                return begins
            yield begins, cut
            continue
        if not row or (len(row) == 1 < width and not row[0].strip()):
            continue
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if tape.ended or (len(tape.taken) > 1 and len(row) != width):
            yield begins, _unclosed(tape.taken[0])
            return begins
        if len(row) != width:
            yield begins, Broken(WRONG_NUMBER_OF_FIELDS, value=f"{len(row)} instead of {width}")
        elif "\0" in tape.taken[0] or (len(tape.taken) > 1 and "\0" in "".join(tape.taken)):
            yield begins, Broken(NOT_TEXT)
        else:
            yield begins, row


def without_last(rows: Iterator[Row], footer: int) -> Iterator[Row]:
    """The rows without so many at the end, which the mapping declares to be totals."""
    held: deque[Row] = deque()
    for row in rows:
        held.append(row)
        if len(held) > footer:
            yield held.popleft()


def _unclosed(line: str) -> Broken:
    # Neither the cell nor its heading is certain, so nothing of the text is kept: it may be a person's.
    return Broken(UNCLOSED_QUOTE, value=f"a line of {len(line.rstrip())} characters")


def _long_cell(text: str, delimiter: str, headings: tuple[str, ...]) -> Broken:
    """The fault of the first cell that is longer than the limit."""
    at = column = 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while (end := text.find('"', end)) != -1 and text[end + 1 : end + 2] == '"':
                end += 2
            stop = len(text) if end == -1 else end + 1
        else:
            ends = [found for sign in (delimiter, "\n", "\r") if (found := text.find(sign, at)) != -1]
            stop = min(ends, default=len(text))
        if stop - at > LONGEST:
            heading = headings[column] if column < len(headings) else ""
            return Broken(CELL_TOO_LONG, column=heading, value=cut(text[at:stop], heading))
        at, column = stop + 1, column + 1
    return Broken(CELL_TOO_LONG)


def cut(cell: str, heading: str) -> str:
    """What a fault keeps of a cell that is too long: its beginning, without mail addresses; nothing of a person's."""
    return "" if names_a_person(heading) else masked(cell[: 2 * SHOWN].lstrip('"'))[:SHOWN]
