"""What goes with what inside groups: lasting differences between groups, and what moved all at once, are taken out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.stats._levels import without_levels
from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
SINGULAR = 1e-9
"""Added so that a regressor which varies in one group alone makes no division by 0."""
MOST_IN_ONE = 0.95
"""A regressor more of whose variation lies in a single group has no slope that groups could agree on."""


@dataclass(frozen=True, kw_only=True)
class WithinGroups:
    """Slopes of an outcome on regressors.

    Attributes:
        slopes: NaN for a regressor that does not vary within groups, or in one of them alone.
        covariance: of the slopes, by groups; NaN with them.
        low, high: their intervals.
        groups: how many groups show anything.
    """

    slopes: Floats
    covariance: Floats
    low: Floats
    high: Floats
    groups: int


def within_groups(
    outcome: Floats, regressors: Floats, weights: Floats, group: Whole, period: Whole, *, level: float = LEVEL
) -> WithinGroups | None:
    """Weighted least squares within groups and periods, with errors that may be related inside a group.

    Args:
        outcome: shape (n,).
        regressors: shape (n, k), finite.
        weights: shape (n,), above 0.
        group, period: numbers from 0 on, shape (n,).
        level: of the intervals.

    Returns:
        None where fewer than three groups hold more than one row, or no regressor varies within them. The covariance is
        that of clustered data by the jackknife over groups (CR3), the intervals Student's with one degree of freedom
        less than there are groups.

    Source: Bell and McCaffrey, Bias reduction in standard errors for linear regression with multi-stage samples (2002),
    Survey Methodology 28; MacKinnon, Nielsen and Webb, Fast and reliable jackknife and bootstrap methods for
    cluster-robust inference (2023), Journal of Applied Econometrics 38.
    """
    counts = np.bincount(group)
    kept = counts[group] > 1
    y, x, w, g, t = outcome[kept], regressors[kept], weights[kept], group[kept], period[kept]
    groups = len(np.unique(g))
    if groups < 3:
        return None
    spread = x.std(0)
    codes = [np.unique(of, return_inverse=True)[1] for of in (g, t)]
    cells = without_levels(np.column_stack([y, x]), codes, w)
    y, x = cells[:, 0], cells[:, 1:]
    varies = x.std(0) > 1e-6 * np.maximum(spread, 1e-12)
    varies &= spread > 0
    if not varies.any():
        return None
    k = regressors.shape[1]
    used = np.flatnonzero(varies)
    x = x[:, used]
    bread = np.linalg.pinv((x * w[:, None]).T @ x, rcond=1e-10)
    found = bread @ (x.T @ (w * y))
    scores = x * (w * (y - x @ found))[:, None]
    by_group = np.zeros((int(g.max()) + 1, len(used)))
    np.add.at(by_group, g, scores)
    # Each group's scores as if it had not helped to find the slopes: one group with much to say would else seem sure.
    squares = np.zeros((len(by_group), len(used), len(used)))
    np.add.at(squares, g, (x * w[:, None])[:, :, None] * x[:, None, :])
    left_out = np.eye(len(used))[None] - squares @ bread + SINGULAR * np.eye(len(used))[None]
    alone = np.asarray(np.linalg.solve(left_out, by_group[:, :, None])[:, :, 0], dtype=np.float64)
    spread_of = (groups - 1) / groups * bread @ (alone.T @ alone) @ bread
    # Where nearly all that varies lies in one group, leaving that one out leaves nothing to compare with.
    of_group = np.diagonal(squares, axis1=1, axis2=2)
    known = of_group.max(0) <= MOST_IN_ONE * of_group.sum(0)
    slopes, covariance = np.full(k, np.nan), np.full((k, k), np.nan)
    slopes[used[known]] = found[known]
    covariance[np.ix_(used[known], used[known])] = spread_of[np.ix_(known, known)]
    reach = student(groups - 1, level) * np.sqrt(np.maximum(np.diag(covariance), 0))
    return WithinGroups(
        slopes=slopes, covariance=covariance, low=slopes - reach, high=slopes + reach, groups=groups
    )  # fmt: skip
