"""Whether a kind of work hangs on one supplier: through whom the people come who do it now."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fullscore.stats.share import share
from fullscore.terms.estimate import Estimate

SMALLEST = 5
"""Fewer workers than this are not counted out: among so few a person can be known again."""
SINGLE = 0.5
"""Work hangs on one supplier where more than this share of its extended workers surely comes through it."""


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """Through whom some people come.

    Attributes:
        supplier: through whom most of them come.
        largest: the share that does.
        effective: the number of equal suppliers that would be as concentrated (one over the sum of squares).
        hangs_on_one: whether more than half surely comes through one.
    """

    supplier: str
    largest: Estimate
    effective: float
    hangs_on_one: bool


def dependence(suppliers: Any) -> Dependence | None:
    """How far some people depend on one supplier; None where there are too few of them, or nobody's supplier is known.

    Args:
        suppliers: of each of them, the supplier's id; None where it is not known.
    """
    names, counts = np.unique([s for s in suppliers if s is not None], return_counts=True)
    if len(suppliers) < SMALLEST or len(names) == 0:
        return None
    largest = share(int(counts.max()), int(counts.sum()))
    return Dependence(
        supplier=str(names[counts.argmax()]),
        largest=largest,
        effective=float(counts.sum() ** 2 / (counts**2).sum()),
        hangs_on_one=largest.low is not None and largest.low > SINGLE,
    )
