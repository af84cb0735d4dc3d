"""Places whose rates lie apart from what is expected of them: how far, how surely, and what that comes to in money.

How far places differ that nobody would call different is taken from the middle of them (an empirical null), on top of
what chance explains. What the people of one requisition are billed at is one decision, so that it counts once.
"""

from dataclasses import dataclass

import numpy as np

from fullscore.findings._rates import Codes, Flags, coded
from fullscore.findings._work import Floats, Work
from fullscore.stats._critical import normal
from fullscore.stats.middle_null import middle_null
from fullscore.terms.estimate import LEVEL, Estimate

WIDE = 4.0
"""A residual further from its place's median than so many scales counts as so far and no further."""
SLAB = 0.2
"""How far places that lie apart do so: the standard deviation of the logarithm of their rates over what is usual."""
UNEXPLAINED = 0.005
"""Places differ by at least so much (on the log scale) for reasons nobody records, however alike their middle is."""
LEAST_GAP = 0.03
"""What is dearer by less is not told: it would not be worth a conversation."""
FEWEST_PLACES = 3
"""Fewer than so many have no middle."""
LEAST_VALUE = 0.0001
"""Of the year's spend."""
FEW_OF_A_KIND = 5
"""Fewer assignments than so many of a resource type are valued with the others of the place."""


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """How far each place lies from what is expected: mean residuals on the log scale, errors, and decisions behind."""

    mean: Floats
    error: Floats
    count: Floats


def gaps(residual: Floats, place: Codes, order: Codes, places: int, *, scanned: bool = False) -> Gaps:
    """The mean residual of each place; error infinite and mean nan of a place without rows.

    Args:
        residual, place, order: of each row; rows whose place is -1 are left out.
        scanned: places are many and small: a residual is cut off as far from nothing as otherwise from its place's
            median, so that no single row makes a place stand out.
    """
    rows = np.flatnonzero((place >= 0) & np.isfinite(residual))
    value, at = residual[rows], place[rows]
    if not len(rows):
        return Gaps(mean=np.full(places, np.nan), error=np.full(places, np.inf), count=np.zeros(places))
    centre = np.zeros(places) if scanned else _medians(value, at, places)
    scale = max(1.4826 * float(np.median(np.abs(value - centre[at]))), 1e-3)
    value = centre[at] + np.clip(value - centre[at], -WIDE * scale, WIDE * scale)
    # One row for each decision in a place.
    pair, once = np.unique(at * (int(order.max(initial=0)) + 1) + order[rows], return_inverse=True)
    each = np.bincount(once, value) / np.bincount(once)
    of = pair // (int(order.max(initial=0)) + 1)
    count = np.bincount(of, minlength=places).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(of, each, places) / count
        freedom = len(of) - (count > 0).sum()
        pooled = np.sqrt(((each - mean[of]) ** 2).sum() / freedom) if freedom > 0 else np.inf
        error = np.where(count > 0, max(pooled, 1e-3) / np.sqrt(count), np.inf)
    return Gaps(mean=mean, error=error, count=count)


def _medians(value: Floats, at: Codes, places: int) -> Floats:
    order = np.lexsort((value, at))
    count = np.bincount(at, minlength=places)
    first = np.cumsum(count) - count
    there = count > 0
    found = np.zeros(places)
    low, high = first[there] + (count[there] - 1) // 2, first[there] + count[there] // 2
    found[there] = (value[order][low] + value[order][high]) / 2
    return found


def chances(found: Gaps, fewest: int, unexplained: float = UNEXPLAINED) -> tuple[Floats, Floats, float]:
    """How likely each place would lie so high if it were like the others.

    Args:
        fewest: decisions before a place is judged.
        unexplained: how far places differ at the least, in the unit of the means.

    Returns:
        One-sided p of each place, nan where it was not judged; its standard error, what is ordinary included; the
        centre of what is ordinary.
    """
    judged = found.count >= fewest
    if judged.sum() < FEWEST_PLACES:
        return np.full(len(found.mean), np.nan), np.full(len(found.mean), np.inf), 0.0
    null = middle_null(found.mean[judged], found.error[judged])
    p = np.where(judged, null.upper_tail(found.mean, found.error, unexplained), np.nan)
    return p, np.sqrt(found.error**2 + max(null.spread, unexplained) ** 2), null.centre


def excess(work: Work, log_over: Floats, telling: Flags, here: Flags, error: float) -> Floats:
    """Of each row of a place, the part of its rate that lies above what is expected, by resource type.

    Rates end at the card, so that the same place can pay a quarter more for one type and nothing more for another. The
    mean is shrunk towards nothing as far as chance could explain it.

    Args:
        log_over: the logarithm of each row's rate over what is expected of it.
        telling: rows that tell it: of the place, and known.
        here: rows whose part is asked.
        error: the place's standard error on the log scale.

    Returns:
        0 of other rows.
    """
    kind, kinds = coded(work.texts["resource_type"])
    kind = kind + 1
    spend = work.known_spend
    # A rate that is a slip of the pen must not outweigh all the others of its place.
    over = np.where(telling, np.clip(1 - np.exp(-np.nan_to_num(log_over)), -1.0, 1.0), 0.0)
    weight = np.where(telling, spend, 0.0)
    many = len(kinds) + 1
    whole = float((weight * over).sum() / weight.sum()) if weight.sum() > 0 else 0.0
    mass = np.bincount(kind, weight, many)
    own = np.divide(np.bincount(kind, weight * over, many), mass, out=np.full(many, whole), where=mass > 0)
    few = np.bincount(kind, telling.astype(np.float64), many) < FEW_OF_A_KIND
    if few.any() and mass[few].sum() > 0:
        own[few & (mass > 0)] = float((own * mass)[few].sum() / mass[few].sum())
    own = np.clip(own, 0.0, 1.0) * SLAB**2 / (SLAB**2 + error**2)
    return np.where(here, own[kind], 0.0)


def valued(saving: Floats, gap: float, error: float, n: int, currency: str) -> Estimate:
    """The sum of savings with the interval that the gap's own gives it, on the log scale."""
    value, reach = float(saving.sum()), normal(LEVEL) * error
    low, high = (1 - np.exp(-max(0.0, gap + sign * reach)) for sign in (-1, 1))
    per = value / float(1 - np.exp(-gap))
    return Estimate(value=value, n=n, low=float(low * per), high=float(high * per), currency=currency)
