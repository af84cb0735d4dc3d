"""An edition seen otherwise: everything is passed on, save the rows that a view takes to be in force."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.model._shape import tables
from fullscore.terms.edition import Edition


class View:
    """The protocol ``fullscore.terms.edition.Edition`` over another edition; a view says which rows are in force."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._seen: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The edition's own: it is a view of that edition and no other one."""
        return self._edition.id

    @property
    def as_of(self) -> str:
        return self._edition.as_of

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
        return self._edition.has(table)

    def table(self, table: str) -> Any:
        if table not in self._seen:
            self._seen[table] = self._in_force(table)
        return self._seen[table]

    def _in_force(self, table: str) -> Any:
        """The rows that the view takes to be in force, as an expression."""
        return self._edition.table(table)

    def versions(self, table: str) -> Any:
        return self._edition.versions(table)

    def calendar(self) -> Any:
        return self._edition.calendar()

    def rate(self, currency: str, day: date) -> Decimal | None:
        return self._edition.rate(currency, day)

    def ancestors(self, table: str) -> Any:
        name = f"{table} ancestors"
        if name not in self._seen:
            shape = tables()[table]
            parent = next(c for c, of in shape.parents().items() if of is shape)
            rows = self.run(self.table(table).select(shape.key[0], parent))
            self._seen[name] = self.lend(_closed(rows[shape.key[0]], rows[parent]))
        return self._seen[name]

    def lend(self, rows: Any) -> Any:
        return self._edition.lend(rows)

    def keep(self, expression: Any) -> Any:
        """The expression itself: a view is one of many, and what each of them kept would fill the memory."""
        return expression

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
