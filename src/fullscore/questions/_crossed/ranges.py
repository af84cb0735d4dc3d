"""Where each lever stands over the last year, and between what it can be set: no further than the client's own past."""

import numpy as np
import numpy.typing as npt

from fullscore.questions._crossed.conflicts import Range
from fullscore.questions._levers._requests import Requests
from fullscore.questions._levers._shape import Lever
from fullscore.terms.edition import Edition

Floats = npt.NDArray[np.float64]

LEAST_REQUESTS = 20
"""A unit with fewer in the year does not say what units can do."""
LEAST_UNITS = 5
ENDS = (0.1, 0.9)
"""Between these quantiles of what was done a lever can be set."""


def range_of(edition: Edition, lever: Lever, requests: Requests, movable_share: float) -> Range | None:
    """Where a lever stands and can be set; None where the last year tells nothing of it.

    Args:
        movable_share: of the requests whose like went the other way, how many can go it too.
    """
    value = requests.values[lever.name]
    told = requests.recent & ~np.isnan(value)
    value, unit = value[told], requests.top[told]
    if not len(value):
        return None
    now = float(value.mean())
    count = np.bincount(unit, minlength=len(requests.tops)).astype(np.float64)
    means = np.bincount(unit, value, len(requests.tops)) / np.maximum(count, 1)
    if lever.set_for == "unit":
        ends = _of_units(value, unit, count, means)
    elif lever.set_for == "alternative":
        ends = _of_ways(value, requests.alike[told], movable_share)
    else:
        ends = np.quantile(value, ENDS)
    low, high = np.clip(ends, lever.lowest, lever.highest(edition))
    return Range(
        now=now,
        low=float(min(low, now)),
        high=float(max(high, now)),
        by_unit={name: float(mean) for name, mean, n in zip(requests.tops, means, count, strict=True) if n},
    )


def _of_ways(value: Floats, alike: npt.NDArray[np.int64], movable_share: float) -> Floats:
    """The share left where so many requests take the other way that was taken for their like; as far up as down."""
    count = np.bincount(alike)
    mean = np.bincount(alike, value) / np.maximum(count, 1)
    now = float(value.mean())
    least = float(np.where(mean < 1, 0.0, mean)[alike].mean())
    reach = movable_share * (now - least)
    return np.array([now - reach, now + reach])


def _of_units(value: Floats, unit: npt.NDArray[np.int64], count: Floats, means: Floats) -> Floats:
    """Quantiles of units' means, what chance explains of their spread taken out; nothing but now of few units."""
    large = count >= LEAST_REQUESTS
    now = float(value.mean())
    if np.count_nonzero(large) < LEAST_UNITS:
        return np.array([now, now])
    within = np.bincount(unit, (value - means[unit]) ** 2, len(count))[large].sum()
    chance = within / (count[large].sum() - np.count_nonzero(large)) / count[large]
    of = means[large]
    between = max(float(np.var(of, ddof=1) - chance.mean()), 0.0)
    drawn = now + (of - now) * between / (between + chance) if between > 0 else np.full(len(of), now)
    ends: Floats = np.quantile(drawn, ENDS)
    return ends
