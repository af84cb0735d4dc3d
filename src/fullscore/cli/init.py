"""``fullscore init``."""

from pathlib import Path
from typing import Annotated

import typer


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")]) -> None:
    """Make a new programme folder with a commented programme.toml."""
    from fullscore.run.init import init as make

    for path in make(folder):
        print(f"made {path}")
    print("Next: edit programme.toml, put the first files into feeds/YYYY-MM-DD, and run `fullscore build` there.")
