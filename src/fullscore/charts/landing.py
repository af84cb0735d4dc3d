"""Where each unit's spending lands against its budget, with its interval, as a share of the budget."""

from typing import Any

from fullscore.charts._marks import intervals
from fullscore.charts._shape import Chart, Document

KINDS = ("will miss", "not decided", "within")
SURE, OPEN = 0.9, 0.5


def _draw(document: Document) -> Any:
    rows = []
    for row in document["rows"]:
        budget, landing = row["budget"]["estimate"], row["landing"]
        if not budget or budget <= 0:
            continue
        kind = KINDS[0] if row["p_over"] >= SURE else KINDS[1] if row["p_over"] >= OPEN else KINDS[2]
        shares = {
            name: landing[part] / budget for name, part in (("value", "estimate"), ("low", "low"), ("high", "high"))
        }
        rows.append({"unit": row["org_unit_id"], "kind": kind, **shares})
    if not rows:
        return None
    return intervals(
        rows, label="unit", title="landing as a share of the budget", kind="kind", kinds=KINDS, style="%", reference=1.0
    )


landing = Chart(
    name="landing",
    title="Where spending lands against budget",
    shows="For each unit where its spending lands as a share of its budget, and the interval that holds it in nine of "
    "ten cases; the dashed line is the budget.",
    reading="A line that crosses the budget is not decided. Units differ in size: a small share of a large budget can "
    "be more money than a large share of a small one.",
    draw=_draw,
)
