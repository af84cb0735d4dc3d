"""``fullscore demo``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fullscore.cli._app import AsJson
from fullscore.cli._asking import figure_document
from fullscore.cli._drawing import number, print_json, print_table, progress

NEXT = (
    *("ask", "ask whose_numbers", "findings", "week", "lens time_to_fill", "history", "money"),
    *("measure adoption --by org_unit", "quarantine", "verify"),
)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")] = Path("northgate"),
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Do not serve it.")] = False,
    as_json: AsJson = False,
    scale: Annotated[float, typer.Option(min=0.01, max=1.0, hidden=True)] = 1.0,
) -> None:
    """Write the sample programme, Northgate Health, build it, and write its brief."""
    from fullscore.cli.brief import write
    from fullscore.run.demo import demo as make
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    page = folder / "brief.html"
    with progress() as tell:
        made = make(folder, tell, scale=scale)
        with open_edition(Layout(folder)) as edition:
            write(edition, page, tell)
    if as_json:
        print_json({**_document(made), "brief": str(page)})
    else:
        _print(made, page, no_serve)


def _print(made: Any, page: Path, no_serve: bool) -> None:
    manifest = made.built.manifest
    print(
        f"Northgate Health is in {made.folder}: 36 monthly deliveries, {made.rows:,} rows, written in "
        f"{made.writing_seconds:.0f} s and built in {made.building_seconds:.0f} s."
    )
    rows = [
        [share.table, f"{share.in_force:,}", f"{share.superseded:,}", f"{share.held:,}"] for share in manifest.tables
    ]
    print_table(["table", "in force", "superseded", "held"], rows, right=(1, 2, 3))
    print(
        f"Edition {manifest.id}: read {manifest.read:,} rows = {manifest.read - manifest.quarantined:,} loaded + "
        f"{manifest.quarantined:,} quarantined."
    )
    print(f"\nFrom {made.first} to {made.last}:")
    shown = []
    for found in made.figures:
        [row] = found.rows
        unit = f"{found.currency}{found.unit.removeprefix('currency')}" if found.currency else found.unit
        shown.append(
            [found.measure, number(row.estimate.value, found.unit), unit, f"{row.estimate.n:,}", str(found.lens)]
        )
    print_table(["measure", "value", "unit", "n", "lens"], shown, right=(1, 3))
    print(f"The brief, every answer on one page, is in {page}.")
    print("Try next:")
    for command in NEXT:
        print(f"  fullscore {command} --programme {made.folder}")
    if not no_serve:
        print("The web application is not there yet, so nothing is served.")


def _document(made: Any) -> dict[str, Any]:
    manifest = made.built.manifest
    return {
        "folder": str(made.folder),
        "edition": manifest.id,
        "as_of": manifest.as_of,
        "unchanged": made.built.unchanged,
        "written": made.rows,
        "read": manifest.read,
        "loaded": manifest.read - manifest.quarantined,
        "quarantined": manifest.quarantined,
        "tables": [
            {"table": s.table, "in_force": s.in_force, "superseded": s.superseded, "held": s.held}
            for s in manifest.tables
        ],
        "from": str(made.first),
        "to": str(made.last),
        "figures": [figure_document(found) for found in made.figures],
    }
