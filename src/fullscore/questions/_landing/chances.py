"""How engagements ended, were extended and came about lately: the chances that a forecast draws from."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from fullscore.questions._landing.shape import Asked, Engaged, Floats, Known

YEAR = 365.0
YOUNG_DAYS = 90.0
EARLY_BY = 7.0
"""An end by more than these days before the planned one is an early one."""
REQUESTING_DAYS = 182.0
LATELY_DAYS = 91.0
NEAR_WEEKS, FAR_WEEKS, NEAR_WEIGHT = 5, 8, 0.5
WEIGHT = 20.0
"""Positions of the whole programme that a holder's own share of fills is held together with."""


@dataclass(frozen=True, kw_only=True)
class Chances:
    """What happened in the last year, as counts to draw rates from.

    Attributes:
        early, exposed: early ends, and days under way, of the first ninety days of an engagement and of those after.
        extended, passed: of the planned ends that came, how many were put off.
        fill_wins, fill_trials: positions filled and asked for, by holder, of requests old enough.
        requests: requests of the last half year, by holder.
        open_days: of requests that were not filled, the days until they were closed.
    """

    early: Floats
    exposed: Floats
    extended: float
    passed: float
    fill_wins: Floats
    fill_trials: Floats
    requests: Floats
    window: float
    open_days: Floats
    density: Floats
    """How many running engagements have their planned end in each of the next weeks, against weeks further off."""


def chances(known: Known) -> Chances:
    """Count them."""
    early, exposed = _early_ends(known.engaged, known.today)
    extended, ended = _extensions(known.engaged, known.today)
    wins, trials = _fills(known)
    asked = known.asked
    recent = asked.asked > known.today - REQUESTING_DAYS
    unfilled = ~np.isnan(asked.closed) & (asked.filled < asked.positions)
    first = float(asked.asked.min(initial=known.today))
    return Chances(
        early=early,
        exposed=exposed,
        extended=extended,
        passed=extended + ended,
        fill_wins=wins,
        fill_trials=trials,
        requests=np.bincount(asked.holder[recent], minlength=known.holders).astype(np.float64),
        window=max(min(REQUESTING_DAYS, known.today - first), 1.0),
        density=_density(known.engaged, known.today),
        open_days=(asked.closed - asked.asked)[unfilled],
    )


def _early_ends(work: Engaged, today: float) -> tuple[Floats, Floats]:
    begin = today - YEAR
    gone = np.where(work.end <= today, work.end, today)
    is_early = (work.end <= today) & (work.end > begin) & (work.end < work.planned - EARLY_BY)
    turn = work.start + YOUNG_DAYS
    young = np.maximum(np.minimum(gone, turn) - np.maximum(work.start, begin), 0).sum()
    old = np.maximum(gone - np.maximum(turn, begin), 0).sum()
    is_young = work.end < turn
    return (
        np.array([(is_early & is_young).sum(), (is_early & ~is_young).sum()], dtype=np.float64),
        np.array([young, old], dtype=np.float64),
    )


def _extensions(work: Engaged, today: float) -> tuple[float, float]:
    """Planned ends of the last year that were put off, and engagements of it that ended as planned."""
    begin = today - YEAR
    # An extension is granted about when a term is over: the n-th lies n terms after the start.
    first = np.ceil(np.maximum((begin - work.start) / work.term, 0) + 1e-9)
    last = np.minimum(work.extensions, np.floor((today - work.start) / work.term))
    put_off = np.maximum(last - np.maximum(first, 1) + 1, 0).sum()
    as_planned = (work.end <= today) & (work.end > begin) & (work.end >= work.planned - EARLY_BY)
    return float(put_off), float(as_planned.sum())


def _density(work: Engaged, today: float) -> Floats:
    """Planned ends of each of the next weeks over those of a later week: fewer where most extensions were granted."""
    ahead = (work.planned - today)[np.isnan(work.end) & (work.start <= today) & (work.planned >= today)]
    weeks = np.bincount((ahead // 7).astype(np.int64), minlength=NEAR_WEEKS + FAR_WEEKS)[: NEAR_WEEKS + FAR_WEEKS]
    # The nearer the end the more was decided: weeks are held to rise, so that chance does not look like a decision.
    rising = isotonic_regression(weeks.astype(np.float64)).x
    return np.asarray((rising[:NEAR_WEEKS] + NEAR_WEIGHT) / (weeks[NEAR_WEEKS:].mean() + NEAR_WEIGHT), dtype=np.float64)


def first_extension(work: Engaged, found: Chances, today: float, extend: float) -> Floats:
    """The chance that each running engagement is extended at its planned end, given that it is not so far.

    Extensions are granted some time ahead, so that of planned ends that are near most of those that will be put off
    already were, and what is left mostly ends.
    """
    week = np.clip((work.planned - today) // 7, 0, NEAR_WEEKS).astype(np.int64)
    density = np.append(np.clip(found.density, 1 - extend, 1.0), 1.0)
    still = (density - (1 - extend)) / density
    return np.asarray(still[week], dtype=np.float64)


def _fills(known: Known) -> tuple[Floats, Floats]:
    asked = known.asked
    late = float(np.quantile(asked.lags, 0.95)) if len(asked.lags) else 0.0
    old = asked.asked <= known.today - max(late, 1.0)
    positions, filled = asked.positions[old], np.minimum(asked.filled, asked.positions)[old]
    trials = np.bincount(asked.holder[old], positions, known.holders)
    wins = np.bincount(asked.holder[old], filled, known.holders)
    whole = wins.sum() / trials.sum() if trials.sum() else 0.8
    return np.asarray(wins + WEIGHT * whole, dtype=np.float64), np.asarray(trials + WEIGHT, dtype=np.float64)


def lead(known: Known) -> float:
    """How many days ahead starts are agreed: those that are, over as many as begin on a day of the last quarter."""
    start = known.engaged.start
    recent = ((start > known.today - LATELY_DAYS) & (start <= known.today)).sum() / LATELY_DAYS
    return float(np.floor((start > known.today).sum() / recent)) if recent else 0.0


def still_open(asked: Asked, found: Chances, today: float, ahead: float) -> tuple[Floats, Floats]:
    """For each request the chance that a position that will be filled is not so far, and that one that will not be
    filled is not given up so far, both given how long ago it was asked for.

    Args:
        ahead: so many days ahead starts are agreed.
    """
    age = today - asked.asked
    waits, gives_up = np.sort(asked.lags), np.sort(found.open_days)
    later = 1 - np.searchsorted(waits, age + ahead, "right") / max(len(waits), 1)
    stays = 1 - np.searchsorted(gives_up, age, "right") / len(gives_up) if len(gives_up) else np.ones(len(age))
    return np.asarray(later, dtype=np.float64), np.asarray(stays, dtype=np.float64)
