"""Our own figures in the places that were reported, in each state that the data may have been in."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from fullscore.lens._auditing.cells import Cell
from fullscore.lens._auditing.vintages import Deliveries
from fullscore.measures._atoms import Atoms, Coding, at_places, load
from fullscore.measures._many import Many, evaluate
from fullscore.measures._shape import Measure, Reading
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

Vintage = Literal["final", "as_delivered", "by_report"]
"""As this edition knows it; as the first delivery that can hold the month did; as the first on the day of the report or
later did."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What a figure may have been computed from.

    Attributes:
        subtrees: whether an org unit holds those below it.
        days_short: how many days before the month's end the data were cut, where no cut was stated.
    """

    vintage: Vintage = "final"
    subtrees: bool = True
    days_short: int = 0


class Source:
    """The atoms of a measure, read once for each delivery and kind of segment; all reporters share them."""

    def __init__(self, edition: Edition, measure: Measure, readings: list[Reading]) -> None:
        self.edition, self.measure = edition, measure
        self.deliveries = Deliveries(edition, measure)
        self._readings = readings
        self._atoms: dict[tuple[Any, ...], Atoms] = {}
        self._expressions: dict[Any, Any] = {}

    def expression(self) -> Any:
        """The atoms of this edition."""
        if None not in self._expressions:
            self._expressions[None] = self.measure.atoms(self.edition)
        return self._expressions[None]

    def atoms(self, day: date | None, kind: str, subtrees: bool, months: tuple[Month, ...], by_day: bool) -> Atoms:
        """What was known at a delivery about some months; of this edition (no day), of all."""
        months = () if day is None else months
        key = (day, kind, subtrees, months, by_day)
        if key not in self._atoms:
            if day is None:
                expression = self.expression()
            elif (day, months) in self._expressions:
                expression = self._expressions[day, months]
            else:
                expression = self.measure.atoms(self.deliveries.edition(day, months[0]))
                self._expressions[day, months] = expression
            self._atoms[key] = load(
                self.edition,
                self.measure,
                self._readings,
                segments=(kind,) if kind else (),
                subtrees=subtrees,
                only=months,
                by_day=by_day,
                expression=expression,
            )
        return self._atoms[key]


class Figures:
    """Figures of a measure in the places of some cells."""

    def __init__(self, source: Source, cells: list[Cell]) -> None:
        self._source, self._cells = source, cells
        self._by_day = any(cell.cut_on is not None and cell.cut_on < cell.month.last_day for cell in cells)
        self._codings: dict[tuple[Any, ...], Coding] = {}
        self._months: dict[tuple[date, str], tuple[Month, ...]] = {}
        for cell in cells:
            for vintage in ("as_delivered", "by_report"):
                day = self.delivery(cell, vintage)
                if day is not None:
                    # Reporters whose months differ a little read the same atoms.
                    usual = {Month.of(day), Month.of(day) + -1, cell.month}
                    known = usual | {*self._months.get((day, cell.segment_kind), ())}
                    self._months[day, cell.segment_kind] = tuple(sorted(known))

    @property
    def has_org_units(self) -> bool:
        return any(cell.segment_kind == "org_unit" for cell in self._cells)

    def delivery(self, cell: Cell, vintage: Vintage) -> date | None:
        """The delivery that a state reads for a cell; None: what is in force."""
        if vintage == "final":
            return None
        last = (
            cell.month.last_day
            if vintage == "as_delivered"
            else max(cell.cut_on or cell.reported_on, cell.month.last_day)
        )
        day = self._source.deliveries.next(last)
        # What the last delivery knew is what this edition knows.
        return None if day == self._source.deliveries.days[-1] else day

    def at(self, state: State, readings: list[Reading], numbers: list[int]) -> Many:
        """Readings at some of the cells, in their order."""
        shape = (len(readings), len(numbers))
        found = Many(
            values=np.full(shape, np.nan), counts=np.zeros(shape, dtype=np.int64), errors=np.full(shape, np.nan)
        )
        groups: dict[tuple[date | None, str], list[int]] = defaultdict(list)
        for place, number in enumerate(numbers):
            cell = self._cells[number]
            groups[self.delivery(cell, state.vintage), cell.segment_kind].append(place)
        for (day, kind), places in groups.items():
            some = [self._cells[numbers[place]] for place in places]
            subtrees = state.subtrees or kind != "org_unit"
            atoms = self._read(day, kind, subtrees)
            key = (day, kind, subtrees, state.days_short, tuple(numbers[place] for place in places))
            if key not in self._codings:
                self._codings[key] = _coding(atoms, kind, some, state.days_short)
            part = evaluate(atoms, self._codings[key], readings)
            at = np.array(places)
            found.values[:, at], found.counts[:, at], found.errors[:, at] = part.values, part.counts, part.errors
        return found

    def whole(self) -> Atoms:
        """The atoms of this edition, all months of them."""
        return self._read(None, "", True)

    def _read(self, day: date | None, kind: str, subtrees: bool) -> Atoms:
        months = self._months[day, kind] if day is not None else ()
        return self._source.atoms(day, kind, subtrees, months, self._by_day)


def _coding(atoms: Atoms, kind: str, cells: list[Cell], days_short: int) -> Coding:
    """The places of some cells; what happened after a cell's data were cut is in none of them."""
    by = (kind, "month") if kind else ("month",)
    places = tuple((cell.segment, str(cell.month)) if kind else (str(cell.month),) for cell in cells)
    coding = at_places(atoms, by, places)
    ends = [cell.month.last_day - timedelta(days=days_short) if cell.cut_on is None else cell.cut_on for cell in cells]
    if all(end >= cell.month.last_day for end, cell in zip(ends, cells, strict=True)):
        return coding
    last = np.array([end.toordinal() - date(1970, 1, 1).toordinal() for end in ends], dtype=np.float64)
    codes = {}
    for name, of in coding.codes.items():
        late = atoms.days[name] > last[np.maximum(of, 0)]
        codes[name] = np.where((of >= 0) & late, -1, of)
    return replace(coding, codes=codes)
