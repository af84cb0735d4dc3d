"""How many rows come late, or are corrected after notice, as seen between deliveries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fullscore.measures._days import day_numbers
from fullscore.measures._shape import Measure
from fullscore.model._shape import Kind, Table
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens

HAPPENED = {
    "requisition": "submitted_on",
    "requisition_event": "on",
    "distribution": "distributed_on",
    "submittal": "submitted_on",
    "assignment": "start_date",
    "timesheet": "week_ending",
    "invoice_line": "invoiced_at",
    "ledger_line": "posted_at",
    "survey_response": "responded_at",
}
"""For a table the day on which what a row tells had happened."""
FILLED_IN = ("requisition", "submittal", "assignment")
"""Tables whose rows are told step by step: a date that is filled in later than it could have been is late too."""
PLANNED = ("needed_at", "target_start", "planned_end")
USUAL_LATE, USUAL_CORRECTED, USUAL_ROWS = 0.03, 0.02, 100
"""What is assumed until deliveries have shown that many rows."""


@dataclass(frozen=True, kw_only=True)
class Unsettled:
    """How much of what is reported at once changes afterwards without anybody's fault.

    Attributes:
        late: the share of rows that come a delivery later than they could have.
        corrected: the share of rows that are corrected or erased after notice.
        seen: of how many rows this is known.
    """

    late: float
    corrected: float
    seen: int

    @property
    def rate(self) -> float:
        return self.late + self.corrected


def unsettled(edition: Edition, measure: Measure, lens: Lens) -> Unsettled:
    """How unsettled the tables behind a measure are: the most unsettled of them.

    With few rows seen between deliveries it is drawn towards 3% late and 2% corrected, as if a hundred such rows had
    been seen.
    """
    late, corrected, most = 0.0, 0.0, 0
    notices = edition.run(edition.table("correction_notice")).to_pylist() if edition.has("correction_notice") else []
    tables = [table for table in measure.rests_on(lens) if edition.has(table.name) and table.name in HAPPENED]
    for table in tables:
        came_late, could = _late(edition, table)
        rows = _rows(edition, table)
        changed = sum(_announced(edition, table, notice) for notice in notices if notice["table"] == table.name)
        late = max(late, (came_late + USUAL_LATE * USUAL_ROWS) / (could + USUAL_ROWS))
        base = rows if could else 0
        corrected = max(corrected, (min(changed, rows) + USUAL_CORRECTED * USUAL_ROWS) / (base + USUAL_ROWS))
        most = max(most, could)
    if not tables:
        late, corrected = USUAL_LATE, USUAL_CORRECTED
    return Unsettled(late=late, corrected=corrected, seen=most)


def _rows(edition: Edition, table: Table) -> int:
    return int(edition.run(edition.table(table.name).count().name("n").as_table())["n"][0].as_py())


def _late(edition: Edition, table: Table) -> tuple[int, int]:
    """Rows that came later than the first delivery that could hold them, and how many could have been seen to."""
    name = HAPPENED[table.name]
    told = edition.versions(table.name)
    told = told.filter(~told["_beside"])
    first = told.group_by([*table.key]).aggregate(came=told["_from"].min(), happened=told[name].min())
    rows = first.group_by(["came", "happened"]).aggregate(n=first.count())
    found = edition.run(rows)
    came, happened = day_numbers(found["came"]), day_numbers(found["happened"])
    n = np.asarray(found["n"].to_numpy(), dtype=np.int64)
    days = np.unique(came)
    if len(days) < 2:
        return 0, 0
    seen = happened > days[0]
    due = days[np.minimum(np.searchsorted(days, np.where(seen, happened, days[0])), len(days) - 1)]
    late = int(n[seen & (came > due)].sum())
    could = int(n[seen].sum())
    if table.name in FILLED_IN:
        filled_late, filled = _filled_in_late(edition, table, days)
        if filled:
            late += round(filled_late / filled * could)
    return late, could


def _filled_in_late(edition: Edition, table: Table, days: Any) -> tuple[int, int]:
    """Dates that were empty in a version and then filled with a day that the earlier delivery could have known."""
    names = [f"{c.name[:-3]}_on" if c.kind is Kind.time else c.name for c in table.columns
             if c.kind in (Kind.time, Kind.date) and c.optional and c.name not in PLANNED]  # fmt: skip
    told = edition.versions(table.name)
    told = told.filter(~told["_beside"] & (told["_to"].isnull() | (told["_to"] > told["_from"])))
    found = edition.run(told.select(*table.key, "_from", *names).order_by([*table.key, "_from"]))
    key = np.asarray(found[table.key[0]].combine_chunks().dictionary_encode().indices)
    came = day_numbers(found["_from"])
    same = np.append(False, key[1:] == key[:-1])
    before = days[np.maximum(np.searchsorted(days, came) - 1, 0)]
    late = filled = 0
    for name in names:
        value = day_numbers(found[name])
        known = ~np.isnan(value)
        earlier = np.append(np.nan, value[:-1])
        now = known & same & np.isnan(earlier)
        filled += int((now | (known & ~same)).sum())
        with np.errstate(invalid="ignore"):
            late += int((now & (value <= before) & (value > days[0])).sum())
    return late, filled


def _announced(edition: Edition, table: Table, notice: dict[str, Any]) -> int:
    """How many rows a notice covers: those that it names, else those that changed in the delivery after it."""
    if notice["keys"]:
        return len([key for key in str(notice["keys"]).split(";") if key.strip()])
    told = edition.versions(table.name)
    announced: date = notice["announced_on"]
    changed = edition.run(
        told.filter(told["_to"].notnull()).group_by(day="_to").aggregate(n=told.count()).order_by("day")
    ).to_pylist()
    return int(next((row["n"] for row in changed if row["day"] >= announced), 0))
