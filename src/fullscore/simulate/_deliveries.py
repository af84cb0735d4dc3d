"""What is sent when: a table's rows as they stood on each of thirty-six month ends, written as exchange files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from fullscore.model._shape import tables
from fullscore.simulate._arrays import Array

FIRST_MONTH = np.datetime64("2023-01", "M")
MONTHS = 36
MONTH_ENDS = ((FIRST_MONTH + np.arange(MONTHS) + 1).astype("datetime64[D]") - 1).astype("datetime64[D]")
CUTS = (MONTH_ENDS + 1).astype("datetime64[s]") - 1
"""The last second of each delivery's day."""
LAST_DAY = MONTH_ENDS[-1]
LONG_AGO = np.datetime64("2000-01-01", "s")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that a feed ever sends of one table.

    Attributes:
        columns: the finished columns, as they stand at the end; a column of the table that is not here is not sent.
        born: when each row is first known.
        known: for a column, the instant from which each cell is known; before it the cell is empty.
        moved: further instants at which a row of a delta feed is sent again.
        stood: columns that are computed for a delivery from the rows' numbers and its last second.
        gone: when a row is left out for ever (never: NaT); only a full snapshot can leave one out.
        full: each delivery restates the table; otherwise it brings what is new or has moved.
        every: a delivery brings it each so many months, and the last one always.
    """

    table: str
    party: str
    columns: Mapping[str, pa.Array]
    born: Array
    known: Mapping[str, Array] = field(default_factory=dict)
    moved: tuple[Array, ...] = ()
    stood: Callable[[Array, np.datetime64], Mapping[str, pa.Array]] | None = None
    gone: Array | None = None
    full: bool = True
    every: int = 1
    suffix: str = ""

    @property
    def files(self) -> str:
        return f"{self.party}_{self.table}{self.suffix}.csv"

    def rows(self, delivery: int) -> Array:
        """The numbers of the rows that a delivery brings; none where the feed is silent that month."""
        if delivery % self.every and delivery != MONTHS - 1:
            return np.array([], dtype=np.int64)
        cut = CUTS[delivery]
        here = self.born <= cut
        if self.full:
            if self.gone is not None:
                here &= ~(self.gone <= cut)
            return np.flatnonzero(here)
        # What a silent month held back comes with the next delivery.
        before = max((n for n in range(delivery) if n % self.every == 0), default=-1)
        since = CUTS[before] if before >= 0 else LONG_AGO - 1
        fresh = here & (self.born > since)
        for moments in (*self.known.values(), *self.moved):
            fresh |= here & (moments > since) & (moments <= cut)
        return np.flatnonzero(fresh)

    def as_of(self, delivery: int) -> pa.Table:
        """The rows of a delivery as they stood on its day."""
        rows, cut = self.rows(delivery), CUTS[delivery]
        taken = pa.array(rows)
        computed = dict(self.stood(rows, cut)) if self.stood else {}
        made: dict[str, pa.Array] = {}
        for column in tables()[self.table].columns:
            if column.name in computed:
                made[column.name] = computed[column.name]
            elif column.name in self.columns:
                cells = self.columns[column.name].take(taken)
                if column.name in self.known:
                    seen = pa.array(self.known[column.name][rows] <= cut)
                    cells = pc.if_else(seen, cells, pa.scalar(None, cells.type))
                made[column.name] = cells
        return pa.table(made)


def write_all(folder: Path, sheets: list[Sheet]) -> int:
    """Write every delivery of every sheet.

    Returns:
        How many rows were written.
    """
    written = 0
    for delivery, day in enumerate(MONTH_ENDS):
        place = folder / "feeds" / str(day)
        place.mkdir(parents=True, exist_ok=True)
        for sheet in sheets:
            made = sheet.as_of(delivery)
            if made.num_rows:
                csv.write_csv(made, place / sheet.files, csv.WriteOptions(quoting_style="needed"))
                written += made.num_rows
    return written
