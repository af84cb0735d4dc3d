"""How much to hold for a demand that is not known yet, when too much and too little cost differently."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def critical_fractile(overage: float, underage: float) -> float:
    """The probability with which demand should be met: under / (under + over).

    Args:
        overage: what one unit too much costs, at least 0.
        underage: what one unit too little costs, at least 0.

    Returns:
        A share; 0 where too little costs nothing.

    Raises:
        ValueError: a cost below 0; the caller's fault.

    Source: Arrow, Harris and Marschak, Optimal inventory policy (1951), Econometrica 19, 250-272.
    """
    if overage < 0 or underage < 0:
        raise ValueError("a cost of holding too much or too little is not negative")
    return underage / (underage + overage) if underage > 0 else 0.0


def normal_stock(mean: float, deviation: float, fractile: float) -> float:
    """What meets a normally distributed demand with a probability.

    Args:
        mean, deviation: of the demand, in its own unit.
        fractile: the probability, in (0, 1).
    """
    from scipy.special import ndtri

    return float(mean + deviation * ndtri(fractile))


def sample_stock(demand: npt.ArrayLike, fractile: float) -> float:
    """The least of the demands that were drawn which meets so large a share of them.

    It makes the mean cost over the draws least among all stocks.

    Args:
        demand: draws, shape (n,), n at least 1.
        fractile: a share, in 0 to 1; at 0 nothing need be held.
    """
    if fractile <= 0:
        return 0.0
    return float(np.quantile(np.asarray(demand, dtype=np.float64), fractile, method="inverted_cdf"))
