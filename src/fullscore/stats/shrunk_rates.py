"""Rates of several groups from their events, each drawn towards the whole as far as they are alike."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]
SPREAD = 0.5
"""Scale of the half-normal prior of the groups' coefficient of variation."""
SHAPES = np.exp(np.linspace(np.log(0.02), np.log(3000), 60))
CENTRES = 61


def shrunk_rates(
    events: npt.ArrayLike,
    exposure: npt.ArrayLike,
    random: np.random.Generator,
    draws: int,
    *,
    log_prior: Callable[[Floats, Floats], Floats] | None = None,
) -> Floats:
    """Draws from the posterior of each group's rate.

    Events are Poisson, rates are Gamma of shape ``a`` and rate ``b`` over groups, and both are integrated over a grid
    rather than put at their best value. Unless said otherwise the groups' coefficient of variation is half-normal with
    scale ``SPREAD``, and their mean has Jeffreys' prior.

    Args:
        events: how many each group had, shape (g,).
        exposure: how long, or at what expected number, each was watched; not negative, some of it positive.
        draws: how many to draw.
        log_prior: of ``a`` and ``b``, a density on both, instead of the usual one.

    Returns:
        Events per unit of exposure, shape (draws, g). A group that was not watched is drawn from the others' spread.

    Source: Gaver and O'Muircheartaigh (1987), Technometrics 29, 1-15; George, Makov and Smith (1993), Scandinavian
    Journal of Statistics 20, 147-156.
    """
    count = np.asarray(events, dtype=np.float64)
    watched = np.asarray(exposure, dtype=np.float64)
    pooled = (count.sum() + 0.5) / watched.sum()
    width = max(5 / np.sqrt(count.sum() + 0.5), 4.0 if log_prior else 2.0)
    centre = pooled * np.exp(np.linspace(-width, width, CENTRES))
    a, mean = (grid.ravel() for grid in np.meshgrid(SHAPES, centre, indexing="ij"))
    b = a / mean
    weight = _likelihood(count, watched, a, b)
    if log_prior:
        # The grid is even in the logs of shape and mean.
        weight = weight + log_prior(a, b) + np.log(a) + np.log(b)
    else:
        weight = weight - 1 / (2 * a * SPREAD**2) - 0.5 * np.log(a) + 0.5 * np.log(mean)
    chance = np.exp(weight - weight.max())
    at = random.choice(len(a), draws, p=chance / chance.sum())
    return np.asarray(random.gamma(a[at, None] + count) / (b[at, None] + watched), dtype=np.float64)


def _likelihood(count: Floats, watched: Floats, a: Floats, b: Floats) -> Floats:
    """Of shape and rate, rates integrated out: each group's count is negative binomial."""
    found = np.zeros(len(a))
    for n, days in zip(count, watched, strict=True):
        found += gammaln(a + n) - gammaln(a) + a * np.log(b) - (a + n) * np.log(b + days)
    return found
