"""Quality against the number of starts, within the funnel that chance alone would leave."""

from typing import Any

import altair as alt

from fullscore.charts._marks import PAINTS, flat
from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH
from fullscore.charts.supplier_quality import VERDICTS


def _draw(document: Document) -> Any:
    told = document.get("further", {}).get("funnel")
    rows = [
        {"supplier_id": row["supplier_id"], "starts": row["starts"], "value": row["value"], "low": row["low"],
         "high": row["high"], "verdict": row["verdict"].replace("_", " ")}
        for row in flat(document["rows"], "quality")
        if row["starts"]
    ]  # fmt: skip
    if not rows or not told:
        return None
    kinds = [word.replace("_", " ") for word in VERDICTS]
    x = alt.X("starts:Q", title="starts", scale=alt.Scale(type="log"))
    bounds = alt.Chart(alt.Data(values=told["bounds"]))
    band = bounds.mark_area(color="role:quiet", opacity=0.15).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    paint = alt.Color("verdict:N", scale=alt.Scale(domain=kinds, range=list(PAINTS[: len(kinds)])))
    seen = alt.Chart(alt.Data(values=rows))
    axis = alt.Axis(format="+.0%")
    y = alt.Y("value:Q", title="quality against the programme's mean", axis=axis)
    lines = seen.mark_rule(opacity=0.4).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=paint)
    dots = seen.mark_point(filled=True, size=60, opacity=1).encode(
        x=x, y=y, color=paint, shape=alt.Shape("verdict:N", scale=alt.Scale(domain=kinds))
    )
    return alt.layer(band, lines, dots).properties(width=WIDTH, height=260)


supplier_funnel = Chart(
    name="supplier_funnel",
    title="Quality and the number of starts",
    shows="Each supplier's quality with its interval against its starts; the band holds nine in ten ordinary "
    "suppliers, were each judged by its own starts alone.",
    reading="Small suppliers scatter by chance. Only who lies outside the band, and by more than the margin, is set "
    "apart.",
    draw=_draw,
)
