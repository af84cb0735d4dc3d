"""A sum over a sum, such as amounts over hours, with a linearised interval over the units."""

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.stats._linearised import linearised
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
        is no value where the denominators do not sum to more than 0. The interval is Student's t on the linearised
        variance, with at most n - 1 degrees of freedom, kept within what the ratio can be. A weighted share, where each
        unit counts whole or not at all, has Wilson's interval on as many units of equal weight as its linearised
        variance is worth.

    Source: Cochran (1977), Sampling Techniques, 3rd edition, chapter 6, and ``_linearised``; for the weighted share,
    Korn and Graubard (1998), Survey Methodology 24, 193-201, and Franco, Little, Louis and Slud (2019), Journal of
    Survey Statistics and Methodology 7, 334-364, with the effective size kept at or below that of Kish (1965), Survey
    Sampling, chapter 11.
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
    # A unit that counts whole may differ from its denominator by what adding and multiplying floats costs.
    slack = 1e-9 * np.abs(below)
    positive = bool((below >= 0).all() and (above >= 0).all())
    is_part = positive and bool((above <= below + slack).all())
    if is_part:
        value = min(value, 1.0)
    if is_part and bool(((above == 0) | (above >= below - slack)).all()):
        low, high = wilson(value, _worth(value, errors, below / whole), level)
        return Estimate(value=value, n=n, low=low, high=high)
    [variance], [freedom] = linearised(below / whole, errors, np.zeros(len(below), dtype=np.intp), 1)
    reach = student(min(freedom, n - 1), level) * float(variance) ** 0.5
    low, high = value - reach, value + reach
    if positive:
        low = max(low, 0.0)
    if is_part:
        high = min(high, 1.0)
    return Estimate(value=value, n=n, low=low, high=high)


def _worth(value: float, errors: Floats, weights: Floats) -> float:
    """How many units of equal weight would give a share the same variance, at most Kish's effective number.

    Without that bound a share that is almost 0 or 1 because of one small unit would look nearly certain.
    """
    kish = 1 / float(weights @ weights)
    squares = float(errors @ errors)
    return min(kish, value * (1 - value) / squares) if squares > 0 and 0 < value < 1 else kish
