"""Requests that look like an earlier one posted again, though nothing says so."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

WITHIN_DAYS = 30
"""A request that follows so soon on the end of one like it is consistent with a repost."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A request: what makes two alike, when it was submitted, and when it ended without being filled."""

    requisition_id: str
    alike: tuple[str | None, ...]
    submitted: date
    ended_unfilled: date | None
    """None where it runs, was filled, or is known to have been posted again."""
    is_linked: bool
    """Whether it names an earlier one itself."""


def proposed(postings: Iterable[Posting], *, backwards: bool = False) -> Iterator[tuple[Posting, Posting]]:
    """Pairs of a request that ended unfilled and the next one like it, each request once on either side.

    Args:
        backwards: look as many days before the earlier one was submitted instead: how many pairs chance makes.
    """
    every = sorted(postings, key=lambda p: (p.submitted, p.requisition_id))
    like: dict[tuple[str | None, ...], list[Posting]] = defaultdict(list)
    for posting in every:
        if not posting.is_linked and None not in posting.alike:
            like[posting.alike].append(posting)
    taken: set[str] = set()
    ended = [posting for posting in every if posting.ended_unfilled]
    for posting in sorted(ended, key=lambda p: (p.ended_unfilled or p.submitted, p.requisition_id)):
        others = like.get(posting.alike, [])
        days = [other.submitted for other in others]
        if backwards:
            at = bisect_right(days, date.fromordinal(posting.submitted.toordinal() - 1))
            nearby = [o for o in reversed(others[:at]) if (posting.submitted - o.submitted).days <= WITHIN_DAYS]
        else:
            end = posting.ended_unfilled or posting.submitted
            at = bisect_right(days, date.fromordinal(end.toordinal() - 1))
            nearby = [o for o in others[at:] if (o.submitted - end).days <= WITHIN_DAYS]
        for other in nearby:
            if other.requisition_id not in taken and other.requisition_id != posting.requisition_id:
                taken.add(other.requisition_id)
                yield posting, other
                break
