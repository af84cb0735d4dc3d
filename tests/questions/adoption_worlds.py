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


def northgate_like(seed: int) -> Rollout:
    """Roll-outs of few large and many small units, in waves, whose use comes as engagements end and are renewed.

    Nothing is drawn along a curve: each unit's spend is made of engagements, those of before the first day stay outside
    until their own end or, by chance, are brought in; new ones come in by a share that managers get used to.
    """
    random = np.random.default_rng([seed, 6])
    units = int(random.integers(8, 26))
    wave = np.sort(random.integers(-24, 34, int(random.integers(3, 9))))
    planned = np.where(random.random(units) < 0.04, np.nan, wave[random.integers(0, len(wave), units)].astype(float))
    begun = planned + (random.random(units) < random.uniform(0, 0.6)) * random.integers(1, 5, units)
    size = np.maximum(random.pareto(random.uniform(1.2, 3.0), units) * 8, 4)
    length = random.uniform(3.0, 10.0)
    ends_at, habit = random.uniform(0.8, 0.99, units), random.uniform(0.5, 6.0, units)
    brought_in = random.uniform(0.0, 0.25)
    whole, through = np.zeros((units, MONTHS)), np.zeros((units, MONTHS))
    for unit in range(units):
        begins = random.uniform(-40, MONTHS, random.poisson(size[unit] * (MONTHS + 40) / length))
        ends = begins + random.exponential(length, len(begins))
        first = begun[unit] if np.isfinite(begun[unit]) else np.inf
        used = ends_at[unit] * (1 - np.exp(-np.maximum(begins - first, 0) / habit[unit]))
        inside_from = np.where((begins >= first) & (random.random(len(begins)) < used), begins, np.inf)
        joins = first + random.exponential(1 / max(brought_in, 1e-9), len(begins))
        inside_from = np.where((begins < first) & (random.random(len(begins)) < 0.9), joins, inside_from)
        cost = random.lognormal(9.2, 0.4, len(begins))
        for month in range(MONTHS):
            run = np.clip(np.minimum(ends, month + 1) - np.maximum(begins, month), 0, 1) * cost
            whole[unit, month] = run.sum() + 1.0
            through[unit, month] = (run * (inside_from <= month)).sum()
    return Rollout(whole=whole, through=through, begun=begun, planned=planned)
