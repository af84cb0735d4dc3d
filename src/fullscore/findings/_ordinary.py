"""How surely a place lies beyond what ordinary places do, where ordinary places differ more than chance explains.

Places that are nothing special differ for reasons that nobody records. Two groups of places are fitted: ordinary ones,
normal around a centre, and some that stand apart, spread wide around it, so that what stands apart does not widen what
is taken for ordinary. A few dozen places never tell the ordinary spread well: its prior is half-normal, and its
posterior mean is used. A place is then held against what an ordinary one would show: its own chance, and that spread.

Source: Efron (2008), Microarrays, empirical Bayes and the two-groups model, Statistical Science 23, 1-22; Box (1980),
Journal of the Royal Statistical Society A 143, 383-430, for a tail of the predictive distribution.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SPREAD = 0.08
"""Scale of the prior of the spread, on the log of a rate or of a wait: most ordinary places within a sixth of the
middle. With one as wide as the effects that are sought, a few that stand apart could not be told from a wide spread.
"""
APART = 0.8
"""Standard deviation of the places that stand apart: about twice, or half, of what is ordinary."""
PARTS = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.4])
"""Shares of places that may stand apart; few are likelier."""
SPREADS, CENTRES = np.linspace(0.0, 0.6, 31), np.linspace(-0.4, 0.4, 41)
UNTOLD = 5.0
"""Standard error from which on a place says nothing."""
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


@dataclass(frozen=True, kw_only=True)
class Ordinary:
    """Where ordinary places lie, on a log scale."""

    centre: float
    spread: float
    """Standard deviation beyond what chance explains."""


def ordinary(seen: Floats, error: Floats) -> Ordinary:
    """Judge ordinary places from all.

    Args:
        seen: of each place, the log of its ratio; ``error``: its standard error, above 0. Not finite: left out.
    """
    known = np.isfinite(seen) & (error > 0) & (error < UNTOLD)
    y, variance = seen[known], error[known] ** 2
    if len(y) == 0:
        return Ordinary(centre=0.0, spread=SPREAD)
    start = float(np.median(y))
    spread, part, centre = np.meshgrid(SPREADS, PARTS, start + CENTRES, indexing="ij")
    square = (y - centre[..., None]) ** 2
    own = variance + spread[..., None] ** 2
    wide = own + APART**2
    alike = np.log1p(-part)[..., None] - 0.5 * (square / own + np.log(own))
    apart = np.log(part)[..., None] - 0.5 * (square / wide + np.log(wide))
    log = np.logaddexp(alike, apart).sum(-1) - 0.5 * (spread / SPREAD) ** 2 + 3 * np.log1p(-part)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    return Ordinary(centre=float((weight * centre).sum()), spread=float((weight * spread).sum()))


def beyond(null: Ordinary, seen: Floats, error: Floats, degrees: Floats) -> Floats:
    """The chance that an ordinary place would show so much or more; nan where nothing is seen of it.

    Args:
        degrees: of freedom of each error.
    """
    from scipy.stats import t

    return np.asarray(t.sf((seen - null.centre) / np.hypot(error, null.spread), np.maximum(degrees, 1.0)))


def beyond_count(null: Ordinary, events: Floats, expected: Floats, doubt: Floats) -> Floats:
    """The chance that an ordinary place would have so many events or more.

    Args:
        events: counted; ``expected``: at the ratio 1.
        doubt: the standard deviation of what is expected, on the log scale.
    """
    from scipy.special import pdtrc

    spread = np.hypot(doubt, null.spread)[:, None]
    rate = expected[:, None] * np.exp(null.centre + spread * NODES)
    tail = pdtrc(np.maximum(events - 1, 0)[:, None], rate) @ (WEIGHTS / WEIGHTS.sum())
    return np.asarray(np.where(events > 0, tail, 1.0))


def beyond_share(null: Ordinary, events: Floats, of: Floats, centre: Floats, doubt: Floats) -> Floats:
    """The chance that of so many an ordinary place would have so many events or more.

    Args:
        events: counted; ``of``: how many there could be.
        centre: the log of the odds that are expected; ``null`` lies around it.
        doubt: the standard deviation of ``centre``.
    """
    from scipy.special import betainc, expit

    spread = np.hypot(doubt, null.spread)[:, None]
    share = expit(centre[:, None] + null.centre + spread * NODES)
    seen = np.maximum(events, 1)
    # The upper tail of a binomial is an incomplete beta function.
    tail = betainc(seen[:, None], (of - seen + 1)[:, None], share) @ (WEIGHTS / WEIGHTS.sum())
    return np.asarray(np.where(events > 0, tail, 1.0))
