"""The share of spend through the programme month by month, with the units that joined, and where it goes from here."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

LINES = ("share of spend", "expected", "target")
PAINTS = ("role:one", "role:two", "role:quiet")


def _draw(document: Document) -> Any:
    further = document["further"]
    series = [month for month in further.get("series") or () if month["share"]["estimate"] is not None]
    if len(series) < 2:
        return None
    ahead = further.get("forecast") or ()
    seen = [{"month": m["month"], "value": m["share"]["estimate"], "line": LINES[0]} for m in series]
    bands = [
        {"month": m["month"], "low": m["share"]["low"], "high": m["share"]["high"], "line": LINES[0]}
        for m in series
        if m["share"]["low"] is not None
    ]
    lines = seen + [{"month": m["month"], "value": m["estimate"], "line": LINES[1]} for m in ahead]
    bands += [{"month": m["month"], "low": m["low"], "high": m["high"], "line": LINES[1]} for m in ahead]
    ends = [series[0]["month"], (ahead[-1] if ahead else series[-1])["month"]]
    target = further.get("target")
    if target is not None:
        lines += [{"month": month, "value": target, "line": LINES[2]} for month in ends]
    joined = [
        {"month": m["month"], "value": m["share"]["estimate"], "units": ", ".join(m["entered"])}
        for m in series
        if m["entered"]
    ]
    x = alt.X("month:T", title=None)
    y = alt.Y("value:Q", title="share of spend", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    scale = alt.Scale(domain=list(LINES), range=list(PAINTS))
    dashes = alt.Scale(domain=list(LINES), range=[[1, 0], [5, 3], [2, 2]])
    colour = alt.Color("line:N", scale=scale, legend=alt.Legend(symbolOpacity=1))
    band = alt.Chart(alt.Data(values=bands)).mark_area(opacity=0.22)
    band = band.encode(x=x, y=alt.Y("low:Q", title="share of spend"), y2="high:Q", color=colour)
    line = alt.Chart(alt.Data(values=lines)).mark_line(strokeWidth=2)
    line = line.encode(x=x, y=y, color=colour, strokeDash=alt.StrokeDash("line:N", scale=dashes))
    layers = [band, line]
    if joined:
        entries = alt.Chart(alt.Data(values=joined)).mark_point(
            shape="triangle-up", filled=True, size=70, color="role:three", opacity=1
        )
        layers.append(entries.encode(x=x, y=y, tooltip=["units:N"]))
    return alt.layer(*layers).properties(width=WIDTH, height=240)


adoption = Chart(
    name="adoption",
    title="How the programme came into use, and where it goes",
    shows="The share of spend that went through the programme each month, in today's scope, with its interval; a "
    "triangle where a unit joined; what is expected, with the band that holds it in nine of ten cases; and the target.",
    reading="A step at a triangle is entry: work that was bought before, now seen. It is no growth of demand.",
    draw=_draw,
)
