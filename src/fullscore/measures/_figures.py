"""From atoms to figures: mask, group, sum up, for one lens; whole segments and months at a time."""

from dataclasses import dataclass
from typing import Any

from fullscore.measures._shape import Measure, Reading
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.fault import Fault
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a measure: through which lens, split by what, of which months."""

    measure: Measure
    lens: Lens
    by: tuple[str, ...] = ()
    first: Month | None = None
    last: Month | None = None
    where: tuple[tuple[str, str], ...] = ()
    """Only atoms of these segments; ``month`` among them as ``2025-01``."""


Where = tuple[Any, ...]
"""The segment names of a figure, in the order of ``by``."""


def estimates(edition: Edition, asked: Asked) -> dict[Where, Estimate]:
    """The figure of every segment that has atoms."""
    atoms, reading = _counted(edition, asked)
    names = [f"by_{n}" for n in range(len(asked.by))]
    # A total is summed where the lines are: fetching millions of them to add them up would cost thirty times as much.
    summed = (atoms.group_by(names) if names else atoms).aggregate(
        value=column(reading.value).sum(), n=column(reading.value).count()
    )
    rows = edition.run(summed).to_pylist()
    return {tuple(row[name] for name in names): _total(row["value"], row["n"]) for row in rows}


def _total(value: Any, n: int) -> Estimate:
    total = float(value) if n else None
    return Estimate(value=total, n=n, low=total, high=total)


def keys(edition: Edition, asked: Asked) -> Any:
    """The keys of the atoms behind a figure, in the columns that ``Measure.records`` names, as an expression."""
    records = asked.measure.records(asked.lens)
    atoms, reading = _counted(edition, asked)
    atoms = atoms.filter(column(reading.value).notnull())
    return atoms.select(**{of_table: column(of_atom) for of_table, of_atom in records.key}).distinct()


def without_rate(edition: Edition, asked: Asked) -> int:
    """How many atoms a figure leaves out because their currency has no rate for their day."""
    atoms, reading = _counted(edition, asked)
    counted = atoms.filter(column(reading.value).isnull()).count()
    return int(edition.run(counted.name("n").as_table()).to_pylist()[0]["n"])


def _counted(edition: Edition, asked: Asked) -> tuple[Any, Reading]:
    """The atoms that a question counts, with ``by_0``, ``by_1``, … for the segments it is split by."""
    for segment in (*asked.by, *(name for name, _ in asked.where)):
        if segment != "month" and segment not in asked.measure.segments:
            raise Fault(
                f"{asked.measure.name} cannot be split by {segment}",
                next_step=f"use {', '.join(('month', *asked.measure.segments))}",
            )
    reading = asked.measure.reading(asked.lens)
    atoms = asked.measure.atoms(edition)
    for mask in reading.keep:
        atoms = atoms.filter(column(mask))
    atoms = atoms.filter(column(reading.month).notnull())
    atoms = atoms.mutate(month=column(reading.month).strftime("%Y-%m"))
    if asked.first:
        atoms = atoms.filter(column(reading.month) >= constant(asked.first.first_day))
    if asked.last:
        atoms = atoms.filter(column(reading.month) <= constant(asked.last.last_day))
    if "org_unit" in (*asked.by, *(name for name, _ in asked.where)):
        atoms = _with_subtrees(edition, atoms)
    for name, value in asked.where:
        wanted = column(name).isnull() if value == "" else column(name) == constant(value)
        atoms = atoms.filter(wanted)
    return atoms.mutate(**{f"by_{n}": column(name) for n, name in enumerate(asked.by)}), reading


def _with_subtrees(edition: Edition, atoms: Any) -> Any:
    """Each atom once under its own org unit and once under every unit above it; without a unit: once, unknown."""
    pairs = edition.subtrees()
    return (
        atoms.rename(own_unit="org_unit")
        .left_join(pairs, [("own_unit", "unit_id")])
        .mutate(org_unit=column("ancestor_id"))
    )
