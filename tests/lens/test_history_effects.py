"""What restatements did to figures, against figures counted by hand, and whether they lean."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import mean
from typing import Any

import pytest

from fullscore.lens._restating.collected import collect
from fullscore.lens._restating.effects import effects, with_known_then
from fullscore.lens._restating.lean import leans
from fullscore.lens._restating.undone import Undone
from fullscore.lens._restating.worlds import worlds
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.terms.lens import lens_of
from tests.conftest import Folder, settings
from tests.lens.test_history import ASSIGNMENT, JANUARY, REQUISITION, sheet

FEEDS = settings("requisition, req*.csv, msp, full", "assignment, asg*.csv, msp, full")
LENS = lens_of("time_to_fill", time_to_fill.axes, {})
LATER, LAST = "2025-02-28", "2025-03-31"
ASKED = [date(2025, 1, 2) + timedelta(days=n % 5) for n in range(12)]
STARTED = [date(2025, 1, 20) + timedelta(days=n % 3 + (28 if n > 8 else 0)) for n in range(12)]


def req(n: int, asked: date) -> str:
    return f"R{n},Nurse,RO1,U1,SI1,M1,temp,1,USD,hour,{asked}T08:00:00,,filled,2025-01-18T08:00:00,false"


def asg(n: int) -> str:
    return f"A{n},W{n},S1,RO1,U1,SI1,M1,temp,{STARTED[n]},2025-12-31,,,50,USD,hour,0,R{n}"


def looked_at(folder: Folder, known_then: bool = False) -> tuple[Any, Any]:
    """Effects and leans of time to fill."""
    folder.build()
    with folder.edition() as edition:
        found = collect(edition)
        patches = found.patches()
        both = worlds(Undone(edition, patches), edition, time_to_fill, LENS, found.restated(patches))
        moved = effects(time_to_fill, both)
        if known_then:
            moved = with_known_then(edition, time_to_fill, LENS, moved)
        return {e.month: e for e in moved}, leans(edition, [(time_to_fill, both)], found.senders)


def restated(programme: Callable[..., Folder], shifts: list[int], **more: str) -> Folder:
    """Requests of which a later delivery says other days, by so many days; 99: none at all."""
    head = f"{ASSIGNMENT},requisition_id"
    now = [req(n, ASKED[n] + timedelta(days=shift)) for n, shift in enumerate(shifts) if shift != 99]
    return programme(
        {
            "programme.toml": FEEDS,
            f"{JANUARY}/req.csv": sheet(REQUISITION, *(req(n, ASKED[n]) for n in range(12))),
            # One that started in January is told a month late: no restatement, and a figure that moves all the same.
            f"{JANUARY}/asg.csv": sheet(head, *(asg(n) for n in range(1, 12))),
            f"{LATER}/asg.csv": sheet(head, *(asg(n) for n in range(12))),
            f"{LATER}/req.csv": sheet(REQUISITION, *now),
            **more,
        }
    )


def days(numbers: Any, shifts: list[int] | None = None) -> float:
    return mean((STARTED[n] - ASKED[n]).days - (shifts[n] if shifts else 0) for n in numbers)


def test_the_effect_is_that_of_restatements_alone(programme: Callable[..., Folder]) -> None:
    shifts = [0, 3, 4, 5, 3, 6, 7, 2, 3, 0, 0, 99]
    found, lean = looked_at(restated(programme, shifts), known_then=True)
    january, february = found["2025-01"], found["2025-02"]
    assert january.as_first_delivered == pytest.approx(days(range(9)))
    assert january.as_now == pytest.approx(days(range(9), shifts))
    # Of those who had started by the end of January, one was not told of yet.
    assert january.as_known_then == pytest.approx(days(range(1, 9)))
    assert str(january.known_on) == JANUARY
    # The request that vanished took its fill with it.
    assert february.as_first_delivered == pytest.approx(days((9, 10, 11)))
    assert february.as_now == pytest.approx(days((9, 10)))
    assert (february.n_first_delivered, february.n_now) == (3, 2)
    [one] = lean
    assert (one.party, one.gains_when, one.rows, one.leans) == ("msp", "lower", 9, True)
    assert one.that_way >= 8
    assert one.moved_by < 0
    assert "in the direction that an MSP gains from" in one.says


def test_what_was_put_back_leaves_no_effect(programme: Callable[..., Folder]) -> None:
    back = {f"{LAST}/req.csv": sheet(REQUISITION, *(req(n, ASKED[n]) for n in range(12)))}
    found, lean = looked_at(restated(programme, [0, 3, 4, 5, 3, 6, 7, 2, 3, 0, 0, 99], **back))
    assert found == {}
    assert lean == ()


@pytest.mark.parametrize(
    ("shifts", "rows", "verdict"),
    [([3, -3, 4, -4, 5, -5, 2, -2, 0, 0, 0, 0], 8, False), ([4, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0], 3, None)],
    ids=["to both sides", "too few"],
)
def test_no_lean_is_told_where_none_shows(
    programme: Callable[..., Folder], shifts: list[int], rows: int, verdict: bool | None
) -> None:
    _, [lean] = looked_at(restated(programme, shifts))
    assert (lean.rows, lean.leans) == (rows, verdict)
    assert ("too few to tell" if verdict is None else "no more than chance explains") in lean.says
