"""Gaps: deliveries that a feed's declared rhythm or numbering says are missing."""

import re
from datetime import date
from itertools import pairwise

from fullscore.run.land import Arrival
from fullscore.terms.fault import Fault
from fullscore.terms.programme import Feed


def gaps(feed: Feed, arrivals: list[Arrival]) -> list[str]:
    """Sentences about what is missing between a feed's first delivery and its last.

    Args:
        feed: ``every`` (week, month, quarter) or ``sequence`` (a pattern with one group, a number) makes gaps known.
        arrivals: the feed's landed files.
    """
    found: list[str] = []
    if feed.every:
        days = sorted({date.fromisoformat(a.delivered.delivery) for a in arrivals})
        for before, after in pairwise(days):
            missing = _ordinal(after, feed.every) - _ordinal(before, feed.every) - 1
            if missing > 0:
                found.append(
                    f"{feed.name}: {missing} {feed.every}{'s' if missing > 1 else ''} without a delivery between "
                    f"{before} and {after}; what was delivered then is not known"
                )
    if feed.sequence:
        numbers = sorted({n for a in arrivals if (n := _number(feed, a.receipt.file)) is not None})
        for low, high in pairwise(numbers):
            if high > low + 1:
                lost = f"{low + 1}" if high == low + 2 else f"{low + 1} to {high - 1}"
                found.append(
                    f"{feed.name}: number {lost} of its sequence did not come; everything after it may be wrong"
                )
    return found


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
