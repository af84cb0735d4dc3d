"""Each supplier's quality with its interval, the best first."""

from typing import Any

from fullscore.charts._marks import flat, intervals
from fullscore.charts._shape import Chart, Document

VERDICTS = ("delivers", "ordinary", "fills_seats", "unproven")


def _draw(document: Document) -> Any:
    rows = [{**row, "verdict": row["verdict"].replace("_", " ")} for row in flat(document["rows"], "quality")]
    if not rows:
        return None
    return intervals(
        rows,
        label="supplier_id",
        title="share of starts that do not end early, against the programme's mean",
        kind="verdict",
        kinds=[word.replace("_", " ") for word in VERDICTS],
        style="+.0%",
        reference=0.0,
    )


supplier_quality = Chart(
    name="supplier_quality",
    title="Quality like for like, supplier by supplier",
    shows="For each supplier the difference from the programme's mean in the share of starts that do not end early, at "
    "the same mix of work, with its interval at 90%.",
    reading="Right of the line more of its people stay. A wide line means that little is known, not that it is poor.",
    draw=_draw,
)
