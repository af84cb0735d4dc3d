"""What became of positions: cases with one right answer, and the identity for any course of events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullscore.lens._fates import FATES, Course, contradiction, fates

ACTORS = (None, "client", "msp", "supplier", "worker")
CAUSES = (None, "client", "unable_to_fill", "outside_vendor", "worker_withdrawn", "other")
courses = st.builds(
    Course,
    positions=st.integers(1, 5),
    begun=st.integers(0, 7),
    to_begin=st.integers(0, 3),
    posted_again=st.integers(0, 6),
    ended_as=st.sampled_from((None, "filled", "cancelled", "closed")),
    ended_by=st.sampled_from(ACTORS),
    cause=st.sampled_from(CAUSES),
    was_let_out=st.booleans(),
    was_answered=st.booleans(),
)


@given(courses)
def test_every_position_has_one_fate(course: Course) -> None:
    found, again = fates(course)
    assert tuple(found) == FATES
    assert all(count >= 0 for count in (*found.values(), again))
    assert sum(found.values()) + again == course.positions
    assert contradiction(course) is None or course.ended_as


def ended(**more: object) -> Course:
    return Course(**{"positions": 1, "ended_as": "cancelled", "ended_by": "msp", "was_let_out": True, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("course", "fate", "says"),
    [
        (Course(positions=1), "open", None),
        (ended(begun=1, ended_as="filled"), "filled", None),
        (ended(ended_as="filled"), "failed", "said to be filled, but nobody started"),
        (ended(ended_as="filled", to_begin=1), "open", None),
        (ended(cause="unable_to_fill"), "failed", None),
        (ended(ended_by="client", cause="client"), "withdrawn", None),
        (ended(ended_by="client", cause="client", was_answered=True), "abandoned", None),
        (ended(ended_by="client", cause="unable_to_fill", was_answered=True), "abandoned",
         "said to have failed in supply, but the client ended it"),
        (ended(cause="client"), "failed", "said to be the client's choice, but somebody else ended it"),
        (ended(cause="outside_vendor"), "diverted", None),
        (ended(cause="unable_to_fill", was_let_out=False), "withdrawn",
         "said to be impossible to fill, but it was never let out to suppliers"),
        (ended(cause="worker_withdrawn"), "failed", "said that a candidate withdrew, but nobody was put forward"),
        (ended(ended_by=None, cause="client", was_answered=True), "abandoned", None),
        (ended(cause="client", begun=1), "filled", "said to have come to nothing, but every position was filled"),
    ],
)  # fmt: skip
def test_a_fate_comes_from_events(course: Course, fate: str, says: str | None) -> None:
    found, again = fates(course)
    assert ({name for name, count in found.items() if count}, again) == ({fate}, 0)
    assert contradiction(course) == says


def test_what_is_posted_again_counts_there() -> None:
    found, again = fates(ended(positions=3, begun=1, posted_again=1))
    assert (found["filled"], found["failed"], again) == (1, 1, 1)
