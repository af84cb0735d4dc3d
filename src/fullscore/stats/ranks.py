"""Who comes first, second, last, and how sure that is: ranks counted over draws."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Ranks:
    """Ranks from 1, the best; one element for each unit."""

    mean: Floats
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    """The order of the mean ranks: every unit has a place of its own."""
    probability: Floats
    """Shape (units, units): of each unit (row) to have each rank (column, from the first)."""


def ranks(draws: npt.ArrayLike, *, level: float = LEVEL) -> Ranks:
    """Ranks of units by draws of what is ranked, the greatest first.

    Args:
        draws: shape (draws, units), drawn together; equal values share out by their order.
        level: how much of its draws a unit's rank interval holds at least, in (0, 1).

    Source: Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443; the mean rank
    as the estimate: Laird and Louis (1989), Journal of Educational Statistics 14, 29-46.
    """
    values = np.asarray(draws, dtype=np.float64)
    count, units = values.shape
    order = np.argsort(-values, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(1, units + 1), order.shape).copy(), 1)
    cell = np.arange(units) * units + (rank - 1)
    probability = np.bincount(cell.ravel(), minlength=units * units).reshape(units, units) / count
    steps = np.cumsum(probability, 1)
    outside = (1 - level) / 2
    mean = rank.mean(0)
    place = np.empty(units, dtype=np.int64)
    place[np.argsort(mean, kind="stable")] = np.arange(1, units + 1)
    return Ranks(
        mean=mean,
        low=(steps <= outside).sum(1) + 1,
        high=np.minimum((steps < 1 - outside - 1e-12).sum(1) + 1, units),
        place=place,
        probability=probability,
    )
