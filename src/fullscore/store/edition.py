"""Reading an edition: its tables as expressions, computed by the embedded engine."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import count
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import pyarrow as pa

from fullscore.model._shape import Kind, table_called, tables
from fullscore.store.calendar import make_calendar
from fullscore.store.currency import known_rate
from fullscore.store.engine import Engine, faults, named, parquet
from fullscore.store.layout import Layout
from fullscore.store.local_dates import local_name
from fullscore.store.manifest import Manifest


class StoredEdition:
    """An edition on disk; the protocol ``fullscore.terms.edition.Edition``. Close it, or use it in a ``with``."""

    def __init__(
        self, layout: Layout, manifest: Manifest, *, memory_limit: str | None = None, threads: int | None = None
    ) -> None:
        self.layout, self.manifest = layout, manifest
        # A folder of its own: builds empty the scratch folder, and two engines must not share one.
        scratch = layout.derived / f"reading-{uuid4().hex}"
        self.engine = Engine(scratch=scratch, memory_limit=memory_limit, threads=threads)
        self._versions: dict[str, Any] = {}
        self._seen: set[str] = set()
        self._kept: dict[Any, Any] = {}
        self._lent = count()

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
    def country(self) -> str:
        return self.manifest.country

    @property
    def settings(self) -> dict[str, Any]:
        return self.manifest.settings

    @cached_property
    def _expressions(self) -> Any:
        # Importing the expression library takes longer than answering `--help` may, so it waits for the first use.
        import ibis

        # The engine merges nested selections itself, in a fraction of the time.
        ibis.options.sql.fuse_selects = False
        return ibis.duckdb.from_connection(self.engine.connection)

    def has(self, table: str) -> bool:
        share = self.manifest.share(table)
        # A table of which every row waits or was refused was delivered all the same.
        return share is not None and bool(share.parts or not share.derived)

    def table(self, table: str) -> Any:
        versions = self.versions(table)
        return versions.filter(versions["_to"].isnull() & ~versions["_beside"])

    def versions(self, table: str) -> Any:
        # Asking the engine for a table's columns costs more than most figures do; they do not change.
        if table not in self._versions:
            self.engine.sql(f"CREATE OR REPLACE TEMP VIEW {named(table)} AS {self._source(table)}")
            self._versions[table] = self._expressions.table(table)
        return self._versions[table]

    def _source(self, table: str) -> str:
        share = self.manifest.share(table)
        if share and share.parts:
            return f"SELECT * FROM {parquet(*(self.layout.parts / part.file for part in share.parts))}"
        shape = table_called(table)
        columns = [(c.name, c.kind.stored_as) for c in shape.columns]
        columns += [(f"{name}_base", Kind.money.stored_as) for name in shape.money]
        columns += [(local_name(name), "DATE") for name in shape.times]
        columns += [("_from", "DATE"), ("_to", "DATE"), ("_feed", "VARCHAR"), ("_file", "VARCHAR")]
        columns += [("_line", "BIGINT"), ("_revision", "BIGINT"), ("_beside", "BOOLEAN")]
        return "SELECT " + ", ".join(f"NULL::{kind} AS {named(name)}" for name, kind in columns) + " WHERE false"

    def calendar(self) -> Any:
        if "calendar" not in self._seen:
            self.table("site")
            places = {
                (country, sub or "")
                for country, sub in self.engine.rows(
                    "SELECT DISTINCT country, subdivision FROM site WHERE country IS NOT NULL"
                )
            }
            make_calendar(self.engine, places | {(self.manifest.country, "")}, self.as_of)
            self._seen.add("calendar")
        return self._expressions.table("calendar")

    def rate(self, currency: str, day: date) -> Decimal | None:
        plan = self.settings.get("fx", {}).get(currency)
        if currency == self.currency:
            return Decimal(1)
        found = plan if plan is not None else known_rate(currency, self.currency, day, self._given_rates)
        return None if found is None else Decimal(repr(found))

    @cached_property
    def _given_rates(self) -> dict[tuple[str, date], float]:
        rows = self.run(self.table("fx_rate").select("currency", "on", "rate")).to_pylist()
        return {(row["currency"], row["on"]): row["rate"] for row in rows}

    def ancestors(self, table: str) -> Any:
        name = f"{table}_ancestors"
        if name not in self._seen:
            self.table(table)
            shape = tables()[table]
            key, parent = named(shape.key[0]), named(next(c for c, of in shape.parents().items() if of is shape))
            now = "_to IS NULL AND NOT _beside"
            # UNION, not UNION ALL: a circle, which a bad export can hold, must end.
            self.engine.sql(
                f"CREATE OR REPLACE TEMP TABLE {name} AS WITH RECURSIVE up AS ("
                f"SELECT {key} AS id, {key} AS ancestor_id FROM {table} WHERE {now} "
                f"UNION SELECT up.id, t.{parent} FROM up JOIN {table} AS t ON t.{key} = up.ancestor_id "
                f"WHERE t.{parent} IS NOT NULL AND {now}) SELECT * FROM up"
            )
            self._seen.add(name)
        return self._expressions.table(name)

    def lend(self, rows: pa.Table) -> Any:
        return self._expressions.create_table(f"lent_{next(self._lent)}", rows, temp=True)

    def keep(self, expression: Any) -> Any:
        # Expressions are equal, and hash alike, where they say the same of the same tables.
        key = expression.op()
        if key not in self._kept:
            with faults():
                self._kept[key] = self._expressions.create_table(f"kept_{next(self._lent)}", expression, temp=True)
        return self._kept[key]

    def run(self, expression: Any) -> pa.Table:
        with faults():
            return self._expressions.to_pyarrow(expression)

    def close(self) -> None:
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
