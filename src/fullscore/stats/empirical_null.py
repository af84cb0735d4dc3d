"""How far units differ that nobody would call different: the spread of the middle, what chance explains taken off."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CUT = 1.6
"""Units beyond so many of their own standard deviations from the centre say nothing about the middle."""
ROUNDS = 50
QUARTILES = 1.349
"""How far apart the quartiles of a normal distribution lie, in standard deviations."""
FEW = 8
"""Below so many units the middle cannot be told from the ends."""


@dataclass(frozen=True, kw_only=True)
class EmpiricalNull:
    """Where units that are nothing special lie."""

    centre: float
    spread: float
    """Standard deviation beyond what chance explains."""


def empirical_null(seen: npt.ArrayLike, errors: npt.ArrayLike) -> EmpiricalNull:
    """Fit a normal distribution to the middle of the units, each with its own error.

    Units beyond the cut are left out, and the likelihood is that of normal values truncated at the cut, which moves
    with the fit, so that poor and fine units do not widen what is taken for ordinary.

    Args:
        seen: one estimate for each unit, shape (n,).
        errors: their standard errors, above 0; units of infinite error are left out.

    Returns:
        Spread 0 where chance explains the middle, or where there are fewer than eight units.

    Source: Efron (2004), Journal of the American Statistical Association 99, 96-104, for the null from the middle;
    Xia, He, Li and Kalbfleisch (2022), Biostatistics 23, 257-273, for a null whose variance adapts to each unit's size
    and for a part of the unexplained spread that is due to quality.
    """
    y, s = np.asarray(seen, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    known = np.isfinite(s) & np.isfinite(y) & (s > 0)
    y, s = y[known], s[known]
    if len(y) < FEW:
        return EmpiricalNull(centre=float(np.average(y, weights=s**-2)) if len(y) else 0.0, spread=0.0)
    from scipy.special import log_ndtr

    centre, spread = float(np.median(y)), 0.0
    quartiles = float(np.subtract(*np.quantile(y, [0.75, 0.25])))
    tried = np.concatenate([[0.0], np.geomspace(0.02, 3.0, 60)]) * quartiles
    for _ in range(ROUNDS):
        deviation = np.sqrt(s**2 + spread**2)
        middle = np.abs(y - centre) <= CUT * deviation
        if not middle.any():
            # Chance explains next to nothing of how they differ; the quartiles of a normal tell the spread.
            spread = quartiles / QUARTILES
            continue
        # With a cut that is held while the spread is tried, every unit's chance to be in the middle is its own.
        bound = CUT * deviation[middle]
        wide = np.sqrt(s[middle] ** 2 + tried[:, None] ** 2)
        gap = y[middle] - centre
        kept = np.log1p(-2 * np.exp(log_ndtr(-bound / wide)))
        density = (-0.5 * (gap / wide) ** 2 - np.log(wide) - kept).sum(1)
        new = float(tried[int(np.argmax(density))])
        weight = 1 / (s[middle] ** 2 + new**2)
        moved = float(np.average(y[middle], weights=weight))
        if new == spread and abs(moved - centre) < 1e-9:
            break
        centre, spread = moved, new
    return EmpiricalNull(centre=centre, spread=spread)
