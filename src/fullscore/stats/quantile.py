"""A quantile of what was seen, between two order statistics that hold it whatever the distribution."""

from functools import lru_cache
from math import floor, sqrt

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import LEVEL, Estimate


def quantile(values: npt.ArrayLike, q: float, *, level: float = LEVEL) -> Estimate:
    """The quantile by linear interpolation between order statistics (type 7).

    Args:
        values: one finite number for each unit, shape (n,).
        q: which quantile, in (0, 1): 0.5 the median.
        level: how much of the time the interval holds the quantile, in (0, 1).

    Returns:
        In the unit of the values. There is no interval where not even the least and the greatest value hold the
        quantile often enough: at 0.9, below 5 values for a median and below 22 for a 90th percentile.

    Source: Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50, 361-365,
    definition 7; the interval: David and Nagaraja (2003), Order Statistics, 3rd edition, section 7.1.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = len(ordered)
    if n == 0:
        return Estimate(value=None, n=0)
    place = q * (n - 1)
    below = floor(place)
    at, above = float(ordered[below]), float(ordered[min(below + 1, n - 1)])
    value = at + (place - below) * (above - at)
    found = ranks(n, q, level)
    if found is None:
        return Estimate(value=value, n=n)
    first, last = found
    return Estimate(value=value, n=n, low=float(ordered[first - 1]), high=float(ordered[last - 1]))


@lru_cache(maxsize=65536)
def ranks(n: int, q: float, level: float) -> tuple[int, int] | None:
    """Which order statistics, counted from 1, the interval runs between; None where none are far enough apart.

    The number of values below the quantile is binomial (n, q). Each rank is as near to the quantile as leaves out no
    more than half of what the level allows; for a median the two are equally far from the ends. Where one of them would
    lie beyond the last value, the last value stands in, and the other may leave out what is left of the whole.
    """
    if n < 2:
        return None
    from scipy.special import bdtr

    spread = sqrt(n * q * (1 - q))
    # Ten standard deviations out, what is left is below any level, so that large n does not cost a large table.
    start, stop = max(0, floor(n * q - 10 * spread) - 10), min(n, floor(n * q + 10 * spread) + 11)
    counts = np.arange(start, stop)
    at_most = bdtr(counts.astype(np.float64), n, q)
    outside = (1 - level) / 2

    def lower(allowed: float) -> int:
        """The highest rank r with P(count < r) within what is allowed; 0 where there is none."""
        return start + int(np.searchsorted(at_most, allowed, side="right"))

    def upper(allowed: float) -> int:
        """The lowest rank r with P(count >= r) within what is allowed; n + 1 where there is none."""
        return start + 1 + int(np.searchsorted(-(1 - at_most), -allowed, side="left"))

    first, last = lower(outside), upper(outside)
    if last > n:
        last, first = n, lower(2 * outside - q**n)
    elif first < 1:
        first, last = 1, upper(2 * outside - (1 - q) ** n)
    return (first, last) if 1 <= first < last <= n else None
