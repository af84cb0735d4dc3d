"""The whole lens space of a measure in one pass over its atoms: value and n, for every lens, segment and month."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.measures._aggregates import Codes, Columns, Floats, values_and_counts
from fullscore.measures._figures import Where, with_subtrees
from fullscore.measures._frame import columns_of, flags, numbers
from fullscore.measures._shape import Measure, Reading
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens, all_lenses


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Every lens of a measure, read from the same atoms."""

    places: tuple[Where, ...]
    """Segment names, in the order of ``by``; with the month, if asked for, as ``2025-01``."""
    canonical: dict[Lens, Lens]
    """For every lens the one that stands for it."""
    values: dict[Lens, Floats]
    """For every canonical lens the value at each place; NaN where there is none."""
    counts: dict[Lens, Codes]

    def figures(self, lens: Lens) -> dict[Where, tuple[float, int]]:
        """The value and n of a lens wherever it counts anything."""
        lens = self.canonical[lens]
        values, counts = self.values[lens], self.counts[lens]
        return {self.places[n]: (float(values[n]), int(counts[n])) for n in np.flatnonzero(counts)}


def survey(edition: Edition, measure: Measure, by: tuple[str, ...] = ("month",)) -> Survey:
    """Read a measure's atoms once, and compute every lens from them."""
    canonical = {lens: measure.canonical(lens) for lens in all_lenses(measure.axes)}
    readings = {lens: measure.reading(lens) for lens in dict.fromkeys(canonical.values())}
    atoms = _Atoms(edition, measure, by, list(readings.values()))
    values: dict[Lens, Floats] = {}
    counts: dict[Lens, Codes] = {}
    for lens, reading in readings.items():
        codes, found = atoms.read(reading, split=bool(set(by) - {"month"}))
        values[lens], counts[lens] = values_and_counts(reading.aggregate, found, codes, len(atoms.places))
    return Survey(places=tuple(atoms.places), canonical=canonical, values=values, counts=counts)


class _Atoms:
    """All columns that any lens reads, in memory, and the place of every atom under each of the month columns."""

    def __init__(self, edition: Edition, measure: Measure, by: tuple[str, ...], readings: list[Reading]) -> None:
        months = sorted({r.month for r in readings})
        masks = sorted({m for r in readings for m in r.keep} | {f"not_{r.whole}" for r in readings if r.whole})
        read = sorted({c for r in readings for c in r.columns} - set(months))
        expression = measure.atoms(edition)
        if "org_unit" in by:
            expression = with_subtrees(edition, expression)
        segments = [name for name in by if name != "month"]
        parts: dict[str, Any] = {f"s_{name}": column(name) for name in segments}
        parts |= {f"m_{name}": column(name).strftime("%Y-%m") for name in months}
        parts |= {f"k_{name}": column(name) for name in masks}
        parts |= {f"v_{name}": column(name) for name in read}
        table = edition.run(expression.select(**parts))
        self._masks = {name: flags(table[f"k_{name}"]) for name in masks}
        self._values = {name: numbers(table[f"v_{name}"]) for name in read}
        found: dict[Where, int] = {}
        self._codes: dict[str, Codes] = {}
        own = [table[f"s_{name}"].to_pylist() for name in segments]
        for name in months:
            texts = table[f"m_{name}"].to_pylist()
            codes = np.full(table.num_rows, -1, dtype=np.int64)
            for row, text in enumerate(texts):
                if text is None:
                    continue
                values = iter([column[row] for column in own])
                place = tuple(text if part == "month" else next(values) for part in by)
                codes[row] = found.setdefault(place, len(found))
            self._codes[name] = codes
        self.places = list(found)
        self._read: dict[Any, tuple[Columns, npt.NDArray[np.bool_]]] = {}
        self._kept: dict[tuple[str, ...], npt.NDArray[np.bool_]] = {}

    def read(self, reading: Reading, *, split: bool) -> tuple[Codes, Columns]:
        """The place of every atom that counts under a reading, and what it sums up."""
        key = (reading.value, reading.weight, reading.event, reading.stratum, reading.mix, reading.drop)
        if key not in self._read:
            self._read[key] = columns_of(reading, self._values)
        found, taken = self._read[key]
        keep = (*reading.keep, f"not_{reading.whole}") if reading.whole and split else reading.keep
        if keep not in self._kept:
            self._kept[keep] = np.logical_and.reduce(
                [self._masks[name] for name in keep] or [np.ones(len(taken), dtype=np.bool_)]
            )
        codes = self._codes[reading.month]
        rows = np.flatnonzero(self._kept[keep] & taken & (codes >= 0))
        return codes[rows], found.at(rows)
