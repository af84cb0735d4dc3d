"""The command line: one file is one verb. It draws what the other rooms computed."""

from fullscore.cli._app import app, main

__all__ = ["app", "main"]
