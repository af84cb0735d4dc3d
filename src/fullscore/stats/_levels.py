"""Taking the levels of groups out of columns, so that what is left varies within them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROUNDS = 300
CLOSE = 1e-10


def without_levels(columns: Floats, groupings: Sequence[npt.NDArray[np.intp]], weights: Floats) -> Floats:
    """Columns less the levels of every grouping, by projecting on each in turn until nothing moves.

    Args:
        columns: shape (n, k).
        groupings: codes from 0, n each.
        weights: n numbers above 0.

    Source: Guimaraes and Portugal (2010), Stata Journal 10, 628-649.
    """
    found: Floats = columns - weights @ columns / weights.sum()
    scale = np.sqrt(weights @ found**2 / weights.sum())
    scale[scale == 0] = 1.0
    whole = [np.bincount(codes, weights) for codes in groupings]
    for number in range(found.shape[1]):
        column = found[:, number] / scale[number]
        for _ in range(ROUNDS):
            moved = 0.0
            for codes, weight in zip(groupings, whole, strict=True):
                level = np.bincount(codes, weights * column) / weight
                column = column - level[codes]
                moved = max(moved, float(np.abs(level).max(initial=0.0)))
            if moved < CLOSE or len(groupings) < 2:
                break
        found[:, number] = column * scale[number]
    return found
