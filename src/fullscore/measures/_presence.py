"""Days on which somebody was there, each day once, however many assignments overlap on it."""

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import Estimate

Floats = npt.NDArray[np.float64]


def reach_before(who: Floats, last: Floats) -> Floats:
    """The latest last day of the rows before each row, within its own ``who``; minus infinity for the first.

    Args:
        who: whose row it is; rows of the same lie together, in the order of their first days.
        last: the last day of each row, a finite number.
    """
    if not len(who):
        return np.empty(0)
    opens = np.append(True, who[1:] != who[:-1])
    # Each block is lifted above the one before it, so that one running maximum serves all.
    lift = np.cumsum(opens) * (np.ptp(last) + 1)
    reach = np.maximum.accumulate(last + lift)
    before = np.empty(len(who))
    before[1:] = reach[:-1]
    before[opens] = -np.inf
    return np.asarray(before - np.where(opens, 0, lift), dtype=np.float64)


def days_added(first: Floats, last: Floats, before: Floats) -> Floats:
    """How many days each row adds to those that the rows before it hold.

    Args:
        first, last: the days of each row, both of them in it.
        before: what ``reach_before`` says.
    """
    return np.maximum(last - np.maximum(first - 1, before), 0)


def daily_average(who: Floats, first: Floats, last: Floats, month_end: Floats) -> Estimate:
    """How many different ones were there on an average day of the months that have rows.

    Args:
        who: a code for whoever is there.
        first, last: the days of the row, since 1970, both in it, within one month.
        month_end: the last day of that month that counts, since 1970; the month is averaged up to it.

    Returns:
        A count; n is it to the nearest whole, at least 1, and low and high are it, since nobody was left out.
    """
    if not len(who):
        return Estimate(value=None, n=0)
    order = np.lexsort((first, who))
    who, first, last = who[order], first[order], last[order]
    days = days_added(first, last, reach_before(who, last)).sum()
    ends = np.unique(month_end).astype(np.int64).astype("datetime64[D]")
    lengths = (ends - ends.astype("datetime64[M]")).astype(np.int64) + 1
    value = float(days / lengths.sum())
    return Estimate.counted(value, max(round(value), 1))
