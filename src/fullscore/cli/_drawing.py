"""How things are drawn on a terminal: tables, numbers, a progress bar; and as JSON."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

WIDEST = 100_000
"""Columns of a page that no row outgrows."""


def print_json(document: Any) -> None:
    """One JSON document, keys sorted."""
    print(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, default=str, allow_nan=False))


def print_table(headings: list[str], rows: list[list[str]], *, right: tuple[int, ...] = ()) -> None:
    """A table of texts; ``right`` are the columns that are set flush right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(headings):
        table.add_column(heading, justify="right" if n in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    # Off a terminal nothing is cut, folded or coloured: what is piped must hold all that there is, a row a line.
    console = Console() if sys.stdout.isatty() else Console(width=WIDEST, force_terminal=False)
    console.print(table)


def printable(text: str) -> str:
    """Text whose control characters are spelt out: a cell that somebody sent must not steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def number(value: float | None, unit: str) -> str:
    """A value as people read it: shares in percent, money and people whole, the rest with one decimal."""
    if value is None:
        return "-"
    if unit == "share":
        return f"{100 * value:,.1f}%"
    if unit == "currency":
        return f"{value:,.2f}"
    if unit in ("people", "assignments"):
        return f"{value:,.0f}"
    return f"{value:,.2f}"


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error while long work runs; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        yield tell
