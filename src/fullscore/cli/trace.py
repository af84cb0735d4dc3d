"""``fullscore trace``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import month, names, pairs, rounded
from fullscore.cli._drawing import number, print_json, print_table
from fullscore.cli.measure import ByOption, LensOption


def trace(
    name: Annotated[
        str, typer.Argument(metavar="MEASURE", help="The measure, such as spend; or a question, with the row's id.")
    ],
    row: Annotated[str | None, typer.Argument(metavar="ROW_ID", help="The row of a question's answer.")] = None,
    where: Annotated[
        str | None, typer.Option(metavar="SEGMENT=NAME,…", help="Which figure, like month=2025-01,vendor=V-1.")
    ] = None,
    by: ByOption = None,
    lens: LensOption = None,
    first: Annotated[str | None, typer.Option("--from", metavar="MONTH", help="First month, like 2025-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="MONTH", help="Last month.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many records to list at the most.")] = 1000,
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Go from a figure, or from a row of an answer, to the rows it was computed from, with file and line."""
    from fullscore.terms.fault import Fault

    if row is not None:
        if where or by or lens or first or last:
            raise Fault("a row of an answer takes no segments, lens or months", next_step="leave them out")
        _trace_row(name, row, limit, programme, edition, as_json)
        return
    from fullscore.run.figures import ask
    from fullscore.run.read import open_edition
    from fullscore.run.trace import trace as follow
    from fullscore.store.layout import Layout

    segments = pairs(where, "--where")
    month(segments.get("month"))
    for segment in names(by):
        if segment not in segments:
            raise Fault(f"--by {segment} does not say which", next_step=f"name it: --where {segment}=…")
    with open_edition(Layout(programme), edition) as opened:
        asked = ask(
            name, chosen=pairs(lens, "--lens"), first=month(first), last=month(last), where=tuple(segments.items())
        )
        found = follow(opened, asked, limit=limit)
        id = opened.id
    e = found.estimate
    if as_json:
        print_json(
            {
                "figure": {
                    "measure": name, "edition": id, "lens": asked.lens.as_dict(), "lens_id": asked.lens.id,
                    "where": segments, "value": rounded(e.value), "n": e.n,
                    "low": rounded(e.low), "high": rounded(e.high),
                },
                "n": found.n,
                "records": list(found.records),
                "shown": len(found.records),
            }
        )  # fmt: skip
        return
    print(
        f"{asked.measure.title}: {number(e.value, asked.measure.unit)}, n {e.n:,}, edition {id}, lens {asked.lens.id}"
    )
    _print_records(found)
    if not found.n:
        print(f"No record stands behind it. `fullscore measure {name} --by month` shows the months that have some.")


def _trace_row(name: str, row: str, limit: int, programme: Path, edition: str | None, as_json: bool) -> None:
    from fullscore.run.answers import trace_row
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout
    from fullscore.terms.answer import plain
    from fullscore.terms.shown import heading, shown

    with open_edition(Layout(programme), edition) as opened:
        found = trace_row(opened, name, row, limit=limit)
    told = {"id": row, **plain(found.row)}
    if as_json:
        print_json(
            {
                "figure": {"question": name, "edition": found.answer.edition, "row": told},
                "n": found.n,
                "records": list(found.records),
                "shown": len(found.records),
            }
        )
        return
    print(f"{found.answer.title} Edition {found.answer.edition}.")
    print("; ".join(f"{heading(part)}: {shown(part, value)}" for part, value in told.items()))
    _print_records(found)


def _print_records(found: Any) -> None:
    rows = [
        [r["table"], ", ".join(str(v) for v in r["key"].values()), r["file"] or "", str(r["line"] or "")]
        for r in found.records
    ]
    print_table(["table", "key", "file", "line"], rows, right=(3,))
    print(f"{len(found.records):,} of {found.n:,} records.")
