"""From a figure to file and line."""

from dataclasses import dataclass
from typing import Any

from fullscore.measures._figures import Asked, estimates, keys
from fullscore.measures._shape import Records
from fullscore.model._expressions import column
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
        count, found = _rows(edition, asked, records, None if limit is None else max(limit - len(listed), 0))
        total += count
        listed += found
    estimate = estimates(edition, asked).get((), Estimate(value=None, n=0))
    return Traced(asked=asked, estimate=estimate, n=total, records=tuple(listed))


def _rows(
    edition: StoredEdition, asked: Asked, records: Records, limit: int | None
) -> tuple[int, list[dict[str, Any]]]:
    names = [name for name, _ in records.key]
    atoms = keys(edition, asked).select(**{of_table: column(of_atom) for of_table, of_atom in records.key}).distinct()
    rows = edition.table(records.table.name).semi_join(atoms, names)
    count = int(edition.run(rows.count().name("n").as_table()).to_pylist()[0]["n"])
    found = rows.order_by(["_file", "_line"]).select(*names, "_file", "_line")
    return count, [
        {
            "table": records.table.name,
            "key": {name: row[name] for name in names},
            "file": row["_file"],
            "line": row["_line"],
            "delivery": row["_file"].split("/", 1)[0] if row["_file"] else None,
        }
        for row in edition.run(found if limit is None else found.limit(limit)).to_pylist()
    ]
