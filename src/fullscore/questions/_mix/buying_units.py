"""The org units whose mixes are held against each other: at which level of the organisation they are taken."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fullscore.questions._mix.efficient_mix import FEWEST_ENGAGEMENTS, FEWEST_UNITS, Floats
from fullscore.workforce.inside import chain

AMPLE = 20.0
"""Engagements of equal size that a unit should have to show a mix of its own; it must have ``FEWEST_ENGAGEMENTS``."""


def buying_units(
    leaf: npt.NDArray[np.generic],
    kind: npt.NDArray[np.intp],
    engagement: npt.NDArray[np.generic],
    hours: Floats,
    above: Mapping[str, str | None],
) -> npt.NDArray[np.intp]:
    """Each assignment's unit, at the lowest level of the organisation at which ten units buy amply; else at the lowest
    at which ten have a mix of their own; else at the highest."""
    names, code = np.unique(leaf.astype(str), return_inverse=True)
    lines = [chain(name, above)[::-1] for name in names]
    deepest = max(len(line) for line in lines)
    thin: npt.NDArray[np.intp] | None = None
    highest: npt.NDArray[np.intp] | None = None
    _, engaged = np.unique(engagement.astype(str), return_inverse=True)
    for depth in range(deepest - 1, -1, -1):
        at = [line[min(depth, len(line) - 1)] for line in lines]
        _, of_name = np.unique(at, return_inverse=True)
        unit = of_name[code]
        highest = unit
        key = (engaged * (int(unit.max()) + 1) + unit) * (int(kind.max()) + 1) + kind
        _, first, group = np.unique(key, return_index=True, return_inverse=True)
        size = np.bincount(group, hours)
        worth = np.bincount(unit[first], size) ** 2 / np.bincount(unit[first], size**2)
        mass = np.bincount(unit, hours)
        ample = worth >= AMPLE
        if int(ample.sum()) >= FEWEST_UNITS and mass[ample].sum() >= 0.5 * mass.sum():
            return unit
        if int((worth >= FEWEST_ENGAGEMENTS).sum()) >= FEWEST_UNITS:
            # The higher the level, the less of what differs is chance.
            thin = unit
    found = thin if thin is not None else highest
    return found if found is not None else code
