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

Aggregate = Literal[
    "total",
    "distinct",
    "mean",
    "mean_of_means",
    "median",
    "p90",
    "share",
    "ratio",
    "incidence",
    "fixed_mix",
    "positive_ratio",
    "daily_average",
    "distinct_share",
    "counted_ratio",
    "unit_ratio",
    "unit_mix",
    "unit_total",
]
"""How atoms sum up to a figure. Of the atoms' value ``v``, weight ``w``, event ``e``, stratum ``s`` and mix ``m``:
total: sum of v; distinct: number of different v; mean, median, p90 of v; share: mean of v, each 0 or 1, by Wilson;
ratio: sum of v over sum of w; positive_ratio: the same, without a value where the sum of w is not positive;
incidence: one minus Kaplan-Meier of times v with events e at w (the same for all); fixed_mix: within each s the mean of
v weighted by w, over all s weighted by m; mean_of_means: the mean over all s of the mean of v within each, n the number
of different s; daily_average: how many different s were there on an average day, each on the days from v to w, which
lie in the month that counts up to day m (days since 1970), n the value itself to the nearest whole, at least 1;
distinct_share: of the different v the share for which some e is 1, by Wilson, n the number of different v;
counted_ratio: as positive_ratio, but of two totals of which nothing is left to chance: its interval is itself;
unit_ratio, unit_mix, unit_total: ratio, fixed_mix (s the same for all of a unit) and total, but what has the same e is
one unit that was seen several times, as an assignment month by month: n is the number of units with a w above 0."""

SEGMENTS = ("supplier", "tier", "org_unit", "site", "country", "role", "capability", "level", "resource_type")
"""The segments of whatever belongs to a requisition or an assignment."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How one lens reads a measure's atoms: which count, in which month, with which value, and how they sum up.

    Attributes:
        month: the date column whose month a figure belongs to; an atom without it does not count.
        value: the column that is summed up, or several, of which the greatest of the others is taken from the first;
            an atom without it (the second of several included) does not count.
        keep: boolean columns that must all be true.
        weight, event, stratum, mix: further columns, as the aggregate needs them.
        drop: values that are left out.
        whole: a boolean column whose atoms count only where the figure is not split by any segment but month.
    """

    month: str
    value: str | tuple[str, ...]
    keep: tuple[str, ...] = ()
    weight: str = ""
    event: str = ""
    stratum: str = ""
    mix: str = ""
    drop: Literal["", "negative", "over_90"] = ""
    whole: str = ""
    aggregate: Aggregate = "mean"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it reads beside the masks."""
        value = self.value if isinstance(self.value, tuple) else (self.value,)
        return tuple(
            dict.fromkeys((self.month, *value, *filter(None, (self.weight, self.event, self.stratum, self.mix))))
        )


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
        fewer: the same rows with only the columns that a lens reads, where making all of them is dear.
        reading: how a lens reads them.
        segments: the atoms' columns that figures can be split by; ``month`` always can.
        records: the canonical rows that an atom traces to.
        rests_on: the tables without which there is no figure under a lens.
        gains_if_higher, gains_if_lower: kinds of party that gain by how the figure looks.
        paid_by: fee bases whose fee grows with the figure; where there are any, an MSP or a VMS that is known to be
            paid on another basis gains nothing by it.
        canonical: the lens that stands for all that cannot differ from it; itself, unless said.
        notes: sentences that go with every figure under a lens.
    """

    name: str
    title: str
    unit: Unit
    axes: tuple[Axis, ...]
    atoms: Callable[[Edition], Any]
    reading: Callable[[Lens], Reading]
    segments: tuple[str, ...] = SEGMENTS
    records: Callable[[Lens], tuple[Records, ...]]
    rests_on: Callable[[Lens], tuple[Table, ...]]
    gains_if_higher: tuple[str, ...] = ()
    gains_if_lower: tuple[str, ...] = ()
    paid_by: tuple[str, ...] = ()
    canonical: Callable[[Lens], Lens] = lambda lens: lens
    notes: Callable[[Edition, Lens], tuple[str, ...]] = lambda edition, lens: ()
    fewer: Callable[[Edition, Lens], Any] | None = None

    def atoms_of(self, edition: Edition, lens: Lens) -> Any:
        """The atoms as a lens reads them; other columns may be missing."""
        return self.fewer(edition, self.canonical(lens)) if self.fewer else self.atoms(edition)


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
