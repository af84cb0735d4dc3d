"""Diffusion after Bass: adopters who act by themselves, and adopters who follow others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.stats._curve import best_curve
from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Bass:
    """A fitted curve, with what its errors leave of certainty.

    Attributes:
        p, q: coefficients of innovation and of imitation, for one unit of time.
        m: the ceiling, in the unit of what was adopted.
        errors: standard errors of p, q and m.
        m_low, m_high: the ceiling's interval; as wide as the fitted curve says, which is too narrow where another curve
            is true.
    """

    p: float
    q: float
    m: float
    errors: tuple[float, float, float]
    m_low: float
    m_high: float

    def level(self, times: npt.ArrayLike) -> Floats:
        """What has been adopted by some times since the beginning."""
        return self.m * adopted_share(np.asarray(times, dtype=np.float64), self.p, self.q)


def adopted_share(times: Floats, p: float, q: float) -> Floats:
    """The share of the ceiling that is adopted by some times since the beginning."""
    fading = np.exp(-(p + q) * times)
    return np.asarray((1 - fading) / (1 + q / p * fading), dtype=np.float64)


def bass(adoptions: npt.ArrayLike, edges: npt.ArrayLike | None = None, *, level: float = LEVEL) -> Bass | None:
    """Fit what was adopted in each period by non-linear least squares.

    A ceiling is biased towards what has been seen already, and p and q with it, so a fit says little before half of the
    ceiling is seen: ``half_seen`` is to be asked before a ceiling is shown to anybody.

    Args:
        adoptions: in each period, shape (n,).
        edges: when periods begin and end, counted from the beginning of the diffusion, shape (n + 1,), rising; 0, 1,
            2, … where not given. What came before the series began is one long first period.
        level: of the ceiling's interval.

    Returns:
        None where fewer than five periods are given or no curve could be fitted.

    Source: Bass, A new product growth for model consumer durables (1969), Management Science 15; fitted as Srinivasan
    and Mason, Nonlinear least squares estimation of new product diffusion models (1986), Marketing Science 5; on the
    bias Van den Bulte and Lilien, Bias and systematic change in the parameter estimates of macro-level diffusion models
    (1997), Marketing Science 16.
    """
    came = np.asarray(adoptions, dtype=np.float64)
    at = np.arange(len(came) + 1.0) if edges is None else np.asarray(edges, dtype=np.float64)
    if len(came) < 5 or came.sum() <= 0:
        return None

    def in_each(_: Floats, p: float, q: float, m: float) -> Floats:
        return m * np.diff(adopted_share(at, p, q))

    scale = 1 / max(float(np.diff(at).mean()), 1e-9)
    whole = float(came.sum())
    fitted = best_curve(
        in_each,
        at[1:],
        came,
        [(p * scale, q * scale, m * whole) for p, q, m in ((0.01, 0.4, 1.2), (0.05, 0.1, 1.1), (0.002, 0.3, 2.0))],
        bounds=((1e-8, 0.0, whole * 0.05), (5.0, 20.0, whole * 100)),
    )
    if fitted is None:
        return None
    (p, q, m), errors = fitted
    low, high = ceiling_interval(m, errors[2], len(came) - 3, level)
    return Bass(p=p, q=q, m=m, errors=errors, m_low=low, m_high=high)


def ceiling_interval(ceiling: float, error: float, degrees: int, level: float) -> tuple[float, float]:
    """A ceiling's interval, taken on its logarithm since it lies above 0."""
    if not np.isfinite(error) or ceiling <= 0:
        return 0.0, np.inf
    reach = student(max(degrees, 1), level) * error / ceiling
    return ceiling * float(np.exp(-reach)), ceiling * float(np.exp(min(reach, 700.0)))


def half_seen(seen: float, ceiling_high: float) -> bool:
    """Whether at least half of a ceiling is seen, even if the ceiling is as high as its interval allows."""
    return seen >= ceiling_high / 2
