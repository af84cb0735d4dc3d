"""Why spend changed since a year ago: a waterfall from the one year to the other."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

NAMES = {
    "brought_in": "brought into the programme",
    "volume": "volume",
    "mix": "mix",
    "rate": "rates",
    "fee": "fees",
    "currency": "currency",
    "new": "newly bought",
    "lost": "no longer bought",
    "unknown_hours": "work without hours",
}
MILLION = 1_000_000
KINDS = ("total", "more", "less")


def _draw(document: Document) -> Any:
    bridge = document["further"].get("bridge")
    if not bridge or not bridge["steps"]:
        return None
    currency = bridge["before"]["currency"]
    standing = bridge["before"]["estimate"] / MILLION
    bars = [{"step": f"year to {bridge['middle']}", "from": 0, "to": standing, "kind": "total"}]
    for step in bridge["steps"]:
        amount = step["amount"]
        told = {"step": NAMES[step["name"]], "from": standing, "to": standing + amount["estimate"] / MILLION}
        if amount["low"] is not None and amount["low"] < amount["high"]:
            told |= {"low": standing + amount["low"] / MILLION, "high": standing + amount["high"] / MILLION}
        bars.append(told | {"kind": "more" if amount["estimate"] >= 0 else "less"})
        standing = told["to"]
    bars.append(
        {"step": f"year to {bridge['last']}", "from": 0, "to": bridge["after"]["estimate"] / MILLION, "kind": "total"}
    )
    scale = alt.Scale(domain=list(KINDS), range=["role:quiet", "role:two", "role:one"])
    order = [bar["step"] for bar in bars]
    x = alt.X("from:Q", title=f"million {currency}")
    y = alt.Y("step:N", sort=order, title=None)
    base = alt.Chart(alt.Data(values=bars))
    drawn = base.mark_bar(height=14).encode(x=x, x2="to:Q", y=y, color=alt.Color("kind:N", scale=scale))
    chance = alt.Chart(alt.Data(values=[bar for bar in bars if "low" in bar]))
    line = chance.mark_rule(strokeWidth=2, color="role:ink").encode(
        x=alt.X("low:Q", title=f"million {currency}"), x2="high:Q", y=y
    )
    return alt.layer(drawn, line).properties(width=WIDTH, height=24 * len(bars))


spend_bridge = Chart(
    name="spend_bridge",
    title="Why spend changed since a year ago",
    shows="From the bills of the year before to those of the last year, in steps that add up exactly. The dark line is "
    "how far chance alone moves the volume.",
    reading="What was brought into the programme had been bought before, unseen: it is no growth.",
    draw=_draw,
)
