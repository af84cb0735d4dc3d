"""``fullscore brief``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from fullscore.cli._app import HERE, AsJson, EditionId, ProgrammeDir
from fullscore.cli._drawing import print_json, progress


def brief(
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write the page.")] = Path("brief.html"),
    programme: ProgrammeDir = HERE,
    edition: EditionId = None,
    as_json: AsJson = False,
) -> None:
    """Write every answer on one page: sentence, picture, table, evidence, and what would change it."""
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout

    with open_edition(Layout(programme), edition) as opened, progress() as tell:
        asked = write(opened, out, tell)
        id = opened.id
    if as_json:
        print_json({"file": str(out), "edition": id, "answers": asked})
        return
    print(f"The brief of edition {id}, {len(asked)} answers, is in {out}.")


def write(edition: Any, out: Path, tell: Callable[[str, int, int], None]) -> list[str]:
    """Ask every question of an edition and write the brief; returns the questions' names."""
    from fullscore.packs.brief import brief as page
    from fullscore.run.kept_answers import documents

    found = list(documents(edition, tell))
    out.write_text(page(str(edition.settings.get("programme", {}).get("name", "Programme")), found), "utf-8")
    return [one["question"] for one in found]
