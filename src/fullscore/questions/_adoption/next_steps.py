"""Where the next point of adoption is cheapest: which friction to take out of which unit first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.stats.within_groups import Floats, Whole, within_groups
from fullscore.terms.estimate import LEVEL

GOOD_QUARTILE = 0.25
"""What the best quarter of units do already is what a step can come to elsewhere."""
USUAL_POINTS, USUAL_SPREAD = 0.01, 0.03
"""Before anything is seen: what one standard deviation of a friction costs in share of use, and how far that may be
off. A friction may do nothing, and is not taken to help."""
LEAST_ROWS = 12


@dataclass(frozen=True, kw_only=True)
class Cases:
    """What was seen of units in months, one element each.

    Attributes:
        unit, month: numbers from 0 on.
        weight: how much was asked for or spent there.
        bypass: the share of it that went past the programme.
        friction: (n, kinds), what those who asked lately had met with.
    """

    unit: Whole
    month: Whole
    weight: Floats
    bypass: Floats
    friction: Floats


@dataclass(frozen=True, kw_only=True)
class Step:
    """To take a friction out of a unit, down to what the best quarter of units have.

    Attributes:
        points: what it is expected to add to the programme's share of use; never below 0.
        low, high: the interval of the same, by the units' own experience alone.
        effort: what it takes, in steps of usual effort.
        is_shown: whether it is shown, and not only likely, that the friction goes with bypassing.
    """

    unit: int
    kind: int
    points: float
    low: float
    high: float
    effort: float
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class Effects:
    """By kind of friction, in share of use for one unit of it (a day, a candidate, a step).

    Attributes:
        slopes, low, high: what goes with it within units; NaN where it cannot be told.
        expected: what is reckoned with, after shrinkage towards what is usual; at least 0.
    """

    slopes: Floats
    low: Floats
    high: Floats
    expected: Floats


def effects_of(cases: Cases) -> Effects:
    """How much bypassing goes with each friction, within units."""
    kinds = cases.friction.shape[1]
    spread = cases.friction.std(0) if len(cases.unit) else np.zeros(kinds)
    usable = spread > 0
    scale = np.where(usable, spread, 1.0)
    none = np.full(kinds, np.nan)
    prior = np.where(usable, _positive(np.array(USUAL_POINTS), np.array(USUAL_SPREAD)), 0.0) / scale
    if len(cases.unit) < LEAST_ROWS or not usable.any():
        return Effects(slopes=none, low=none, high=none, expected=prior)
    found = within_groups(cases.bypass, cases.friction / scale, cases.weight, cases.unit, cases.month)
    if found is None:
        return Effects(slopes=none, low=none, high=none, expected=prior)
    told = np.flatnonzero(np.isfinite(found.slopes))
    # Errors from few groups are themselves uncertain: as much wider as Student's t is than the normal.
    wide = (student(found.groups - 1, LEVEL) / student(1000, LEVEL)) ** 2
    inside = found.covariance[np.ix_(told, told)] * wide + np.eye(len(told)) * 1e-12
    weight = np.linalg.pinv(inside)
    covariance = np.linalg.inv(weight + np.eye(len(told)) / USUAL_SPREAD**2)
    middle = covariance @ (weight @ found.slopes[told] + USUAL_POINTS / USUAL_SPREAD**2)
    expected = prior.copy()
    expected[told] = _positive(middle, np.sqrt(np.diag(covariance))) / scale[told]
    return Effects(
        slopes=found.slopes / scale, low=found.low / scale, high=found.high / scale, expected=expected
    )  # fmt: skip


def next_steps(
    cases: Cases, volume: Floats, bypass: Floats, friction: Floats, effort: Floats, taken: npt.NDArray[np.bool_],
    effects: Effects | None = None,
) -> list[Step]:  # fmt: skip
    """Every step that could be taken, the one that adds most for its effort first.

    Args:
        cases: what was seen so far.
        volume, bypass: of each unit, how much is asked for or spent, and the share of it that goes past the programme.
        friction: (units, kinds) as it is now; NaN where it is not known.
        effort: (units, kinds), above 0.
        taken: (units, kinds), steps that were taken already; they are not proposed again.
        effects: what ``effects_of`` found, where it was asked already.
    """
    told = effects_of(cases) if effects is None else effects
    units, kinds = friction.shape
    good = np.array([
        np.quantile(known, GOOD_QUARTILE) if len(known := column[np.isfinite(column)]) else np.nan
        for column in friction.T
    ])  # fmt: skip
    excess = np.nan_to_num(np.maximum(friction - good, 0.0))
    weight = volume / volume.sum() if volume.sum() > 0 else volume
    at = bypass * (1 - bypass)
    mean = float((cases.weight * cases.bypass * (1 - cases.bypass)).sum() / max(cases.weight.sum(), 1e-9))
    # What a friction costs where nearly all, or nearly nobody, comes anyway is less than in the middle.
    bends = np.clip(at / mean, 0.0, 3.0) if mean > 0 else np.ones(units)
    found = []
    for unit, kind in np.ndindex(units, kinds):
        if taken[unit, kind] or excess[unit, kind] <= 0 or weight[unit] <= 0:
            continue
        step = excess[unit, kind] * bends[unit]
        points, low, high = (
            float(weight[unit] * np.clip(step * of, -1.0, bypass[unit]))
            for of in (told.expected[kind], told.low[kind], told.high[kind])
        )
        found.append(
            Step(
                unit=int(unit), kind=int(kind), points=points, low=low, high=high, effort=float(effort[unit, kind]),
                is_shown=bool(told.low[kind] > 0),
            )
        )  # fmt: skip
    return sorted(found, key=lambda step: (-step.points / step.effort, step.unit, step.kind))


def _positive(middle: Floats, spread: Floats) -> Floats:
    """The mean of a normal quantity that is known not to be below 0."""
    from scipy.special import log_ndtr

    at = middle / spread
    density = np.exp(-0.5 * at**2 - log_ndtr(at)) / np.sqrt(2 * np.pi)
    return np.asarray(np.maximum(middle + spread * density, 0.0), dtype=np.float64)
