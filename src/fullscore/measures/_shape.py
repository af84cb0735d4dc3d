"""What a measure is made of: axes, atoms, and how a lens reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from fullscore.model._shape import Table
from fullscore.terms.declared import declared
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from fullscore.terms.lens import Axis, Lens

Unit = Literal["days", "share", "score", "months", "currency", "currency/hour", "people", "assignments"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How one lens reads a measure's atoms: which count, in which month, with which value, and how they sum up."""

    month: str
    """The atoms' date column whose month a figure belongs to."""
    value: str
    """The atoms' column that is summed up."""
    keep: tuple[str, ...] = ()
    """Boolean columns of the atoms that must all be true."""
    aggregate: Literal["total"] = "total"


@dataclass(frozen=True, kw_only=True)
class Records:
    """The canonical rows behind an atom: a table, and where the atom holds that table's key."""

    table: Table
    key: tuple[tuple[str, str], ...]
    """(column of the table, column of the atoms)."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure: its definition opens its file.

    Attributes:
        atoms: from an edition, the expression of one row per thing counted: keys, segment columns, a date column for
            every cohort option, a value column for every value option, a mask for every exclusion.
        reading: how a lens reads them.
        segments: the atoms' columns that figures can be split by; ``month`` always can.
        records: the canonical rows that an atom traces to.
        rests_on: the tables that the figure comes from under a lens.
        gained_by: kinds of party that gain if the figure is higher, or lower.
        canonical: the lens that stands for all that cannot differ from it; itself, unless said.
        notes: sentences that go with every figure under a lens.
    """

    name: str
    title: str
    unit: Unit
    axes: tuple[Axis, ...]
    atoms: Callable[[Edition], Any]
    reading: Callable[[Lens], Reading]
    segments: tuple[str, ...]
    records: Callable[[Lens], Records]
    rests_on: Callable[[Lens], tuple[Table, ...]]
    gained_by: tuple[str, ...] = ()
    canonical: Callable[[Lens], Lens] = lambda lens: lens
    notes: Callable[[Edition, Lens], tuple[str, ...]] = lambda edition, lens: ()


@cache
def measures() -> dict[str, Measure]:
    """Every measure by name."""
    return declared("fullscore.measures")


def measure_called(name: str) -> Measure:
    """The measure of that name.

    Raises:
        Fault: there is none.
    """
    try:
        return measures()[name]
    except KeyError:
        raise Fault(f"there is no measure called {name}", next_step=f"use {', '.join(measures())}") from None
