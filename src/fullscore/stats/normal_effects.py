"""Effects seen with known errors that scatter around a common mean: each is drawn towards it as far as the data say."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._mixture import mixture_quantile
from fullscore.terms.estimate import LEVEL, Estimate

NODES = 2000


@dataclass(frozen=True, kw_only=True)
class NormalEffects:
    """Posterior means and intervals, in the unit of what was seen."""

    mean: Estimate
    """Of the distribution that the effects come from."""
    spread: Estimate
    """Its standard deviation."""
    effects: tuple[Estimate, ...]


def normal_effects(
    seen: npt.ArrayLike, errors: npt.ArrayLike, *, mean_scale: float, spread_scale: float, level: float = LEVEL
) -> NormalEffects:
    """Integrate over the spread on a grid, and over everything else exactly.

    Args:
        seen: one estimate for each unit, shape (n,), at least one.
        errors: their standard errors, above 0.
        mean_scale: the mean's prior is normal around 0 with this standard deviation.
        spread_scale: the spread's prior is half-Cauchy with this scale.
        level: how much of the posterior an interval holds, in (0, 1).

    Raises:
        ValueError: nothing was seen, or an error is not above 0; the author's fault.

    Source: Gelman (2006), Prior distributions for variance parameters in hierarchical models, Bayesian Analysis 1,
    515-534; the integration is that of Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 5.4.
    """
    y, s = np.asarray(seen, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if len(y) == 0 or not (s > 0).all():
        raise ValueError("effects need at least one estimate, each with an error above 0")
    # Equal steps of the prior's own distribution function, so that its long tail is reached.
    tau = (spread_scale * np.tan((np.arange(NODES) + 0.5) / NODES * np.pi / 2))[:, None]
    known = 1 / (s**2 + tau**2)
    sharp = known.sum(1) + mean_scale**-2
    centre = (known @ y) / sharp
    density = 0.5 * (np.log(known).sum(1) - np.log(sharp) + sharp * centre**2 - known @ y**2)
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    pull = s**2 * known
    means = y * (1 - pull) + pull * centre[:, None]
    deviations = np.sqrt(s**2 * (1 - pull) + pull**2 / sharp[:, None])
    steps = np.cumsum(weight)
    outside = (1 - level) / 2
    low, high = (float(np.interp(q, steps, tau[:, 0])) for q in (outside, 1 - outside))

    def told(m: npt.NDArray[np.float64], d: npt.NDArray[np.float64], n: int) -> list[Estimate]:
        ends = [mixture_quantile(weight, m, d, q) for q in (outside, 1 - outside)]
        return [
            Estimate(value=float(v), n=n, low=float(a), high=float(b))
            for v, a, b in zip(weight @ m, *ends, strict=True)
        ]

    return NormalEffects(
        mean=told(centre[:, None], sharp[:, None] ** -0.5, len(y))[0],
        spread=Estimate(value=float(weight @ tau[:, 0]), n=len(y), low=low, high=high),
        effects=tuple(told(means, deviations, 1)),
    )
