"""The plain twin of extension_rate."""

from datetime import date, timedelta
from typing import Any

from fullscore.terms.lens import Lens


def extension_rate(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    cells: dict[str, list[bool]] = {}
    for row in world.rows["assignment"]:
        if row["end_cause"] == "no_show" or row["start_date"] > world.as_of:
            continue
        ended = row["end_date"] if row["end_date"] and row["end_date"] <= world.as_of else None
        if lens["of"] == "ended":
            months = [f"{ended:%Y-%m}"] if ended else []
        else:
            months = months_touched(row["start_date"], ended or world.as_of)
        for month in months:
            cells.setdefault(month, []).append(is_extended(world, row))
    return {month: (sum(said) / len(said), len(said)) for month, said in cells.items()}


def is_extended(world: Any, row: dict[str, Any]) -> bool:
    if row["extensions"] is not None:
        return bool(row["extensions"] > 0)
    told = [version for version in world.history["assignment"] if version["assignment_id"] == row["assignment_id"]]
    first = min(told, key=lambda version: version["_from"])
    return bool(row["planned_end"] > first["planned_end"])


def months_touched(first: date, last: date) -> list[str]:
    found: list[str] = []
    day = first
    while day <= last:
        if f"{day:%Y-%m}" not in found:
            found.append(f"{day:%Y-%m}")
        day += timedelta(days=1)
    return found
