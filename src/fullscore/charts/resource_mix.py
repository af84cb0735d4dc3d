"""Shares of resource types beside the efficient ones, capability by capability."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

KINDS = ("now", "efficient")
MOST = 4
"""Capabilities that are drawn where none is over-indexed, and beside those that are."""


def _draw(document: Document) -> Any:
    over = [one["capability"] for one in document["further"].get("capabilities", []) if one["verdict"]]
    others = [one["capability"] for one in document["further"].get("capabilities", []) if not one["verdict"]]
    taken = [*over, *others[: max(0, MOST - len(over))]]
    rows = [row for row in document["rows"] if row["capability"] in taken and row["share"] is not None]
    points = []
    for row in rows:
        place = {"capability": row["capability"], "type": row["resource_type"].replace("_", " ")}
        points.append({**place, "kind": KINDS[0], "share": row["share"]})
        if efficient := row["efficient_share"]:
            ends = {"low": efficient["low"], "high": efficient["high"]}
            points.append({**place, "kind": KINDS[1], "share": efficient["estimate"], **ends})
    if not points:
        return None
    scale = alt.Scale(domain=list(KINDS), range=["role:two", "role:one"])
    base = alt.Chart(alt.Data(values=points))
    y = alt.Y("type:N", title=None)
    # One layer's data is filtered, not another's used: facets need all layers to share theirs.
    line = (
        base.transform_filter(f"datum.kind == '{KINDS[1]}'")
        .mark_rule(color="role:one", strokeWidth=2, opacity=0.75)
        .encode(x="low:Q", x2="high:Q", y=y)
    )
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("share:Q", title="share of extended hours", axis=alt.Axis(format="%")),
        y=y,
        color=alt.Color("kind:N", scale=scale),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(KINDS))),
    )
    each = alt.layer(line, dots).properties(width=WIDTH, height=110)
    header = alt.Header(labelOrient="top", labelAnchor="start")
    return each.facet(row=alt.Row("capability:N", title=None, sort=taken, header=header))


resource_mix = Chart(
    name="resource_mix",
    title="Shares of resource types, now and efficient",
    shows="For each capability the share of its extended hours that each resource type has now and in the cheapest mix "
    "that comparable org units already work with; over-indexed capabilities first.",
    reading="The line is how sure the efficient share is. Where the two lie together, nothing is to be gained.",
    draw=_draw,
)
