"""The whole story of one seed, told once: every part from what the parts before it say."""

from dataclasses import dataclass

import numpy as np

from fullscore.simulate import _clocks, _demand, _ledger, _money, _sourcing, _statements, _work
from fullscore.simulate._arrays import Array, monday, streams
from fullscore.simulate._requests import Requests, requests
from fullscore.simulate._suppliers import Suppliers, suppliers


@dataclass(frozen=True, kw_only=True)
class Story:
    """All that happened at Northgate."""

    seed: int
    scale: float
    needs: _demand.Asks
    """Every true request, inside and outside the programme."""
    elsewhere: _demand.Outside
    asks: _demand.Asks
    course: _clocks.Course
    who: Suppliers
    sent: _sourcing.Sent
    found: _sourcing.Candidates
    made: Requests
    jobs: _work.Jobs
    weeks: _work.Weeks
    works: _statements.Statements
    bills: _money.Bills
    lines: _ledger.Lines


def story(seed: int, scale: float) -> Story:
    """Tell it.

    Args:
        scale: 1 is the whole programme; a fiftieth of it keeps the same units, roles and suppliers.
    """
    needs = _demand.asks(seed, scale)
    past, coming = _demand.outside(seed, needs)
    inside = _demand.joined(needs.of(needs.inside), coming)
    earlier, chosen = _clocks.reposts(seed, inside)
    asks = _demand.joined(inside, earlier)
    course = _clocks.course(seed, asks, chosen)
    who = suppliers(seed)
    sent, forward, taking = _sourcing.shown(seed, asks, course, who)
    found = _sourcing.candidates(seed, asks, course, who, forward, taking)
    made = requests(seed, scale, asks, course, found)
    jobs = _work.jobs(seed, scale, asks, found, made, who)
    weeks = _work.weeks(seed, jobs)
    works = _statements.statements(seed, scale)
    bills = _money.bills(seed, scale, jobs, weeks, works)
    elsewhere = _with_diverted(seed, past, asks, course)
    random = streams(seed, "outside rates")
    agency = random.integers(0, len(who.price), len(elsewhere.ask))
    rate = _sourcing.hour_rate(random, elsewhere.ask, who, agency)
    lines = _ledger.lines(seed, scale, bills, elsewhere, rate)
    return Story(
        seed=seed,
        scale=scale,
        needs=needs,
        elsewhere=elsewhere,
        asks=asks,
        course=course,
        who=who,
        sent=sent,
        found=found,
        made=made,
        jobs=jobs,
        weeks=weeks,
        works=works,
        bills=bills,
        lines=lines,
    )


def _with_diverted(seed: int, past: _demand.Outside, asks: _demand.Asks, course: _clocks.Course) -> _demand.Outside:
    """Work that an outside vendor took over from a request runs outside from then on."""
    random = streams(seed, "diverted")
    rows: Array = np.flatnonzero(course.outcome == 3)
    rows = np.repeat(rows, asks.positions[rows])
    one = asks.of(rows)
    begins = monday(course.given_up[rows] + random.uniform(1, 10, len(rows)))
    return _demand.Outside(
        ask=_demand.joined(past.ask, one),
        begins=np.concatenate([past.begins, begins]),
        ends=np.concatenate([past.ends, begins + 7 * one.term - 3]),
        agency=np.concatenate([past.agency, random.integers(0, 30, len(rows))]),
    )
