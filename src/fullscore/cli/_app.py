"""The command itself: its verbs, found in this room, and how faults reach a person."""

import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any

import typer

from fullscore.run.ready import ready
from fullscore.terms.fault import Fault

app = typer.Typer(
    name="fullscore",
    help="The independent strategic PMO for an extended workforce programme.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ProgrammeDir = Annotated[Path, typer.Option("--programme", metavar="DIR", help="The programme folder.")]
EditionId = Annotated[str | None, typer.Option("--edition", metavar="ID", help="An edition other than the published.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, nothing else.")]
HERE = Path()


def _verbs() -> None:
    """Find the verbs: every module of this room without a leading underscore adds one, its function of that name."""
    for module in sorted(iter_modules([str(Path(__file__).parent)]), key=lambda m: m.name):
        if not module.name.startswith("_"):
            verb: Any = getattr(import_module(f"fullscore.cli.{module.name}"), module.name)
            # Said as the short help, the opening sentence is not cut off in the list of verbs.
            app.command(name=module.name, short_help=(verb.__doc__ or "").strip())(verb)


_verbs()


def main() -> None:
    """Run the command. A fault is one sentence on standard error and exit code 1; no traceback reaches a user."""
    ready()
    try:
        app()
    except Fault as fault:
        _stop(str(fault))
    except KeyboardInterrupt:
        _stop("Stopped. The last good edition stays.")
    except BrokenPipeError:
        # Whoever read our output has closed it; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        _stop(
            f"{error.filename or 'The disk'}: {error.strerror or error}. Make room or give permission, then try again."
        )
    except Exception as error:
        if os.environ.get("FULLSCORE_TRACEBACK"):
            raise
        _stop(
            f"This should not happen ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}). "
            "Set FULLSCORE_TRACEBACK=1, try again and report what it prints; the last good edition stays."
        )


def _stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)
