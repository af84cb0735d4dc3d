"""Where the next point of adoption is cheapest: which friction to take out of which unit first."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import normal, student
from fullscore.stats.within_groups import Floats, Whole, within_groups
from fullscore.terms.estimate import LEVEL

GOOD_QUARTILE = 0.25
"""What the best quarter of units do already is what a step can come to elsewhere."""
USUAL, USUAL_SPREAD = 0.15, 0.5
"""Before anything is seen: by how much one standard deviation of a friction raises the logarithm of the odds that
people go past the programme, and how far that may be off. A friction may do nothing, and is not taken to help."""
LEAST_ROWS = 12
SMALL = 0.01
"""Added to both sides of odds, so that a month without any bypassing has some."""


@dataclass(frozen=True, kw_only=True)
class Cases:
    """What was seen of units in months, one element each.

    Attributes:
        unit, month: numbers from 0 on.
        weight: how much was asked for or spent there.
        bypass: the share of it that went past the programme.
        friction: (n, kinds), what those who asked lately had met with.
        beside: (n, others), what else moves bypassing within a unit and shall not be taken for friction.
    """

    unit: Whole
    month: Whole
    weight: Floats
    bypass: Floats
    friction: Floats
    beside: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """To take a friction out of a unit, down to what the best quarter of units have.

    Attributes:
        points: what it is expected to add to the programme's share of use, after the steps of that unit that come
            before it; never below 0.
        low, high: the interval of what it would add alone, by what was seen and without what is usual; NaN where
            nothing was.
        effort: what it takes, in steps of usual effort.
    """

    unit: int
    kind: int
    points: float
    low: float
    high: float
    effort: float


@dataclass(frozen=True, kw_only=True)
class Effects:
    """By kind of friction, for one unit of it (a day, a candidate, a step).

    Attributes:
        slopes, low, high: the share that goes past the programme with it, within units; NaN where it cannot be told.
        odds: the logarithm of odds that is reckoned with, after shrinkage towards what is usual; at least 0.
        odds_low, odds_high: the interval of the same without shrinkage; NaN where it cannot be told.
    """

    slopes: Floats
    low: Floats
    high: Floats
    odds: Floats
    odds_low: Floats
    odds_high: Floats


def effects_of(cases: Cases) -> Effects:
    """How much bypassing goes with each friction, within units."""
    kinds = cases.friction.shape[1]
    spread = cases.friction.std(0) if len(cases.unit) else np.zeros(kinds)
    usable = spread > 0
    scale = np.where(usable, spread, 1.0)
    none = np.full(kinds, np.nan)
    prior = np.where(usable, _positive(np.array(USUAL), np.array(USUAL_SPREAD)), 0.0) / scale
    unknown = Effects(slopes=none, low=none, high=none, odds=prior, odds_low=none, odds_high=none)
    if len(cases.unit) < LEAST_ROWS or not usable.any():
        return unknown
    friction = cases.friction / scale
    if cases.beside is not None:
        friction = np.column_stack([friction, cases.beside])
    plain = within_groups(cases.bypass, friction, cases.weight, cases.unit, cases.month)
    odds = np.log((cases.bypass + SMALL) / (1 - cases.bypass + SMALL))
    # Odds are the less certain, the nearer to none or all; that is what their weights say.
    weight = cases.weight * (cases.bypass + SMALL) * (1 - cases.bypass + SMALL)
    found = within_groups(odds, friction, weight, cases.unit, cases.month)
    if found is None or plain is None:
        return unknown
    plain_of, found_of = (tuple(part[:kinds] for part in (fit.slopes, fit.low, fit.high)) for fit in (plain, found))
    told = np.flatnonzero(np.isfinite(found_of[0]))
    # Errors from few groups are themselves uncertain: as much wider as Student's t is than the normal.
    wide = (student(found.groups - 1, LEVEL) / normal(LEVEL)) ** 2
    sure = np.linalg.pinv(found.covariance[np.ix_(told, told)] * wide + np.eye(len(told)) * 1e-9)
    covariance = np.linalg.inv(sure + np.eye(len(told)) / USUAL_SPREAD**2)
    middle = covariance @ (sure @ found.slopes[told] + USUAL / USUAL_SPREAD**2)
    expected = prior.copy()
    expected[told] = _positive(middle, np.sqrt(np.diag(covariance))) / scale[told]
    slopes, low, high = (part / scale for part in plain_of)
    return Effects(
        slopes=slopes, low=low, high=high, odds=expected, odds_low=found_of[1] / scale, odds_high=found_of[2] / scale
    )


def next_steps(
    cases: Cases, volume: Floats, bypass: Floats, friction: Floats, effort: Floats, taken: npt.NDArray[np.bool_],
    effects: Effects | None = None,
) -> list[Step]:  # fmt: skip
    """Every step that could be taken, the one to take first at the top.

    Where several frictions weigh on a unit, taking one out alone may bring little: people have reason enough to go past
    the programme. So steps of a unit are put together for as long as that raises what they bring for their effort, and
    units are put in the order of their best such bundle.

    Args:
        cases: what was seen so far.
        volume, bypass: of each unit, how much is asked for or spent, and the share of it that goes past the programme.
        friction: (units, kinds) as it is now; NaN where it is not known.
        effort: (units, kinds), above 0.
        taken: (units, kinds), steps that were taken already; they are not proposed again.
        effects: what ``effects_of`` found, where it was asked already.
    """
    told = effects_of(cases) if effects is None else effects
    good = np.array([
        np.quantile(known, GOOD_QUARTILE) if len(known := column[np.isfinite(column)]) else np.nan
        for column in friction.T
    ])  # fmt: skip
    excess = np.where(taken, 0.0, np.nan_to_num(np.maximum(friction - good, 0.0)))
    weight = volume / volume.sum() if volume.sum() > 0 else volume
    found: list[tuple[float, Step]] = []
    for unit in np.flatnonzero(weight > 0):
        order = [kind for kind in np.argsort(-told.odds * excess[unit] / effort[unit]) if excess[unit, kind] > 0]
        rest, done = order, np.zeros(len(good))
        while rest:
            size, worth = _bundle(bypass[unit], told.odds, excess[unit], effort[unit], done, rest)
            for kind in rest[:size]:
                before = _after(bypass[unit], told.odds @ done)
                done[kind] = excess[unit, kind]
                points = before - _after(bypass[unit], told.odds @ done)
                low, high = (
                    bypass[unit] - _after(bypass[unit], slope[kind] * excess[unit, kind])
                    for slope in (told.odds_low, told.odds_high)
                )
                step = Step(
                    unit=int(unit), kind=int(kind), points=float(weight[unit] * points), low=float(weight[unit] * low),
                    high=float(weight[unit] * high), effort=float(effort[unit, kind]),
                )  # fmt: skip
                found.append((weight[unit] * worth, step))
            rest = rest[size:]
    found.sort(key=lambda pair: (-pair[0], pair[1].unit))
    return [step for _, step in found]


def _bundle(
    bypass: float, odds: Floats, excess: Floats, effort: Floats, done: Floats, order: list[int]
) -> tuple[int, float]:
    """How many of the next steps bring most for their effort together, and how much they bring for one of effort."""
    begins = _after(bypass, odds @ done)
    best, at, cost = (1, -1.0), done.copy(), 0.0
    for size, kind in enumerate(order, 1):
        at[kind] = excess[kind]
        cost += effort[kind]
        worth = float(begins - _after(bypass, odds @ at)) / cost
        if worth > best[1]:
            best = (size, worth)
    return best


def _after(bypass: float, taken_off: Any) -> float:
    """A share after its odds have lost something of their logarithm."""
    kept = min(max(bypass, 1e-6), 1 - 1e-6)
    return float(1 / (1 + np.exp(-np.clip(np.log(kept / (1 - kept)) - taken_off, -50, 50))))


def _positive(middle: Floats, spread: Floats) -> Floats:
    """The mean of a normal quantity that is known not to be below 0."""
    from scipy.special import log_ndtr

    at = middle / spread
    density = np.exp(-0.5 * at**2 - log_ndtr(at)) / np.sqrt(2 * np.pi)
    return np.asarray(np.maximum(middle + spread * density, 0.0), dtype=np.float64)
