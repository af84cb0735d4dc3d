"""What all units come to: counted, not sampled."""

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import Estimate


def total(values: npt.ArrayLike) -> Estimate:
    """The sum.

    Args:
        values: one finite number for each unit, shape (n,).

    Returns:
        In the unit of the values; low and high are the value, since no unit was left out.
    """
    seen = np.asarray(values, dtype=np.float64)
    if len(seen) == 0:
        return Estimate(value=None, n=0)
    value = float(seen.sum())
    return Estimate.counted(value, len(seen))
