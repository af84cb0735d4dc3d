"""Chances of several groups from how often something came to pass, each drawn towards the whole as they are alike."""

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

Floats = npt.NDArray[np.float64]
SIZES = np.exp(np.linspace(np.log(0.5), np.log(3000), 60))
MEANS = 121


def shrunk_chances(came: npt.ArrayLike, tried: npt.ArrayLike, random: np.random.Generator, draws: int) -> Floats:
    """Draws from the posterior of each group's chance.

    What came to pass is binomial, chances are Beta(a, b) over groups, and a and b are integrated over a grid under the
    prior ``(a + b) ** -2.5``.

    Args:
        came, tried: for each group, shape (g,); a group that never tried is drawn from the others' spread.
        draws: how many to draw.

    Returns:
        Chances, shape (draws, g).

    Source: Gelman, Carlin, Stern, Dunson, Vehtari and Rubin (2013), Bayesian Data Analysis, section 5.3; data of
    Tarone (1982), Biometrics 38, 215-220.
    """
    count, of = np.asarray(came, dtype=np.float64), np.asarray(tried, dtype=np.float64)
    a, b, chance = spread_of(count, of)
    at = random.choice(len(a), draws, p=chance)
    return np.asarray(random.beta(a[at, None] + count, b[at, None] + of - count), dtype=np.float64)


def spread_of(count: Floats, of: Floats) -> tuple[Floats, Floats, Floats]:
    """The posterior of ``a`` and ``b`` on a grid: both, and the probability of each point."""
    logit = np.log((count.sum() + 0.5) / (of.sum() - count.sum() + 0.5))
    width = max(5 * np.sqrt(1 / (count.sum() + 0.5) + 1 / (of.sum() - count.sum() + 0.5)), 2.5)
    mean = 1 / (1 + np.exp(-(logit + np.linspace(-width, width, MEANS))))
    size, middle = (grid.ravel() for grid in np.meshgrid(SIZES, mean, indexing="ij"))
    a, b = size * middle, size * (1 - middle)
    # The grid is even in log(a / b) and log(a + b).
    weight = -2.5 * np.log(size) + np.log(a) + np.log(b)
    for n, all_ in zip(count, of, strict=True):
        weight = weight + betaln(a + n, b + all_ - n) - betaln(a, b)
    chance = np.exp(weight - weight.max())
    return a, b, np.asarray(chance / chance.sum(), dtype=np.float64)
