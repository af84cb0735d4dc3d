"""Shares of units that differ in quality and in size: each is drawn towards what is common as far as the data say."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._mixture import Floats
from fullscore.terms.estimate import LEVEL, Estimate

NODES, HALF_WIDTH = 33, 7.0
CENTRES, SPREADS = 61, 121


@dataclass(frozen=True, kw_only=True)
class BinomialEffects:
    """Posterior means and intervals."""

    centre: Estimate
    """The share of a unit in the middle of the distribution."""
    variance: Estimate
    """Of the units' log odds."""
    shares: tuple[Estimate, ...]
    draws: Floats
    """Draws of the shares together, shape (draws, n): what ranks are counted from."""


def binomial_effects(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    *,
    precision_prior: tuple[float, float] = (0.001, 0.001),
    draws: int = 4000,
    seed: int = 1,
    level: float = LEVEL,
) -> BinomialEffects:
    """Integrate over mean and variance of the log odds on a grid, and over each unit's log odds by quadrature.

    Args:
        successes: shape (n,), each from 0 to its trials; ``trials``: as many, at least 1 in all.
        precision_prior: shape and rate of the gamma prior of one over the variance; the mean's prior is flat.
        level: how much of the posterior an interval holds, in (0, 1).

    Raises:
        ValueError: successes that are not between 0 and the trials, or no trials at all; the author's fault.

    Source: Spiegelhalter, Thomas, Best and Gilks (1996), BUGS Examples Volume 1, "Surgical: institutional ranking".
    """
    r, n = np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    if n.sum() < 1 or (r < 0).any() or (r > n).any():
        raise ValueError("successes must lie between 0 and the trials")
    pooled = (r.sum() + 0.5) / (n.sum() + 1)
    # The mean is known to about the units' spread over the root of their number, however few events there are.
    width = 6 * np.sqrt(1 / ((n.sum() + 1) * pooled * (1 - pooled)) + 1 / len(n))
    mu = np.log(pooled / (1 - pooled)) + np.linspace(-width, width, CENTRES)
    log_tau = np.linspace(np.log(0.004), np.log(6.0), SPREADS)
    mean, tau = (grid.ravel()[:, None] for grid in np.meshgrid(mu, np.exp(log_tau), indexing="ij"))
    nodes, heights, peaks = _quadrature(r, n, mean, tau)
    shape, rate = precision_prior
    density = (np.log(heights.sum(-1)) + peaks).sum(1)
    # The density of log tau: the gamma's of the precision times the precision.
    density += -2 * shape * np.log(tau[:, 0]) - rate / tau[:, 0] ** 2
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    inner = heights / heights.sum(-1, keepdims=True)
    share = 1 / (1 + np.exp(-nodes))
    values = np.einsum("g,gun,gun->u", weight, inner, share)
    random = np.random.default_rng(seed)
    cell = np.searchsorted(np.cumsum(weight), (np.arange(draws) + random.random()) / draws).clip(max=len(weight) - 1)
    steps = np.cumsum(inner[cell], -1)
    at = (steps < random.random((draws, len(r)))[..., None]).sum(-1).clip(max=NODES - 1)
    spacing = nodes[cell][..., 1] - nodes[cell][..., 0]
    log_odds = np.take_along_axis(nodes[cell], at[..., None], -1)[..., 0]
    log_odds += spacing * (random.random(log_odds.shape) - 0.5)
    drawn = 1 / (1 + np.exp(-log_odds))
    outside = (1 - level) / 2
    low, high = np.quantile(drawn, [outside, 1 - outside], axis=0)
    return BinomialEffects(
        centre=_weighted(1 / (1 + np.exp(-mean[:, 0])), weight, int(n.sum()), outside),
        variance=_weighted(tau[:, 0] ** 2, weight, len(n), outside),
        shares=tuple(
            Estimate(value=float(v), n=int(k), low=float(a), high=float(b))
            for v, k, a, b in zip(values, n, low, high, strict=True)
        ),
        draws=drawn,
    )


def _modes(r: Floats, n: Floats, mean: Floats, tau: Floats) -> tuple[Floats, Floats]:
    """Each unit's most probable log odds at each cell of the grid, and the standard deviation around it."""
    x = mean + np.zeros(len(r))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x))
        sharp = n * p * (1 - p) + tau**-2
        x += np.clip((r - n * p - (x - mean) / tau**2) / sharp, -1, 1)
    p = 1 / (1 + np.exp(-x))
    return x, (n * p * (1 - p) + tau**-2) ** -0.5


def _joint(r: Floats, n: Floats, mean: Floats, tau: Floats, x: Floats) -> Floats:
    return r * x - n * np.logaddexp(0, x) - 0.5 * ((x - mean) / tau) ** 2 - np.log(tau)


def _quadrature(r: Floats, n: Floats, mean: Floats, tau: Floats) -> tuple[Floats, Floats, Floats]:
    """Nodes around each unit's mode; the joint density there over that at the mode, times the deviation; its log at the
    mode."""
    mode, deviation = _modes(r, n, mean, tau)
    nodes = mode[..., None] + deviation[..., None] * np.linspace(-HALF_WIDTH, HALF_WIDTH, NODES)
    peaks = _joint(r, n, mean, tau, mode)
    heights = np.exp(_joint(r[:, None], n[:, None], mean[..., None], tau[..., None], nodes) - peaks[..., None])
    return nodes, heights * deviation[..., None], peaks


def _weighted(values: Floats, weight: Floats, n: int, outside: float) -> Estimate:
    order = np.argsort(values)
    steps = np.cumsum(weight[order])
    low, high = (float(np.interp(q, steps, values[order])) for q in (outside, 1 - outside))
    return Estimate(value=float(weight @ values), n=n, low=low, high=high)
