"""The gap between plan and supply, quarter by quarter, for the capabilities that lie furthest apart from their plan."""

from typing import Any

import altair as alt

from fullscore.charts._marks import flat
from fullscore.charts._shape import Chart, Document

SHOWN = 6
TITLE = "people lacking"
COLUMNS = 2
SMALL = 250
"""Pixels of one small picture's plot."""


def _draw(document: Document) -> Any:
    rows = [
        {name: row[name] for name in ("capability", "quarter", "value", "low", "high")}
        for row in flat(document["rows"], "gap")
    ]
    if not rows:
        return None
    # How far an interval lies from nought: what is surely apart comes before what only looks so.
    furthest: dict[str, float] = {}
    for row in rows:
        apart = max(row["low"], -row["high"])
        furthest[row["capability"]] = max(furthest.get(row["capability"], apart), apart)
    order = sorted(furthest, key=lambda name: (-furthest[name], name))[:SHOWN]
    quarters = sorted({row["quarter"] for row in rows})
    rows = [row for row in rows if row["capability"] in order]
    base = alt.Chart(alt.Data(values=rows))
    x = alt.X("quarter:N", title=None, sort=quarters, axis=alt.Axis(labelAngle=-90, grid=False))
    y = alt.Y("value:Q", title=TITLE)
    band = base.mark_area(opacity=0.3, color="role:one").encode(x=x, y=alt.Y("low:Q", title=TITLE), y2="high:Q")
    # One quarter alone makes no area: its interval is a line.
    ends = base.mark_rule(opacity=0.6, color="role:one").encode(x=x, y="low:Q", y2="high:Q")
    marks = {"filled": True, "size": 30, "color": "role:one"}
    dots = base.mark_line(color="role:one", point=marks).encode(x=x, y=y)
    zero = base.mark_rule(color="role:quiet", strokeDash=[4, 3]).encode(y=alt.datum(0))
    each = alt.layer(band, ends, zero, dots).properties(width=SMALL, height=110)
    return each.facet(facet=alt.Facet("capability:N", title=None, sort=order), columns=COLUMNS)


talent_gap = Chart(
    name="talent_gap",
    title="People lacking against the plan, quarter by quarter",
    shows="For the capabilities most surely apart from their plan the demand less the supply at each quarter's end, "
    "with its interval at 90%.",
    reading="Above the line people are lacking, below it there are more than the plan asks for. Where the band holds "
    "the line, a shortage is not shown.",
    draw=_draw,
)
