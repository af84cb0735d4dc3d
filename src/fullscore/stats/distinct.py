"""How many different ones there are, such as people: counted, not sampled."""

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import Estimate


def distinct(codes: npt.ArrayLike) -> Estimate:
    """The number of different codes.

    Args:
        codes: one code for each row, shape (rows,).

    Returns:
        A count; n, low and high are the count itself.
    """
    n = len(np.unique(np.asarray(codes)))
    if n == 0:
        return Estimate(value=None, n=0)
    return Estimate(value=float(n), n=n, low=float(n), high=float(n))
