"""Effects of several ways of grouping the same rows at once, which a few rows that stand far out do not move."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TUNING = 1.345
"""Rows beyond so many residual scales weigh less: 95% efficient where errors are normal."""
RIDGE = 0.1
"""Rows that say 0 of every level, so that what the rows cannot tell apart is divided and not blown up."""
MOST_ROUNDS = 300
SCALED_EVERY = 10
"""Rounds between two looks at the scale, which moves less than the effects."""
CLOSE = 3e-4
"""Of the scale: when neither it nor any residual moves by more in a round, the fit has come to rest."""
SMALLEST = 1e-4
"""Of the residual scale, relative to outcomes on the log scale."""
TO_SIGMA = 1.4826


@dataclass(frozen=True, kw_only=True)
class RobustEffects:
    """An additive fit.

    Attributes:
        constant: of every row.
        effects: for each way of grouping the effect of each level; 0 of a level without rows.
        scale: of the residuals, as a normal distribution's standard deviation.
    """

    constant: float
    effects: tuple[Floats, ...]
    scale: float

    def expected(self, ways: Sequence[Codes], without: int | None = None) -> Floats:
        """What is expected of rows by their levels, whether or not they were fitted.

        Args:
            ways: codes of each way of grouping, as they were fitted; -1: of no level.
            without: a way whose effect is left out.
        """
        found = np.full(len(ways[0]), self.constant)
        for number, (way, effect) in enumerate(zip(ways, self.effects, strict=True)):
            if number != without:
                found += np.where(way >= 0, effect[way], 0.0)
        return found


def robust_effects(outcome: npt.ArrayLike, ways: Sequence[Codes], levels: Sequence[int]) -> RobustEffects:
    """Fit a constant and the effects of each way of grouping by Huber's M-estimate.

    Rows are weighed again in every round by their residuals, and the ways are fitted to what the others leave in turn
    (backfitting), until no residual moves. What the rows cannot tell apart may still wander from one way to another.

    Args:
        outcome: n finite numbers, at least one.
        ways: for each way of grouping n codes from 0 to its number of levels less 1.
        levels: how many levels each way has.

    Source: Huber (1981), Robust Statistics, chapter 7, for the estimate and its weights, with the scale from the median
    absolute residual; Buja, Hastie and Tibshirani (1989), Annals of Statistics 17, 453-510, for backfitting.
    """
    y = np.asarray(outcome, dtype=np.float64)
    constant = float(np.median(y))
    effects = [np.zeros(count) for count in levels]
    residual = y - constant
    scale = _scale(residual)
    for number in range(MOST_ROUNDS):
        weight = np.minimum(1.0, TUNING * scale / np.maximum(np.abs(residual), 1e-300))
        before = residual.copy()
        for way, effect, count in zip(ways, effects, levels, strict=True):
            mass = np.bincount(way, weight, count)
            step = (np.bincount(way, weight * residual, count) - RIDGE * effect) / (mass + RIDGE)
            effect += step
            residual -= step[way]
        shift = float(np.average(residual, weights=weight))
        constant += shift
        residual -= shift
        resting = float(np.abs(residual - before).max()) < CLOSE * scale
        if resting or number % SCALED_EVERY == 0:
            old, scale = scale, _scale(residual)
            if resting and abs(scale / old - 1) < CLOSE:
                break
    return RobustEffects(constant=constant, effects=tuple(effects), scale=scale)


def _scale(residual: Floats) -> float:
    return max(TO_SIGMA * float(np.median(np.abs(residual - np.median(residual)))), SMALLEST)
