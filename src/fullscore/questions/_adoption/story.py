"""How the share came from where it was to where it is: units that joined, units that use it more, and what was spent."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._adoption.spend import Spending
from fullscore.stats._critical import student
from fullscore.stats.bass import bass, half_seen
from fullscore.stats.logistic_growth import logistic_growth
from fullscore.stats.ramp_paths import Floats
from fullscore.terms.estimate import LEVEL, Estimate

TOGETHER = 3
YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Story:
    """The change of the share from the first months to the last; the parts add up to it exactly.

    Attributes:
        by_entry: of units that began in between.
        by_use: of units that were inside at both ends.
        by_weight: what units spend against each other has moved.
        spend_change: all spend in scope, inside and outside, of the last year against the first, as a share; its
            interval is that of twelve months held against the same months of the other year.
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
    total = spent.whole.sum(0)
    if len(total) < 2 * YEAR or (total <= 0).any():
        return Estimate(value=None, n=0)
    # Each month against the same month of the other year, so that seasons cancel.
    shift = (len(total) - YEAR) % YEAR
    change = np.log(total[-YEAR:]) - np.log(np.roll(total[:YEAR], -shift))
    reach = student(YEAR - 1, LEVEL) * float(change.std(ddof=1)) / YEAR**0.5
    middle = float(change.mean())
    value, low, high = (float(np.expm1(middle + part)) for part in (0.0, -reach, reach))
    return Estimate(value=value, n=YEAR, low=low, high=high)


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
    return (
        _curve("logistic", seen, spent, later, logistic and (logistic.ceiling, logistic.low, logistic.high), logistic),
        _curve("Bass", seen, spent, later, diffusion and (diffusion.m, diffusion.m_low, diffusion.m_high), diffusion),
    )


def _curve(name, seen, spent, later, ceiling, fitted):  # type: ignore[no-untyped-def]
    if fitted is None:
        return Curve(name=name, ceiling=Estimate(value=None, n=0), months=(), says="No such curve can be fitted.")
    value, low, high = (min(part, 1.0) for part in ceiling)
    if not half_seen(seen, high):
        says = "Less than half of the ceiling may be seen, so none is told: such a ceiling is drawn to what was seen."
        return Curve(name=name, ceiling=Estimate(value=None, n=len(spent.months)), months=(), says=says)
    months = tuple(
        (str(spent.months[-1] + 1 + n), float(min(level, 1.0))) for n, level in enumerate(fitted.level(later))
    )
    says = f"Its ceiling is {value:.1%}; the curve knows neither the units nor the plan."
    return Curve(
        name=name, ceiling=Estimate(value=value, n=len(spent.months), low=low, high=high), months=months, says=says
    )
