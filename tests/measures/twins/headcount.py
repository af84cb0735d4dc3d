"""The plain twin of headcount."""

from datetime import date, timedelta
from typing import Any

from fullscore.terms.lens import Lens


def headcount(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    there: dict[date, set[str]] = {}
    for row in world.rows["assignment"]:
        if row["end_cause"] == "no_show":
            continue
        if lens["population"] == "exclude_sow" and row["resource_type"] == "sow":
            continue
        day = row["start_date"]
        while day <= min(row["end_date"] or world.as_of, world.as_of):
            there.setdefault(day, set()).add(row["worker_id" if lens["who"] == "workers" else "assignment_id"])
            day += timedelta(days=1)
    told: dict[str, tuple[float | None, int]] = {}
    for month in sorted({f"{day:%Y-%m}" for day in there}):
        days = days_of(month, world.as_of)
        if lens["at"] == "average":
            average = sum(len(there.get(day, ())) for day in days) / len(days)
            told[month] = (average, max(round(average), 1))
            continue
        looked_at = {"month_end": days[-1:], "month_start": days[:1], "any_day": days}[lens["at"]]
        seen = {who for day in looked_at for who in there.get(day, ())}
        if seen:
            told[month] = (float(len(seen)), len(seen))
    return told


def days_of(month: str, as_of: date) -> list[date]:
    """The days of a month up to the edition's date."""
    day = date.fromisoformat(f"{month}-01")
    found = []
    while f"{day:%Y-%m}" == month and day <= as_of:
        found.append(day)
        day += timedelta(days=1)
    return found
