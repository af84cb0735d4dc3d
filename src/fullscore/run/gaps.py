"""Gaps: deliveries that a feed's declared rhythm or numbering says are missing."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from fullscore.run.land import Arrival
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed


def gaps(feed: Feed, arrivals: list[Arrival], newest: str = "") -> list[str]:
    """Sentences about what is missing between a feed's first delivery and the programme's newest.

    Args:
        feed: ``every`` (week, month, quarter) or ``sequence`` (a pattern with one group, a number) makes gaps known.
        arrivals: the feed's landed files, in the order in which they count.
        newest: the date of the programme's newest delivery, whichever feed brought it: what a feed that stopped coming
            is measured against, so that no clock is read. Empty: nothing is said of its end.
    """
    return [*_silences(feed, arrivals, newest), *_numbering(feed, arrivals)]


def _silences(feed: Feed, arrivals: list[Arrival], newest: str) -> list[str]:
    if not feed.every:
        return []
    days = sorted({date.fromisoformat(a.delivered.delivery) for a in arrivals})
    found = []
    for before, after in pairwise(days):
        missing = _ordinal(after, feed.every) - _ordinal(before, feed.every) - 1
        if missing > 0:
            found.append(
                f"{feed.name}: {_counted(missing, feed.every)} without a delivery between "
                f"{before} and {after}; what was delivered then is not known"
            )
    if not newest:
        return found
    if not days:
        return [
            f"{feed.name}: it should come every {feed.every} and has never come; correct its pattern, or ask for it"
        ]
    silent = overdue(feed, days, date.fromisoformat(newest))
    if silent > 0:
        found.append(
            f"{feed.name}: nothing has come for {_counted(silent, feed.every)} since {days[-1]}, while other feeds "
            f"came until {newest}; figures that rest on it stand still"
        )
    return found


def overdue(feed: Feed, days: Sequence[date], until: date) -> int:
    """How many of a feed's weeks, months or quarters have gone by without it since it last came; 0: none is overdue.

    Args:
        days: when it came, in order, at least once.
        until: the programme's newest delivery.
    """
    last = days[-1]
    # The period of the newest delivery is over for this feed only where it never came later in one.
    is_over = _days_left(until, feed.every) <= min(_days_left(day, feed.every) for day in days)
    return max(_ordinal(until, feed.every) - _ordinal(last, feed.every) - (0 if is_over else 1), 0)


def _numbering(feed: Feed, arrivals: list[Arrival]) -> list[str]:
    if not feed.sequence:
        return []
    found = []
    read = [n for a in arrivals if (n := _number(feed, a.receipt.file)) is not None]
    for low, high in pairwise(sorted(set(read))):
        if high > low + 1:
            lost = f"{low + 1}" if high == low + 2 else f"{low + 1} to {high - 1}"
            found.append(f"{feed.name}: number {lost} of its sequence did not come; everything after it may be wrong")
    if feed.snapshot == "delta":
        found += [
            f"{feed.name}: number {before} of its sequence is read before number {after}; where both name the same "
            f"record, that of number {after} counts as the newer"
            for before, after in pairwise(read)
            if after < before
        ]
    return found


def _counted(number: int, every: str) -> str:
    return f"{number} {every}{'s' if number > 1 else ''}"


def _days_left(day: date, every: str) -> int:
    """How many days of its week, month or quarter are still to come."""
    if every == "week":
        return 7 - day.isoweekday()
    month = day.month if every == "month" else (day.month + 2) // 3 * 3
    return (date(day.year, month, monthrange(day.year, month)[1]) - day) // timedelta(days=1)


def _ordinal(day: date, every: str) -> int:
    if every == "week":
        # Day 1 was a Monday, so that weeks are those of ISO 8601.
        return (day.toordinal() - 1) // 7
    month = day.year * 12 + day.month - 1
    return month if every == "month" else month // 3


def _number(feed: Feed, file: str) -> int | None:
    try:
        match = re.search(feed.sequence, file)
    except re.error as error:
        raise Fault(
            f"sequence = '{feed.sequence}' is not a pattern ({error})",
            where="programme.toml",
            next_step=r"write it like 'part_(\d+)'",
        ) from None
    return int(match.group(1)) if match and match.groups() and match.group(1).isdecimal() else None
