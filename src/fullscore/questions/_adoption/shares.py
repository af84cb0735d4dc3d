"""Shares of spend with their intervals, and the series chained over changes of scope."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.questions._adoption.spend import Spending
from fullscore.stats.share import wilson
from fullscore.terms.estimate import LEVEL, Estimate

Flags = npt.NDArray[np.bool_]
TOGETHER = 3
"""Months that make up what a share is now: one late invoice is no change."""
OVERLAP = 3
"""Months in which an old and a new scope are held against each other, the last ones before the change."""


@dataclass(frozen=True, kw_only=True)
class MonthShare:
    """A month of the programme's share of spend.

    Attributes:
        share: in today's scope; months before a change of scope are chained to it.
        unchained: as it was counted in the scope of its time.
        entered: units that began in that month.
    """

    month: str
    share: Estimate
    unchained: float | None
    entered: tuple[str, ...]


def share_of_months(spent: Spending, units: Flags, last: int, together: int = TOGETHER) -> Estimate:
    """The share of some units' spend over the months up to one, with the interval that as many lines leave.

    Args:
        units: which units, as a mask.
        last: the last month's number; the share is unknown where it is below 0.
    """
    if last < 0:
        return Estimate(value=None, n=0)
    at = np.ix_(np.flatnonzero(units), np.arange(max(last - together + 1, 0), last + 1))
    whole, through = float(spent.whole[at].sum()), float(spent.through[at].sum())
    n = int(spent.lines[at].sum())
    if whole <= 0 or n == 0:
        return Estimate(value=None, n=n)
    share = min(max(through / whole, 0.0), 1.0)
    if n < 2:
        return Estimate(value=share, n=n)
    squares, through_squares = float(spent.squares[0][at].sum()), float(spent.squares[1][at].sum())
    # Each line counts whole or not at all, so that its product with itself is the product of both sums' parts.
    spread = (through_squares * (1 - 2 * share) + share**2 * squares) / whole**2
    kish = whole**2 / squares
    worth = min(kish, share * (1 - share) / spread) if spread > 0 and 0 < share < 1 else kish
    low, high = wilson(share, max(worth, 1.0), LEVEL)
    return Estimate(value=share, n=n, low=low, high=high)


def chained(spent: Spending) -> tuple[MonthShare, ...]:
    """The programme's share by month, in today's scope throughout."""
    every = np.ones(len(spent.units), np.bool_)
    entered = {
        int(month): tuple(spent.units[n] for n in np.flatnonzero(spent.begun == month))
        for month in np.unique(spent.begun[np.isfinite(spent.begun)])
        if month >= 0
    }
    links, own = _links(spent)
    found = []
    for n, month in enumerate(spent.months):
        counted = own[n]
        if counted is None:
            share = share_of_months(spent, every, n, 1)
            unchained = share.value
        else:
            whole, through = counted
            unchained = through / whole if whole > 0 else None
            share = _linked(unchained, links[n], int(spent.lines[:, n].sum()))
        found.append(MonthShare(month=str(month), share=share, unchained=unchained, entered=entered.get(n, ())))
    return tuple(found)


def _linked(value: float | None, link: float, n: int) -> Estimate:
    """A share of an earlier scope in terms of today's: its odds times the link, so that it stays within 0 and 1."""
    if value is None:
        return Estimate(value=None, n=n)
    kept = min(max(value, 0.0), 1.0)
    return Estimate(value=kept * link / (1 - kept + kept * link), n=n)


def _links(spent: Spending) -> tuple[list[float], list[tuple[float, float] | None]]:
    """For each month the product of all later links, and whole and through in its own scope; None where today's."""
    months = len(spent.months)
    links, own = [1.0] * months, list[tuple[float, float] | None]([None] * months)
    link = 1.0
    for number in range(len(spent.before) - 2, -1, -1):
        (_, whole, through), (later, later_whole, later_through) = spent.before[number], spent.before[number + 1]
        change = sum(month.first_day < later.valid_from for month in spent.months)
        at = slice(max(change - OVERLAP, 0), change) if change else slice(0, OVERLAP)
        old, new = _odds(through[at].sum(), whole[at].sum()), _odds(later_through[at].sum(), later_whole[at].sum())
        link *= new / old if old and new else 1.0
        begins = spent.before[number][0].valid_from
        for n in range(change):
            # The earliest version also stands for the time before it was signed.
            if number == 0 or spent.months[n].first_day >= begins:
                links[n], own[n] = link, (float(whole[n]), float(through[n]))
    return links, own


def _odds(through: float, whole: float) -> float | None:
    return through / (whole - through) if 0 < through < whole else None
