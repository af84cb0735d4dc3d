"""How the share came from where it was to where it is: units that joined or use it more, and what was spent."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._adoption.spend import Spending
from fullscore.stats._critical import student
from fullscore.stats.bass import Bass, bass, half_seen
from fullscore.stats.logistic_growth import LogisticGrowth, logistic_growth
from fullscore.stats.ramp_paths import Floats
from fullscore.terms.estimate import LEVEL, Estimate

TOGETHER = 3
YEAR = 12
LEAST_ALIKE = 0.9
"""Engagements run for most of a year, so a month's spend hangs together with the next one's at least so much, whatever
three years of it seem to say."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """The change of the share from the first months to the last; the parts add up to it exactly.

    Attributes:
        by_entry: of units that began in between.
        by_use: of units that were inside at both ends.
        by_weight: what units spend against each other has moved.
        spend_change: all spend in scope, inside and outside, of the last year against the first, as a share.
    """

    first_month: str
    last_month: str
    share_then: float
    share_now: float
    by_entry: float
    by_use: float
    by_weight: float
    entered: int
    spend_change: Estimate


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A curve of diffusion beside the forecast.

    Attributes:
        ceiling: None where less than half of it, as high as it may be, is seen.
        months: (month, share) ahead; empty with it.
    """

    name: str
    ceiling: Estimate
    months: tuple[tuple[str, float], ...]
    says: str


def story(spent: Spending) -> Story | None:
    """The change; None where fewer than six months are seen."""
    months = len(spent.months)
    if months < 2 * TOGETHER:
        return None
    first, last = slice(0, TOGETHER), slice(months - TOGETHER, months)
    (w0, s0), (w1, s1) = _weights(spent, first), _weights(spent, last)
    then, now = float(w0 @ s0), float(w1 @ s1)
    middle_share, middle_weight = (s0 + s1) / 2, (w0 + w1) / 2
    joined = spent.live & (spent.begun >= 0)
    moved = middle_weight * (s1 - s0)
    return Story(
        first_month=str(spent.months[0]), last_month=str(spent.months[-1]), share_then=then, share_now=now,
        by_entry=float(moved[joined].sum()), by_use=float(moved[~joined].sum()),
        by_weight=float(((w1 - w0) * middle_share).sum()), entered=int(joined.sum()), spend_change=_spend_change(spent),
    )  # fmt: skip


def _weights(spent: Spending, at: slice) -> tuple[Floats, Floats]:
    whole, through = spent.whole[:, at].sum(1), spent.through[:, at].sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, through / whole, 0.0)
    return np.where(whole > 0, whole, 0.0) / max(float(np.maximum(whole, 0).sum()), 1e-9), share


def _spend_change(spent: Spending) -> Estimate:
    """All spend of the last year against the first.

    Spend is made of engagements that run for months, so that a month is much like the one before: twelve of them say
    less than twelve, and how much less is read from how they hang together. No trend is taken off before: in so few
    years a slow wander looks like one, and would be called growth.
    """
    total = spent.whole.sum(0)
    if len(total) < 2 * YEAR or (total <= 0).any():
        return Estimate(value=None, n=0)
    level = np.log(total)
    left = level - level.mean()
    square = float(left @ left)
    alike = float(left[1:] @ left[:-1]) / square if square > 0 else 0.0
    # What hangs together is underrated by a short series; Kendall's correction.
    alike = min(max(alike + (1 + 3 * alike) / len(level), LEAST_ALIKE), 0.95)
    steps = np.arange(1, YEAR)
    longer = 1 + 2 * float(((1 - steps / YEAR) * alike**steps).sum())
    error = (2 * square / max(len(level) - 2, 1) / YEAR * longer) ** 0.5
    freedom = max(len(level) * (1 - alike) / (1 + alike) - 2, 2.0)
    middle, reach = float(level[-YEAR:].mean() - level[:YEAR].mean()), student(freedom, LEVEL) * error
    value, low, high = (float(np.expm1(middle + part)) for part in (0.0, -reach, reach))
    return Estimate(value=value, n=len(level), low=low, high=high)


def curves(spent: Spending, ahead: int) -> tuple[Curve, ...]:
    """The logistic curve and Bass's through the programme's share, never before half the ceiling is seen."""
    months = len(spent.months)
    whole, through = spent.whole.sum(0), spent.through.sum(0)
    known = whole > 0
    if known.sum() < 6 or not np.isfinite(spent.begun).any():
        return ()
    begins = float(np.nanmin(spent.begun))
    share = np.where(known, np.clip(through / np.where(known, whole, 1.0), 0, 1), np.nan)
    at = np.arange(months) + 1 - begins
    use = np.flatnonzero(known & (at > 0))
    times, levels = at[use], share[use]
    if len(use) < 6:
        return ()
    logistic = logistic_growth(times, levels)
    edges = np.r_[0.0, times]
    diffusion = bass(np.diff(np.r_[0.0, levels]), edges)
    seen = float(levels[-TOGETHER:].mean())
    later = at[-1] + 1 + np.arange(ahead)
    of_logistic = (logistic.ceiling, logistic.low, logistic.high) if logistic else None
    of_bass = (diffusion.m, diffusion.m_low, diffusion.m_high) if diffusion else None
    return (
        _curve("logistic", seen, spent, later, of_logistic, logistic),
        _curve("Bass", seen, spent, later, of_bass, diffusion),
    )


def _curve(
    name: str, seen: float, spent: Spending, later: Floats, ceiling: tuple[float, float, float] | None,
    fitted: Bass | LogisticGrowth | None,
) -> Curve:  # fmt: skip
    if fitted is None or ceiling is None:
        return Curve(name=name, ceiling=Estimate(value=None, n=0), months=(), says="No such curve can be fitted.")
    value, low, high = (min(part, 1.0) for part in ceiling)
    if not half_seen(seen, high):
        says = "Less than half of the ceiling may be seen, so none is told: such a ceiling is drawn to what was seen."
        return Curve(name=name, ceiling=Estimate(value=None, n=len(spent.months)), months=(), says=says)
    months = tuple(
        (str(spent.months[-1] + 1 + n), float(min(level, 1.0))) for n, level in enumerate(fitted.level(later))
    )
    says = (
        "It rises on beyond what there is, so it knows no ceiling" if ceiling[0] > 1 else f"Its ceiling is {value:.1%}"
    ) + "; the curve knows neither the units nor the plan."
    return Curve(
        name=name, ceiling=Estimate(value=value, n=len(spent.months), low=low, high=high), months=months, says=says
    )
