"""What the client's own plan says of demand ahead, against what it says of today."""

import numpy as np
import numpy.typing as npt

from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

Floats = npt.NDArray[np.float64]

SCENARIO = "base"


def planned_growth(edition: Edition, today: Month, ahead: int) -> dict[str, Floats]:
    """By capability the planned headcount of each of the months ahead over that of today's month.

    The scenario is ``base``, or the first by name where none is called so. A month that is not planned is as the one
    before it. A capability is left out whose plan says nothing of what comes.

    Returns:
        Shape (ahead,) each.
    """
    rows = edition.table("demand_plan")
    sums = rows.group_by("capability", "scenario", "month").aggregate(heads=column("headcount").sum())
    plans: dict[str, dict[str, dict[Month, float]]] = {}
    for row in edition.run(sums.order_by(["capability", "scenario", "month"])).to_pylist():
        scenarios = plans.setdefault(row["capability"], {})
        scenarios.setdefault(row["scenario"], {})[Month.of(row["month"])] = float(row["heads"])
    found = {}
    for capability, scenarios in plans.items():
        plan = scenarios.get(SCENARIO) or scenarios[min(scenarios)]
        before = [month for month in plan if month <= today]
        base = plan[max(before) if before else min(plan)]
        if base > 0 and max(plan) > today:
            heads, latest = [], base
            for step in range(1, ahead + 1):
                latest = plan.get(today + step, latest)
                heads.append(latest / base)
            found[capability] = np.array(heads)
    return found
