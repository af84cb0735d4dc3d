"""``fullscore deliveries``."""

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._drawing import print_json, print_table


def deliveries(programme: ProgrammeDir = HERE, edition: EditionId = None, as_json: AsJson = False) -> None:
    """List what was delivered: each file, its feed and party, and what became of its rows."""
    from fullscore.run.read import manifest_of
    from fullscore.store.layout import Layout

    manifest = manifest_of(Layout(programme), edition)
    listed = [
        {
            "delivery": f.delivery, "file": f.file, "feed": f.feed, "party": f.party, "tables": list(f.tables),
            "sha256": f.sha256, "read": f.read, "landed": f.landed, "refused": f.refused, "period": f.period,
        }
        for f in manifest.files
    ]  # fmt: skip
    if as_json:
        print_json({"edition": manifest.id, "deliveries": listed, "notes": list(manifest.notes)})
        return
    rows = [
        [
            f.delivery,
            f.file,
            f.party,
            ", ".join(f.tables),
            f"{f.read:,}",
            f"{f.landed:,}",
            f"{f.refused:,}",
            f.sha256[:12],
        ]
        for f in manifest.files
    ]
    print_table(["delivery", "file", "party", "tables", "read", "landed", "refused", "sha-256"], rows, right=(4, 5, 6))
    for note in manifest.notes:
        print(note)
