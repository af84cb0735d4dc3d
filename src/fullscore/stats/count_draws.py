"""Counts drawn with a given mean and variance: of many unlike chances, or of what comes in bursts."""

import numpy as np
import numpy.typing as npt


def count_draws(mean: npt.ArrayLike, variance: npt.ArrayLike, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """One count for each pair of moments.

    A sum of unlike chances has a variance below its mean and is drawn as a binomial of the same two moments, whose size
    is rounded at random: of dozens within two points of the exact distribution, of a handful within five. One above it
    is drawn as a negative binomial, at it as a Poisson.

    Args:
        mean, variance: of the same shape; not negative.

    Returns:
        Whole numbers as floats, of that shape.

    Source: Röllin (2007), Stochastic Processes and their Applications 117, 1-24 (two moments of a sum of indicators).
    """
    middle = np.asarray(mean, dtype=np.float64)
    spread = np.asarray(variance, dtype=np.float64)
    found = np.zeros(middle.shape)
    some = middle > 1e-12
    ratio = np.divide(spread, middle, out=np.ones(middle.shape), where=some)
    few = some & (ratio < 0.999)
    size = middle[few] / (1 - ratio[few])
    whole = np.maximum(np.floor(size + random.random(size.shape)), 1)
    found[few] = random.binomial(whole.astype(np.int64), np.clip(middle[few] / whole, 0, 1))
    many = some & (ratio > 1.001)
    shape = middle[many] / (ratio[many] - 1)
    found[many] = random.poisson(random.gamma(shape) * (ratio[many] - 1))
    plain = some & ~few & ~many
    found[plain] = random.poisson(middle[plain])
    return found
