"""The plain twin of conversion_rate."""

from datetime import timedelta
from typing import Any

from fullscore.terms.lens import Lens


def conversion_rate(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    cells: dict[str, list[bool]] = {}
    for row in world.rows["assignment"]:
        if row["end_cause"] == "no_show" or row["start_date"] > world.as_of:
            continue
        ended = row["end_date"] if row["end_date"] and row["end_date"] <= world.as_of else None
        if lens["source"] == "vms":
            converted = row["end_cause"] == "converted"
        else:
            converted = world.row("employee", row["converted_employee_id"]) is not None
        if lens["of"] == "ended":
            if ended:
                cells.setdefault(f"{ended:%Y-%m}", []).append(converted)
            continue
        month_of_end = f"{ended:%Y-%m}" if ended else None
        months, day = set(), row["start_date"]
        while day <= (ended or world.as_of):
            months.add(f"{day:%Y-%m}")
            day += timedelta(days=1)
        for month in months:
            cells.setdefault(month, []).append(converted and month == month_of_end)
    return {month: (sum(said) / len(said), len(said)) for month, said in cells.items()}
