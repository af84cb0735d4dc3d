"""The mean of what was seen, with Student's t interval."""

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.terms.estimate import LEVEL, Estimate


def mean(values: npt.ArrayLike, *, level: float = LEVEL) -> Estimate:
    """The arithmetic mean.

    Args:
        values: one finite number for each unit, shape (n,).
        level: how much of the time the interval holds the mean, in (0, 1).

    Returns:
        In the unit of the values. Equal values give an interval of no width.

    Source: Student (1908), The probable error of a mean, Biometrika 6, 1-25.
    """
    seen = np.asarray(values, dtype=np.float64)
    n = len(seen)
    if n == 0:
        return Estimate(value=None, n=0)
    value = float(seen.mean())
    if n < 2:
        return Estimate(value=value, n=n)
    reach = student(n - 1, level) * float(seen.std(ddof=1)) / n**0.5
    return Estimate(value=value, n=n, low=value - reach, high=value + reach)
