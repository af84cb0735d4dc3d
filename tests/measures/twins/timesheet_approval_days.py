"""Timesheet approval time, sheet by sheet and day by day."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Told = dict[str, tuple[float | None, int]]


def timesheet_approval_days(world: Any, lens: Any) -> Told:
    found: dict[str, list[int]] = defaultdict(list)
    for row in world.rows["timesheet"]:
        submitted, approved = row["submitted_at"], row["approved_at"]
        if submitted is None or approved is None or (submitted == approved and lens["auto_approved"] == "left_out"):
            continue
        site = world.row("assignment", row["assignment_id"])["site_id"]
        days = _days(world.local_date(submitted, site), world.local_date(approved, site), lens["days"])
        found[f"{row['week_ending']:%Y-%m}"].append(days)
    return {month: (_summed(sorted(days), lens["aggregate"]), len(days)) for month, days in found.items()}


def _days(start: date, stop: date, kind: str) -> int:
    """The days after the start up to and including the stop; below 0 where the stop comes first."""
    if stop < start:
        return -_days(stop, start, kind)
    days = [start + timedelta(days=n) for n in range(1, (stop - start).days + 1)]
    return len(days) if kind == "calendar" else sum(day.isoweekday() <= 5 for day in days)


def _summed(days: list[int], aggregate: str) -> float:
    if aggregate == "mean":
        return sum(days) / len(days)
    # Type 7: between the two order statistics on both sides of q (n - 1), counted from 0.
    place = {"median": Fraction(1, 2), "p90": Fraction(9, 10)}[aggregate] * (len(days) - 1)
    low = int(place)
    above = days[min(low + 1, len(days) - 1)]
    return float(days[low] + (place - low) * (above - days[low]))
