"""What a forecast of spending is made from: plain arrays; holders of budgets, currencies and days as numbers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
LONGEST_MONTH = 31.0
LOOKED_BACK = 400.0
"""Days before a forecast that may still have to be posted: more than any that is."""
PARTS = ("commitment", "requisitions", "requests_to_come", "statements", "beside")
"""What is still to come: of running and agreed work; of open requisitions; of requests nobody made yet; of statements
of work; and of what is bought past the programme."""


@dataclass(frozen=True, kw_only=True)
class Engaged:
    """Engagements of the last two years, agreed ones among them, one element each.

    Attributes:
        planned: the planned end; ``end``: the end that is told, before the edition's date or announced, else NaN.
        extensions: how often the planned end was put off.
        daily: what one of its days costs at forty hours a week.
        unpaid_from: the first day for which there is no timesheet yet.
    """

    holder: Codes
    start: Floats
    planned: Floats
    end: Floats
    extensions: Floats
    daily: Floats
    currency: Codes
    unpaid_from: Floats

    @property
    def term(self) -> Floats:
        """Days of one term; at least a week."""
        return np.asarray(np.maximum((self.planned - self.start + 1) / (1 + self.extensions), 7.0), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Requests of the last two years, one element each, and how long filled positions took.

    Attributes:
        filled: positions taken up or agreed.
        closed: the day on which the request was closed or cancelled; NaN while it is open.
        lags: of every filled position the days from the request to its start.
    """

    holder: Codes
    asked: Floats
    positions: Floats
    filled: Floats
    closed: Floats
    lags: Floats


@dataclass(frozen=True, kw_only=True)
class Promised:
    """Parts of statements of work, one element each: when due, when accepted (NaN: not yet), for how much.

    ``statement`` numbers the statement that a part belongs to, ``began`` is that statement's first day.
    """

    holder: Codes
    statement: Codes
    began: Floats
    due: Floats
    accepted: Floats
    amount: Floats
    currency: Codes


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is known on a day about what is still to come.

    Attributes:
        hours, hours_error: what the days of a holder's engagements cost against forty hours at the rate, and its
            standard error.
        load: what the ledger posts for one unit of billed work: fees, tax and expenses on top.
        beside: what was posted past the programme, by holder and month, whole months up to the day, the last one last.
        posted_now: the same of the month that is not over, 0 where the day is a month's last.
        whole: all that was posted, programme and past it, in the months of ``beside``.
        rate_spread: of each currency the standard deviation of the log of its rate over a year.
        by_then: by holder the share of work that the ledger has posted by a month's end, by the day of the work: the
            first is for the thirty-first day of that month, the next for the day before. Bills go out by the month, so
            that months of every length are alike when they are counted from their first day.
        main_currency: of each holder, for what is not of one engagement.
    """

    today: float
    holders: int
    engaged: Engaged
    asked: Asked
    promised: Promised
    hours: Floats
    hours_error: Floats
    load: Floats
    beside: Floats
    posted_now: Floats
    whole: Floats
    rate_spread: Floats
    by_then: Floats
    week_end: float
    """A day on which weeks of timesheets end; NaN where there are none."""
    main_currency: Codes

    def posted_share(self, holder: Codes, day: Floats, until: float) -> Floats:
        """Of work done for some holders on some days, the share that is posted by ``until``, a month's end."""
        age = month_before(until) - day + LONGEST_MONTH
        at = np.clip(age, 0, self.by_then.shape[1] - 1).astype(np.int64)
        return np.where(age < 0, 0.0, self.by_then[holder, at])

    def posting(self, until: float) -> "Posting":
        """The days of engagements as the ledger will have posted them by ``until``, a month's end."""
        first = self.today - LOOKED_BACK
        days = np.arange(first, until + 1)
        # A day is billed with its week.
        ends = days + (self.week_end - days) % 7 if np.isfinite(self.week_end) else days
        shares = self.posted_share(np.arange(self.holders)[:, None], ends[None, :], until)
        return Posting(first=first, so_far=np.pad(np.cumsum(shares, axis=1), ((0, 0), (1, 0))))


@dataclass(frozen=True, kw_only=True)
class Posting:
    """How many of the days since a first one are posted, by holder and day, as a running sum of shares."""

    first: float
    so_far: Floats

    def days(self, holder: Codes, begin: Floats, end: Floats) -> Floats:
        """How many of the days from some to others, both included, are posted."""
        last = self.so_far.shape[1] - 1
        low = np.clip(begin - self.first, 0, last).astype(np.int64)
        high = np.clip(end - self.first + 1, 0, last).astype(np.int64)
        return np.where(end >= begin, self.so_far[holder, high] - self.so_far[holder, low], 0.0)


def month_before(day: float) -> float:
    """The last day of the month before a day's."""
    month = np.datetime64(int(day), "D").astype("datetime64[M]")
    return float(month.astype("datetime64[D]").astype(np.int64)) - 1
