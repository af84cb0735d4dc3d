"""What ends, and why: hazards of one cause among others, and the share that has ended of it by a day."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import normal
from fullscore.stats.share import wilson
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Hazards:
    """For every day from 0 to the last: how many were at risk, and the share of them that ended."""

    at_risk: Floats
    cause: Floats
    """Of the cause that is asked about."""
    others: Floats
    """Of any other cause."""

    @property
    def last_day(self) -> int:
        return len(self.at_risk) - 1


def hazards(
    entered: npt.ArrayLike, left: npt.ArrayLike, cause: npt.ArrayLike, other: npt.ArrayLike, last_day: int
) -> Hazards:
    """Daily hazards (the steps of Nelson and Aalen's estimator) of a cause and of all others together.

    Args:
        entered: whole days after its start from which each subject was seen, shape (n,); above 0 where it would not be
            known of had it ended before.
        left: the day of its end, or to which it was seen; a subject is at risk on it.
        cause: whether it ended then of the cause; ``other``: of another.
        last_day: the last day that is counted.

    Source: Aalen (1978), Annals of Statistics 6, 701-726; late entry as in Andersen, Borgan, Gill and Keiding (1993),
    Statistical Models Based on Counting Processes, section IV.1.
    """
    begin, end = np.asarray(entered, dtype=np.int64), np.asarray(left, dtype=np.int64)
    seen = (begin <= end) & (begin <= last_day) & (end >= 0)
    begin, end = np.maximum(begin[seen], 0), end[seen]
    counted = end <= last_day
    steps = np.bincount(begin, minlength=last_day + 2)[: last_day + 2].astype(np.float64)
    steps[1:] -= np.bincount(np.minimum(end, last_day), minlength=last_day + 1)[: last_day + 1]
    at_risk = np.cumsum(steps)[: last_day + 1]
    share = np.divide(1.0, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)

    def ended(flags: npt.ArrayLike) -> Floats:
        hits = np.asarray(flags, dtype=np.bool_)[seen] & counted
        return np.asarray(np.bincount(end[hits], minlength=last_day + 1)[: last_day + 1] * share)

    return Hazards(at_risk=at_risk, cause=ended(cause), others=ended(other))


def exposure(hazard: Floats, entered: npt.ArrayLike, left: npt.ArrayLike) -> Floats:
    """How much of the cumulative hazard each subject passed through: its expected events at the common hazard."""
    last = len(hazard) - 1
    whole = np.concatenate([[0.0], np.cumsum(hazard)])
    begin = np.clip(np.asarray(entered, dtype=np.int64), 0, last + 1)
    end = np.clip(np.asarray(left, dtype=np.int64) + 1, begin, last + 1)
    return np.asarray(whole[end] - whole[begin])


def incidence_at(found: Hazards, factors: npt.ArrayLike) -> Floats:
    """The share that ends of the cause by the last day, were its hazard multiplied by a factor, the others' as it is.

    The product over days of what is left, as Aalen and Johansen sum it, with what a day leaves taken as the exponential
    of its hazards, so that no factor makes it negative.

    Args:
        factors: at least 0, of any shape.
    """
    times = np.asarray(factors, dtype=np.float64)
    left = np.ones_like(times)
    ended = np.zeros_like(times)
    for cause, other in zip(found.cause, found.others, strict=True):
        both = times * cause + other
        if cause > 0 or other > 0:
            gone = -np.expm1(-both)
            ended = ended + left * gone * np.divide(times * cause, both, out=np.zeros_like(both), where=both > 0)
            left = left * (1 - gone)
    return np.asarray(ended)


def aalen_johansen(found: Hazards, n: int, *, level: float = LEVEL) -> Estimate:
    """The share that ended of the cause by the last day, where other causes compete.

    Args:
        found: daily hazards of the subjects.
        n: how many subjects they are of.

    Returns:
        A share. The interval is that of log(-log) with the variance of Aalen and Johansen's estimator; at 0 and 1,
        where that says nothing, Wilson's on those at risk at the end.

    Source: Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; the variance is Greenwood's kind,
    which without censoring is the binomial's; why one minus Kaplan-Meier overstates it: Satagopan et al. (2004),
    British Journal of Cancer 91, 1229-1235.
    """
    if n == 0 or not (found.at_risk > 0).any():
        return Estimate(value=None, n=0)
    both = found.cause + found.others
    before = np.concatenate([[1.0], np.cumprod(1 - both)[:-1]])
    curve = np.cumsum(before * found.cause)
    value = float(curve[-1])
    if n < 2:
        return Estimate(value=value, n=n)
    if not 0 < value < 1:
        low, high = wilson(min(max(value, 0.0), 1.0), max(1.0, float(found.at_risk[found.at_risk > 0][-1])), level)
        return Estimate(value=value, n=n, low=low, high=high)
    risk = np.maximum(found.at_risk, 1)
    gap = value - curve
    all_left = risk * (1 - both)
    general = np.divide(both, all_left, out=np.zeros_like(both), where=all_left > 0)
    variance = float(
        (gap**2 * general).sum()
        + (before**2 * found.cause * (1 - found.cause) / risk).sum()
        - 2 * (gap * before * found.cause / risk).sum()
    )
    reach = normal(level) * max(variance, 0.0) ** 0.5 / abs((1 - value) * np.log(1 - value))
    return Estimate(
        value=value,
        n=n,
        low=float(1 - (1 - value) ** np.exp(-reach)),
        high=float(1 - (1 - value) ** np.exp(reach)),
    )
