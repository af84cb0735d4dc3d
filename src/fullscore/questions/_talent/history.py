"""What the history of an edition's tables tells: from when, up to when, with what notice, and at what pace."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from fullscore.measures._ledger import lines_in_scope
from fullscore.model._expressions import column, constant
from fullscore.questions._talent.frame import days, places
from fullscore.questions._talent.hazards import Flags, Floats
from fullscore.questions._talent.work import NOTICE, ON_TIME_DAYS, WATCHED_DAYS, Notices
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import Inside

MOST_SHOWINGS = 10
"""Deliveries of the two months before a planned end that are looked at, at most."""
LEAST_PACE_DAYS = 60
"""A unit that was inside the programme for less says nothing of its pace."""
SPEND_DAYS = 92
LEAST_WATCHED_DAYS = 365
ENDS = {"employee": "left_on", "vacancy": "filled_on", "assignment": "end_date", "requisition": "status_on"}
"""The day of each table by which its rows end."""


def told_between(edition: Edition, table: str, end: str, today: float) -> tuple[float, float]:
    """From which day on ends are on record, and up to which day the table tells.

    Ends are seen from the first delivery on, if that is a year ago; else from the first that is on record. Before that
    day only those are seen who had not ended yet, and nobody would seem to leave.
    """
    rows = edition.versions(table)
    told = edition.run(rows.aggregate(first=rows["_from"].min(), last=rows["_from"].max(), ended=rows[end].min()))
    first, last, ended = (days(told[name])[0] for name in ("first", "last", "ended"))
    last = min(last, today) if np.isfinite(last) else today
    since = first if first <= last - LEAST_WATCHED_DAYS else ended if np.isfinite(ended) else last - WATCHED_DAYS
    return float(max(since, last - WATCHED_DAYS)), float(last)


def share_outside(edition: Edition, today: float) -> float | None:
    """The share of the last quarter's spend in scope that did not go through the programme; None where untold.

    A quarter, not a year: while units join, an older share is too large.
    """
    if not edition.has("ledger_line") or not edition.has("invoice_line"):
        return None
    since = date(1970, 1, 1) + timedelta(days=int(today) - SPEND_DAYS)
    lines = lines_in_scope(edition)
    lines = lines.filter(lines.posted_at > constant(since.isoformat()).cast("date"))
    sums = lines.aggregate(
        whole=column("amount_base").sum().cast("float64"),
        through=column("is_through").ifelse(column("amount_base"), 0).sum().cast("float64"),
    )
    [row] = edition.run(sums).to_pylist()
    whole, through = row["whole"] or 0.0, row["through"] or 0.0
    return 1 - through / whole if 0 < through <= whole else None


def notices_of(edition: Edition, today: float) -> Notices:
    """Planned ends that a delivery showed a month ahead at most, and whether they were put off after all."""
    told = edition.versions("assignment")
    told = told.filter(~told["_beside"] & (told["_to"].isnull() | (told["_to"] > told["_from"])))
    told = told.group_by(["assignment_id", "planned_end"]).aggregate(
        first=told["_from"].min(), last=told["_to"].max(), open=told["_to"].isnull().any()
    )
    now = edition.table("assignment").select(now_id="assignment_id", now_planned="planned_end", ended="end_date")
    rows = edition.run(told.inner_join(now, [("assignment_id", "now_id")]).drop("assignment_id", "now_id"))
    planned, first = days(rows["planned_end"]), days(rows["first"])
    replaced = np.where(
        np.asarray(rows["open"].to_numpy(zero_copy_only=False), dtype=np.bool_), np.inf, days(rows["last"])
    )
    deliveries = np.unique(first)
    if len(deliveries) < 2:
        return Notices(days=np.empty(0), was_extended=np.empty(0, np.bool_))
    ended = days(rows["ended"])
    went_on = days(rows["now_planned"]) > planned + ON_TIME_DAYS
    is_early = ended < planned - ON_TIME_DAYS
    judged = (planned <= today - ON_TIME_DAYS) & (planned > today - WATCHED_DAYS) & ~is_early
    # One who works on without a word was neither extended nor ended.
    judged &= went_on | ~np.isnan(ended)
    latest = np.searchsorted(deliveries, np.minimum(planned, replaced - 1), side="right") - 1
    ahead, followed = [], []
    # Every delivery that showed it shortly before, not the last alone: those put off early have their last one early.
    for back in range(MOST_SHOWINGS):
        at = latest - back
        seen = deliveries[np.maximum(at, 0)]
        near = judged & (at >= 0) & (seen >= first) & (planned - seen >= 0) & (planned - seen <= 2 * NOTICE[-1])
        ahead.append((planned - seen)[near])
        followed.append(went_on[near])
    return Notices(days=np.concatenate(ahead), was_extended=np.concatenate(followed))


def pace_since(units: Any, entry: Inside, today: float) -> Floats:
    """From when each row's unit counts for the pace; NaN where it does not."""
    if not entry.source:
        return np.full(len(units), -np.inf)
    latest = date(1970, 1, 1) + timedelta(days=int(today) - LEAST_PACE_DAYS)
    known = {unit: float((day - date(1970, 1, 1)).days) for unit, day in entry.since.items() if day <= latest}
    place = {unit: n for n, unit in enumerate(known)}
    since = np.array([*known.values(), np.nan], dtype=np.float64)
    found: Floats = since[places(units, place)]
    return found


def is_settled(units: Any, entry: Inside, today: float) -> Flags:
    """Whether each row's unit was inside the programme for long enough to know its pace."""
    settled: Flags = ~np.isnan(pace_since(units, entry, today))
    return settled
