"""A sum over a sum, such as amounts over hours, with a linearised interval over the units."""

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.stats.share import wilson
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]


def ratio(numerators: npt.ArrayLike, denominators: npt.ArrayLike, *, level: float = LEVEL) -> Estimate:
    """The sum of the numerators over the sum of the denominators.

    Args:
        numerators: one finite number for each unit, shape (n,).
        denominators: as many; credits are below 0 and count in both sums.
        level: how much of the time the interval holds the ratio, in (0, 1).

    Returns:
        In the numerators' unit over the denominators'; n is the number of units with a positive denominator, and there
        is no value where the denominators do not sum to more than 0. The interval is Student's t with n - 1 degrees of
        freedom on the linearised variance, kept within what the ratio can be. A weighted share, where each unit counts
        whole or not at all, has Wilson's interval on as many units of equal weight as its linearised variance is worth.

    Source: Cochran (1977), Sampling Techniques, 3rd edition, chapter 6; Woodruff (1971), Journal of the American
    Statistical Association 66, 411-414; for the weighted share, Kott and Carr (1997), Journal of Official Statistics
    13, 337-348, with the effective size kept at or below Kish's (1965), Survey Sampling, section 11.7.
    """
    above, below = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    n, whole = int(np.count_nonzero(below > 0)), float(below.sum())
    if n == 0 or whole <= 0:
        return Estimate(value=None, n=n)
    value = float(above.sum()) / whole
    if n < 2:
        return Estimate(value=value, n=n)
    # What each unit adds to the ratio's error, to first order; together they add up to 0.
    errors = (above - value * below) / whole
    squares = float(errors @ errors)
    positive = bool((below >= 0).all() and (above >= 0).all())
    if positive and bool(((above == 0) | (above == below)).all()):
        value = min(value, 1.0)
        low, high = wilson(value, _worth(value, squares, below / whole), level)
        return Estimate(value=value, n=n, low=low, high=high)
    reach = student(n - 1, level) * (squares * n / (n - 1)) ** 0.5
    low, high = value - reach, value + reach
    if positive:
        low = max(low, 0.0)
        if bool((above <= below).all()):
            high = min(high, 1.0)
    return Estimate(value=value, n=n, low=low, high=high)


def _worth(value: float, squares: float, weights: Floats) -> float:
    """How many units of equal weight would give a share the same variance, at most Kish's effective number.

    Without that bound a share that is almost 0 or 1 because of one small unit would look nearly certain.
    """
    kish = 1 / float(weights @ weights)
    return min(kish, value * (1 - value) / squares) if squares > 0 and 0 < value < 1 else kish
