"""The changes of every table of an edition, and the sentences that go with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.lens._restating.changes import RESTATED, Changes, changes
from fullscore.lens._restating.notices import Notice, notices
from fullscore.lens._restating.signs import BY_REORGANISATION, needs
from fullscore.lens._restating.told import Told, day_of, told
from fullscore.lens._restating.undone import patch
from fullscore.lens._restating.worlds import PARTY
from fullscore.lens.parties import Sender, senders
from fullscore.model._shape import Table, tables
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What changed in an edition, table by table."""

    tables: tuple[tuple[Told, list[Changes]], ...]
    senders: dict[str, Sender]
    notes: tuple[str, ...]

    def patches(self) -> dict[str, pa.Table]:
        """For each table that restatements changed, the rows that they changed as they would stand without them."""
        made = {told.table.name: patch(told, found) for told, found in self.tables}
        return {name: rows for name, rows in made.items() if rows is not None}

    def restated(self, patches: Mapping[str, pa.Table]) -> dict[Table, dict[str, Any]]:
        """For each table the keys of the rows that restatements changed, and the party that controls their feed."""
        found: dict[Table, dict[str, Any]] = {}
        for name, rows in patches.items():
            table = tables()[name]
            feeds = rows["_feed"].to_pylist()
            parties = [self.senders[feed].party.id if feed in self.senders else "" for feed in feeds]
            keys = {c.name: rows[c.name].combine_chunks() for c in table.columns if c.name in table.key}
            found[table] = {**keys, PARTY: pa.array(parties, pa.string())}
        return found


def collect(edition: Edition) -> Collected:
    """Compare every table's versions."""
    who = senders(edition)
    announced, notes = notices(edition)
    found: list[tuple[Told, list[Changes]]] = []
    for table in tables().values():
        versions = told(edition, table)
        if versions is not None and (made := changes(edition, versions, announced, who)):
            found.append((versions, made))
            notes += _notes(edition, versions, made)
    return Collected(tables=tuple(found), senders=who, notes=(*notes, *_of_notices(announced, found)))


def _notes(edition: Edition, told: Told, found: list[Changes]) -> list[str]:
    """What could not be seen, so that changes which it may explain count as rewritten."""
    table, said = told.table, []
    rewritten = {c.column: len(c.rows) for c in found if c.kind == "rewritten"}
    for name in needs(table):
        of = BY_REORGANISATION if name == "org_unit" else table.amendable
        rows = sum(count for column, count in rewritten.items() if column in of)
        if rows and not edition.has(name):
            said.append(
                f"No feed delivers {name}: whether {rows:,} changes of {table.name} are amendments cannot be seen, "
                "and they count as rewritten."
            )
    moved = rewritten.get("planned_end", 0)
    if table is assignment and moved and told.rows["extensions"].null_count == told.rows.num_rows:
        said.append(
            f"No delivery tells extensions: whether {moved:,} moves of planned_end are extensions cannot be seen, and "
            "they count as rewritten."
        )
    return said


def _of_notices(announced: list[Notice], found: list[tuple[Told, list[Changes]]]) -> list[str]:
    """Notices that reached us after what they cover, and notices that cover a table as a whole."""
    said = []
    first = {n.id: min(other.told for other in announced if other.id == n.id) for n in announced}
    blanket = {n.id for n in announced if not n.keys and not n.columns}
    for id in sorted(first):
        days = [c.days for _, made in found for c in made if c.why == id and c.kind in ("corrected", "erased")]
        if not days:
            continue
        every = np.concatenate(days)
        early = int(np.sum(every < first[id]))
        if early:
            said.append(
                f"Notice {id} first reached us on {day_of(first[id])}, after {early:,} of the changes that it covers; "
                "it says that it was announced before them."
            )
        if id in blanket:
            said.append(f"Notice {id} names neither rows nor columns: {len(every):,} changes are covered by it alone.")
    return said


def is_restated(changes: Changes) -> bool:
    return changes.kind in RESTATED
