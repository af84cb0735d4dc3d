"""What each function gains or loses by each lever, side by side."""

from typing import Any

import altair as alt

from fullscore.charts._marks import PAINTS, flat
from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH
from fullscore.terms.shown import in_words

FUNCTIONS = ("hr", "procurement", "finance", "hiring", "sponsor")
LINE = 20
WIDEST = 2.0
"""Twice the way to a target: what reaches beyond is cut off at the edge."""
MARK = "✕"


def _draw(document: Document) -> Any:
    titles = {one["lever"]: one["title"] for one in document["further"].get("levers", [])}
    rows = flat(document["rows"], "share_of_way")
    if not rows:
        return None
    edge = min(max(0.2, *(1.1 * abs(row[end]) for row in rows for end in ("low", "high"))), WIDEST)
    points = [
        {
            "lever": titles.get(row["lever"], row["lever"]),
            "line": f"{in_words(row['function'])}: {row['measure'].replace('_', ' ')}",
            "function": in_words(row["function"]),
            "value": max(-edge, min(edge, row["value"])),
            "low": max(-edge, min(edge, row["low"])),
            "high": max(-edge, min(edge, row["high"])),
            "mark": MARK if row["conflict"] else "",
        }
        for row in rows
    ]
    there = [in_words(name) for name in FUNCTIONS if any(row["function"] == name for row in rows)]
    paint = {in_words(name): PAINTS[n] for n, name in enumerate(FUNCTIONS)}
    scale = alt.Scale(domain=there, range=[paint[name] for name in there])
    order = list(dict.fromkeys(point["lever"] for point in points))
    lines = list(dict.fromkeys(point["line"] for point in points))
    title = "way to its target, when the lever rises over its whole range"
    axis = alt.Axis(format="+.0%", tickCount=5)
    base = alt.Chart(alt.Data(values=points))
    x = alt.X("value:Q", title=title, axis=axis, scale=alt.Scale(domain=[-edge, edge], nice=False))
    y = alt.Y("line:N", sort=lines, title=None)
    color = alt.Color("function:N", scale=scale)
    zero = base.mark_rule(color="role:quiet", strokeDash=[4, 3]).encode(x=alt.datum(0))
    span = alt.X("low:Q", title=title)
    line = base.mark_rule(strokeWidth=2, opacity=0.75).encode(x=span, x2="high:Q", y=y, color=color)
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x, y=y, color=color, shape=alt.Shape("function:N", scale=alt.Scale(domain=there))
    )
    crossed = base.mark_text(color="role:ink", fontSize=13, align="right").encode(
        x=alt.datum(edge), y=y, text=alt.Text("mark:N")
    )
    each = alt.layer(zero, line, dots, crossed).properties(width=WIDTH - 60, height=LINE * len(lines))
    header = alt.Header(labelOrient="top", labelAnchor="start", labelFontWeight="bold", labelLimit=420)
    return each.facet(row=alt.Row("lever:N", title=None, sort=order, header=header))


crossed_purposes = Chart(
    name="crossed_purposes",
    title="What each function gains or loses by each lever",
    shows="For each lever and each signed objective, which part of the way from now to its target the measure goes "
    "when the lever rises over the whole range in which it is set, with its interval at 90%. Right of the line the "
    "function gains, left of it loses; a lever that falls does the opposite.",
    reading="Where one function's line lies right and another's left, the lever sets them against each other; ✕ marks "
    "those where both are shown. What only goes with a lever need not come of it. Lines that reach beyond twice the "
    "way are cut off.",
    draw=_draw,
)
