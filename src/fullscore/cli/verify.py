"""``fullscore verify``."""

from typing import Annotated

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._drawing import print_json, progress


def verify(
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also compute the edition anew from its deliveries and compare.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check every hash of an edition; with --rebuild, compute it anew and compare its content."""
    from fullscore.run.read import manifest_of, memory_limit
    from fullscore.run.verify import verify as check
    from fullscore.store.layout import Layout

    layout = Layout(programme)
    with progress() as tell:
        found = check(layout, manifest_of(layout, edition), rebuild=rebuild, memory_limit=memory_limit(), progress=tell)
    if as_json:
        print_json(
            {"ok": found.ok, "edition": found.edition, "checked": found.checked, "differences": list(found.differences)}
        )
    else:
        for difference in found.differences:
            print(difference)
        how = "files and parts, and a rebuild" if rebuild else "files and parts"
        print(f"Edition {found.edition}: {found.checked:,} {how} checked, {len(found.differences)} differences.")
    if not found.ok:
        raise typer.Exit(1)
