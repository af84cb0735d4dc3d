"""Effects within groups: a regression without the levels of several groupings, its errors by a cluster jackknife."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._levels import without_levels

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

LEAST_LEFT = 1e-3
"""Of a regressor's variance, so much must be left within all groups and beside all others before it has an effect."""


@dataclass(frozen=True, kw_only=True)
class WithinEffects:
    """One effect for each regressor; NaN of those that do not vary by themselves within the groups.

    Attributes:
        effects, errors: per unit of the regressor; errors are standard errors.
        covariance: of the effects, shape (p, p).
        degrees: of freedom, by how evenly clusters tell of each regressor; need not be whole.
        left: the share of each regressor's variance that is left within all groups and beside all others.
        rows: how many had weight.
    """

    effects: Floats
    errors: Floats
    covariance: Floats
    degrees: Floats
    left: Floats
    rows: int


def within_effects(
    values: npt.ArrayLike,
    regressors: npt.ArrayLike,
    groupings: Sequence[npt.ArrayLike],
    cluster: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
) -> WithinEffects:
    """Regress values on regressors with a level of its own for every group of every grouping.

    Errors are those of leaving out one cluster at a time, and never below those of rows that have nothing in common.

    Args:
        values: n numbers.
        regressors: n rows, p columns.
        groupings: codes from 0, n each, such as of units, of months, of kinds of work.
        cluster: codes from 0 of what may differ as a whole; at least two.
        weights: n numbers of at least 0; all alike where not given.

    Raises:
        ValueError: a single cluster; the caller's fault.

    Source: MacKinnon, Nielsen and Webb (2023), Journal of Applied Econometrics 38, 671-694, for the jackknife over
    clusters (their CV3); Carter, Schnepel and Steigerwald (2017), Review of Economics and Statistics 99, 698-709, for
    counting clusters by how evenly they tell of a regressor. Levels are taken out once, over all clusters, by
    projecting on each grouping in turn: Guimaraes and Portugal (2010), Stata Journal 10, 628-649.
    """
    y, x = np.asarray(values, dtype=np.float64), np.asarray(regressors, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    told = w > 0
    y, x, w = y[told], x[told], w[told]
    _, group = np.unique(np.asarray(cluster)[told], return_inverse=True)
    groups = int(group.max(initial=-1)) + 1
    if groups < 2:
        raise ValueError("a single cluster cannot show how clusters differ")
    codes = [np.unique(np.asarray(each)[told], return_inverse=True)[1] for each in groupings]
    both = without_levels(np.column_stack([y, x]), codes, w)
    y, inner = both[:, 0], both[:, 1:]
    mean = w @ x / w.sum()
    before = w @ (x - mean) ** 2
    kept = _apart(inner, w, before)
    p = x.shape[1]
    effects, errors, degrees, left = (np.full(p, np.nan) for _ in range(4))
    covariance = np.full((p, p), np.nan)
    left[:] = 0.0
    if kept:
        z = inner[:, kept]
        squares = np.zeros((groups, len(kept), len(kept)))
        products = np.zeros((groups, len(kept)))
        for one in range(len(kept)):
            products[:, one] = np.bincount(group, w * z[:, one] * y, groups)
            for two in range(one, len(kept)):
                squares[:, one, two] = squares[:, two, one] = np.bincount(group, w * z[:, one] * z[:, two], groups)
        whole, right = squares.sum(0), products.sum(0)
        inverse = np.linalg.inv(whole)
        found = inverse @ right
        # Without one cluster a regressor may not vary: the least of all solutions then stands for none.
        without = np.stack(
            [np.linalg.lstsq(whole - squares[g], right - products[g], rcond=1e-10)[0] for g in range(groups)]
        )
        off = without - found
        spread = (groups - 1) / groups * off.T @ off
        # A few clusters can lie close together by chance: no error is taken to be below that of rows by themselves.
        scores = z * (w * (y - z @ found))[:, None]
        alone = np.diag(inverse @ (scores.T @ scores) @ inverse)
        raised = np.sqrt(np.maximum(alone / np.maximum(np.diag(spread), 1e-300), 1.0))
        spread = spread * np.outer(raised, raised)
        beside = z @ inverse / np.diag(inverse)
        leverage = np.stack([np.bincount(group, w * beside[:, n] ** 2, groups) for n in range(len(kept))])
        effective = leverage.sum(1) ** 2 / (leverage**2).sum(1)
        effects[kept], errors[kept] = found, np.sqrt(np.diag(spread))
        covariance[np.ix_(kept, kept)] = spread
        degrees[kept] = np.maximum(effective - 1, 1.0)
        left[kept] = 1 / np.diag(inverse) / before[kept]
    return WithinEffects(
        effects=effects, errors=errors, covariance=covariance, degrees=degrees, left=left, rows=int(told.sum())
    )


def _apart(inner: Floats, weights: Floats, before: Floats) -> list[int]:
    """The regressors that vary by themselves, taken in their order."""
    kept: list[int] = []
    rooted = inner * np.sqrt(weights)[:, None]
    for number in range(inner.shape[1]):
        column = rooted[:, number]
        if kept:
            others = rooted[:, kept]
            column = column - others @ np.linalg.lstsq(others, column, rcond=None)[0]
        if before[number] > 0 and float(column @ column) > LEAST_LEFT * before[number]:
            kept.append(number)
    return kept
