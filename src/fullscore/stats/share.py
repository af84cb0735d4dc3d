"""The share of units that something holds for, with Wilson's score interval."""

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import normal
from fullscore.terms.estimate import LEVEL, Estimate


def share(successes: float, n: int, *, level: float = LEVEL) -> Estimate:
    """Successes over trials.

    Args:
        successes: 0 to n; need not be whole.
        n: trials.
        level: how much of the time the interval holds the share, in (0, 1).

    Returns:
        In [0, 1], as are both ends; neither end meets the other, even where nothing or everything succeeded.

    Raises:
        ValueError: fewer than no successes or more than n; the author's fault.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22, 209-212; recommended by Newcombe (1998), Statistics in Medicine 17, 857-872.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} trials")
    if n == 0:
        return Estimate(value=None, n=0)
    value = float(successes / n)
    if n < 2:
        return Estimate(value=value, n=n)
    low, high = wilson(value, n, level)
    return Estimate(value=value, n=n, low=low, high=high)


def share_of(hits: npt.ArrayLike, *, level: float = LEVEL) -> Estimate:
    """The share of units that are true.

    Args:
        hits: one boolean for each unit, shape (n,).
        level: as for ``share``.
    """
    held = np.asarray(hits, dtype=np.bool_)
    return share(int(np.count_nonzero(held)), len(held), level=level)


def wilson(value: float, n: float, level: float) -> tuple[float, float]:
    """Both ends of Wilson's interval around a share.

    Args:
        value: the share, in [0, 1].
        n: how many trials it is worth, above 0; need not be whole.
        level: in (0, 1).
    """
    z2 = normal(level) ** 2
    middle = value + z2 / (2 * n)
    reach = (z2 * (value * (1 - value) / n + z2 / (4 * n * n))) ** 0.5
    low, high = (middle - reach) / (1 + z2 / n), (middle + reach) / (1 + z2 / n)
    # At 0 and 1 the end is the value itself, which rounding would miss by an ulp in either direction.
    return (max(low, 0.0) if value > 0 else 0.0), (min(high, 1.0) if value < 1 else 1.0)
