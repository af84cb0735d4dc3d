"""``fullscore trace``."""

from typing import Annotated

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._asking import month, names, pairs, rounded
from fullscore.cli._drawing import number, print_json, print_table
from fullscore.cli.measure import ByOption, LensOption


def trace(
    name: Annotated[str, typer.Argument(metavar="MEASURE", help="The measure, such as spend.")],
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
    """Go from a figure to the rows it was computed from, with file and line."""
    from fullscore.run.figures import ask
    from fullscore.run.read import open_edition
    from fullscore.run.trace import trace as follow
    from fullscore.store.layout import Layout
    from fullscore.terms.fault import Fault

    segments = pairs(where, "--where")
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
    rows = [
        [r["table"], ", ".join(str(v) for v in r["key"].values()), r["file"] or "", str(r["line"] or "")]
        for r in found.records
    ]
    print_table(["table", "key", "file", "line"], rows, right=(3,))
    print(f"{len(found.records):,} of {found.n:,} records.")
