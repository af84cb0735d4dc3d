"""From atoms to figures: mask, group, sum up, for one lens; whole segments and months at a time."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fullscore.measures._aggregates import estimate
from fullscore.measures._frame import columns_of, numbers
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
    """Only atoms of these segments; ``month`` among them as ``2025-01``; an empty name is the unknown segment."""
    reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        known = ("month", *self.measure.segments)
        for segment in (*self.by, *(name for name, _ in self.where)):
            if segment not in known:
                raise Fault(f"{self.measure.name} cannot be split by {segment}", next_step=f"use {', '.join(known)}")
        reading = self.measure.reading(self.measure.canonical(self.lens))
        split = {*self.by, *(name for name, _ in self.where)} - {"month"}
        if reading.whole and split:
            reading = replace(reading, keep=(*reading.keep, f"not_{reading.whole}"), whole="")
        object.__setattr__(self, "reading", reading)


Where = tuple[Any, ...]
"""The segment names of a figure, in the order of ``by``."""


def estimates(edition: Edition, asked: Asked) -> dict[Where, Estimate]:
    """The figure of every segment that has atoms."""
    atoms, reading = counted(edition, asked), asked.reading
    names = [f"by_{n}" for n in range(len(asked.by))]
    if reading.aggregate == "total" and isinstance(reading.value, str) and not reading.drop:
        # A total is summed where the lines are: fetching millions of them to add them up costs thirty times as much.
        summed = (atoms.group_by(names) if names else atoms).aggregate(
            value=column(reading.value).sum(), n=column(reading.value).count()
        )
        rows = edition.run(summed).to_pylist()
        return {tuple(row[name] for name in names): _total(row["value"], row["n"]) for row in rows}
    needed = [name for name in reading.columns if name != reading.month]
    table = edition.run(atoms.select(*names, *needed))
    found, taken = columns_of(reading, {name: numbers(table[name]) for name in needed})
    places: dict[Where, list[int]] = {}
    keys = zip(*(table[name].to_pylist() for name in names), strict=True) if names else [()] * table.num_rows
    for row, (place, is_taken) in enumerate(zip(keys, taken, strict=True)):
        if is_taken:
            places.setdefault(tuple(place), []).append(row)
    return {place: estimate(reading.aggregate, found.at(np.array(rows))) for place, rows in places.items()}


def _total(value: Any, n: int) -> Estimate:
    total = float(value) if n else None
    return Estimate(value=total, n=n, low=total, high=total)


def without_value(edition: Edition, asked: Asked) -> int:
    """How many atoms a figure leaves out because they have no value: most often a currency without a rate that day."""
    reading = asked.reading
    atoms = counted(edition, asked)
    missing = column(reading.value if isinstance(reading.value, str) else reading.value[0]).isnull()
    return int(edition.run(atoms.filter(missing).count().name("n").as_table()).to_pylist()[0]["n"])


def keys(edition: Edition, asked: Asked) -> Any:
    """The atoms behind a figure, each with the keys of its records, as an expression.

    Values that the lens drops because of their size are among them: whoever traces a figure wants to see those too.
    """
    value = asked.reading.value
    atoms = counted(edition, asked)
    for name in (value,) if isinstance(value, str) else value[:2]:
        atoms = atoms.filter(column(name).notnull())
    return atoms


def counted(edition: Edition, asked: Asked) -> Any:
    """The atoms that a question counts, with ``by_0``, ``by_1``, … for the segments it is split by."""
    reading = asked.reading
    atoms = asked.measure.atoms_of(edition, asked.lens)
    for mask in reading.keep:
        atoms = atoms.filter(column(mask))
    atoms = atoms.filter(column(reading.month).notnull())
    atoms = atoms.mutate(month=column(reading.month).strftime("%Y-%m"))
    if asked.first:
        atoms = atoms.filter(column(reading.month) >= constant(asked.first.first_day))
    if asked.last:
        atoms = atoms.filter(column(reading.month) <= constant(asked.last.last_day))
    if "org_unit" in (*asked.by, *(name for name, _ in asked.where)):
        atoms = with_subtrees(edition, atoms)
    for name, value in asked.where:
        atoms = atoms.filter(column(name).isnull() if value == "" else column(name).cast("string") == constant(value))
    return atoms.mutate(**{f"by_{n}": column(name) for n, name in enumerate(asked.by)})


def with_subtrees(edition: Edition, atoms: Any) -> Any:
    """Each atom once under its own org unit and once under every unit above it; without a unit: once, unknown.

    A unit that has closed since, and is in force no longer, still has what was booked to it.
    """
    return (
        atoms.rename(own_unit="org_unit")
        .left_join(edition.ancestors("org_unit"), [("own_unit", "id")])
        .mutate(org_unit=column("ancestor_id").fill_null(column("own_unit")))
    )
