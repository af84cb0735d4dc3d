"""An edition in which every restated value stands as it was first delivered, and everything else as it stands now."""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.lens._restating.changes import RESTATED, WHOLE, Changes
from fullscore.lens._restating.told import FOREVER, Days, Told, counting_key, truths
from fullscore.lens._view import View
from fullscore.model._shape import Kind, Table, tables
from fullscore.terms.edition import Edition


class Undone(View):
    """The edition as it would be without its restatements; the protocol ``fullscore.terms.edition.Edition``.

    A rewritten value is again what it was before it was first rewritten; where an amendment, a correction or progress
    came after the rewriting, that stands. A row that vanished and did not come back is again what it last was. Ordinary
    progress, late entries, amendments, corrections and erasures are as in the edition, so that figures of the two
    differ by restatements alone.
    """

    def __init__(self, edition: Edition, patches: dict[str, pa.Table]) -> None:
        super().__init__(edition)
        self._patches = patches

    def keep(self, expression: Any) -> Any:
        """Computed once, as in the edition: of this view there is only one, and many measures read the same of it."""
        return self._edition.keep(expression)

    def _in_force(self, table: str) -> Any:
        now = self._edition.table(table)
        if table not in self._patches:
            return now
        columns, key = now.columns, counting_key(tables()[table], now)
        own = ["_feed", *key]
        patch = self.lend(self._patches[table])
        now = now.mutate(**key)
        kept = now.anti_join(patch, own)
        # Where another feed holds the key now, its row is the one that counts, with or without the one that vanished.
        gone = patch.filter(patch["_is_gone"]).anti_join(now, list(key))
        here = patch.filter(~patch["_is_gone"])
        whole = kept.select(*columns).union(here.select(*columns)).union(gone.select(*columns))
        # Measures use a table several times in one expression, which takes seconds to write with all of this in it.
        return self.lend(self.run(whole))


def patch(told: Told, changes: list[Changes]) -> pa.Table | None:
    """The rows of a table that restatements changed, as they would stand without them; None where there is none.

    Returns:
        The columns of versions, ``_k0``, … and ``_is_gone``: whether the row is not in force now.
    """
    last = np.flatnonzero(np.append(told.starts[1:], True))
    gone = np.isin(last, _rows(changes, WHOLE, "vanished"))
    beside = truths(told.rows["_beside"])[last]
    stands = (told.ended[last] == FOREVER) & ~beside
    sources = {name: _undone(told, changes, name, last) for name in (c.name for c in told.table.columns)}
    differs = np.logical_or.reduce([source != last for source in sources.values()])
    taken = gone | (stands & differs)
    if not taken.any():
        return None
    at = last[taken]
    columns = {name: told.rows[name].take(pa.array(at)) for name in told.rows.column_names}
    for name, source in sources.items():
        for own in (name, *_computed(told.table, name)):
            columns[own] = told.rows[own].take(pa.array(source[taken]))
    columns["_to"] = pa.nulls(len(at), columns["_to"].type)
    columns["_beside"] = pa.array(np.zeros(len(at), np.bool_))
    columns["_is_gone"] = pa.array(gone[taken])
    return pa.table(columns)


def _computed(table: Table, name: str) -> tuple[str, ...]:
    """The columns that an edition computes from a column: its amount in the programme's currency, its local date."""
    if name in table.money:
        return (f"{name}_base",)
    return (name.removesuffix("at") + "on",) if table.by_name[name].kind is Kind.time else ()


def _undone(told: Told, changes: list[Changes], name: str, last: Days) -> Days:
    """For each key the version whose value in a column stands when restatements are undone."""
    source = last.copy()
    restated = _rows(changes, name, "rewritten")
    if not len(restated):
        return source
    keys = np.unique(told.codes[restated])
    moved = np.flatnonzero(told.moved(name) & np.isin(told.codes, keys))
    is_restated = np.isin(moved, restated)
    # The first restatement after the last change of another kind: what stood before it is what is meant to stand.
    for at, is_one in zip(moved[::-1].tolist(), is_restated[::-1].tolist(), strict=True):
        key = told.codes[at]
        if source[key] < 0:
            continue
        source[key] = at - 1 if is_one else -source[key] - 1
    return np.where(source < 0, -source - 1, source)


def _rows(changes: list[Changes], column: str, kind: str) -> Days:
    found = [c.rows for c in changes if c.kind in RESTATED and c.column == column and c.kind == kind]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
