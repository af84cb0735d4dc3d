"""A log-link regression of quantities with exposures, the effects of many cells taken out, robust to clusters."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]
Family = Literal["poisson", "gamma"]

ROUNDS = 100
CLOSE = 1e-10


@dataclass(frozen=True, kw_only=True)
class LogLink:
    """Coefficients on the log scale with intervals, and what is expected of every row.

    Attributes:
        coefficients, low, high, errors: one for each regressor; errors are standard errors.
        levels: the log of each cell's rate where all regressors are 0; NaN of a cell without anything to tell it.
        expected: of each row; the sums within a cell are the observed ones under ``poisson``.
        deviance: of the family.
        degrees: clusters less one, which the intervals are taken at.
    """

    coefficients: Floats
    low: Floats
    high: Floats
    errors: Floats
    levels: Floats
    expected: Floats
    deviance: float
    degrees: int


def log_link(
    values: npt.ArrayLike,
    exposure: npt.ArrayLike,
    cell: npt.ArrayLike,
    regressors: npt.ArrayLike,
    cluster: npt.ArrayLike,
    *,
    family: Family = "poisson",
    level: float = LEVEL,
) -> LogLink:
    """Fit log(value / exposure) on regressors and a level of its own for every cell, by quasi-likelihood.

    Only means need to be of this form: under ``poisson`` rows weigh in proportion to what is expected of them, under
    ``gamma`` all alike, and the clusters tell how much is left to chance.

    Args:
        values: n numbers, at least 0; above 0 under ``gamma``. Cells of nothing but zeros tell nothing.
        exposure: as many, such as hours; rows without exposure do not count.
        cell: as many codes, from 0.
        regressors: n rows, p columns, without a constant.
        cluster: as many codes of what may differ as a whole, such as org units; at least two.

    Raises:
        ValueError: regressors that cannot be told apart within cells, or a single cluster; the caller's fault.

    Source: McCullagh and Nelder (1989), Generalized Linear Models, 2nd edition, chapters 6, 8 and 9; cell effects by
    concentrating them out, as in Cameron and Trivedi (2013), Regression Analysis of Count Data, section 9.3; clusters
    by Liang and Zeger (1986), Biometrika 73, with the factor g / (g - 1).
    """
    y, units = np.asarray(values, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    x, code = np.asarray(regressors, dtype=np.float64), np.asarray(cell)
    count, power = int(code.max(initial=-1)) + 1, {"poisson": 0.0, "gamma": 1.0}[family]
    told = (units > 0) & (np.bincount(code, np.where(units > 0, y, 0.0), count) > 0)[code]
    y_of, units_of, x_of, code_of = y[told], units[told], x[told], code[told]
    found = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        mean, _ = _means(y_of, units_of, x_of, code_of, count, found, power)
        centred, bread = _information(x_of, code_of, count, mean, power)
        if np.linalg.matrix_rank(bread) < len(found):
            raise ValueError("the regressors cannot be told apart within cells")
        step = np.linalg.solve(bread, centred.T @ ((y_of - mean) / mean**power))
        # A first step from afar may overshoot what a float's exponent holds.
        found = found + np.clip(step, -3, 3)
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    mean, levels = _means(y_of, units_of, x_of, code_of, count, found, power)
    centred, bread = _information(x_of, code_of, count, mean, power)
    _, group = np.unique(np.asarray(cluster)[told], return_inverse=True)
    groups = int(group.max(initial=-1)) + 1
    if groups < 2:
        raise ValueError("a single cluster cannot show how clusters differ")
    scores = np.zeros((groups, len(found)))
    np.add.at(scores, group, centred * ((y_of - mean) / mean**power)[:, None])
    inverse = np.linalg.inv(bread) if len(found) else bread
    errors = _errors(np.diag(inverse @ (scores.T @ scores) @ inverse), groups)
    reach = student(groups - 1, level) * errors
    expected = np.full(len(y), 0.0)
    expected[told] = mean
    return LogLink(
        coefficients=found,
        low=found - reach,
        high=found + reach,
        errors=errors,
        levels=levels,
        expected=expected,
        deviance=_deviance(y_of, mean, family),
        degrees=groups - 1,
    )


def _means(
    y: Floats, units: Floats, x: Floats, code: npt.NDArray[np.intp], count: int, found: Floats, power: float
) -> tuple[Floats, Floats]:
    """What is expected of every row at some coefficients, each cell at its own best level; and these levels' logs."""
    shape = units * np.exp(x @ found)
    above = np.bincount(code, y / shape**power, count)
    below = np.bincount(code, shape ** (1 - power), count)
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.log(above / below)
    return shape * np.exp(levels[code]), levels


def _information(
    x: Floats, code: npt.NDArray[np.intp], count: int, mean: Floats, power: float
) -> tuple[Floats, Floats]:
    """The regressors less their weighted means in the cell, and their weighted squares."""
    weight = mean ** (1 - power)
    whole = np.bincount(code, weight, count)
    whole[whole == 0] = 1
    centred = np.empty_like(x)
    for number, column in enumerate(x.T):
        centred[:, number] = column - (np.bincount(code, weight * column, count) / whole)[code]
    return centred, centred.T @ (weight[:, None] * centred)


def _deviance(y: Floats, mean: Floats, family: Family) -> float:
    logs = np.log(np.where(y > 0, y, mean) / mean)
    return float(2 * (y * logs - (y - mean) if family == "poisson" else (y - mean) / mean - logs).sum())


def _errors(spread: Floats, groups: int) -> Floats:
    # Rounding may take a variance that the clusters leave at nothing below zero: it shows no error, and has no root.
    return np.sqrt(np.where(spread >= 0, spread, np.nan) * groups / (groups - 1))
