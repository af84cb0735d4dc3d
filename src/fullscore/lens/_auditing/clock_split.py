"""The time from the need to the first day, split by who held it: client, MSP, supplier, worker.

The days between two known events are those of whoever owed the later one: asking and approving are the client's,
releasing and distributing the MSP's, finding the one who was placed the supplier's; deciding on them is the client's,
if their rate met the written requirement, else still the supplier's; accepting and arriving are the worker's. An event
that is missing leaves its days to the next one known, if the same party owed both; else nobody knows whose they are. A
hold moves its days to whoever put it on hold. An event told out of turn, after the work had begun or before what it
follows, takes no time. The parts of a fill add up to its days from the need (where that is not told, the asking) to the
start, exactly.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.lens._auditing.results import HeldBy
from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._days import day_numbers
from fullscore.measures._frame import flags
from fullscore.measures._pauses import holds
from fullscore.measures._positions import fills, requisitions, rows_of
from fullscore.measures._submittals import shown
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

HOLDERS = ("client", "msp", "supplier", "worker", "unknown")
CLIENT, MSP, SUPPLIER, WORKER, UNKNOWN = range(5)
EVENTS = ("own_needed", "own_submitted", "own_approved", "own_released", "own_distributed")
OWED = (CLIENT, CLIENT, MSP, MSP, SUPPLIER, CLIENT, WORKER, WORKER)
"""Who owes each event after the need: asked, approved, released, distributed, submitted, offered, accepted, started."""


def held_by(edition: Edition, first: Month, last: Month) -> tuple[HeldBy, ...]:
    """The split of all fills whose first day lies in some months: of all of them, then month by month."""
    asked = edition.run(requisitions(edition))
    placed = edition.table("submittal").select(
        _sent=column("submittal_id"), sent_on="submitted_on", offered_on="offered_on", accepted_on="accepted_on"
    )
    met = shown(edition).select(_met=column("submittal_id"))
    work = fills(edition).left_join(placed, [("submittal_id", "_sent")]).left_join(met, [("submittal_id", "_met")])
    work = work.mutate(is_met=column("_met").notnull())
    filled = edition.run(
        work.select("requisition_id", "sent_on", "offered_on", "accepted_on", "is_met", start="start_date")
    )
    row = rows_of(asked, filled["requisition_id"])
    start = day_numbers(filled["start"])
    events = [day_numbers(asked[name])[np.maximum(row, 0)] for name in EVENTS]
    events += [day_numbers(filled[name]) for name in ("sent_on", "offered_on", "accepted_on")]
    days = np.stack([*events, start], axis=1)
    days[:, 0] = np.where(np.isnan(days[:, 0]), days[:, 1], days[:, 0])
    month = start.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    low, high = (m.year * 12 + m.month - 1 for m in (first, last))
    here = (row >= 0) & ~np.isnan(days[:, 0]) & (month >= low) & (month <= high)
    parts = _split(days[here], flags(filled["is_met"])[here], _holds(edition, asked), row[here])
    total = start[here] - days[here, 0]
    found = [_mean(None, parts, total)] if here.any() else []
    for number in np.unique(month[here]):
        of = month[here] == number
        found.append(_mean(Month(int(number) // 12, int(number) % 12 + 1), parts[of], total[of]))
    return tuple(found)


def _split(days: Floats, met: npt.NDArray[np.bool_], held: tuple[Codes, Floats, Floats, Codes], row: Codes) -> Floats:
    """Days of each fill by holder.

    Args:
        days: each fill's events in turn, from the need to the start; NaN where one is missing.
        held: holds of requisitions: row, first day, last day, holder.
    """
    fills_here, events = days.shape
    parts = np.zeros((fills_here, len(HOLDERS)))
    begin, end = days[:, 0], days[:, -1]
    backwards = end < begin
    upto, since = begin.copy(), np.zeros(fills_here, dtype=np.int64)
    spans: list[tuple[Floats, Floats, Codes]] = []
    owed = np.tile(np.array(OWED), (fills_here, 1))
    owed[:, 5] = np.where(met, CLIENT, SUPPLIER)
    for event in range(1, events):
        known = ~np.isnan(days[:, event])
        at = np.where(known, np.clip(days[:, event], upto, np.maximum(end, upto)), upto)
        holder = owed[:, event - 1]
        # Events missed on the way: their days are known to be somebody's only if all were owed by the same.
        for missing in range(1, event):
            between = (since < missing) & (owed[:, missing - 1] != holder)
            holder = np.where(between, UNKNOWN, holder)
        spans.append((upto.copy(), at, np.where(known, holder, UNKNOWN)))
        upto = at
        since = np.where(known, event, since)
    for first, last, holder in spans:
        np.add.at(parts, (np.arange(fills_here), holder), last - first)
    _move_holds(parts, spans, held, row)
    # Work that began before it was needed took its asker less than no time, which nobody held.
    parts[backwards] = 0.0
    parts[backwards, UNKNOWN] = (end - begin)[backwards]
    return parts


def _move_holds(
    parts: Floats, spans: list[tuple[Floats, Floats, Codes]], held: tuple[Codes, Floats, Floats, Codes], row: Codes
) -> None:
    """Give the days on hold to whoever put the requisition on hold."""
    of, starts, stops, who = held
    order = np.argsort(of, kind="stable")
    low, high = np.searchsorted(of[order], row), np.searchsorted(of[order], row, "right")
    counts = high - low
    fill = np.repeat(np.arange(len(row)), counts)
    hold = order[np.repeat(low, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)]
    for first, last, holder in spans:
        days = np.minimum(last[fill], stops[hold]) - np.maximum(first[fill], starts[hold])
        days = np.maximum(days, 0)
        np.add.at(parts, (fill, holder[fill]), -days)
        np.add.at(parts, (fill, who[hold]), days)


def _holds(edition: Edition, asked: Any) -> tuple[Codes, Floats, Floats, Codes]:
    (of, starts, stops), actor = holds(edition, asked)
    names = {name: n for n, name in enumerate(HOLDERS)}
    who = np.array([names.get(name, UNKNOWN) for name in actor.tolist()], dtype=np.int64)
    return of, starts, np.where(np.isnan(stops), np.inf, stops), who


def _mean(month: Month | None, parts: Floats, total: Floats) -> HeldBy:
    means = parts.mean(axis=0)
    return HeldBy(
        month=month,
        n=len(total),
        client=float(means[CLIENT]),
        msp=float(means[MSP]),
        supplier=float(means[SUPPLIER]),
        worker=float(means[WORKER]),
        unknown=float(means[UNKNOWN]),
        need_to_start=float(total.mean()),
    )
