"""On-time start, worker by worker."""

from collections import defaultdict
from datetime import date
from typing import Any


def on_time_start(world: Any, lens: Any) -> dict[str, tuple[float | None, int]]:
    told: dict[str, dict[str, Any]] = {}
    for row in sorted(world.history["assignment"], key=lambda r: r["_from"]):
        told.setdefault(row["assignment_id"], row)
    months: dict[str, list[bool]] = defaultdict(list)
    for row in world.rows["assignment"]:
        target = _target(world, lens["target"], row, told[row["assignment_id"]])
        is_no_show = row["end_cause"] == "no_show"
        if target is None or row["start_date"] > world.as_of or (is_no_show and lens["no_shows"] == "left_out"):
            continue
        on_time = not is_no_show and (row["start_date"] - target).days <= int(lens["grace_days"])
        months[f"{row['start_date'] if lens['cohort'] == 'started' else target:%Y-%m}"].append(on_time)
    return {month: (sum(hits) / len(hits), len(hits)) for month, hits in months.items()}


def _target(world: Any, target: str, row: dict[str, Any], first: dict[str, Any]) -> date | None:
    if target == "planned_start_at_offer":
        planned: date = first["start_date"]
        return planned if first["_from"] <= planned else None
    asked = world.row("requisition", row["requisition_id"])
    return asked["target_start"] if asked and asked["status"] != "draft" else None
