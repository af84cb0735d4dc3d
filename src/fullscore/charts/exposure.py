"""How many are here against each rule, by rule and country, and how many soon will be."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

KINDS = ("now", "within 90 days")
BAR = 16
LONGEST = 52


def _draw(document: Document) -> Any:
    counts: dict[tuple[str, str, str], int] = {}
    for row in document["rows"]:
        for kind, name in zip(KINDS, ("count", "falling_due_90_days"), strict=True):
            key = (row["rule"], row["country"], kind)
            counts[key] = counts.get(key, 0) + row[name]
    if not any(counts.values()):
        return None
    rules = list(dict.fromkeys(rule for rule, *_ in counts))
    whole = {rule: sum(n for (r, _, kind), n in counts.items() if r == rule and kind == KINDS[0]) for rule in rules}
    labels = [
        {"line": f"{_short(rule)}, {country}", "kind": kind, "count": count, "order": KINDS.index(kind)}
        for (rule, country, kind), count in sorted(
            counts.items(), key=lambda item: (-whole[item[0][0]], item[0][0], -item[1], item[0][1])
        )
        if counts[rule, country, KINDS[0]] or counts[rule, country, KINDS[1]]
    ]
    lines = list(dict.fromkeys(label["line"] for label in labels))
    scale = alt.Scale(domain=list(KINDS), range=["role:two", "role:quiet"])
    return (
        alt.Chart(alt.Data(values=labels))
        .mark_bar()
        .encode(
            x=alt.X("sum(count):Q", title="people, or posts where the law counts posts"),
            y=alt.Y("line:N", sort=lines, title=None, axis=alt.Axis(labelLimit=400)),
            color=alt.Color("kind:N", scale=scale),
            order=alt.Order("order:Q"),
        )
        .properties(width=WIDTH, height=BAR * len(lines))
    )


def _short(rule: str) -> str:
    return rule if len(rule) <= LONGEST else f"{rule[: LONGEST - 1]}…"


exposure = Chart(
    name="exposure",
    title="Who is here without standing, by rule and country",
    shows="For each rule and country how many are against it now, and how many will be within ninety days if they "
    "stay. Counted, not sampled: there is no interval.",
    reading="Somebody can be against several rules, so the bars do not add up to people. A country without a bar may "
    "be one of which nothing was delivered: see what is missing.",
    draw=_draw,
)
