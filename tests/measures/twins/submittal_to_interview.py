"""Submittal to interview, candidate by candidate."""

from collections import Counter
from typing import Any

from tests.measures.twins._clocks import day_of, requisitions, under


def submittal_to_interview(world: Any, lens: Any) -> dict[str, tuple[float | None, int]]:
    above: Counter[str] = Counter()
    below: Counter[str] = Counter()
    submittals = under(world, "submittal")
    for asked in requisitions(world, lens["population"]):
        for row in submittals.get(asked["requisition_id"], []):
            if lens["denominator"] == "reviewed" and row["reviewed_at"] is None:
                continue
            submitted = f"{world.local_date(row['submitted_at'], asked['site_id']):%Y-%m}"
            interviewed = day_of(world, row, "interviewed_at", asked["site_id"])
            below[submitted] += 1
            if interviewed:
                above[submitted if lens["cohort"] == "submitted" else f"{interviewed:%Y-%m}"] += 1
    return {month: (above[month] / n if n else None, n) for month, n in below.items()}
