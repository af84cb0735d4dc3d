"""Our own figures in the places that were reported, in each state that the data may have been in."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from fullscore.lens._cells import Cell
from fullscore.lens._vintages import Deliveries
from fullscore.measures._atoms import Atoms, Coding, at_places, load
from fullscore.measures._many import Many, evaluate
from fullscore.measures._shape import Measure, Reading
from fullscore.terms.edition import Edition

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


class Figures:
    """Figures of a measure in the places of some cells; atoms are read once for each state."""

    def __init__(
        self, edition: Edition, measure: Measure, cells: list[Cell], readings: list[Reading], deliveries: Deliveries
    ) -> None:
        self._edition, self._measure, self._cells = edition, measure, cells
        self._readings, self._deliveries = readings, deliveries
        self._atoms: dict[tuple[date | None, str, bool], Atoms] = {}
        self._expressions: dict[date | None, Any] = {}
        self._by_day = any(cell.cut_on is not None and cell.cut_on < cell.month.last_day for cell in cells)
        self._codings: dict[tuple[Any, ...], Coding] = {}

    @property
    def has_org_units(self) -> bool:
        return any(cell.segment_kind == "org_unit" for cell in self._cells)

    def delivery(self, cell: Cell, vintage: Vintage) -> date | None:
        """The delivery that a state reads for a cell; None: what is in force."""
        if vintage == "final":
            return None
        if vintage == "as_delivered":
            return self._deliveries.after(cell.month)
        last = max(cell.cut_on or cell.reported_on, cell.month.last_day)
        return self._deliveries.next(last)

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

    def _read(self, day: date | None, kind: str, subtrees: bool) -> Atoms:
        key = (day, kind, subtrees)
        if key not in self._atoms:
            months = sorted(
                {
                    cell.month
                    for cell in self._cells
                    if cell.segment_kind == kind
                    and (day is None or day in (self.delivery(cell, "as_delivered"), self.delivery(cell, "by_report")))
                }
            )
            edition = self._edition if day is None else self._deliveries.edition(day, months[0])
            if day not in self._expressions:
                self._expressions[day] = self._measure.atoms(edition)
            self._atoms[key] = load(
                edition,
                self._measure,
                self._readings,
                segments=(kind,) if kind else (),
                subtrees=subtrees,
                only=months,
                by_day=self._by_day,
                expression=self._expressions[day],
            )
        return self._atoms[key]


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
