"""Write what the declarations already say: GLOSSARY.md, and the tables of docs/exchange-format.md.

``make docs`` runs it; tests/house fails while a committed file differs from what it would write.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fullscore.model._columns import RATE_UNITS, RESOURCE_TYPES
from fullscore.model._shape import Column, Kind, Table, derived_tables, tables
from fullscore.terms.declared import declared

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- tables: written by `make docs` -->", "<!-- end of tables -->"

GROUPS = {
    "reference": "Reference",
    "sourcing": "Sourcing",
    "work": "Work",
    "money": "Money",
    "talent": "Talent",
    "voice": "Voice and claims",
}

KINDS = {
    Kind.id: "id",
    Kind.text: "text",
    Kind.choice: "choice",
    Kind.date: "date",
    Kind.month: "month",
    Kind.time: "time",
    Kind.money: "money",
    Kind.hours: "hours",
    Kind.number: "number",
    Kind.whole: "whole",
    Kind.flag: "flag",
}


def outputs() -> dict[Path, str]:
    """What each generated file should hold, by path."""
    page = ROOT / "docs" / "exchange-format.md"
    return {ROOT / "GLOSSARY.md": glossary(), page: with_tables(page.read_text("utf-8"))}


def with_tables(page: str) -> str:
    """The page with its part between the markers written anew; the prose around it stays."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + "\n\n" + "\n".join(format_tables()) + "\n" + END + after


def format_tables() -> Iterator[str]:
    """Every table of the format, group by group, with each column's type and what it may hold."""
    for group, heading in GROUPS.items():
        yield f"## {heading}\n"
        for table in in_group(group):
            yield from format_table(table)
    yield "## Computed\n"
    yield "Nobody delivers these tables: a build computes them, and they stand in its edition beside the others.\n"
    for table in derived_tables().values():
        yield from format_table(table)


def format_table(table: Table) -> Iterator[str]:
    """A table with each column's type and what it may hold."""
    yield f"### {table.name}\n"
    yield f"{said_of(table)}\n"
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | holds |"
    yield "|---|---|---|"
    for column in table.columns:
        empty = "?" if column.optional else ""
        yield f"| `{column.name}` | {KINDS[column.kind]}{empty} | {holds(table, column)} |"
    yield ""


def in_group(group: str) -> list[Table]:
    return sorted((t for t in tables().values() if t.group == group), key=lambda table: table.name)


def said_of(table: Table) -> str:
    room = "fullscore.model._derived" if table.name in derived_tables() else "fullscore.model"
    return definition(import_module(f"{room}.{table.name}").__doc__)


def definition(docstring: str | None) -> str:
    """The opening paragraph of a docstring, on one line."""
    return " ".join((docstring or "").strip().split("\n\n")[0].split())


def holds(table: Table, column: Column) -> str:
    """What a reader of the format must know about a column beyond its type."""
    said = []
    if column.options and column.options not in (RESOURCE_TYPES, RATE_UNITS):
        said.append(listed(column.options))
    elif column.options:
        said.append("resource type" if column.options == RESOURCE_TYPES else "rate unit")
    if column.name == "currency":
        said.append("ISO 4217")
    if column.parent is not None:
        said.append(f"an id of {'this table' if column.parent == 'self' else f'`{column.parent.name}`'}")
    if column.minimum is not None and column.kind is not Kind.hours:
        said.append(f"at least {column.minimum:g}")
    if column.key_default is not None:
        said.append(f"empty counts as {column.key_default}")
    if column.free:
        said.append("scanned for mail addresses and telephone numbers")
    if column.name in table.essential:
        said.append("*needed*")
    return "; ".join(said)


def glossary() -> str:
    """Every word that has a meaning here: tables, columns, measures."""
    lines = [
        "# Glossary",
        "",
        "Written by `make docs` from the declarations in `src/fullscore`; a change belongs there.",
        "",
        "## Tables",
        "",
    ]
    for name, table in sorted(tables().items()):
        lines.append(f"- **{name}** ({GROUPS[table.group].lower()}): {said_of(table)}")
    lines += [f"- **{name}** (computed): {said_of(table)}" for name, table in derived_tables().items()]
    lines += ["", "## Columns", "", "`?` may be empty.", "", "| column | type | in |", "|---|---|---|"]
    uses: dict[tuple[str, str], list[str]] = {}
    for table in (*tables().values(), *derived_tables().values()):
        for column in table.columns:
            uses.setdefault((column.name, KINDS[column.kind]), []).append(table.name + "?" * column.optional)
    lines += [f"| `{name}` | {kind} | {', '.join(sorted(used))} |" for (name, kind), used in sorted(uses.items())]
    lines += [
        "",
        "## Lists",
        "",
        f"- **resource type**: {listed(RESOURCE_TYPES)}",
        f"- **rate unit**: {listed(RATE_UNITS)}",
    ]
    lines += ["", "## Measures", "", *measures()]
    return "\n".join(lines).rstrip() + "\n"


def measures() -> Iterator[str]:
    """Each declared measure with its unit, its definition and the ways in which it can be counted."""
    found = declared("fullscore.measures") if find_spec("fullscore.measures") else {}
    if not found:
        yield "None is declared yet."
    for name, measure in found.items():
        said = definition(import_module(f"fullscore.measures.{name}").__doc__)
        yield f"### {name}\n"
        yield f"{said} Unit: {getattr(measure.unit, 'name', measure.unit)}.\n"
        for axis in measure.axes:
            yield f"- {axis.name}: {listed(option_names(axis.options))}"
        if getattr(measure, "segments", ()):
            yield f"- split by: {listed(measure.segments)}, `month`"
        yield ""


def option_names(options: Iterable[Any]) -> list[str]:
    """An axis lists its options as words or as things that have a name."""
    return [str(getattr(option, "name", option)) for option in options]


def listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    for path, text in outputs().items():
        path.write_text(text, "utf-8")
