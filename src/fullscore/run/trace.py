"""From a figure to file and line."""

from dataclasses import dataclass
from typing import Any

from fullscore.measures._figures import Asked, estimates, keys
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
    """List the canonical rows that a figure counts, in the order of their files.

    Args:
        limit: how many records to give at the most; None: all.
    """
    records = asked.measure.records(asked.lens)
    table, names = records.table, [name for name, _ in records.key]
    rows = edition.table(table.name).semi_join(keys(edition, asked), names)
    found = rows.order_by(["_file", "_line"]).select(*names, "_file", "_line", "_from")
    total = edition.run(rows.count().name("n").as_table()).to_pylist()[0]["n"]
    listed = edition.run(found.limit(limit) if limit is not None else found).to_pylist()
    estimate = estimates(edition, asked).get((), Estimate(value=None, n=0))
    return Traced(
        asked=asked,
        estimate=estimate,
        n=int(total),
        records=tuple(
            {
                "table": table.name,
                "key": {name: row[name] for name in names},
                "file": row["_file"],
                "line": row["_line"],
                "delivery": row["_file"].split("/", 1)[0] if row["_file"] else None,
            }
            for row in listed
        ),
    )
