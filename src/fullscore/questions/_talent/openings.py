"""Posts and requests that are open, and those still to be opened: how many will be filled, when, and who then stays."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._talent.hazards import WEEK, Flags, Floats, Ints, fitted
from fullscore.questions._talent.people import Moments

WAITING = np.array([0.0, 14.0, 30.0, 60.0, 90.0, 180.0])
"""Where bands of an opening's age begin, in days."""
PACE_DAYS = 365
LONGEST_WEEKS = 156
"""An opening older than this is taken to be so old."""
PERIOD = 28
"""Days of the periods by which it is judged how unevenly openings come."""


@dataclass(frozen=True, kw_only=True)
class Openings:
    """Vacancies or requests, one element each; days since 1970.

    Attributes:
        ended: when it was filled or given up; NaN where it is open.
        filled: of its positions, how many were filled in the end.
        lag: days from filling to the first day, on average.
        rate_since: from when each counts for the pace; NaN where it never does, such as on a unit that joined lately.
        scale: what the pace is multiplied by for those that do not count.
    """

    capability: Ints
    opened: Floats
    ended: Floats
    positions: Floats
    filled: Floats
    lag: float
    rate_since: Floats
    scale: float = 1.0

    @property
    def is_open(self) -> Flags:
        return np.isnan(self.ended)


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Draws of the chance that an opening is filled in each week of its age, and that it is still open at its end."""

    by_week: Floats
    """Shape (draws, capabilities, weeks)."""
    still_open: Floats
    """Before each of those weeks."""
    burst: float
    """Positions that share one fate, weighted by positions."""


def filling(
    openings: Openings,
    today: float,
    watched: float,
    weeks: int,
    capabilities: int,
    random: np.random.Generator,
    draws: int,
) -> Filling:
    """How openings were filled: the hazard of filling by age and capability, that of being given up by age."""
    since = np.maximum(openings.opened, watched)
    until = np.where(openings.is_open, today, openings.ended)
    seen = (until >= since) & (openings.opened <= today)
    burst = _burst(openings.positions)
    ages = ((since - openings.opened)[seen], (until - openings.opened)[seen])
    level = {"capabilities": capabilities, "edges": WAITING, "random": random, "draws": draws}
    hazards = []
    for how in (openings.filled, openings.positions - openings.filled):
        # A requisition that was partly filled stands in both, so that neither counts more positions than it has.
        share = np.where(openings.is_open, 0.0, how / np.maximum(openings.positions, 1))[seen]
        weight = openings.positions[seen] / burst
        parts = np.flatnonzero(share > 0)
        capability = np.concatenate([openings.capability[seen], openings.capability[seen][parts]])
        first, last = (np.concatenate([age, age[parts]]) for age in ages)
        # Watched once, with an event of the share that came to it.
        first[len(weight) :] = last[len(weight) :]
        is_event = np.arange(len(first)) >= len(weight)
        weights = np.concatenate([weight, (weight * share)[parts]])
        hazards.append(fitted(capability, first, last, is_event, weights, **level))  # type: ignore[arg-type]
    total = LONGEST_WEEKS + weeks
    fill, drop = (np.diff(hazard.by_week(total), axis=2) for hazard in hazards)
    # Being given up does not depend on what is asked for, as far as can be seen.
    drop = drop.mean(axis=1, keepdims=True)
    risk = fill + drop
    still = np.exp(-np.concatenate([np.zeros_like(risk[:, :, :1]), np.cumsum(risk, axis=2)], axis=2))
    came = (still[:, :, :-1] - still[:, :, 1:]) * fill / np.maximum(risk, 1e-300)
    return Filling(by_week=came, still_open=still[:, :, :-1], burst=burst)


def at_once(draws: int, capabilities: int, weeks: int) -> Filling:
    """For what is only seen when somebody begins: filled in its first week."""
    came = np.zeros((draws, capabilities, LONGEST_WEEKS + weeks))
    came[:, :, 0] = 1
    return Filling(by_week=came, still_open=np.ones_like(came), burst=1.0)


def _burst(positions: Floats) -> float:
    whole = positions.sum()
    return float((positions**2).sum() / whole) if whole > 0 else 1.0


def joining(openings: Openings, fills: Filling, stays: Floats, today: float, ends: Floats, count: int) -> Moments:
    """Those who will have come through what is open today and still be here at the end of each of some weeks.

    Args:
        stays: chances to be here by weeks since the first day, shape (draws, capabilities, weeks).
        ends: weeks from today, growing.
        count: of capabilities.
    """
    weeks, lag = int(np.ceil(ends[-1])), openings.lag / WEEK
    left = openings.positions - openings.filled
    chosen = openings.is_open & (left > 0) & (openings.opened <= today)
    age = np.clip(((today - openings.opened[chosen]) // WEEK).astype(np.int64), 0, LONGEST_WEEKS)
    waiting = np.zeros((LONGEST_WEEKS + 1, count))
    np.add.at(waiting, (age, openings.capability[chosen]), left[chosen])
    came = np.zeros((len(stays), count, weeks))
    for old in np.flatnonzero(waiting.any(axis=1)):
        given = waiting[old] / np.maximum(fills.still_open[:, :, old], 1e-12)
        came += given[:, :, None] * fills.by_week[:, :, old : old + weeks]
    mean = _present(came, stays, ends, lag)
    positions = np.maximum(waiting.sum(axis=0), 1e-12)[:, None]
    chance = np.clip(mean / positions, 0, 1)
    return Moments(mean=mean, variance=fills.burst * mean * (1 - chance))


def to_come(
    openings: Openings, fills: Filling, stays: Floats, today: float, ends: Floats, random: np.random.Generator
) -> Moments:
    """The same of what is still to be opened, at the pace of the last year with its uncertainty."""
    draws, capabilities, _ = stays.shape
    weeks, lag = int(np.ceil(ends[-1])), openings.lag / WEEK
    pace, uneven = _pace(openings, today, capabilities, draws, random)
    # What is opened in a week is filled from its own first week on.
    came = WEEK * pace[:, :, None] * np.cumsum(fills.by_week[:, :, :weeks], axis=2)
    mean = _present(came, stays, ends, lag)
    return Moments(mean=mean, variance=fills.burst * uneven * mean)


def _pace(
    openings: Openings, today: float, capabilities: int, draws: int, random: np.random.Generator
) -> tuple[Floats, float]:
    """Positions a day by draw and capability, and by how much their counts vary more than by chance."""
    since = np.maximum(openings.rate_since, today - PACE_DAYS)
    # NaN, a unit whose pace cannot be judged, is after nothing.
    counts = (openings.opened > since) & (openings.opened <= today)
    capability, positions = openings.capability[counts], openings.positions[counts]
    length = (today - since)[counts]
    mean = np.bincount(capability, positions / length, capabilities)
    uneven = _uneven(capability, openings.opened[counts], today, capabilities)
    variance = np.bincount(capability, positions**2 / length**2, capabilities) * uneven
    shape = np.divide(mean**2, variance, out=np.zeros(capabilities), where=variance > 0) + 0.5 / uneven
    scale = np.divide(variance, mean, out=np.full(capabilities, uneven / PACE_DAYS), where=mean > 0)
    return random.gamma(shape, size=(draws, capabilities)) * scale * openings.scale, uneven


def _uneven(capability: Ints, opened: Floats, today: float, capabilities: int) -> float:
    """Variance over mean of counts by period, 1 unless it is more than chance makes it: bursts are less sure."""
    periods = PACE_DAYS // PERIOD
    period = ((today - opened) // PERIOD).astype(np.int64)
    inside = period < periods
    counts = np.zeros((capabilities, periods))
    np.add.at(counts, (capability[inside], period[inside]), 1)
    expected = counts.mean(axis=1)
    if not expected.any():
        return 1.0
    found = float(((counts - expected[:, None]) ** 2).sum() / (periods - 1) / expected.sum())
    by_chance = np.sqrt(2 / ((periods - 1) * np.count_nonzero(expected)))
    return found if found > 1 + 2 * by_chance else 1.0


def _present(came: Floats, stays: Floats, ends: Floats, lag: float) -> Floats:
    """Who has come, in each week, and is still here at some moments: between ends of weeks in proportion."""

    def at(weeks: int) -> Floats:
        kept = (stays[:, :, :weeks] + stays[:, :, 1 : weeks + 1]) / 2
        present: Floats = (came[:, :, :weeks] * kept[:, :, ::-1]).sum(axis=2)
        return present

    found = []
    for end in np.maximum(ends - lag, 0):
        before, part = divmod(float(end), 1.0)
        found.append((1 - part) * at(int(before)) + (part * at(int(before) + 1) if part else 0))
    return np.stack(found, axis=2)
