"""How long each step of a request takes, whom it waits for, and the decisions that changed it on known days."""

from dataclasses import dataclass, replace

import numpy as np

from fullscore.simulate._arrays import Array, streams
from fullscore.simulate._demand import SLOW_UNIT, STERN_UNIT, Asks

APPROVAL_DAYS, SLOW_FACTOR = 6.0, 2.6
REVIEW_DAYS, SLOW_REVIEW_FACTOR = 3.0, 2.4
FASTER = ((0, "2024-02-01"), (2, "2024-06-03"), (4, "2024-10-01"))
"""Approval by one signature, unit after unit: it takes a third of the time from then on."""
FASTER_FACTOR = 1 / 3
SLOWER = ((6, "2024-09-02"),)
"""A second signature, meant to save money, doubles the time that approval takes."""
SLOWER_FACTOR = 2.0
WITHOUT_EFFECT = ((5, "2024-03-01"),)
"""Calls in the first week, meant to keep people longer: nothing changes."""
OUTCOMES = ("filled", "client", "unable_to_fill", "outside_vendor", "worker_withdrawn", "reposted")
OUTCOME_SHARES = (0.85, 0.078, 0.045, 0.012, 0.015)
REASONS = (
    None, "Need withdrawn, budget not released", "Unable to fill: no suitable candidate", "Filled by outside vendor",
    "Candidate withdrew before start", "Reposted with new rate",
)  # fmt: skip
REPOSTED = 0.035


@dataclass(frozen=True, kw_only=True)
class Course:
    """The days (as numbers since 1970) of every request's steps, up to its release, and how it ends."""

    submitted: Array
    approved: Array
    held: Array
    resumed: Array
    held_by_client: Array
    released: Array
    outcome: Array
    given_up: Array
    """When a request that is not filled is closed; NaN where it is filled."""
    again: Array
    """For a request that was posted before, the number of that earlier one; -1 elsewhere."""


def changed(unit: Array, day: Array) -> Array:
    """By how much decisions lengthen (above 1) or shorten approval on each day."""
    factor = np.ones(len(unit))
    for steps, by in ((FASTER, FASTER_FACTOR), (SLOWER, SLOWER_FACTOR)):
        for number, since in steps:
            factor = np.where((unit == number) & (day >= float(np.datetime64(since, "D").astype(np.int64))), by, factor)
    return factor


def reposts(seed: int, asks: Asks) -> tuple[Asks, Array]:
    """Earlier postings of some requests, and the number of the request that each was an earlier posting of."""
    random = streams(seed, "reposts")
    chosen = np.flatnonzero((random.random(len(asks)) < REPOSTED) & ~asks.identified)
    earlier = asks.of(chosen)
    return replace(earlier, needed=earlier.needed - random.uniform(25, 55, len(chosen))), chosen


def course(seed: int, asks: Asks, earlier_of: Array) -> Course:
    """The course of every request.

    Args:
        earlier_of: for the last requests, the number of the one that each is an earlier posting of.
    """
    random = streams(seed, "course")
    count, posted = len(asks), len(asks) - len(earlier_of)
    known = asks.identified
    unit = asks.unit
    submitted = asks.needed + random.uniform(0.2, 6, count)
    wait = random.gamma(2.0, APPROVAL_DAYS / 2, count) * changed(unit, submitted)
    wait *= np.where(unit == SLOW_UNIT, SLOW_FACTOR, 1.0)
    approved = submitted + np.where(known, wait / 6, wait)
    outcome = random.choice(5, count, p=OUTCOME_SHARES)
    outcome = np.where((unit == STERN_UNIT) & (random.random(count) < 0.05), 3, outcome)
    outcome = np.where(known, 0, outcome)
    outcome[posted:] = 5
    outcome[earlier_of] = 0
    holding = (random.random(count) < 0.05) & ~known
    held = np.where(holding, approved + random.uniform(0.3, 2, count), np.nan)
    resumed = held + random.uniform(5, 24, count)
    released = np.where(holding, resumed, approved) + random.uniform(0.3, 1.6, count)
    after = np.select(
        [outcome == 1, outcome == 2, outcome == 3, outcome == 4],
        [
            random.uniform(4, 60, count),
            random.uniform(45, 95, count),
            random.uniform(15, 50, count),
            random.uniform(25, 60, count),
        ],
        np.nan,
    )
    given_up = released + after
    again = np.full(count, -1)
    again[earlier_of] = np.arange(posted, count)
    # An earlier posting is closed half a day before the request is posted again.
    given_up[posted:] = submitted[earlier_of] - 0.5
    for steps in (approved, held, resumed, released):
        steps[posted:] = np.minimum(steps[posted:], given_up[posted:] - 0.2)
    return Course(
        submitted=submitted,
        approved=approved,
        held=held,
        resumed=resumed,
        held_by_client=random.random(count) < 0.7,
        released=released,
        outcome=outcome,
        given_up=given_up,
        again=again,
    )
