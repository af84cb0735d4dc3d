"""Requisitions as clocks see them, with every event's day, and what fills their positions."""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._aggregates import Codes
from fullscore.measures._days import Calendar, day_numbers
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition

STARTS = ("submitted", "needed", "approved", "released", "distributed")
NO_SHOW = "no_show"


def fills(edition: Edition) -> Any:
    """Assignments that fill a position: a no-show, or a start after the edition's date, is no fill."""
    work = edition.table("assignment")
    return work.filter(
        work.requisition_id.notnull()
        & (work.start_date <= constant(edition.as_of).cast("date"))
        & (work.end_cause.fill_null("") != NO_SHOW)
    )


def requisitions(edition: Edition) -> Any:
    """Requisitions that count (no drafts), with segments, the first of their chain, and the days of their events.

    ``own_<start>`` is the requisition's own event, ``first_<start>`` that of the first of its chain.
    """
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft")
    sent = (
        edition.table("distribution")
        .group_by("requisition_id")
        .aggregate(distributed_on=column("distributed_on").min())
    )
    seen = (
        edition.table("submittal")
        .group_by("requisition_id")
        .aggregate(first_submittal=column("submitted_on").min(), interview=column("interviewed_on").min())
    )
    days = edition.table("requisition").left_join(sent, "requisition_id")
    days = days.select("requisition_id", **{f"_{start}": column(f"{start}_on") for start in STARTS})
    parents = edition.table("requisition").select(_id=column("requisition_id"), _above=column("reopened_from"))
    roots = edition.ancestors("requisition").left_join(parents, [("ancestor_id", "_id")])
    known = edition.table("requisition").select(_known=column("requisition_id"))
    roots = roots.left_join(known, [("_above", "_known")])
    # The first of a chain is the one that names no earlier requisition, or one that nobody delivered.
    roots = roots.filter(column("_known").isnull()).group_by("id").aggregate(chain=column("ancestor_id").min())
    asked = asked.left_join(roots.rename(_root="id"), [("requisition_id", "_root")])
    asked = asked.mutate(chain=column("chain").fill_null(column("requisition_id")))
    asked = asked.left_join(days.rename(_own="requisition_id"), [("requisition_id", "_own")])
    asked = asked.rename(**{f"own_{start}": f"_{start}" for start in STARTS})
    asked = asked.left_join(days.rename(_first="requisition_id"), [("chain", "_first")])
    asked = asked.rename(**{f"first_{start}": f"_{start}" for start in STARTS})
    asked = asked.left_join(seen.rename(_seen="requisition_id"), [("requisition_id", "_seen")])
    # Six readers use it, and to write it out takes longer than to compute it.
    return edition.keep(with_segments(edition, asked))


def places_of(calendar: Calendar, rows: pa.Table) -> Codes:
    """The place of each row, from its columns country and subdivision."""
    return calendar.places(rows["country"].to_pylist(), rows["subdivision"].to_pylist())


def row_numbers(asked: pa.Table) -> dict[str, int]:
    """The row of each requisition."""
    return {id: row for row, id in enumerate(asked["requisition_id"].to_pylist())}


def rows_of(asked: pa.Table, ids: Any) -> Codes:
    """The row of the requisition that each id names; -1 for none of them."""
    row_of = row_numbers(asked)
    return np.array([row_of.get(id, -1) for id in ids.to_pylist()], dtype=np.int64)


def reopenings(edition: Edition) -> dict[str, list[float]]:
    """The days on which each requisition was reopened, in order."""
    events = edition.table("requisition_event")
    table = edition.run(events.filter(events.event == "reopened").select("requisition_id", day="on").order_by("day"))
    found: dict[str, list[float]] = {}
    for id, day in zip(table["requisition_id"].to_pylist(), day_numbers(table["day"]).tolist(), strict=True):
        found.setdefault(id, []).append(day)
    return found
