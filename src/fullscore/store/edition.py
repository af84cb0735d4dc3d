"""Reading an edition: its tables as expressions, computed by the embedded engine."""

from functools import cached_property
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from fullscore.model._shape import Kind, tables
from fullscore.store.engine import Engine, named, quoted
from fullscore.store.layout import Layout
from fullscore.store.local_dates import local_name
from fullscore.store.manifest import Manifest


class StoredEdition:
    """An edition on disk; the protocol ``fullscore.terms.edition.Edition``. Close it, or use it in a ``with``."""

    def __init__(self, layout: Layout, manifest: Manifest, *, memory_limit: str | None = None) -> None:
        self.layout, self.manifest = layout, manifest
        self.engine = Engine(scratch=layout.scratch, memory_limit=memory_limit)
        self._seen: set[str] = set()

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def as_of(self) -> str:
        return self.manifest.as_of

    @property
    def currency(self) -> str:
        return self.manifest.currency

    @property
    def settings(self) -> dict[str, Any]:
        return self.manifest.settings

    @cached_property
    def _expressions(self) -> Any:
        # Importing the expression library takes longer than answering `--help` may, so it waits for the first use.
        import ibis

        return ibis.duckdb.from_connection(self.engine.connection)

    def has(self, table: str) -> bool:
        share = self.manifest.share(table)
        return share is not None and bool(share.parts)

    def table(self, table: str) -> Any:
        versions = self.versions(table)
        return versions.filter(versions["_to"].isnull() & ~versions["_beside"])

    def versions(self, table: str) -> Any:
        if table not in self._seen:
            self.engine.sql(f"CREATE OR REPLACE TEMP VIEW {named(table)} AS {self._source(table)}")
            self._seen.add(table)
        return self._expressions.table(table)

    def _source(self, table: str) -> str:
        share = self.manifest.share(table)
        if share and share.parts:
            files = ", ".join(quoted(self.layout.parts / part.file) for part in share.parts)
            return f"SELECT * FROM read_parquet([{files}], hive_partitioning = false)"
        columns = [(c.name, c.kind.stored_as) for c in tables()[table].columns]
        columns += [(f"{name}_base", Kind.money.stored_as) for name in tables()[table].money]
        columns += [(local_name(name), "DATE") for name in tables()[table].times]
        columns += [("_from", "DATE"), ("_to", "DATE"), ("_feed", "VARCHAR"), ("_file", "VARCHAR")]
        columns += [("_line", "BIGINT"), ("_beside", "BOOLEAN")]
        return "SELECT " + ", ".join(f"NULL::{kind} AS {named(name)}" for name, kind in columns) + " WHERE false"

    def subtrees(self) -> Any:
        if "_subtrees" not in self._seen:
            self.table("org_unit")
            # UNION, not UNION ALL: a circle among the units, which a bad export can hold, must end.
            self.engine.sql(
                "CREATE OR REPLACE TEMP TABLE _subtrees AS WITH RECURSIVE up AS ("
                "SELECT org_unit_id AS unit_id, org_unit_id AS ancestor_id FROM org_unit "
                "WHERE _to IS NULL AND NOT _beside "
                "UNION SELECT up.unit_id, o.parent_id FROM up JOIN org_unit AS o ON o.org_unit_id = up.ancestor_id "
                "WHERE o.parent_id IS NOT NULL AND o._to IS NULL AND NOT o._beside) SELECT * FROM up"
            )
            self._seen.add("_subtrees")
        return self._expressions.table("_subtrees")

    def run(self, expression: Any) -> pa.Table:
        return self._expressions.to_pyarrow(expression)

    def close(self) -> None:
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
