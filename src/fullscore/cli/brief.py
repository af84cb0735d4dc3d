"""``fullscore brief``."""

from pathlib import Path
from typing import Annotated

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
    from fullscore.packs.brief import brief as page
    from fullscore.questions._shape import questions
    from fullscore.run.answers import answers
    from fullscore.run.read import open_edition
    from fullscore.store.layout import Layout
    from fullscore.terms.answer import document

    with open_edition(Layout(programme), edition) as opened, progress() as tell:
        found = []
        for done, one in enumerate(answers(opened), 1):
            tell(f"asked {one.question}", done, len(questions()))
            found.append(document(one))
        name = str(opened.settings.get("programme", {}).get("name", "Programme"))
    out.write_text(page(name, found), "utf-8")
    if as_json:
        print_json({"file": str(out), "edition": found[0]["edition"], "answers": [one["question"] for one in found]})
        return
    print(f"The brief of edition {found[0]['edition']}, {len(found)} answers, is in {out}.")
