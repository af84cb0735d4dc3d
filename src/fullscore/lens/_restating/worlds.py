"""What a measure counts in two worlds side by side: without the restatements, and as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.measures._aggregates import Codes, Columns, values_and_counts
from fullscore.measures._figures import Asked, counted
from fullscore.measures._frame import columns_of, numbers
from fullscore.measures._shape import Measure
from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens

PARTY = "_party"
MOST_ROWS = 500
"""Of more restated rows so many are tried one by one, evenly from first to last."""
SUMMED_BY_MONTH = ("distinct", "daily_average", "unit_total", "total")
"""Figures of which those of several months add up; of the others all months are taken together."""


@dataclass(frozen=True, kw_only=True)
class Worlds:
    """A measure's atoms without the restatements and as they are, one after the other."""

    asked: Asked
    found: Columns
    is_now: npt.NDArray[np.bool_]
    """False: without the restatements."""
    codes: Codes
    """The place of each atom's month in ``months``."""
    months: tuple[str, ...]
    units: Codes
    """The restated row that an atom rests on, by its number; -1 where there is none."""
    parties: tuple[str, ...]
    """For each restated row the party that controls its feed."""

    @cached_property
    def figures(self) -> dict[str, tuple[tuple[float | None, int], tuple[float | None, int]]]:
        """For each month value and n without the restatements, and as they are."""
        without, now = (self._by_month(np.flatnonzero(self.is_now == side)) for side in (False, True))
        return {
            month: ((_value(without[0][n]), int(without[1][n])), (_value(now[0][n]), int(now[1][n])))
            for n, month in enumerate(self.months)
        }

    def moves(self, party: str) -> npt.NDArray[np.float64]:
        """How far each row that a party restated alone moves the figure of all touched months together.

        NaN where the figure has no value with the row restated or without.
        """
        touched = np.array([unit for unit in np.unique(self.units[self.units >= 0]) if self.parties[unit] == party])
        if len(touched) > MOST_ROWS:
            touched = touched[np.linspace(0, len(touched) - 1, MOST_ROWS).astype(np.int64)]
        months = self._touched
        base = self._whole(np.flatnonzero(months & ~self.is_now))
        # Rows that no restated row touches are taken from one world, so that a move is that of its row alone.
        rest = months & ~self.is_now
        alone = [
            self._whole(np.flatnonzero((rest & (self.units != unit)) | (months & self.is_now & (self.units == unit))))
            for unit in touched
        ]
        return np.array(alone, dtype=np.float64) - base

    def moved_by(self) -> float:
        """How far all restatements together move the figure of all touched months together."""
        now, without = (self._whole(np.flatnonzero(self._touched & (self.is_now == side))) for side in (True, False))
        return now - without

    @cached_property
    def _touched(self) -> npt.NDArray[np.bool_]:
        return np.isin(self.codes, np.unique(self.codes[self.units >= 0]))

    def _whole(self, rows: npt.NDArray[np.intp]) -> float:
        aggregate = self.asked.reading.aggregate
        if aggregate in SUMMED_BY_MONTH:
            values, _ = self._by_month(rows)
            return float(np.nansum(values))
        values, _ = values_and_counts(aggregate, self.found.at(rows), np.zeros(len(rows), dtype=np.int64), 1)
        return float(values[0])

    def _by_month(self, rows: npt.NDArray[np.intp]) -> tuple[Any, Any]:
        return values_and_counts(
            self.asked.reading.aggregate, self.found.at(rows), self.codes[rows], max(len(self.months), 1)
        )


def worlds(
    without: Edition, now: Edition, measure: Measure, lens: Lens, restated: Mapping[Table, Mapping[str, Any]]
) -> Worlds:
    """Read a measure's atoms in both worlds.

    Args:
        restated: for each restated table its key columns and ``PARTY``, as arrays, one item a restated row.
    """
    asked = Asked(measure=measure, lens=lens)
    reading = asked.reading
    needed = [name for name in reading.columns if name != reading.month]
    sides = []
    for edition in (without, now):
        atoms = counted(edition, asked)
        ways = _ways(measure, lens, restated, set(atoms.columns))
        keys = {
            f"_w{w}_{n}": column(name).cast("string") for w, (_, on) in enumerate(ways) for n, name in enumerate(on)
        }
        sides.append(edition.run(atoms.select(*needed, _month=column("month"), **keys)))
    # Texts become codes, which mean the same in both only where they are made together.
    table = pa.concat_tables(sides, promote_options="permissive")
    found, taken = columns_of(reading, {name: numbers(table[name]) for name in needed})
    is_now = np.arange(table.num_rows) >= sides[0].num_rows
    units, parties = _units(table, ways)
    months = sorted(pc.unique(table["_month"]).to_pylist())
    codes = np.asarray(pc.index_in(table["_month"], pa.array(months, pa.string())).to_numpy(), dtype=np.int64)
    rows = np.flatnonzero(taken)
    return Worlds(
        asked=asked,
        found=found.at(rows),
        is_now=is_now[rows],
        codes=codes[rows],
        months=tuple(months),
        units=units[rows],
        parties=parties,
    )


Way = tuple[list[Any], tuple[str, ...]]
"""How atoms find their restated row: columns of the restated rows (the party first), and the atoms' own of the same."""


def _ways(measure: Measure, lens: Lens, restated: Mapping[Table, Mapping[str, Any]], have: set[str]) -> list[Way]:
    found: list[Way] = []
    recorded = {records.table: records.key for records in measure.records(lens)}
    for table, keys in restated.items():
        # Where a measure does not trace to the table, a column of the same name still says which row it rests on.
        pairs = recorded.get(table, tuple((name, name) for name in table.key))
        if all(own in keys and name in have for own, name in pairs):
            found.append(([keys[PARTY], *(keys[own] for own, _ in pairs)], tuple(name for _, name in pairs)))
    return found


def _units(table: pa.Table, ways: list[Way]) -> tuple[Codes, tuple[str, ...]]:
    units = np.full(table.num_rows, -1, dtype=np.int64)
    parties: list[str] = []
    for w, ((party, *columns), on) in enumerate(ways):
        wanted = _joined([pc.cast(values, pa.string()) for values in columns])
        names = pc.unique(wanted)
        mine = _joined([table[f"_w{w}_{n}"] for n in range(len(on))])
        place = np.asarray(pc.fill_null(pc.index_in(mine, value_set=names), -1).to_numpy(), dtype=np.int64)
        units = np.where((units < 0) & (place >= 0), place + len(parties), units)
        parties += party.take(pc.index_in(names, value_set=wanted)).to_pylist()
    return units, tuple(parties)


def _joined(texts: list[Any]) -> Any:
    joined = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "\x1f")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _value(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
