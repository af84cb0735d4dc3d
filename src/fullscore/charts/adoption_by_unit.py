"""Each unit's share of spend through the programme, those that leave most outside first."""

from typing import Any

from fullscore.charts._marks import flat, intervals
from fullscore.charts._shape import Chart, Document

MOST = 20
NONE = "no friction stands out"


def _draw(document: Document) -> Any:
    rows = flat(document["rows"], "share_now")[:MOST]
    if not rows:
        return None
    told = [
        {"unit": row["org_unit_id"], "friction": row.get("main_friction") or NONE}
        | {part: row[part] for part in ("value", "low", "high")}
        for row in rows
    ]
    kinds = [*sorted({row["friction"] for row in told} - {NONE}), NONE]
    target = document["further"].get("target")
    return intervals(
        told, label="unit", title="share of spend, last three months", kind="friction", kinds=kinds, style="%",
        reference=target,
    )  # fmt: skip


adoption_by_unit = Chart(
    name="adoption_by_unit",
    title="Who uses it, and where a friction stands out",
    shows="For each unit the share of its spend of the last three months that went through the programme, with its "
    "interval; those with the most spend past it come first. The dashed line is the target of the whole.",
    reading="A unit is coloured where it bypasses more than others of its age and a friction stands out in it: a place "
    "to look, no proof. Units that joined lately stand low since they joined lately.",
    draw=_draw,
)
