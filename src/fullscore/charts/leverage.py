"""What each opportunity would save, with its interval, the largest first."""

from typing import Any

from fullscore.charts._marks import flat, intervals
from fullscore.charts._shape import Chart, Document

MOST = 20
EFFORTS = ("small", "medium", "large")


def _draw(document: Document) -> Any:
    rows = [
        {**row, "place": f"{row['rank']}. {_short(row)}", "asks": f"{row['effort']} effort"}
        for row in flat(document["rows"], "counted_per_year")[:MOST]
    ]
    if not rows:
        return None
    return intervals(
        rows,
        label="place",
        title=f"a year, {rows[0]['counted_per_year'].get('currency', '')}",
        kind="asks",
        kinds=[f"{word} effort" for word in EFFORTS],
        style="~s",
    )


def _short(row: Any) -> str:
    """What and where, the place by its ids alone, since a label is cut where it gets long."""
    where = " ".join(part.split(" ", 1)[-1] for part in row["scope"].split(", "))
    return f"{where.removeprefix('unit ')}: {row['finding'].replace('_', ' ')}"


leverage = Chart(
    name="leverage",
    title="What each place would save",
    shows="For each place where a small change matters what it would have saved in the last twelve months, without "
    "what others above it claim, with its interval at 90%; those without a price are in the table only.",
    reading="The order is that of value times confidence. The dots add up to the total; nothing is counted twice.",
    draw=_draw,
)
