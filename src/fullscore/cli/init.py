"""``fullscore init``."""

from pathlib import Path
from typing import Annotated

import typer

from fullscore.cli._app import AsJson
from fullscore.cli._drawing import print_json


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")], as_json: AsJson = False
) -> None:
    """Make a new programme folder with a commented programme.toml."""
    from fullscore.run.init import init as make

    made = make(folder)
    if as_json:
        print_json({"made": [str(path) for path in made]})
        return
    for path in made:
        print(f"made {path}")
    print("Next: edit programme.toml, put the first files into feeds/YYYY-MM-DD, and run `fullscore build` there.")
