"""The odds of one group against another's, held apart by strata: Mantel and Haenszel's common odds ratio."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class LogOdds(NamedTuple):
    """The logarithm of an odds ratio and its sampling variance; both NaN where the strata tell nothing."""

    value: float
    variance: float


def mantel_haenszel(yes: Floats, no: Floats, other_yes: Floats, other_no: Floats) -> LogOdds:
    """The logarithm of the common odds ratio of a group against another.

    Args:
        yes, no: how many of the group did and did not, stratum by stratum.
        other_yes, other_no: the same of the other group.

    Returns:
        NaN for both where no stratum has somebody on each side of both comparisons.

    Source: Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719-748; the variance of Robins,
    Breslow and Greenland (1986), Biometrics 42, 311-323.
    """
    total = yes + no + other_yes + other_no
    there = total > 0
    a, b, c, d, n = (part[there] for part in (yes, no, other_yes, other_no, total))
    concordant, discordant = a * d / n, b * c / n
    r, s = float(concordant.sum()), float(discordant.sum())
    if r <= 0 or s <= 0:
        return LogOdds(float("nan"), float("nan"))
    p, q = (a + d) / n, (b + c) / n
    variance = (
        float(p @ concordant) / (2 * r * r)
        + float(p @ discordant + q @ concordant) / (2 * r * s)
        + float(q @ discordant) / (2 * s * s)
    )
    return LogOdds(float(np.log(r / s)), variance)
