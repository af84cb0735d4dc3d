"""``fullscore ask``."""

from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import pairs
from fullscore.cli._drawing import print_json, print_table, progress


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="The question; without one, all, a line each.")
    ] = None,
    assume: Annotated[
        str | None, typer.Option(metavar="NAME=NUMBER,…", help="What to assume otherwise, for this asking only.")
    ] = None,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Answer one of the standing questions, or all of them, a line each."""
    from fullscore.run.answers import answer
    from fullscore.run.kept_answers import document_of, documents
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout
    from fullscore.terms.answer import document
    from fullscore.terms.fault import Fault
    from fullscore.terms.shown import VERDICTS

    what_if = {name: _assumed(name, value) for name, value in pairs(assume, "--assume").items()}
    if what_if and question is None:
        raise Fault("--assume needs a question", next_step="name one, as in `fullscore ask QUESTION --assume …`")
    with open_edition(Layout(programme), edition) as opened:
        if question is None:
            with progress() as tell:
                every = list(documents(opened, tell))
            id = opened.id
        elif what_if:
            found = document(answer(opened, question, what_if))
        else:
            found = document_of(opened, question)
    if question is not None:
        print_json(found) if as_json else _print(found)
    elif as_json:
        print_json({"edition": id, "answers": every})
    else:
        rows = [[one["question"], VERDICTS[one["verdict"]], one["evidence"], one["says"]] for one in every]
        print_table(["question", "verdict", "evidence", "answer"], rows)


def _assumed(name: str, value: str) -> float:
    from fullscore.terms.fault import Fault

    try:
        return float(value)
    except ValueError:
        raise Fault(f"--assume {name}={value} is not a number", next_step=f"write it like --assume {name}=2") from None


def _print(found: dict[str, Any]) -> None:
    from fullscore.terms.shown import VERDICTS, columns, heading, shown

    sure = "" if found["confidence"] is None else f", confidence {shown('confidence', found['confidence'])}"
    print(found["title"])
    print(f"Verdict: {VERDICTS[found['verdict']]}{sure}; evidence: {found['evidence']}; edition {found['edition']}.")
    print(found["says"])
    if rows := found["rows"]:
        names = columns(rows)
        figures = tuple(n for n, name in enumerate(names) if any(isinstance(r[name], int | float | dict) for r in rows))
        print_table(
            [heading(name) for name in names],
            [[shown(name, row[name]) for name in names] for row in rows],
            right=figures,
        )
    for option in found["options"]:
        worth = f" Worth a year: {shown('value', option['value_per_year'])}." if option["value_per_year"] else ""
        print(f"Option: {option['says']}{worth}")
    for change in found["would_change"]:
        now, turns = (shown(change["what"], change[part]) or "unknown" for part in ("now", "threshold"))
        print(f"Would change it: {change['what']}, now {now}, turns at {turns}.")
    for one in found["assumptions"]:
        print(f"Assumed: {heading(one['name'])} {shown(one['name'], one['value'])} ({one['source']})")
    for one in found["missing"]:
        print(f"Missing: {'.'.join(filter(None, (one['table'], one['column'])))}: {one['effect']}")
