"""``fullscore week``."""

from datetime import date
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._drawing import print_json, printable, progress

LIMIT = 5
"""Lines of a list that are read aloud in half a minute."""


def week(
    whom: Annotated[
        str | None,
        typer.Option("--for", metavar="PERSON", help="A role, or a person's id as the data have it; else everyone."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="What to compare with; else the delivery before.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many lines each list holds.")] = LIMIT,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Say what waits, what moved and why, and what needs deciding."""
    from fullscore.run.read import open_edition
    from fullscore.run.week import week as week_of
    from fullscore.store.layout import Layout

    day = _day(since)
    with open_edition(Layout(programme), edition) as opened, progress() as tell:
        found = week_of(opened, name=whom, since=day, limit=limit, tell=tell)
    print_json(_document(found)) if as_json else _print(found)


def _day(text: str | None) -> date | None:
    from fullscore.terms.fault import Fault

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Fault(f"--since {text} is not a date", next_step="write it like 2025-11-30") from None


def _document(found: Any) -> dict[str, Any]:
    from fullscore.terms.answer import plain

    lists = {name: getattr(found, name) for name in ("waits", "moved", "decide")}
    return {
        "edition": found.edition,
        "as_of": found.as_of,
        "since": found.since,
        "for": found.reader or None,
        "says": found.says,
        **{name: plain(listed.lines) for name, listed in lists.items()},
        "more": {name: listed.more for name, listed in lists.items()},
    }


def _print(found: Any) -> None:
    print(printable(found.says))
    for title, listed in (("Waits", found.waits), ("Moved", found.moved), ("Needs deciding", found.decide)):
        if not listed.lines:
            continue
        print(f"\n{title}")
        for line in listed.lines:
            why = f" {line.why}" if line.why else ""
            print(printable(f"- {line.says}{why} [{_held(line, found.as_of, listed is found.decide)}]"))
        if listed.more:
            print(f"  and {listed.more} more; `--limit {listed.more + len(listed.lines)}` shows all.")


def _held(line: Any, as_of: str, is_decision: bool) -> str:
    """Who holds a line, or must be in the room, and by when."""
    from fullscore.run._week.words import functions

    whom = functions(line.functions)
    if is_decision:
        held = "; ".join(filter(None, (f"in the room: {whom}" if whom else "", line.owner)))
    else:
        held = line.owner or whom
    held = held or "programme office"
    if not line.due:
        return held
    return f"{held}; {'due since' if line.due <= as_of else 'by'} {line.due}"
