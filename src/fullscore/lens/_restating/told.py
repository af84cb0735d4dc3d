"""What deliveries told of the same row, one after the other: the versions of every key that did more than progress."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.terms.edition import Edition

Rows = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int64]
"""Days since 1970."""

DRAFT = "draft"
FOREVER = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True)
class Told:
    """The versions of some keys of one table, sorted by feed, key and delivery."""

    table: Table
    rows: pa.Table
    """Every column that versions are stored with, and ``_k0``, ``_k1``, … for the key as it counts."""
    deliveries: dict[str, Days]
    """For each feed the days on which one of its deliveries changed anything in the table, in order."""

    @property
    def keys(self) -> list[str]:
        return [f"_k{n}" for n in range(len(self.table.key))]

    @cached_property
    def starts(self) -> Rows:
        """Where a version is the first of its key."""
        first = np.zeros(self.rows.num_rows, np.bool_)
        for name in ("_feed", *self.keys):
            first |= differs(self.rows[name])
        first[:1] = True
        return first

    @cached_property
    def codes(self) -> Days:
        """The number of each version's key."""
        return np.cumsum(self.starts) - 1

    @cached_property
    def begun(self) -> Days:
        return day_numbers(self.rows["_from"])

    @cached_property
    def ended(self) -> Days:
        """The day on which each version ended; ``FOREVER`` for those in force."""
        return day_numbers(self.rows["_to"], FOREVER)

    @cached_property
    def gone(self) -> Rows:
        """Versions that ended without another one in their place."""
        following = np.append(self.begun[1:], 0)
        last = np.append(self.starts[1:], True)
        return (self.ended < FOREVER) & (last | (following > self.ended))

    @cached_property
    def back(self) -> Rows:
        """Versions whose key had been gone before."""
        before = np.concatenate([[False], self.gone[:-1]]) if self.rows.num_rows else self.gone
        return before & ~self.starts

    @cached_property
    def drafts(self) -> Rows:
        """Versions that are drafts: they never count in any figure."""
        if "status" not in self.table.by_name:
            return np.zeros(self.rows.num_rows, np.bool_)
        return truths(pc.equal(pc.utf8_lower(self.rows["status"]), DRAFT))

    def moved(self, name: str) -> Rows:
        """Versions in which a column is not what the version before said; from empty to filled included."""
        return differs(self.rows[name]) & ~self.starts

    def changed(self, name: str) -> Rows:
        """Versions in which a column is no longer what it was, beyond the table's ordinary progress.

        Filling an empty cell is progress, and so is all that becomes of a draft.
        """
        if name in (*self.table.key, *self.table.progress):
            return np.zeros(self.rows.num_rows, np.bool_)
        found = self.moved(name) & ~shifted(nulls(self.rows[name])) & ~shifted(self.drafts)
        if name in self.table.progress_together:
            together = [self.moved(other) for other in self.table.progress_together if other != name]
            found &= ~np.logical_and.reduce(together)
        return found

    def since(self, name: str) -> Days:
        """For each version, the first delivery in a line that gave the value it has in a column."""
        fresh = np.flatnonzero(self.starts | self.moved(name))
        lengths = np.diff(np.append(fresh, self.rows.num_rows))
        return np.repeat(self.begun[fresh], lengths)

    @cached_property
    def delivered_before(self) -> Days:
        """For each version, the delivery of its feed before the one that brought it."""
        found = np.full(self.rows.num_rows, -FOREVER, dtype=np.int64)
        feeds = self.rows["_feed"].combine_chunks().dictionary_encode()
        codes = np.asarray(feeds.indices.to_numpy(zero_copy_only=False))
        for code, feed in enumerate(feeds.dictionary.to_pylist()):
            days = self.deliveries[feed]
            place = np.searchsorted(days, self.begun) - 1
            found = np.where((codes == code) & (place >= 0), days[np.maximum(place, 0)], found)
        return found


def told(edition: Edition, table: Table) -> Told | None:
    """The versions of every key of a table that did more than progress; None where there is none.

    Versions that another of the same delivery replaced were never in force, and are not among them.
    """
    if not edition.has(table.name):
        return None
    every = edition.versions(table.name)
    every = every.filter(every["_file"].notnull() & (every["_to"].isnull() | (every["_to"] > every["_from"])))
    if not edition.run(every.filter(every["_to"].notnull()).select("_to").limit(1)).num_rows:
        return None
    keys = counting_key(table, every)
    every = every.mutate(**keys)
    own = ["_feed", *keys]
    # Whatever has several versions has one that ended; all other keys, nearly all of a large table, are left at once.
    several = every.semi_join(every.filter(every["_to"].notnull()).select(own).distinct(), own)
    flagged = edition.run(_flagged(table, several, own).select(own).distinct())
    if not flagged.num_rows:
        return None
    rows = edition.run(every.semi_join(edition.lend(flagged), own).order_by([*own, "_from"]))
    return Told(table=table, rows=rows, deliveries=_deliveries(edition, table))


def counting_key(table: Table, rows: Any) -> dict[str, Any]:
    """A table's key as it counts, ``_k0``, ``_k1``, …: an empty cell is its column's default."""
    defaults = [(name, table.by_name[name].key_default) for name in table.key]
    return {f"_k{n}": rows[c] if d is None else rows[c].fill_null(d) for n, (c, d) in enumerate(defaults)}


def _flagged(table: Table, several: Any, own: list[str]) -> Any:
    """The versions that differ from the one before in more than progress, or end with none in their place."""
    line: dict[str, Any] = {"group_by": own, "order_by": "_from"}
    following = several["_from"].lead().over(**line)
    several = several.mutate(_gone=several["_to"].notnull() & (following.isnull() | (following > several["_to"])))
    looked_at = [c.name for c in table.columns if c.name not in (*table.key, *table.progress)]
    several = several.mutate(**{f"_was_{name}": several[name].lag().over(**line) for name in looked_at})
    found = several["_gone"]
    for name in looked_at:
        was = several[f"_was_{name}"]
        changed = was.notnull() & ~was.identical_to(several[name])
        for other in table.progress_together if name in table.progress_together else ():
            changed = changed & several[f"_was_{other}"].identical_to(several[other]) if other != name else changed
        found = found | changed
    return several.filter(found)


def _deliveries(edition: Edition, table: Table) -> dict[str, Days]:
    every = edition.versions(table.name)
    begun = every.select("_feed", day=every["_from"])
    ended = every.filter(every["_to"].notnull()).select("_feed", day=column("_to"))
    rows = edition.run(begun.union(ended, distinct=True).order_by(["_feed", "day"]))
    found: dict[str, list[int]] = {}
    for feed, day in zip(rows["_feed"].to_pylist(), day_numbers(rows["day"]).tolist(), strict=True):
        found.setdefault(feed, []).append(day)
    return {feed: np.array(days, dtype=np.int64) for feed, days in found.items()}


def differs(values: pa.ChunkedArray) -> Rows:
    """Where a value is not the one before it; two empty cells are the same. The first never differs."""
    found = np.zeros(len(values), np.bool_)
    if len(values) > 1:
        now, was = values.slice(1), values.slice(0, len(values) - 1)
        empty = nulls(values)
        both = ~empty[1:] & ~empty[:-1]
        found[1:] = (truths(pc.not_equal(now, was)) & both) | (empty[1:] != empty[:-1])
    return found


def shifted(rows: Rows) -> Rows:
    """For each version what holds of the one before."""
    return np.concatenate([np.zeros(1, np.bool_), rows[:-1]]) if len(rows) else rows


def nulls(values: pa.ChunkedArray) -> Rows:
    return np.asarray(values.is_null().to_numpy(), dtype=np.bool_)


def truths(values: Any) -> Rows:
    """A boolean column; null is false."""
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def day_numbers(values: Any, empty: int = -FOREVER) -> Days:
    """Dates, or instants by their day, as days since 1970."""
    days = pc.cast(pc.cast(values, pa.date32()), pa.int32())
    return np.asarray(pc.fill_null(pc.cast(days, pa.int64()), empty).to_numpy(zero_copy_only=False), dtype=np.int64)


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + date(1970, 1, 1).toordinal())
