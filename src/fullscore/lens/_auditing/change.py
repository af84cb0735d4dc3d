"""A definition that changed on the way: one that holds up to a month, and another from then on."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fullscore.lens._auditing.cells import Cell
from fullscore.lens._auditing.fit import Evaluate, Told, exactly
from fullscore.terms.period import Month

LEAST_MONTHS = 6
"""Months that each of the two definitions must reproduce."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """The month from which another definition holds, and the readings before and after, by number."""

    month: Month
    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]


def change(of: Told, cells: list[Cell], readings: int, evaluate: Evaluate) -> Change | None:
    """The month in which a reporter changed its definition; None where no two definitions share the months so."""
    months = sorted({cell.month for cell in cells})
    if len(months) < 2 * LEAST_MONTHS:
        return None
    here = [[n for n, cell in enumerate(cells) if cell.month == month] for month in months]
    head = _holding(of, here[:LEAST_MONTHS], readings, evaluate)
    tail = _holding(of, here[-LEAST_MONTHS:], readings, evaluate)
    if not len(head) or not len(tail):
        return None
    # How many months each holds from the first on, and how many up to the last.
    upto = _run(_by_month(of, here, head, evaluate))
    since = len(months) - _run(_by_month(of, here, tail, evaluate)[:, ::-1])
    last, first = int(upto.max()), int(since.min())
    if first > last or first > len(months) - LEAST_MONTHS or last < LEAST_MONTHS:
        return None
    at = min(max(last, first), len(months) - LEAST_MONTHS)
    return Change(month=months[at], before=head[upto >= at], after=tail[since <= at])


def _holding(of: Told, here: list[list[int]], readings: int, evaluate: Evaluate) -> npt.NDArray[np.int64]:
    """The readings that reproduce every cell of some months, the month with the fewest cells first."""
    alive = np.arange(readings)
    for numbers in here:
        [ours] = evaluate(alive, numbers)
        alive = alive[exactly(of.at(numbers), ours).all(axis=1)]
        if not len(alive):
            break
    return alive


def _by_month(
    of: Told, here: list[list[int]], readings: npt.NDArray[np.int64], evaluate: Evaluate
) -> npt.NDArray[np.bool_]:
    numbers = [n for month in here for n in month]
    [ours] = evaluate(readings, numbers)
    right = exactly(of.at(numbers), ours)
    cuts = np.cumsum([0, *(len(month) for month in here)])
    return np.stack([right[:, a:b].all(axis=1) for a, b in pairwise(cuts)], axis=1)


def _run(right: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How many months each reading reproduces in a row, from the first on."""
    broken = ~right
    return np.asarray(np.where(broken.any(axis=1), broken.argmax(axis=1), right.shape[1]), dtype=np.int64)
