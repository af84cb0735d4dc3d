"""How much of the value lies in how little of what there is."""

from typing import Any

import altair as alt

from fullscore.charts._marks import PAINTS
from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

HEIGHT = 220


def _draw(document: Document) -> Any:
    curves = [curve for curve in document["further"].get("curves", []) if curve["value_per_year"][-1] > 0]
    if not curves:
        return None
    currency = document["further"]["portfolio_value"].get("currency", "")
    names = [curve["population"] for curve in curves]
    points = [
        {"of": curve["population"], "share": share, "value": value}
        for curve in curves
        for share, value in zip(curve["population_share"], curve["value_per_year"], strict=True)
    ]
    scale = alt.Scale(domain=names, range=list(PAINTS[: len(names)]))
    dashes = alt.Scale(domain=names, range=[[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]][: len(names)])
    return (
        alt.Chart(alt.Data(values=points))
        .mark_line(strokeWidth=2, interpolate="linear")
        .encode(
            x=alt.X("share:Q", title="share of them that must change", axis=alt.Axis(format="~%")),
            y=alt.Y("value:Q", title=f"saved a year, {currency}", axis=alt.Axis(format="~s")),
            color=alt.Color("of:N", scale=scale),
            strokeDash=alt.StrokeDash("of:N", scale=dashes),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )


leverage_curve = Chart(
    name="leverage_curve",
    title="How little must change for how much",
    shows="For assignments, requisitions, ledger lines and statements of work what would be saved, cumulated, against "
    "the share of them that must change, those of most value first.",
    reading="A curve that rises steeply and then lies flat says that few cases hold most of the value. It does not say "
    "how sure each case is.",
    draw=_draw,
)
