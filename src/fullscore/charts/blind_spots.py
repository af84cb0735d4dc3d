"""What is missing, thing by thing, and which questions want it."""

from typing import Any

import altair as alt

from fullscore.charts._shape import Chart, Document
from fullscore.charts._theme import WIDTH

KINDS = ("priced", "biases the answer", "not priced")
MOST = 20
LINE = 24
LONGEST = 34


def _draw(document: Document) -> Any:
    things = document["further"].get("things", [])[:MOST]
    if not things:
        return None
    wanted = {
        (row["question"], _name(row)): KINDS[0]
        if row["worth_per_year"]
        else KINDS[1]
        if row["because"]["bias"]
        else KINDS[2]
        for row in document["rows"]
    }
    lines = {thing["name"]: _line(thing) for thing in things}
    points = [
        {"thing": lines[name], "question": question.replace("_", " "), "kind": kind}
        for (question, name), kind in wanted.items()
        if name in lines
    ]
    order = list(dict.fromkeys(point["question"] for point in points))
    scale = alt.Scale(domain=list(KINDS), range=["role:one", "role:two", "role:quiet"])
    return (
        alt.Chart(alt.Data(values=points))
        .mark_point(filled=True, size=130, opacity=1)
        .encode(
            x=alt.X("question:N", title=None, sort=order, axis=alt.Axis(labelAngle=-35, orient="bottom", grid=True)),
            y=alt.Y("thing:N", title=None, sort=list(lines.values()), axis=alt.Axis(labelLimit=300)),
            color=alt.Color("kind:N", scale=scale),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(KINDS), range=["circle", "diamond", "square"])),
        )
        .properties(width=WIDTH - 60, height=LINE * len(lines))
    )


def _name(row: dict[str, Any]) -> str:
    named = ".".join(filter(None, (row["table"], row["column"])))
    return f"{named} ({row['where']})" if row["where"] else named


def _line(thing: dict[str, Any]) -> str:
    name = thing["name"] if len(thing["name"]) <= LONGEST else f"{thing['name'][: LONGEST - 1]}…"
    return f"{name}, {100 * thing['have']:.0f}% there"


blind_spots = Chart(
    name="blind_spots",
    title="What is missing, and which questions want it",
    shows="For each thing that is missing, the dearest first, the questions that want it: whether it is priced there, "
    "whether its absence biases the answer, or neither. Of the rows that ought to have it, the share that does.",
    reading="A thing without a price is not worthless: no decision in money turns on it. Worths of several things do "
    "not add up.",
    draw=_draw,
)
