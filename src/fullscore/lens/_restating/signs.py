"""Signs that a change is an amendment: something that happened, and that other records show.

Each sign covers certain columns of a change between two deliveries of a feed:

- ``revision``: both versions carry a revision number of the mapping's ``order_by``, and it has grown. Every column.
- ``client feed``: the party that controls the feed is the client. The table's ``amendable`` columns.
- ``client event``: between the two deliveries, their days included, an event of the row's requisition has the client
  for its actor. The table's ``amendable`` columns.
- ``reopened``: between the two deliveries the requisition was reopened, by whomever. What ``client event`` covers, and
  when and why it was approved, released and closed: ``approved_at``, ``released_at``, ``close_reason``,
  ``close_cause``.
- ``extension``: an assignment's ``extensions`` have grown and its ``planned_end`` has moved with them. What an earlier
  announcement of the end said (``end_date``, ``end_reason``, ``end_cause``), the agreed rates, and its ``amendable``
  columns.
- ``reorganisation``: with one of the two deliveries, or between them, the org unit that the row named, or the one that
  it names now, was new in the table of org units, changed there or left it. ``org_unit_id`` and
  ``hiring_manager_id``; in the table of org units itself every column, since that is how a reorganisation is told.

An event is dated by its local day. When nobody delivers events, or org units, their signs are not seen, and what they
would have covered counts as rewritten; ``History.notes`` says so.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.lens._restating.told import FOREVER, Days, Rows, Told, day_numbers, differs, truths
from fullscore.model._shape import Table
from fullscore.model.assignment import assignment
from fullscore.model.org_unit import org_unit
from fullscore.model.requisition import requisition
from fullscore.model.requisition_event import requisition_event
from fullscore.terms.edition import Edition

BY_REOPENING = ("approved_at", "released_at", "close_reason", "close_cause")
BY_EXTENSION = ("end_date", "end_reason", "end_cause", "bill_rate", "pay_rate")
BY_REORGANISATION = ("org_unit_id", "hiring_manager_id")


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What shows that changes are amendments: in which versions, and of which columns."""

    name: str
    rows: Rows
    columns: frozenset[str] | None
    """None: every column."""

    def shows(self, column: str) -> bool:
        return self.columns is None or column in self.columns


def signs(edition: Edition, told: Told, client_feeds: frozenset[str]) -> list[Sign]:
    """Every sign that is seen in the versions of a table."""
    table = told.table
    amendable = frozenset(table.amendable)
    found = [Sign(name="revision", rows=_revised(told), columns=None)]
    if amendable and client_feeds:
        by_client = truths(pc.is_in(told.rows["_feed"], value_set=pa.array(sorted(client_feeds), pa.string())))
        found.append(Sign(name="client feed", rows=by_client, columns=amendable))
    if amendable and "requisition_id" in table.by_name:
        events = _events(edition, told)
        rows = _happened(told, events.filter(pc.equal(events["actor"], "client")))
        found.append(Sign(name="client event", rows=rows, columns=amendable))
        if table is requisition:
            rows = _happened(told, events.filter(pc.equal(events["event"], "reopened")))
            found.append(Sign(name="reopened", rows=rows, columns=amendable | frozenset(BY_REOPENING)))
    if table is assignment:
        rows = _extended(told)
        found.append(Sign(name="extension", rows=rows, columns=amendable | frozenset(BY_EXTENSION)))
    if table is org_unit:
        found.append(Sign(name="reorganisation", rows=np.ones(len(told.starts), np.bool_), columns=None))
    elif named := frozenset(BY_REORGANISATION) & set(table.by_name):
        found.append(Sign(name="reorganisation", rows=_reorganised(edition, told), columns=named))
    return found


def needs(table: Table) -> tuple[str, ...]:
    """The other tables in which the signs of a table are looked for."""
    events = (requisition_event.name,) if table.amendable and "requisition_id" in table.by_name else ()
    units = (org_unit.name,) if set(BY_REORGANISATION) & set(table.by_name) and table is not org_unit else ()
    return (*events, *units)


def _revised(told: Told) -> Rows:
    if "_revision" not in told.rows.column_names:
        return np.zeros(told.rows.num_rows, np.bool_)
    number = np.asarray(pc.fill_null(told.rows["_revision"], -1).to_numpy(), dtype=np.int64)
    before = np.concatenate([[-1], number[:-1]]) if len(number) else number
    # A place in the file, which orders rows where no column does, is below zero and says nothing of revisions.
    revised: Rows = ~told.starts & (before >= 0) & (number > before)
    return revised


def _extended(told: Told) -> Rows:
    number = np.asarray(pc.fill_null(told.rows["extensions"], 0).to_numpy(), dtype=np.int64)
    before = np.concatenate([[0], number[:-1]]) if len(number) else number
    return ~told.starts & (number > before) & told.moved("planned_end")


def _events(edition: Edition, told: Told) -> pa.Table:
    """The events of the requisitions that the versions name, each with its day."""
    events = edition.table(requisition_event.name)
    asked = edition.lend(pa.table({"id": pc.unique(told.rows["requisition_id"].combine_chunks())}))
    events = events.semi_join(asked, [events.requisition_id == asked.id])
    return edition.run(events.select(id="requisition_id", day="on", event="event", actor="actor"))


def _happened(told: Told, events: pa.Table) -> Rows:
    """Versions of whose requisition an event fell between the delivery before and the one that brought them."""
    return _between(told, told.rows["requisition_id"], events["id"], day_numbers(events["day"]))


def _reorganised(edition: Edition, told: Told) -> Rows:
    units = _moves_of_units(edition)
    days = day_numbers(units["day"])
    if "org_unit_id" not in told.table.by_name:
        return np.zeros(told.rows.num_rows, np.bool_)
    is_now = _between(told, told.rows["org_unit_id"], units["id"], days)
    was = pa.chunked_array([told.rows["org_unit_id"].combine_chunks()])
    before = pc.if_else(pa.array(told.starts), pa.scalar(None, pa.string()), _before(was))
    return is_now | _between(told, before, units["id"], days)


def _before(values: Any) -> Any:
    rows = np.maximum(np.arange(len(values)) - 1, 0)
    return values.take(pa.array(rows))


def _moves_of_units(edition: Edition) -> pa.Table:
    """Each org unit with every day on which it was new, changed or gone, its feed's first delivery left out."""
    every = edition.versions(org_unit.name)
    every = every.filter(every["_file"].notnull())
    columns = [c.name for c in org_unit.columns if c.name not in org_unit.key]
    rows = edition.run(every.select("_feed", "org_unit_id", "_from", "_to", *columns).order_by(["_feed", "_from"]))
    begun, ended = day_numbers(rows["_from"]), day_numbers(rows["_to"], FOREVER)
    new_feed = differs(rows["_feed"])
    new_feed[:1] = True
    first = np.repeat(begun[new_feed], np.diff(np.append(np.flatnonzero(new_feed), len(begun))))
    ids = rows["org_unit_id"].combine_chunks()
    came, went = np.flatnonzero(begun > first), np.flatnonzero(ended < FOREVER)
    days = np.concatenate([begun[came], ended[went]]).astype("datetime64[D]")
    taken = pa.concat_arrays([ids.take(pa.array(came)), ids.take(pa.array(went))])
    return pa.table({"id": taken, "day": pa.array(days)})


def _between(told: Told, ids: Any, of: Any, days: Days) -> Rows:
    """Versions for whose id something fell on a day from the delivery before to the one that brought them."""
    found = np.zeros(told.rows.num_rows, np.bool_)
    if not len(of):
        return found
    names = pc.unique(of.combine_chunks() if isinstance(of, pa.ChunkedArray) else of)
    span, low = 1 << 22, 1 << 21
    place = np.asarray(pc.fill_null(pc.index_in(of, value_set=names), -1).to_numpy(), dtype=np.int64)
    mine = pc.fill_null(pc.index_in(ids, value_set=names), -1)
    own = np.asarray(mine.to_numpy(), dtype=np.int64)
    line = np.sort(place * span + np.clip(days, 1 - low, low - 1) + low)
    since = own * span + np.clip(told.delivered_before, 1 - low, low - 1) + low
    until = own * span + np.clip(told.begun, 1 - low, low - 1) + low
    at = np.searchsorted(line, since)
    hit = (at < len(line)) & (own >= 0)
    found[hit] = line[at[hit]] <= until[hit]
    return found & ~told.starts
