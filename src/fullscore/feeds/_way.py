"""The shape of a way in: a kind of file, opened so that its cells can be read as text, each row with its line."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fullscore.feeds._mapping.shape import FileReading
from fullscore.store.engine import Engine
from fullscore.terms.declared import declared
from fullscore.terms.fault import Fault

BLANKS = " \t\n\r\x0b\x0c\u00a0\u2007\u202f\u3000\ufeff"
"""What is trimmed around a cell: blanks, tabs, line ends, the blanks that do not break, the mark of byte order."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A file to be opened.

    Attributes:
        file: what a sentence calls it: the path inside ``feeds``.
        essential: headings, each as its variants, by which the heading row is recognised.
    """

    engine: Engine
    path: Path
    file: str
    reading: FileReading
    essential: tuple[tuple[str, ...], ...]

    def fault(self, what: str, next_step: str) -> Fault:
        return Fault(what, where=self.file, next_step=next_step)


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What is known of all cells of a file, so that no cell is checked in vain. The defaults know nothing.

    Attributes:
        odd_blanks: some cell may have other blanks around it than the common one.
        plus, at, equals: the sign occurs somewhere in the file.
        typed: dates come from typed cells, and stand in ISO form whatever the mapping declares for text.
    """

    odd_blanks: bool = True
    plus: bool = True
    at: bool = True
    equals: bool = True
    typed: bool = False


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file whose heading is known and whose cells wait to be read.

    Attributes:
        headings: as they stand in the file.
        relation: given the positions of the cells that are wanted, a query's source for the length of a ``with``: text
            columns ``c0``, ``c4``, … by position, ``_line`` (unless ``line_by_line`` and ``numbered`` is False),
            and with ``breaks`` also ``_broken``.
        line_by_line: the heading is line 1 and the rows follow it line by line, so that the engine may read them in
            several threads, unnumbered.
        rows: how many rows must come out if the file was read rightly; None where that is not known before.
        breaks: rows may be broken: ``_broken`` is a list of faults, and the cells are empty.
    """

    headings: tuple[str, ...]
    relation: Callable[[tuple[int, ...], bool], AbstractContextManager[str]]
    traits: Traits = Traits()
    line_by_line: bool = False
    rows: int | None = None
    breaks: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way in: the endings of the file names that it reads, and how it opens a file.

    ``open`` gives the same file in one or more readings, the fastest first; a later one is asked for only where the
    engine could not read the file as the earlier one said.
    """

    endings: tuple[str, ...]
    open: Callable[[Request], Iterator[Opened]]


@cache
def ways() -> dict[str, Way]:
    """Every way in, by the ending that it reads."""
    found: dict[str, Way] = declared("fullscore.feeds")
    return {ending: way for way in found.values() for ending in way.endings}


def way_for(name: str) -> Way | None:
    """The way in for a file's name; the longest ending decides, so that ``.csv.gz`` is not ``.gz``."""
    endings = sorted((ending for ending in ways() if name.lower().endswith(ending)), key=len)
    return ways()[endings[-1]] if endings else None


def way_in(name: str, file: str) -> Way:
    """The way in for a file's name.

    Raises:
        Fault: files of this kind are not read; ``file`` is what its sentence calls it.
    """
    way = way_for(name)
    if way is None:
        raise Fault(
            "files of this kind are not read",
            where=file,
            next_step=f"deliver it with one of the endings {', '.join(sorted(ways()))}",
        )
    return way
