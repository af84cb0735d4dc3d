"""``fullscore editions``."""

from typing import Annotated

import typer

from fullscore.cli._app import HERE, AsJson, ProgrammeDir
from fullscore.cli._drawing import print_json, print_table


def editions(
    programme: ProgrammeDir = HERE,
    keep: Annotated[int | None, typer.Option(min=1, metavar="N", help="Drop all but the newest N.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the editions there are; with --keep N drop old ones, then parts that no edition names."""
    from fullscore.run.prune import prune
    from fullscore.run.read import check_there
    from fullscore.store import manifest as manifests
    from fullscore.store.layout import Layout

    layout = Layout(programme)
    check_there(layout)
    current = manifests.current_id(layout)
    dropped: list[str] = []
    if keep is not None:
        dropped, gone = prune(layout, keep)
        if not as_json:
            print(f"Dropped {len(dropped)} editions and {gone} parts.")
    found = [manifests.read(layout, id) for id in manifests.ids(layout)]
    listed = [
        {
            "edition": m.id, "as_of": m.as_of, "current": m.id == current, "files": len(m.files), "read": m.read,
            "loaded": m.read - m.quarantined, "quarantined": m.quarantined, "code": m.code, "engine": m.engine,
        }
        for m in found
    ]  # fmt: skip
    if as_json:
        print_json({"editions": listed, "dropped": dropped})
        return
    if not listed:
        print("No edition yet. Run `fullscore build`.")
        return
    rows = [
        [
            m.id,
            m.as_of,
            "published" if m.id == current else "",
            *(f"{n:,}" for n in (len(m.files), m.read, m.read - m.quarantined, m.quarantined)),
        ]
        for m in found
    ]
    print_table(["edition", "as of", "", "files", "read", "loaded", "quarantined"], rows, right=(3, 4, 5, 6))
