"""An edition as it stood on an earlier day, without building another."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind, Table, tables
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Feed


class AsOf:
    """An edition with only the deliveries up to a day; the protocol ``fullscore.terms.edition.Edition``.

    A row is in force as of D if ``_from <= D`` and it had not ended by D. Of a key that several feeds held on that day,
    the feed that comes first in ``programme.toml`` counts, as in a build of that day. Exchange rates, local dates and
    the calendar are those of the edition: they are computed from facts, which did not differ then.
    """

    def __init__(self, edition: Edition, day: date) -> None:
        self._edition, self._day = edition, day
        self._made: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The edition's own: it is a view of that edition and no other one."""
        return self._edition.id

    @property
    def as_of(self) -> str:
        return self._day.isoformat()

    @property
    def currency(self) -> str:
        return self._edition.currency

    @property
    def country(self) -> str:
        return self._edition.country

    @property
    def settings(self) -> dict[str, Any]:
        return self._edition.settings

    def has(self, table: str) -> bool:
        """Whether a feed had delivered a row of the table by that day, or it could be derived."""
        if not self._edition.has(table):
            return False
        told = self.versions(table).limit(1)
        return bool(self.run(told.select("_from")).num_rows)

    def table(self, table: str) -> Any:
        if table not in self._made:
            versions = self.versions(table)
            self._made[table] = versions.filter(versions["_to"].isnull() & ~versions["_beside"])
        return self._made[table]

    def versions(self, table: str) -> Any:
        told = self._edition.versions(table)
        told = told.filter(told["_from"] <= self._now)
        told = told.mutate(_to=(told["_to"] > self._now).ifelse(unknown(Kind.date), told["_to"]))
        return self._with_beside(tables()[table], told) if self._shared(table) else told

    @cached_property
    def _now(self) -> Any:
        return constant(self._day)

    def _shared(self, table: str) -> bool:
        """Whether several feeds bring the table, so that which of them counts may have changed since that day."""
        feeds = self._edition.settings.get("feed", [])
        if sum(feed.get("table", "") in ("", table) for feed in feeds) < 2:
            return False
        return bool(self.run(self._edition.versions(table).select("_feed").distinct()).num_rows > 1)

    def _with_beside(self, table: Table, told: Any) -> Any:
        names = [Feed(**{k: feed.get(k, "") for k in ("files", "party", "table")}).name for feed in self._feeds]
        order = self._edition.lend(pa.table({"_of": pa.array(names, pa.string()), "_no": range(len(names))}))
        defaults = {name: table.by_name[name].key_default for name in table.key}
        keys = {f"_k_{n}": told[n] if d is None else told[n].fill_null(d) for n, d in defaults.items()}
        told = told.left_join(order, [("_feed", "_of")]).drop("_of").mutate(**keys)
        standing = told.filter(told["_to"].isnull())
        first = standing.group_by(list(keys)).aggregate(_first=column("_no").min())
        first = first.rename(**{f"_f{name}": name for name in keys})
        told = told.left_join(first, [(name, f"_f{name}") for name in keys])
        told = told.mutate(_beside=(column("_no") > column("_first")).fill_null(False))
        return told.drop("_no", "_first", *keys, *(f"_f{name}" for name in keys))

    @property
    def _feeds(self) -> list[dict[str, Any]]:
        return list(self._edition.settings.get("feed", []))

    def calendar(self) -> Any:
        return self._edition.calendar()

    def rate(self, currency: str, day: date) -> Decimal | None:
        return self._edition.rate(currency, day)

    def ancestors(self, table: str) -> Any:
        name = f"{table} ancestors"
        if name not in self._made:
            shape = tables()[table]
            parent = next(c for c, of in shape.parents().items() if of is shape)
            rows = self.run(self.table(table).select(shape.key[0], parent))
            self._made[name] = self.lend(_closed(rows[shape.key[0]], rows[parent]))
        return self._made[name]

    def lend(self, rows: Any) -> Any:
        return self._edition.lend(rows)

    def run(self, expression: Any) -> Any:
        return self._edition.run(expression)


def _closed(ids: Any, parents: Any) -> pa.Table:
    """Each id with itself and everything above it, also what is named as a parent and is no row itself."""
    coded = pa.chunked_array([*ids.chunks, *parents.chunks], pa.string()).combine_chunks().dictionary_encode()
    codes = np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
    own, above = codes[: len(ids)], codes[len(ids) :]
    names = coded.dictionary
    up = np.full(len(names), -1, dtype=np.int64)
    up[own] = above
    span = max(len(names), 1)
    pairs = own * span + own
    at, top = own, own
    while len(at):
        climbing = up[top] >= 0
        at, top = at[climbing], up[top[climbing]]
        # A circle, which a bad export can hold, must end.
        fresh = ~np.isin(at * span + top, pairs)
        at, top = at[fresh], top[fresh]
        pairs = np.concatenate([pairs, at * span + top])
    return pa.table({"id": names.take(pa.array(pairs // span)), "ancestor_id": names.take(pa.array(pairs % span))})
