"""How many have had an event by a day, when some were not watched for as long."""

from math import exp, log

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import normal
from fullscore.stats.share import wilson
from fullscore.terms.estimate import LEVEL, Estimate


def incidence(times: npt.ArrayLike, is_event: npt.ArrayLike, at: float, *, level: float = LEVEL) -> Estimate:
    """One minus the Kaplan-Meier survival at a day.

    Args:
        times: for each subject the days until the event or until watching ended, shape (n,).
        is_event: whether it was the event; any other end censors, after the events of its day.
        at: the day; an event on it counts.
        level: how much of the time the interval holds the incidence, in (0, 1).

    Returns:
        A share; n is the number of subjects. Between 0 and 1 the interval is that of log(-log) of the survival with
        Greenwood's variance. At 0 and at 1 that variance says nothing: there it is Wilson's, on the subjects whose
        state at that day is known. Where nobody was watched until the day and not everybody had the event before, the
        value is the incidence as far as anybody was watched, and there is no interval.

    Source: Kaplan and Meier (1958), Journal of the American Statistical Association 53, 457-481; Kalbfleisch and
    Prentice (1980), The Statistical Analysis of Failure Time Data, section 1.3; for the ends, an effective sample size
    as in Dorey and Korn (1987), Statistics in Medicine 6, 679-687.
    """
    time = np.asarray(times, dtype=np.float64)
    event = np.asarray(is_event, dtype=np.bool_)
    n = len(time)
    if n == 0:
        return Estimate(value=None, n=0)
    counted = event & (time <= at)
    days, events = np.unique(time[counted], return_counts=True)
    at_risk = n - np.searchsorted(np.sort(time), days, side="left")
    survival = float(np.prod(1 - events / at_risk))
    value = 1 - survival
    if n < 2 or (survival > 0 and time.max() < at):
        return Estimate(value=value, n=n)
    if 0 < survival < 1:
        variance = float(np.sum(events / (at_risk * (at_risk - events))))
        reach = normal(level) * variance**0.5 / -log(survival)
        low, high = 1 - survival ** exp(-reach), 1 - survival ** exp(reach)
        return Estimate(value=value, n=n, low=low, high=high)
    known = int(np.count_nonzero(counted | (time >= at)))
    low, high = wilson(value, known, level)
    return Estimate(value=value, n=n, low=low, high=high)


def incidences(
    times: npt.NDArray[np.float64],
    is_event: npt.NDArray[np.bool_],
    at: float,
    codes: npt.NDArray[np.int64],
    groups: int,
) -> npt.NDArray[np.float64]:
    """One minus the Kaplan-Meier survival at a day of many groups at once, as ``incidence`` tells it of each.

    Args:
        times, is_event, at: as of ``incidence``.
        codes: each subject's group, 0 to ``groups`` - 1.

    Returns:
        A share for each group; NaN for one without subjects.
    """
    order = np.lexsort((times, codes))
    time, code, counted = times[order], codes[order], (is_event & (times <= at))[order]
    size = np.bincount(code, minlength=groups)
    first = np.flatnonzero(np.append(True, (time[1:] != time[:-1]) | (code[1:] != code[:-1]))[: len(time)])
    events = np.add.reduceat(counted.astype(np.int64), first) if len(first) else np.zeros(0, dtype=np.int64)
    at_risk = np.cumsum(size)[code[first]] - first
    survival = np.ones(groups)
    np.multiply.at(survival, code[first], 1 - events / np.maximum(at_risk, 1))
    return np.asarray(np.where(size > 0, 1 - survival, np.nan), dtype=np.float64)
