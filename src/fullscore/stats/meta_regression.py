"""Random-effects meta-regression: what explains estimates that were each measured with an error of their own."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class MetaRegression:
    """Coefficients with intervals, and the variance that their regressors leave unexplained."""

    coefficients: Floats
    low: Floats
    high: Floats
    errors: Floats
    """Standard errors."""
    between: float
    """Variance between the true values that the regressors do not explain."""
    degrees: int


def meta_regression(values: Floats, variances: Floats, regressors: Floats, *, level: float = LEVEL) -> MetaRegression:
    """Fit values on regressors, each value with a known sampling variance and an unknown common one on top.

    The common variance is the restricted maximum likelihood estimate. Intervals are those of Knapp and Hartung, whose
    width does not trust the estimated variance more than a few values allow; their factor is never below one, so that
    values which happen to lie close together do not make the interval shorter than their own errors do.

    Args:
        values: k estimates.
        variances: their sampling variances, all above 0.
        regressors: k rows, p columns; a column of ones for the intercept.

    Raises:
        ValueError: no more values than regressors, or regressors that depend on each other; the caller's fault.

    Source:
        Knapp and Hartung, Improved tests for a random effects meta-regression with a single covariate (2003),
        Statistics in Medicine 22; Raudenbush, Analyzing effect sizes: random-effects models (2009), for the restricted
        likelihood.
    """
    k, p = regressors.shape
    if k <= p:
        raise ValueError(f"{k} values cannot carry {p} regressors")
    if np.linalg.matrix_rank(regressors) < p:
        raise ValueError("the regressors depend on each other")
    between = _between(values, variances, regressors)
    weights = 1 / (variances + between)
    covariance = np.linalg.inv(regressors.T * weights @ regressors)
    found = covariance @ (regressors.T @ (weights * values))
    spread = float(weights @ (values - regressors @ found) ** 2) / (k - p)
    errors = np.sqrt(np.diag(covariance) * max(spread, 1.0))
    reach = student(k - p, level) * errors
    return MetaRegression(
        coefficients=found, low=found - reach, high=found + reach, errors=errors, between=between, degrees=k - p
    )


def _between(values: Floats, variances: Floats, regressors: Floats) -> float:
    """The root of the restricted likelihood's slope; 0 where the likelihood falls from there on."""

    from scipy.optimize import brentq

    def slope(between: float) -> float:
        weights = 1 / (variances + between)
        weighted = regressors.T * weights
        covariance = np.linalg.inv(weighted @ regressors)
        projection = np.diag(weights) - weighted.T @ covariance @ weighted
        explained = projection @ values
        return float(explained @ explained - np.trace(projection))

    if slope(0.0) <= 0:
        return 0.0
    highest = max(float(np.var(values)), float(variances.max()))
    while slope(highest) > 0:
        highest *= 2
    return float(brentq(slope, 0.0, highest, xtol=1e-12))
