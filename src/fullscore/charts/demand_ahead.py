"""Demand so far, where it may go, and the posts that would meet it, capability by capability."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

MOST = 3
"""Capabilities that are drawn, those of the first rows."""
HEIGHT = 120
LINES = ("bought so far", "middle of its paths", "permanent posts")


def _draw(document: Document) -> Any:
    told = document["further"].get("demand") or {}
    names = [row["capability"] for row in document["rows"] if row["capability"] in told][:MOST]
    if not names:
        return None
    return alt.vconcat(*(_one(name, told[name]) for name in names))


def _one(name: str, told: Mapping[str, Any]) -> Any:
    months, past = told["months"], len(told["seen"])
    seen = [{"month": m, "value": v, "line": LINES[0]} for m, v in zip(months, told["seen"], strict=False)]
    ahead = [
        {"month": month, "low": low, "high": high, "middle": middle, "posts": posts}
        for month, low, middle, high, posts in zip(
            months[past:], told["low"], told["middle"], told["high"], told["posts"], strict=True
        )
    ]
    lines = seen + [
        {"month": row["month"], "value": row[key], "line": line}
        for key, line in (("middle", LINES[1]), ("posts", LINES[2]))
        for row in ahead
    ]
    x = alt.X("month:T", title=None)
    title = "full-time equivalents"
    band = alt.Chart(alt.Data(values=ahead)).mark_area(color="role:one", opacity=0.2)
    band = band.encode(x=x, y=alt.Y("low:Q", title=title), y2="high:Q")
    scale = alt.Scale(domain=list(LINES), range=["role:one", "role:quiet", "role:two"])
    dashes = alt.Scale(domain=list(LINES), range=[[1, 0], [5, 3], [2, 2]])
    line = alt.Chart(alt.Data(values=lines)).mark_line(strokeWidth=2)
    line = line.encode(
        x=x,
        y=alt.Y("value:Q", title=title),
        color=alt.Color("line:N", scale=scale),
        strokeDash=alt.StrokeDash("line:N", scale=dashes),
    )
    return alt.layer(band, line).properties(width=WIDTH, height=HEIGHT, title=name)


demand_ahead = Chart(
    name="demand_ahead",
    title="Where demand may go, and the posts that would meet it",
    shows="Bought work month by month in full-time equivalents, the middle of its paths with the band that holds nine "
    "in ten of them, and the permanent posts that the policy would have filled.",
    reading="What lies above the posts is bought; posts above demand stand idle. The past is that of units inside the "
    "programme throughout, at the size of what is bought today.",
    draw=_draw,
)
