"""Growth that is slow, fast and slow again: the logistic curve with its ceiling."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._curve import best_curve
from fullscore.stats.bass import ceiling_interval
from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LogisticGrowth:
    """A fitted curve, with what its errors leave of certainty.

    Attributes:
        ceiling: in the unit of the levels.
        rate: how fast the logarithm of (level / rest) grows in a unit of time.
        middle: when half of the ceiling is reached.
        errors: standard errors of ceiling, rate and middle.
        low, high: the ceiling's interval; too narrow where another curve is true.
    """

    ceiling: float
    rate: float
    middle: float
    errors: tuple[float, float, float]
    low: float
    high: float

    def level(self, times: npt.ArrayLike) -> Floats:
        """The level at some times."""
        return _curve(np.asarray(times, dtype=np.float64), self.ceiling, self.rate, self.middle)


def logistic_growth(times: npt.ArrayLike, levels: npt.ArrayLike, *, level: float = LEVEL) -> LogisticGrowth | None:
    """Fit levels by non-linear least squares.

    Args:
        times: shape (n,), rising.
        levels: what was reached by then, shape (n,).
        level: of the ceiling's interval.

    Returns:
        None where fewer than five levels are given, or they do not rise along any such curve. As with ``bass``, the
        ceiling is biased towards what was seen, so ``half_seen`` is to be asked first.

    Source: Verhulst, Notice sur la loi que la population suit dans son accroissement (1838), Correspondance
    mathématique et physique 10; on the bias Van den Bulte and Lilien (1997), Marketing Science 16.
    """
    at, seen = np.asarray(times, dtype=np.float64), np.asarray(levels, dtype=np.float64)
    if len(at) < 5 or seen.max() <= 0:
        return None
    span, top = float(at[-1] - at[0]), float(seen.max())
    fitted = best_curve(
        _curve,
        at,
        seen,
        [(1.2 * top, 6 / span, float(at[0]) + place * span) for place in (0.0, 0.3, 0.7)],
        bounds=((0.05 * top, 1e-6 / span, at[0] - 20 * span), (100 * top, 1e4 / span, at[-1] + 20 * span)),
        scale=lambda start: (top, 1 / span, span),
    )
    if fitted is None:
        return None
    (ceiling, rate, middle), errors = fitted
    low, high = ceiling_interval(ceiling, errors[0], len(at) - 3, level)
    return LogisticGrowth(ceiling=ceiling, rate=rate, middle=middle, errors=errors, low=low, high=high)


def _curve(times: Floats, ceiling: float, rate: float, middle: float) -> Floats:
    return np.asarray(ceiling / (1 + np.exp(-np.clip(rate * (times - middle), -500, 500))), dtype=np.float64)
