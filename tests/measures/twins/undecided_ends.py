"""The plain twin of undecided_ends."""

from datetime import date, timedelta
from typing import Any

from fullscore.terms.lens import Lens


def undecided_ends(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    told: dict[str, tuple[float | None, int]] = {}
    day = min(version["_from"] for version in world.history["assignment"])
    while day <= world.as_of:
        if day == world.as_of or (day + timedelta(days=1)).day == 1:
            count = sum(is_undecided(version, day, int(lens["within_days"])) for version in world.history["assignment"])
            if count:
                told[f"{day:%Y-%m}"] = (float(count), count)
        day += timedelta(days=1)
    return told


def is_undecided(version: dict[str, Any], day: date, within: int) -> bool:
    if version["_from"] > day or (version["_to"] is not None and version["_to"] <= day):
        return False
    if version["start_date"] > day:
        return False
    if version["end_date"] or version["end_cause"] or version["converted_employee_id"]:
        return False
    return day <= version["planned_end"] <= day + timedelta(days=within)
