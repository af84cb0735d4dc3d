"""What a claim needs, what of it nobody delivered, and the canonical rows behind a part of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.terms.answer import Missing
from fullscore.terms.edition import Edition

ENOUGH = 0.9
"""Of the rows that ought to have a value, so many must, where a question does not say otherwise."""

SOME = 0.01
"""What must be filled of a column that most rows rightly leave empty: it is in use."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """Data that a question or a finding uses, or would use.

    Attributes:
        column: empty where the whole table is meant.
        effect: what is lost without it.
        bias: where absence does not only widen the answer but pulls it to one side: to which, and why.
        share: of the rows that ought to have it, how many must.
        by: columns by which a lack may be concentrated, such as a resource type.
        among: the rows that ought to have it, where these are not all rows of the table: an expression with the
            columns of ``by`` and the key of ``of``, and with ``_there`` where it is not the column's being filled.
        of: the table of those rows, where it is another.
    """

    table: Table
    column: str = ""
    effect: str
    bias: str = ""
    share: float = ENOUGH
    by: tuple[str, ...] = ()
    among: Callable[[Edition], Any] | None = None
    of: Table | None = None

    def __post_init__(self) -> None:
        if self.column and self.column not in self.table.by_name:
            raise ValueError(f"{self.table.name} has no column {self.column}")


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The canonical rows behind a row of an answer, or behind a finding: a table, and keys of rows of it.

    ``keys`` is an expression or an Arrow table whose columns are columns of the table.
    """

    table: Table
    keys: Any


def missing_of(edition: Edition, needs: tuple[Need, ...]) -> tuple[Missing, ...]:
    """What is needed and nobody delivered: tables, and columns that are empty throughout."""
    asked: dict[Table, list[Need]] = {}
    for need in needs:
        asked.setdefault(need.table, []).append(need)
    found = []
    for table, of in asked.items():
        columns = tuple(dict.fromkeys(need.column for need in of if need.column))
        there = _filled(edition, table, columns) if edition.has(table.name) else None
        for need in of:
            if there is None and need.column and any(not other.column for other in of):
                continue  # The table as a whole is named already.
            if there is None or (need.column and not there[need.column]):
                found.append(Missing(table=table.name, column=need.column, effect=need.effect))
    return tuple(found)


def _filled(edition: Edition, table: Table, columns: tuple[str, ...]) -> dict[str, int]:
    if not columns:
        return {}
    rows = edition.table(table.name).aggregate(**{name: column(name).count() for name in columns})
    return {name: int(count) for name, count in edition.run(rows).to_pylist()[0].items()}


def sources_of(edition: Edition, needs: tuple[Need, ...]) -> tuple[str, ...]:
    """The deliveries whose rows in force are read."""
    found: set[str] = set()
    for table in dict.fromkeys(need.table for need in needs):
        if edition.has(table.name):
            files = edition.run(edition.table(table.name).select("_file").distinct())["_file"].to_pylist()
            found |= {file.split("/", 1)[0] for file in files if file}
    return tuple(sorted(found))
