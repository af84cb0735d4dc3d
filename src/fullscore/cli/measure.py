"""``fullscore measure``."""

from typing import Annotated

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import contradictions, figure_document, month, names, pairs
from fullscore.cli._drawing import number, print_json, print_table

ByOption = Annotated[str | None, typer.Option(metavar="A,B", help="Split by segments, month among them.")]
LensOption = Annotated[str | None, typer.Option(metavar="AXIS=OPTION,…", help="Choices that differ from the client's.")]


def measure(
    name: Annotated[str, typer.Argument(metavar="MEASURE", help="The measure, such as spend.")],
    by: ByOption = None,
    lens: LensOption = None,
    first: Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month, like 2025-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month.")] = None,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Print a measure's figures, each with its lens, n and interval."""
    from fullscore.run.figures import ask, figures
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened:
        asked = ask(name, by=names(by), chosen=pairs(lens, "--lens"), first=month(first), last=month(last))
        found = figures(opened, asked)
    if as_json:
        print_json(figure_document(found))
        return
    unit = f"{found.currency}{found.unit.removeprefix('currency')}" if found.currency else found.unit
    print(f"{asked.measure.title} ({unit}), edition {found.edition}, evidence: {found.evidence.grade}")
    print(f"Through the lens {found.lens.id}: {found.lens}")
    counted = all(row.estimate.low == row.estimate.value for row in found.rows)
    whys = any(row.why for row in found.rows)
    rows = []
    for row in found.rows:
        e = row.estimate
        where = [str(w) if w is not None else "unknown" for _, w in row.where]
        low, high = (number(bound, found.unit) for bound in (e.low, e.high))
        interval = [] if counted else ["" if e.low is None else f"{low} to {high}"]
        rows.append([*where, number(e.value, found.unit), f"{e.n:,}", *interval, *([row.why or ""] if whys else [])])
    at = len(found.by)
    headings = [*found.by, unit, "n", *([] if counted else ["90% interval"]), *(["note"] if whys else [])]
    print_table(headings, rows, right=(at, at + 1) if counted else (at, at + 1, at + 2))
    for note in (*found.notes, *contradictions(found.evidence)):
        print(note)
