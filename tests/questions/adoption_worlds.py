"""Roll-outs of which it is known how they went on; their shapes are none that the forecast assumes.

Each unit ramps up along a curve of its own kind to a ceiling of its own, with noise that lasts, months that move
everybody, a plan that slips, and seasons in what is spent.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MONTHS = 36


@dataclass(frozen=True, kw_only=True)
class Rollout:
    """What was spent, and what of it went through the programme, by unit and month; when units began and were to."""

    whole: Floats
    through: Floats
    begun: Floats
    planned: Floats
    """NaN where there is no plan."""


def rollout(seed: int) -> Rollout:
    """Tell one."""
    random = np.random.default_rng([seed, 5])
    units = int(random.integers(6, 41))
    earlier = random.uniform(0.15, 0.6)
    planned = np.where(
        random.random(units) < earlier, -np.floor(random.uniform(0, 30, units)), np.floor(random.uniform(0, 34, units))
    )
    planned = np.where(random.random(units) < 0.05, np.nan, planned)
    slip = np.floor(random.exponential(random.uniform(0.2, 2.5), units))
    begun = planned + slip
    kind = random.integers(0, 5, units) if random.random() < 0.5 else np.full(units, random.integers(0, 5))
    ceiling = random.beta(*(lambda c, k: (c * k, (1 - c) * k))(random.uniform(0.75, 0.97), 25), units)
    pace = random.uniform(1.0, 5.0) * random.lognormal(0, 0.3, units)
    age = np.arange(MONTHS)[None, :] + 0.5 - begun[:, None]
    x = np.maximum(age, 0) / pace[:, None]
    shapes = np.stack([
        1 / (1 + np.exp(-(x - 1.5) * 2)) - 1 / (1 + np.exp(3.0)),
        1 - np.exp(-x),
        np.minimum(x / 2.5, 1),
        np.exp(-4 * np.exp(-1.5 * x)),
        0.7 * (1 - np.exp(-2 * x)) + 0.3 / (1 + np.exp(-(x - 5))),
    ])  # fmt: skip
    curve = ceiling[:, None] * np.take_along_axis(shapes, kind[None, :, None], 0)[0]
    persist, spread = random.uniform(0.2, 0.9), random.uniform(0.05, 0.35)
    shared = random.uniform(0, 0.15)
    noise = np.zeros((units, MONTHS))
    noise[:, 0] = random.standard_normal(units) * spread
    for t in range(1, MONTHS):
        noise[:, t] = persist * noise[:, t - 1] + (1 - persist**2) ** 0.5 * spread * random.standard_normal(units)
    noise += np.cumsum(random.standard_normal(MONTHS)) * shared / 4 + random.standard_normal(MONTHS) * shared
    kept = np.clip(curve, 1e-4, 0.9995)
    share = 1 / (1 + np.exp(-(np.log(kept / (1 - kept)) + noise)))
    share = np.where((age > 0) & np.isfinite(age), share, 0.0)
    size = random.lognormal(0, random.uniform(0.3, 1.1), units)
    season = 1 + 0.1 * np.sin(np.arange(MONTHS) * np.pi / 6 + random.uniform(0, 6))
    whole = 1e6 * size[:, None] * season * random.lognormal(0, 0.08, (units, MONTHS))
    return Rollout(whole=whole, through=whole * share, begun=begun, planned=planned)
