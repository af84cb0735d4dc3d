"""Where the quantiles of a mixture of normal distributions lie."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def mixture_quantile(weights: Floats, means: Floats, deviations: Floats, q: float) -> Floats:
    """A quantile of mixtures that share their weights.

    Args:
        weights: shape (k,), sum to 1.
        means, deviations: shape (k, m), one column for each mixture; a deviation is above 0.
        q: which quantile, in (0, 1).

    Returns:
        Shape (m,), to a millionth of the mixture's spread.
    """
    from scipy.special import ndtr

    low, high = (means - 10 * deviations).min(0), (means + 10 * deviations).max(0)
    for _ in range(50):
        middle = (low + high) / 2
        below = weights @ ndtr((middle - means) / deviations) < q
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)
