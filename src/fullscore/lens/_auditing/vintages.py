"""An edition as it was known at an earlier delivery."""

from bisect import bisect_left
from datetime import date
from typing import Any

import pyarrow as pa

from fullscore.lens._view import View
from fullscore.measures._shape import Measure
from fullscore.measures.fill_rate import fill_rate
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.measures.time_to_submit import time_to_submit
from fullscore.model._expressions import column, constant
from fullscore.model._shape import Table
from fullscore.terms.edition import Edition
from fullscore.terms.lens import all_lenses
from fullscore.terms.period import Month

ASKED_FOR = tuple(measure.name for measure in (time_to_fill, time_to_submit, fill_rate))
"""Measures of requisitions alone: a month's figures need only those on which something happened from then on."""


class KnownBy(View):
    """The protocol ``Edition`` over what stood in force on the day of a delivery.

    Chains of references and derived tables are those of the whole edition.
    """

    def __init__(self, edition: Edition, day: date, requisitions: Any = None) -> None:
        super().__init__(edition)
        self._day, self._requisitions = day, requisitions

    @property
    def id(self) -> str:
        return f"{self._edition.id} as of {self._day}"

    @property
    def as_of(self) -> str:
        return self._day.isoformat()

    def _in_force(self, table: str) -> Any:
        rows = self.versions(table)
        rows = rows.filter(rows["_to"].isnull() & ~rows["_beside"])
        if table == "requisition" and self._requisitions is not None:
            rows = rows.semi_join(self._requisitions, "requisition_id")
        return rows

    def versions(self, table: str) -> Any:
        """The versions known by then; what ended later was still in force."""
        rows = self._edition.versions(table)
        day = constant(self.as_of).cast("date")
        rows = rows.filter(rows["_from"] <= day)
        return rows.mutate(_to=(rows["_to"] <= day).ifelse(rows["_to"], None))

    def ancestors(self, table: str) -> Any:
        return self._edition.ancestors(table)


class Deliveries:
    """The days on which the tables of a measure changed, as far as their versions tell."""

    def __init__(self, edition: Edition, measure: Measure) -> None:
        self._edition, self._measure = edition, measure
        self._chains: tuple[dict[str, set[str]], dict[str, set[str]]] | None = None
        days: set[date] = set()
        for table in tables_of(measure):
            if edition.has(table.name):
                rows = edition.versions(table.name).select(day="_from").distinct()
                days |= {row["day"] for row in edition.run(rows).to_pylist() if row["day"].year > 1}
        self.days = sorted(days)

    def next(self, day: date) -> date | None:
        """The first delivery on a day or later."""
        at = bisect_left(self.days, day)
        return self.days[at] if at < len(self.days) else None

    def edition(self, day: date, first: Month) -> Edition:
        """What was known at a delivery, as far as figures from a month on can need it."""
        if self._measure.name not in ASKED_FOR:
            return KnownBy(self._edition, day)
        return KnownBy(self._edition, day, self._active(day, first))

    def _active(self, day: date, first: Month) -> Any:
        """Requisitions on which anything was dated from a month on, with all before and after them in their chains."""
        known = KnownBy(self._edition, day)
        since = constant(first.first_day)
        ids: set[str] = set()
        for table, columns in (
            ("requisition", ("submitted_on", "approved_on", "released_on", "status_on")),
            ("submittal", ("submitted_on", "reviewed_on", "interviewed_on", "offered_on", "accepted_on", "closed_on")),
            ("assignment", ("start_date",)),
        ):
            rows = known.table(table)
            test = None
            for name in columns:
                here = (column(name) >= since).fill_null(False)
                test = here if test is None else test | here
            found = self._edition.run(rows.filter(test).select("requisition_id").distinct())
            ids |= {id for id in found["requisition_id"].to_pylist() if id is not None}
        above, below = self._chained()
        for id in list(ids):
            for root in {id, *above.get(id, ())}:
                ids |= {root, *below.get(root, ())}
        return self._edition.lend(pa.table({"requisition_id": pa.array(sorted(ids), pa.string())}))

    def _chained(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """For each requisition those before it in its chain, and those after it."""
        if self._chains is None:
            above: dict[str, set[str]] = {}
            below: dict[str, set[str]] = {}
            chain = self._edition.ancestors("requisition")
            for row in self._edition.run(chain.filter(chain.id != chain.ancestor_id)).to_pylist():
                above.setdefault(row["id"], set()).add(row["ancestor_id"])
                below.setdefault(row["ancestor_id"], set()).add(row["id"])
            self._chains = above, below
        return self._chains


def tables_of(measure: Measure) -> tuple[Table, ...]:
    """Every table without which some lens has no figure."""
    found: dict[str, Table] = {}
    for lens in all_lenses(measure.axes):
        for table in measure.rests_on(lens):
            found.setdefault(table.name, table)
    return tuple(found.values())
