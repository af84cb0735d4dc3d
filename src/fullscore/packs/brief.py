"""The brief: every answer on one page that a sponsor reads in two minutes, in one file that asks nothing of a network.

The page computes nothing: sentences, rows and worth stand in the answers' documents, pictures are drawn from them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.charts._theme import COLOURS
from fullscore.terms.shown import VERDICTS, columns, heading, shown

MOST_ROWS = 200
"""Rows of an answer that the page holds; the rest is a command away."""
GRADES = {
    "corroborated": "parties of opposed interest agree",
    "independent": "who keeps the records gains nothing by it",
    "recomputed": "computed here from records of a party that gains by it",
    "reported": "the word of a party that gains by it",
}


def brief(programme: str, documents: Sequence[Mapping[str, Any]]) -> str:
    """The whole page.

    Args:
        programme: its name.
        documents: the answers of one edition, in the order in which they are read; at least one.

    Returns:
        HTML that holds its style and its pictures.
    """
    environment = Environment(
        loader=PackageLoader("fullscore.packs", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("brief.html").render(
        programme=programme,
        as_of=documents[0]["as_of"],
        edition=documents[0]["edition"],
        light=COLOURS["light"],
        dark=COLOURS["dark"],
        answers=[_section(document) for document in documents],
    )


def _section(document: Mapping[str, Any]) -> dict[str, Any]:
    verdict = VERDICTS[document["verdict"]]
    rows = document["rows"][:MOST_ROWS]
    names = [name for name in columns(rows) if name != "id"]
    return {
        "question": document["question"],
        "title": document["title"],
        "says": document["says"],
        "verdict": verdict,
        "class": verdict.split(" ")[0],
        "confidence": "" if document["confidence"] is None else shown("confidence", document["confidence"]),
        "evidence": document["evidence"],
        "evidence_means": GRADES[document["evidence"]],
        "concerns": ", ".join(document["concerns"]),
        "sources": _sources(document["sources"]),
        "pictures": _pictures(document),
        "headings": [{"name": heading(name), "number": _is_number(name, rows)} for name in names],
        "rows": [[shown(name, row[name]) for name in names] for row in rows],
        "rows_left": len(document["rows"]) - len(rows),
        "lists": [part for part in _lists(document) if part["items"]],
    }


def _pictures(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name in document["figures"]:
        chart = charts()[name]
        if picture := chart.draw(document):
            drawn = svg(picture)
            # The picture is told to those who cannot see it, and does not answer to the keyboard mark by mark.
            label = f'role="img" aria-label="{Markup.escape(f"{chart.title}. {chart.shows}")}"'
            drawn = re.sub(r"<svg ", f"<svg {label} ", _as_one_image(drawn), count=1)
            found.append({"svg": Markup(drawn), "title": chart.title, "shows": chart.shows, "reading": chart.reading})
    return found


def _as_one_image(drawn: str) -> str:
    """A picture without roles of its own inside, and without a fixed size."""
    drawn = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", drawn)
    return re.sub(r' (?:width|height)="[\d.]+"', "", drawn, count=2)


def _lists(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    def worth(told: Any) -> str:
        return f" Worth {shown('value', told)} a year." if told else ""

    return [
        {
            "title": "What could be done",
            "items": [f"{o['says']}{worth(o['value_per_year'])}" for o in document["options"]],
        },
        {
            "title": "What would change the answer",
            "items": [
                f"{c['what']}: now {shown(c['what'], c['now']) or 'unknown'}, turns at "
                f"{shown(c['what'], c['threshold']) or 'unknown'}."
                for c in document["would_change"]
            ],
        },
        {
            "title": "What is missing",
            "items": [
                f"{'.'.join(filter(None, (m['table'], m['column'])))}: {m['effect']}" for m in document["missing"]
            ],
        },
        {
            "title": "What is assumed",
            "items": [
                f"{heading(a['name'])}: {shown(a['name'], a['value'])} ({a['source']})" for a in document["assumptions"]
            ],
        },
    ]


def _is_number(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(isinstance(row[name], int | float | Mapping) and not isinstance(row[name], bool) for row in rows)


def _sources(sources: Sequence[str]) -> str:
    if not sources:
        return "no delivery"
    return (
        f"the delivery of {sources[0]}"
        if len(sources) == 1
        else (f"{len(sources)} deliveries, {sources[0]} to {sources[-1]}")
    )
