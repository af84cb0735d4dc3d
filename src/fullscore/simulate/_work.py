"""Who works, from when to when, at what rate, and the hours of every week."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import (
    NEVER,
    Array,
    at_work,
    days,
    exact,
    fractional,
    ids,
    instants,
    streams,
    whole,
    words,
)
from fullscore.simulate._deliveries import CUTS, LAST_DAY, Sheet
from fullscore.simulate._demand import SLOW_UNIT, TYPES, Asks
from fullscore.simulate._organisation import CURRENCIES, LEVELS, WEEK, centre_ids, managers, role_ids, site_ids
from fullscore.simulate._requests import SYSTEM_BEGINS, Requests, per_day
from fullscore.simulate._sourcing import Candidates
from fullscore.simulate._suppliers import INFLATING, Suppliers, supplier_ids

CAUSES = (
    "completed", "performance", "resignation", "no_show", "budget", "converted", "client_other", "health_or_leave",
    "unknown",
)  # fmt: skip
EARLY_SHARE, HARD_EARLY_SHARE, HARD = 0.07, 0.15, (0, 11, 12)
"""The share of starts that end early and badly in 90 days, and where the work itself is hard."""
OVERTIME_SITE = 9
INFLATED_SHARE, INFLATED_FACTOR = 0.4, 1.2
FIRST_WEEK = int(fractional(np.array(["2022-11-20"], dtype="datetime64[D]"))[0])
LAST = int(fractional(np.array([LAST_DAY]))[0])
BILLED_FROM = np.datetime64("2022-12-01", "s")
ERASED, ERASED_IN = 3, np.datetime64("2025-09-01", "s")


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """Assignments, one element each; days as whole numbers."""

    asks: Asks
    supplier: Array
    submittal: Array
    """The candidate's number; -1 where it is older than the system."""
    requisition: Array
    worker: Array
    role: Array
    start: Array
    end: Array
    cause: Array
    rate: Array
    """Whole hundredths for an hour."""
    pay: Array
    born: Array
    erased: Array

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """Timesheets, one element each; hours and money in whole hundredths."""

    job: Array
    ending: Array
    regular: Array
    overtime: Array
    amount: Array
    submitted: Array
    approved: Array
    by_itself: Array


def jobs(seed: int, scale: float, asks: Asks, found: Candidates, made: Requests, who: Suppliers) -> Jobs:
    """Every assignment that belongs to a request, or still ran when the first delivery was made."""
    random = streams(seed, "work")
    ask, supplier = found.ask[: found.placed], found.supplier[: found.placed]
    one = asks.of(ask)
    start = found.starts.astype(np.int64)
    natural = start + 7 * one.term * one.terms - 3
    base = np.where(np.isin(one.capability, HARD), HARD_EARLY_SHARE, EARLY_SHARE) * who.hazard[supplier]
    early = random.random(len(ask)) < base
    early_cause = random.choice([1, 2, 3, 8], len(ask), p=(0.42, 0.42, 0.1, 0.06))
    early_end = start + np.where(early_cause == 3, 0, random.integers(4, 91, len(ask)))
    later = start + np.ceil(random.exponential(2800, len(ask))).astype(np.int64) + 91
    later_cause = random.choice([4, 5, 6, 7, 2], len(ask), p=(0.25, 0.25, 0.2, 0.1, 0.2))
    end, cause = natural, np.zeros(len(ask), np.int64)
    for when, why in ((later, later_cause), (np.where(early, early_end, natural + 1), early_cause)):
        sooner = when < end
        end, cause = np.where(sooner, when, end), np.where(sooner, why, cause)
    rate = found.rate[: found.placed]
    raised = (supplier == INFLATING) & (one.role % LEVELS < LEVELS - 1) & (random.random(len(ask)) < INFLATED_SHARE)
    step = np.where(one.country == 6, 200, np.where(one.country == 1, 100, 20))
    rate = np.where(raised, np.floor(rate * INFLATED_FACTOR / step).astype(np.int64) * step, rate)
    in_system = made.in_system[ask]
    kept = np.flatnonzero(
        in_system | ((end >= FIRST_WEEK - 6) & (start < fractional(SYSTEM_BEGINS.astype("datetime64[D]"))))
    )
    kept = kept[np.argsort(start[kept], kind="stable")]
    accepted = np.where(in_system, at_work(found.accepted[: found.placed]), SYSTEM_BEGINS)
    worker = _workers(random, one, start, end, kept)
    erased = np.zeros(len(kept), np.bool_)
    erased[np.flatnonzero(end[kept] < LAST - 500)[:ERASED]] = True
    return Jobs(
        asks=one.of(kept),
        supplier=supplier[kept],
        submittal=np.where(in_system, np.arange(len(ask)), -1)[kept],
        requisition=np.where(in_system, ask, -1)[kept],
        worker=worker,
        role=(one.role + raised)[kept],
        start=start[kept],
        end=end[kept],
        cause=cause[kept],
        rate=rate[kept],
        born=accepted[kept],
        erased=erased,
        pay=np.floor(rate / (1 + who.markup[supplier]))[kept].astype(np.int64),
    )


def _workers(random: np.random.Generator, one: Asks, start: Array, end: Array, kept: Array) -> Array:
    """Pseudonyms: most assignments have a worker of their own, some go on with one whose last has ended."""
    worker = np.arange(len(kept))
    kind = (one.capability * 8 + one.country)[kept]
    returning = random.random(len(kept)) < 0.1
    for group in np.unique(kind):
        rows = np.flatnonzero(kind == group)
        by_end = rows[np.argsort(end[kept][rows], kind="stable")]
        ends = end[kept][by_end]
        again = rows[returning[rows]]
        at = np.searchsorted(ends, start[kept][again] - 3) - 1
        again, at = again[at >= 0], at[at >= 0]
        at, first = np.unique(at, return_index=True)
        again = again[first]
        # Only after somebody new: a chain of two is enough to show a limit counted across assignments.
        fresh = ~returning[by_end[at]]
        worker[again[fresh]] = by_end[at][fresh]
    return worker


def weeks(seed: int, jobs: Jobs) -> Weeks:
    """A timesheet for each week that a worker was there, save three in a hundred of leave."""
    random = streams(seed, "hours")
    first = np.maximum(jobs.start + (-(jobs.start + 4)) % 7, FIRST_WEEK)
    last = np.minimum(jobs.end + (-(jobs.end + 4)) % 7, LAST - (LAST + 4) % 7)
    last = np.where(jobs.cause == 3, first - 7, last)
    counts = np.maximum(0, (last - first) // 7 + 1)
    job = np.repeat(np.arange(len(jobs)), counts)
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    ending = first[job] + 7 * nth
    there = random.random(len(job)) > 0.03
    job, ending = job[there], ending[there]
    begin = np.maximum(jobs.start[job], ending - 6)
    # Weekdays only: a week ends on a Sunday.
    worked = np.clip(np.minimum(jobs.end[job], ending - 2) - begin + 1, 0, 5)
    job, ending, worked = job[worked > 0], ending[worked > 0], worked[worked > 0]
    week = WEEK[jobs.asks.country[job]]
    off = random.random(len(job))
    regular = (
        np.floor(week * worked / 5 * np.where(off < 0.06, 0.8, np.where(off < 0.1, 0.6, 1)) * 2).astype(np.int64) * 50
    )
    at_site = jobs.asks.site[job] == OVERTIME_SITE
    over = (random.random(len(job)) < np.where(at_site, 0.45, 0.05)) & ~per_day(jobs.asks)[job]
    overtime = np.where(
        over, np.where(at_site, random.integers(12, 32, len(job)), random.integers(2, 10, len(job))) * 50, 0
    )
    rate = jobs.rate[job]
    amount = (regular * rate * 2 + overtime * rate * 3) // 200
    submitted = ending + random.uniform(0.1, 2, len(job))
    slow = jobs.asks.unit[job] == SLOW_UNIT
    by_itself = random.random(len(job)) < 0.04
    approved = submitted + np.where(by_itself, 0, random.gamma(2.0, np.where(slow, 4.5, 1.1)))
    # What was approved before December 2022 was billed before the first delivery's ledger begins.
    order = np.lexsort((job, ending))
    order = order[at_work(approved[order]) >= BILLED_FROM]
    return Weeks(
        job=job[order],
        ending=ending[order],
        regular=regular[order],
        overtime=overtime[order],
        amount=amount[order],
        submitted=at_work(submitted[order]),
        approved=at_work(approved[order]),
        by_itself=by_itself[order],
    )


def sheets(jobs: Jobs, weeks: Weeks) -> list[Sheet]:
    """Assignments as they stood, and the timesheets of each month."""
    daily = per_day(jobs.asks)
    factor = np.where(daily, 8, 1)
    ended = np.where(jobs.end <= LAST + 400, (jobs.end * 86400 + 64800).astype("datetime64[s]"), NEVER)
    worker = ids("W-", jobs.worker)
    without = pa.array([f"erased-{n}" if erased else None for n, erased in enumerate(jobs.erased)], pa.string())
    columns = {
        "assignment_id": ids("A-", np.arange(len(jobs))),
        "requisition_id": ids("R-", jobs.requisition),
        "submittal_id": ids("SB-", jobs.submittal),
        "worker_id": worker,
        "supplier_id": supplier_ids(jobs.supplier),
        "role_id": role_ids(jobs.role),
        "org_unit_id": centre_ids(jobs.asks.centre),
        "site_id": site_ids(jobs.asks.site),
        "hiring_manager_id": managers(jobs.asks.centre, jobs.asks.manager),
        "resource_type": words(TYPES, jobs.asks.type),
        "start_date": days(jobs.start.astype("datetime64[D]")),
        "end_date": days(jobs.end.astype("datetime64[D]")),
        "end_reason": words([cause.replace("_", " ") for cause in CAUSES], jobs.cause),
        "end_cause": words(CAUSES, jobs.cause),
        "bill_rate": exact(jobs.rate * factor),
        "pay_rate": exact(jobs.pay * factor, jobs.asks.type < 3),
        "currency": words(CURRENCIES, jobs.asks.country),
        "rate_unit": words(("hour", "day"), daily.astype(np.int64)),
        "converted_employee_id": ids("E-9", np.where(jobs.cause == 5, np.arange(len(jobs)), -1)),
    }

    def stood(rows: Array, cut: np.datetime64) -> dict[str, pa.Array]:
        extended = extensions(jobs, rows, int(cut.astype("datetime64[D]").astype(np.int64)))
        term = 7 * jobs.asks.term[rows]
        taken, gone = pa.array(rows), pa.array(jobs.erased[rows] & (cut >= ERASED_IN))
        return {
            "planned_end": days((jobs.start[rows] + term * (1 + extended) - 3).astype("datetime64[D]")),
            "extensions": whole(extended),
            "worker_id": pa.compute.if_else(gone, without.take(taken), worker.take(taken)),
        }

    assignment = Sheet(
        table="assignment",
        party="msp",
        columns=columns,
        born=jobs.born,
        stood=stood,
        known=dict.fromkeys(("end_date", "end_reason", "end_cause", "converted_employee_id"), ended),
    )
    hours = {
        "timesheet_id": ids("T-", np.arange(len(weeks.job))),
        "assignment_id": ids("A-", weeks.job),
        "week_ending": days(weeks.ending.astype("datetime64[D]")),
        "regular_hours": exact(weeks.regular),
        "overtime_hours": exact(weeks.overtime),
        "amount": exact(weeks.amount),
        "currency": words(CURRENCIES, jobs.asks.country[weeks.job]),
        "submitted_at": instants(weeks.submitted),
        "approved_at": instants(weeks.approved),
    }

    def status(rows: Array, cut: np.datetime64) -> dict[str, pa.Array]:
        code = np.where(weeks.approved[rows] > cut, 0, np.where(weeks.by_itself[rows], 2, 1))
        return {"status": words(("submitted", "approved", "auto_approved"), code)}

    timesheet = Sheet(
        table="timesheet",
        party="msp",
        columns=hours,
        born=weeks.submitted,
        stood=status,
        known={"approved_at": weeks.approved},
        full=False,
    )
    return [assignment, timesheet]


def extensions(jobs: Jobs, rows: Array, day: int) -> Array:
    """How often each assignment was extended by a day: two weeks before a term is over, never after the end."""
    term = 7 * jobs.asks.term[rows]
    most = np.minimum(day, jobs.end[rows] - 14)
    taken: Array = np.clip((most - jobs.start[rows] + 14) // term, 0, jobs.asks.terms[rows] - 1)
    return taken


def running(jobs: Jobs) -> Array:
    """How many assignments run on each delivery's day."""
    on = CUTS.astype("datetime64[D]").astype(np.int64)
    return np.array([int(((jobs.start <= day) & (jobs.end >= day) & (jobs.cause != 3)).sum()) for day in on])
