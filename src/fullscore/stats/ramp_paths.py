"""How shares go on from where they are, by what others did at the same time since they began."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

LEAST, MOST = 0.03, 0.995
"""Shares are kept within these where their odds are taken: nearer to 0 or 1 the odds say more about one invoice."""
AGE_REACH = 0.15
"""How alike two ages are, on the logarithm of months: one month counts for much in the beginning, for little later."""
LEVEL_REACH = 0.7
"""How alike two shares are, on the logarithm of their odds."""
ELSEWHERE = 0.05
"""What a share far away still counts for, so that there always is somebody to learn from."""
SETTLED_MONTHS = 3
"""From this age on units show, and follow, what moves all units in a month."""
FADING = (0.6, 1.0)
"""By how much a rise goes on in each month beyond the oldest age that anybody has reached: drawn between these."""
CONCENTRATION = 0.15
"""Shape of the gamma weights of units in a draw. At 1 it would be the Bayesian bootstrap, which takes the units seen
for all kinds that there are; below 1 each draw leans on fewer of them, as if the next ones were a little different."""
UNSEEN_RAMP_MONTHS = (2.0, 12.0)
"""How long a ramp takes where nobody's was seen: drawn between these."""


@dataclass(frozen=True, kw_only=True)
class _Steps:
    """Every month's step of every unit that has begun, one element each."""

    unit: Whole
    month: Whole
    age: Floats
    level: Floats
    step: Floats


def ramp_paths(shares: Floats, begun: Floats, coming: Floats, *, months: int, seed: int) -> Floats:
    """Draw how shares go on, month after month.

    A unit goes on as some unit did from a like age and a like share on, its own past among them, for as long as that
    one was seen; then as another. Units weigh differently in each draw, so that few units leave wide intervals. What
    moved all units in a month is taken out of their steps and drawn for all of them together.

    Args:
        shares: (units, past months) in [0, 1]; NaN where there was nothing to share.
        begun: for each unit the month in which it began, counted as the columns are, below 0 where before them; NaN
            where it has not.
        coming: (draws, units), the month in which a unit that has not begun will; NaN for never. Not read for others.
        months: how many months to draw.

    Returns:
        (draws, units, months), in [0, 1].

    Source: own method, after the block bootstrap (Künsch 1989, Annals of Statistics 17) and forecasting from analogues
    (Lorenz 1969, Journal of the Atmospheric Sciences 26), with the Bayesian bootstrap over units (Rubin 1981, Annals of
    Statistics 9). Its intervals are tried in ``validation``.
    """
    random = np.random.default_rng([seed, 55])
    draws, (units, past) = len(coming), shares.shape
    levels = _logit(shares)
    steps = _steps(levels, begun)
    found = np.empty((draws, units, months))
    before = _last(shares)
    live = np.isfinite(begun) & (begun <= past - 1)
    level = np.tile(np.where(live, _logit(before), _logit(np.zeros(units))), (draws, 1))
    starts = np.where(live, begun, np.where(np.isfinite(coming), np.maximum(coming, past), np.inf))
    if not len(steps.step):
        ramp = random.uniform(*UNSEEN_RAMP_MONTHS, (draws, 1))
        top = random.uniform(0.5, 0.98, (draws, 1))
        for h in range(months):
            done = np.clip((past + h + 1 - starts) / ramp, 0, 1)
            found[:, :, h] = np.where(live, before, np.where(np.isfinite(starts), top * done, before))
        return found
    weights = random.standard_gamma(CONCENTRATION, (draws, units)) + 1e-9
    fading = random.uniform(*FADING, draws)
    steps, moved = _parted(steps, past)
    together = moved[_runs(random, len(moved), draws, months)]
    oldest = float(steps.age.max())
    rising = _rise(steps, weights, oldest)
    of = np.full((draws, units), -1)
    # Where in the table the step stands that follows each step; -1 after a unit's last.
    after = _after(steps)
    for h in range(months):
        month = past + h
        age = month - starts - 1
        moving = age >= -1
        need = moving & (of < 0)
        _pick(steps, need, age, level, weights, of, random)
        taken = steps.step[np.maximum(of, 0)]
        beyond = np.maximum(age - oldest, 0)
        taken = taken - (1 - fading[:, None] ** beyond) * rising[:, None]
        taken = taken + np.where(age >= SETTLED_MONTHS, together[:, h, None], 0.0)
        level = np.where(moving, level + taken, level)
        found[:, :, h] = np.where(moving, _share(level), before)
        of = np.where(of >= 0, after[np.maximum(of, 0)], -1)
    return found


def _logit(shares: Floats) -> Floats:
    kept = np.clip(shares, LEAST, MOST)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)


def _share(levels: Floats) -> Floats:
    share = 1 / (1 + np.exp(-levels))
    # What was kept within LEAST and MOST goes back to 0 and 1, over as much again on the inner side.
    share = np.where(share < 2 * LEAST, np.maximum(2 * (share - LEAST), 0.0), share)
    return np.asarray(np.where(share > 2 * MOST - 1, np.minimum(2 * share - (2 * MOST - 1), 1.0), share))


def _last(shares: Floats) -> Floats:
    """The last share of each unit that is known; 0 where none is."""
    known = np.isfinite(shares)
    place = shares.shape[1] - 1 - known[:, ::-1].argmax(1)
    return np.where(known.any(1), np.nan_to_num(shares[np.arange(len(shares)), place]), 0.0)


def _steps(levels: Floats, begun: Floats) -> _Steps:
    months = np.arange(levels.shape[1] - 1)
    age = months[None, :] - begun[:, None]
    step = np.diff(levels, axis=1)
    unit, month = np.nonzero(np.isfinite(step) & (age >= -1))
    return _Steps(
        unit=unit, month=month, age=age[unit, month], level=levels[unit, month], step=step[unit, month]
    )  # fmt: skip


def _parted(steps: _Steps, past: int) -> tuple[_Steps, Floats]:
    """The steps without what moved all units in their month, and that by month, in the order of time."""
    usual = np.array([np.average(steps.step, weights=_near(steps.age, age)) for age in np.unique(steps.age)])
    beyond = steps.step - usual[np.searchsorted(np.unique(steps.age), steps.age)]
    settled = steps.age >= SETTLED_MONTHS
    count = np.bincount(steps.month[settled], minlength=past - 1)
    moved = np.bincount(steps.month[settled], beyond[settled], past - 1) / np.maximum(count, 1)
    # A single unit cannot show what moved all.
    moved = np.where(count > 1, moved, 0.0)
    return replace(steps, step=steps.step - np.where(settled, moved[steps.month], 0.0)), moved


def _runs(random: np.random.Generator, length: int, draws: int, months: int) -> Whole:
    """Places in a series of that length, as runs of neighbours, a new one begun wherever one ends."""
    at = random.integers(0, length, (draws, months))
    for h in range(1, months):
        at[:, h] = np.where(at[:, h - 1] + 1 < length, at[:, h - 1] + 1, at[:, h])
    return at


def _after(steps: _Steps) -> Whole:
    follows = np.full(len(steps.unit), -1)
    same = (steps.unit[1:] == steps.unit[:-1]) & (steps.month[1:] == steps.month[:-1] + 1)
    follows[:-1][same] = np.flatnonzero(same) + 1
    return follows


def _near(ages: Floats, age: float) -> Floats:
    apart = (np.log(2.0 + ages) - np.log(2.0 + age)) / AGE_REACH
    # Beyond the oldest age the oldest ones are nearest; taken off so that the nearest never vanishes.
    squares = apart**2
    return np.asarray(np.exp(-0.5 * (squares - squares.min())), dtype=np.float64)


def _rise(steps: _Steps, weights: Floats, oldest: float) -> Floats:
    """How much shares still rose a month at the oldest ages, in each draw."""
    weight = weights[:, steps.unit] * _near(steps.age, oldest)
    return np.asarray((weight @ steps.step) / weight.sum(1), dtype=np.float64)


def _pick(
    steps: _Steps, need: npt.NDArray[np.bool_], age: Floats, level: Floats, weights: Floats, of: Whole,
    random: np.random.Generator,
) -> None:  # fmt: skip
    """Give each draw and unit that needs one a step to go on from."""
    draw, unit = np.nonzero(need)
    if not len(draw):
        return
    ages = np.rint(age[draw, unit])
    for one in np.unique(ages):
        here = np.flatnonzero(ages == one)
        d, u = draw[here], unit[here]
        alike = (level[d, u][:, None] - steps.level[None, :]) / LEVEL_REACH
        chance = _near(steps.age, float(one)) * weights[d][:, steps.unit]
        chance *= np.exp(-0.5 * alike**2) + ELSEWHERE
        summed = np.cumsum(chance, 1)
        mark = random.random(len(d)) * summed[:, -1]
        of[d, u] = np.minimum((summed < mark[:, None]).sum(1), len(steps.step) - 1)
