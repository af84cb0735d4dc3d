"""Reported, recomputed and agreed figures side by side, measure by measure."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

KINDS = {
    "reported": "as reported",
    "contract": "through the contract's definition",
    "client": "through the client's own",
}


def _draw(document: Document) -> Any:
    points = [
        {"measure": row["measure"].replace("_", " "), "kind": kind, "value": value}
        for row in document["rows"]
        for name, kind in KINDS.items()
        if (value := _value(row.get(name))) is not None
    ]
    if not points:
        return None
    scale = alt.Scale(domain=list(KINDS.values()), range=["role:two", "role:four", "role:one"])
    base = alt.Chart(alt.Data(values=points))
    dots = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=alt.X("value:Q", title=None, scale=alt.Scale(zero=False, nice=True, padding=12)),
        color=alt.Color("kind:N", scale=scale),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(KINDS.values()))),
    )
    line = base.mark_rule(color="role:quiet", strokeWidth=2, opacity=0.6).encode(x="min(value):Q", x2="max(value):Q")
    each = alt.layer(line, dots).properties(width=WIDTH, height=30)
    return each.facet(
        row=alt.Row("measure:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left"))
    ).resolve_scale(x="independent")


def _value(told: Any) -> float | None:
    return told.get("estimate") if isinstance(told, dict) else told


whose_numbers = Chart(
    name="whose_numbers",
    title="The same measure, by whose definition",
    shows="For each measure the mean over the reported months: as reported, through the contract's definition, and "
    "through the client's own.",
    reading="The longer the line, the more the definition decides. Each measure has a scale of its own.",
    draw=_draw,
)
