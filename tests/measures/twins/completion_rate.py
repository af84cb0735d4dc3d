"""The plain twin of completion_rate."""

from datetime import timedelta
from typing import Any

from fullscore.terms.lens import Lens


def completion_rate(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    first_told: dict[str, Any] = {}
    for version in sorted(world.history["assignment"], key=lambda version: version["_from"]):
        first_told.setdefault(version["assignment_id"], version["planned_end"])
    cells: dict[str, list[bool]] = {}
    for row in world.rows["assignment"]:
        if row["end_cause"] == "no_show" or row["start_date"] > world.as_of:
            continue
        if row["end_date"] is None or row["end_date"] > world.as_of:
            continue
        planned = first_told[row["assignment_id"]] if lens["planned"] == "original" else row["planned_end"]
        completed = row["end_date"] >= planned - timedelta(days=int(lens["tolerance_days"]))
        if row["end_cause"] == "converted":
            if lens["converted"] == "left_out":
                continue
            completed = lens["converted"] == "completed"
        cells.setdefault(f"{row['end_date']:%Y-%m}", []).append(completed)
    return {month: (sum(said) / len(said), len(said)) for month, said in cells.items()}
