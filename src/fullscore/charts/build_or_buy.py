"""What building each capability would save against buying all of it, with its interval."""

from typing import Any

from fullscore.charts._marks import flat, intervals
from fullscore.charts._shape import Chart, Document

VERDICTS = ("build", "too_close", "keep_buying")


def _draw(document: Document) -> Any:
    rows = [{**row, "verdict": row["verdict"].replace("_", " ")} for row in flat(document["rows"], "saving")]
    if not rows:
        return None
    currency = rows[0]["saving"].get("currency", "")
    return intervals(
        rows,
        label="capability",
        title=f"saving over the horizon, {currency}",
        kind="verdict",
        kinds=[word.replace("_", " ") for word in VERDICTS],
        style="~s",
        reference=0.0,
    )


build_or_buy = Chart(
    name="build_or_buy",
    title="What building would save",
    shows="For each capability what the best policy of permanent posts saves against buying all of it, over the "
    "horizon and discounted, with its interval at 90%.",
    reading="Right of the line building costs less. A dot on the line without an interval builds nothing.",
    draw=_draw,
)
