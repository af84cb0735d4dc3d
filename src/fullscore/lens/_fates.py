"""What became of the positions of one requisition, by its events."""

from dataclasses import dataclass

FATES = ("filled", "failed", "abandoned", "diverted", "withdrawn", "open")
"""Of a position. ``filled``: an assignment began. ``open``: the request still runs, or who fills it is still to start.
Of a request that has ended: ``diverted``: an outside vendor took the work. ``withdrawn``: the client ended it before
anybody was put forward, or it ended before it was let out to suppliers. ``abandoned``: the client ended it when people
had been put forward. ``failed``: it was let out, and ended by somebody else, or as filled, without a start."""
CLIENT, OUTSIDE = "client", "outside_vendor"
SUPPLY = ("unable_to_fill", "worker_withdrawn")


@dataclass(frozen=True, kw_only=True)
class Course:
    """What the events, the candidates and the starts of a requisition say.

    Attributes:
        begun: assignments that began.
        to_begin: assignments that are agreed and not yet due to begin.
        posted_again: positions of the requisitions that say that they take it up again.
        ended_as: filled, cancelled or closed; None while it runs.
        ended_by: the actor of that event; None where no event tells.
        cause: what was given as the reason, in the words of ``close_cause``; None where nothing was.
        was_let_out: released or distributed before its end, or somebody was put forward.
        was_answered: somebody was put forward before its end.
    """

    positions: int
    begun: int = 0
    to_begin: int = 0
    posted_again: int = 0
    ended_as: str | None = None
    ended_by: str | None = None
    cause: str | None = None
    was_let_out: bool = False
    was_answered: bool = False


def fates(course: Course) -> tuple[dict[str, int], int]:
    """How many positions met each fate, and how many were taken up by a later posting.

    Both together are always the positions.
    """
    found = dict.fromkeys(FATES, 0)
    found["filled"] = min(course.begun, course.positions)
    left = course.positions - found["filled"]
    if course.ended_as is None:
        found["open"] = left
        return found, 0
    found["open"] = min(left, course.to_begin)
    left -= found["open"]
    again = min(left, course.posted_again)
    found[unfilled(course)] += left - again
    return found, again


def unfilled(course: Course) -> str:
    """The fate of the positions of an ended request that nobody filled."""
    if course.cause == OUTSIDE:
        return "diverted"
    if course.ended_as == "filled":
        return "failed"
    by_client = course.ended_by == CLIENT or (course.ended_by is None and course.cause == CLIENT)
    if by_client:
        return "abandoned" if course.was_answered else "withdrawn"
    return "failed" if course.was_let_out else "withdrawn"


def contradiction(course: Course) -> str | None:
    """In what the reason that was given differs from what the events say; None where it does not."""
    if course.ended_as is None:
        return None
    filled = min(course.begun + course.to_begin, course.positions)
    if course.ended_as == "filled" and filled < course.positions:
        return (
            "said to be filled, but nobody started" if not filled else "said to be filled, but not every position was"
        )
    if course.ended_as != "filled" and course.positions == course.begun and course.cause:
        return "said to have come to nothing, but every position was filled"
    if course.cause in SUPPLY and course.ended_by == CLIENT:
        return "said to have failed in supply, but the client ended it"
    if course.cause == CLIENT and course.ended_by not in (None, CLIENT):
        return "said to be the client's choice, but somebody else ended it"
    if course.cause == "unable_to_fill" and not course.was_let_out:
        return "said to be impossible to fill, but it was never let out to suppliers"
    if course.cause == "worker_withdrawn" and not course.was_answered:
        return "said that a candidate withdrew, but nobody was put forward"
    return None
