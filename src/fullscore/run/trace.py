"""From a figure to file and line."""

from dataclasses import dataclass
from typing import Any

from fullscore.measures._figures import Asked, estimates, keys
from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.store.edition import StoredEdition
from fullscore.terms.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A figure and the rows it was computed from."""

    asked: Asked
    estimate: Estimate
    n: int
    """How many rows there are."""
    records: tuple[dict[str, Any], ...]
    """The first of them: table, key, file, line, delivery."""


def trace(edition: StoredEdition, asked: Asked, *, limit: int | None) -> Traced:
    """List the canonical rows that a figure counts, table by table, in the order of their files.

    Args:
        limit: how many records to give at the most; None: all.
    """
    total = 0
    listed: list[dict[str, Any]] = []
    for records in asked.measure.records(asked.lens):
        of = {of_table: column(of_atom) for of_table, of_atom in records.key}
        room = None if limit is None else max(limit - len(listed), 0)
        count, found = records_behind(edition, records.table, keys(edition, asked).select(**of), room)
        total += count
        listed += found
    estimate = estimates(edition, asked).get((), Estimate(value=None, n=0))
    return Traced(asked=asked, estimate=estimate, n=total, records=tuple(listed))


def records_behind(
    edition: StoredEdition, table: Table, keys: Any, limit: int | None
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows in force of a table some keys name, and the first of them with file and line.

    Args:
        keys: an expression whose columns are columns of the table.
    """
    names = list(keys.columns)
    rows = edition.table(table.name).semi_join(keys.distinct(), names)
    count = int(edition.run(rows.count().name("n").as_table()).to_pylist()[0]["n"])
    shown = list(dict.fromkeys([*table.key, *names]))
    found = rows.order_by(["_file", "_line"]).select(*shown, "_file", "_line")
    return count, [
        {
            "table": table.name,
            "key": {name: row[name] for name in shown},
            "file": row["_file"],
            "line": row["_line"],
            "delivery": row["_file"].split("/", 1)[0] if row["_file"] else None,
        }
        for row in edition.run(found if limit is None else found.limit(limit)).to_pylist()
    ]
