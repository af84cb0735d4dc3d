"""How many extended workers come to their limit of tenure in each quarter."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

BASES = ("law", "agreement", "policy")
PAINTS = ("role:two", "role:four", "role:one")


def _draw(document: Document) -> Any:
    steps = document["further"].get("tenure_cliff", ())
    sums: dict[tuple[str, str], list[float]] = {}
    for step in steps:
        if isinstance(step["reaching"], int):
            cell = sums.setdefault((step["quarter"], step["basis"]), [0.0, 0.0, 0.0, 0.0, 0.0])
            told = step["expected"]
            cell[0] += step["reaching"]
            if told:
                cell[1] += told["estimate"]
                # Rules are drawn apart, so their spreads add up in squares.
                cell[2] += (told["estimate"] - told["low"]) ** 2
                cell[3] += (told["high"] - told["estimate"]) ** 2
                cell[4] = 1
    if not sums:
        return None
    quarters = sorted({quarter for quarter, _ in sums}, key=lambda name: (name[:1].isdigit(), name))
    bases = [basis for basis in BASES if any(own == basis for _, own in sums)]
    bars = [{"quarter": q, "basis": basis, "reaching": cell[0]} for (q, basis), cell in sums.items()]
    lines = []
    for quarter in quarters:
        cells = [cell for (q, _), cell in sums.items() if q == quarter and cell[4]]
        if cells:
            middle = sum(cell[1] for cell in cells)
            low, high = (sum(cell[n] for cell in cells) ** 0.5 for n in (2, 3))
            lines.append({"quarter": quarter, "value": middle, "low": middle - low, "high": middle + high})
    x = alt.X("quarter:N", title=None, sort=quarters, axis=alt.Axis(labelAngle=0))
    colours = alt.Scale(domain=bases, range=[PAINTS[BASES.index(basis)] for basis in bases])
    drawn = (
        alt.Chart(alt.Data(values=bars))
        .mark_bar(opacity=0.85)
        .encode(
            x=x,
            y=alt.Y("reaching:Q", title="workers", stack="zero"),
            color=alt.Color("basis:N", scale=colours, sort=bases),
            order=alt.Order("basis:N"),
        )
    )
    layers = [drawn]
    if lines:
        base = alt.Chart(alt.Data(values=lines))
        layers.append(base.mark_rule(color="role:ink", strokeWidth=2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"))
        layers.append(base.mark_point(color="role:ink", filled=True, size=60, opacity=1).encode(x=x, y="value:Q"))
    return alt.layer(*layers).properties(width=WIDTH, height=220)


tenure_cliff = Chart(
    name="tenure_cliff",
    title="Who comes to a limit of tenure, and when",
    shows="Workers who reach a limit of law, agreement or policy in each quarter if all stay; the dots are how many "
    "are expected to be here still, with the interval at 90%.",
    reading="Who is beyond a limit already stands apart. Rules with fewer than five workers in a quarter are left out.",
    draw=_draw,
)
