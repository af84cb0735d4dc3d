"""Worlds of people whose coming and going is known for years beyond the day on which they are looked at.

Each person is lived through by itself, in continuous time, and not by the rates that the answer fits: leaving follows
Weibull laws whose shape may fall or rise with service, posts are filled after gamma times, terms are extended by a coin
that is thrown some days before a term is over, and limits bind some kinds always and others mostly.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.questions._talent.openings import Openings
from fullscore.questions._talent.people import People
from fullscore.questions._talent.supply import Known, Records
from fullscore.questions._talent.work import Notices, Work

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
TODAY = 20000.0
AHEAD = 760.0
KNOWN = Known(
    people=TODAY, vacancies=TODAY, work=TODAY, requests=TODAY, people_since=TODAY - 1095,
    vacancies_since=TODAY - 1095, work_since=TODAY - 1095, requests_since=TODAY - 1095,
)  # fmt: skip
QUARTERS = np.array([90.0, 181.0, 273.0, 365.0, 455.0, 546.0, 638.0, 730.0])


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What kind of world it is."""

    capabilities: int = 10
    employees_a_year: float = 40.0
    """Posts opened in a capability of middle size."""
    requests_a_year: float = 120.0
    sizes: float = 0.6
    """Standard deviation of the logs of capabilities' sizes."""
    attrition: float = 0.12
    """Of a year, in the middle."""
    unlike: float = 0.3
    """Standard deviation of the logs of capabilities' attrition."""
    service: float = 0.8
    """Weibull shape of leaving: below 1 the young leave more."""
    terms: tuple[int, ...] = (13, 26, 52)
    extended: float = 0.7
    notice: float = 14.0
    early: float = 0.12
    """Share of assignments that end early within a year."""
    early_shape: float = 0.7
    past_limit: float = 0.3
    """Chance of going on where a limit of policy says no."""
    dropped: float = 0.15
    fill_days: float = 60.0
    most_positions: int = 3
    snapshots: bool = True
    """Whether earlier deliveries are on record, by which late notices are learned."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What is on record today, and how many there will be: shape (capabilities, quarters)."""

    records: Records
    employees: Floats
    extended: Floats


def world(seed: int, shape: Shape) -> World:
    """Live one."""
    random = np.random.default_rng(seed)
    count = shape.capabilities
    size = np.exp(random.normal(0, shape.sizes, count))
    people, vacancies, employees = _employed(random, shape, size)
    work, requests, notices, extended = _extended(random, shape, size)
    nothing = np.empty(0)
    hires = Openings(
        capability=np.empty(0, np.int64), opened=nothing, ended=nothing, positions=nothing, filled=nothing, lag=0.0,
        rate_since=nothing,
    )  # fmt: skip
    records = Records(
        capabilities=tuple(f"Capability {n}" for n in range(count)), kinds=("contractor", "temp"), today=TODAY,
        known=KNOWN,
        people=people, work=work, notices=notices, vacancies=vacancies, hires=hires, requests=requests,
        requests_are_starts=False,
    )  # fmt: skip
    return World(records=records, employees=employees, extended=extended)


def _arrivals(random: np.random.Generator, size: Floats, a_year: float, years: float) -> tuple[Ints, Floats]:
    number = random.poisson(size * a_year * (years + AHEAD / 365))
    capability = np.repeat(np.arange(len(size)), number)
    return capability, random.uniform(TODAY - years * 365, TODAY + AHEAD, len(capability))


def _there(capability: Ints, first: Floats, last: Floats, count: int) -> Floats:
    """Who is there at the end of each quarter; the last day counts."""
    found = np.zeros((count, len(QUARTERS)))
    for n, day in enumerate(TODAY + QUARTERS):
        found[:, n] = np.bincount(capability[(first <= day) & (last >= day)], minlength=count)
    return found


def _employed(random: np.random.Generator, shape: Shape, size: Floats) -> tuple[People, Openings, Floats]:
    capability, opened = _arrivals(random, size, shape.employees_a_year, 12)
    ended = opened + random.gamma(2.0, shape.fill_days / 2, len(opened)) + 5
    is_filled = random.random(len(opened)) > shape.dropped
    mean = 365 / (shape.attrition * np.exp(random.normal(0, shape.unlike, len(size))))
    joined = np.flatnonzero(is_filled)
    of = capability[joined]
    hired = np.floor(ended[joined])
    left = np.floor(hired + mean[of] * random.weibull(shape.service, len(joined)))
    seen = hired <= TODAY
    people = People(capability=of[seen], hired=hired[seen], left=np.where(left <= TODAY, left, np.nan)[seen])
    vacancies = _openings(capability, opened, ended, np.ones(len(opened)), is_filled, 0.0)
    return people, vacancies, _there(of, hired, left, len(size))


def _openings(
    capability: Ints, opened: Floats, ended: Floats, positions: Floats, is_filled: npt.NDArray[np.bool_], lag: float
) -> Openings:
    seen = (opened <= TODAY) & (opened > TODAY - 4 * 365)
    over = ended <= TODAY
    return Openings(
        capability=capability[seen],
        opened=opened[seen],
        ended=np.where(over, ended, np.nan)[seen],
        positions=positions[seen],
        filled=np.where(over & is_filled, positions, 0.0)[seen],
        lag=lag,
        rate_since=np.full(int(seen.sum()), -np.inf),
    )


def _extended(random: np.random.Generator, shape: Shape, size: Floats) -> tuple[Work, Openings, Notices, Floats]:
    ask, opened = _arrivals(random, size, shape.requests_a_year, 6)
    positions = random.integers(1, shape.most_positions + 1, len(opened)).astype(np.float64)
    ended = opened + random.gamma(2.0, shape.fill_days / 4, len(opened)) + 2
    is_filled = random.random(len(opened)) > shape.dropped
    job = np.repeat(np.flatnonzero(is_filled), positions[is_filled].astype(np.int64))
    of = ask[job]
    start = np.floor(ended[job] + random.uniform(5, 37, len(job)))
    term = 7.0 * random.choice(shape.terms, len(job))
    kind = (random.random(len(job)) < 0.25).astype(np.int64)
    by_law = kind == 1
    limit = np.where(by_law, 548.0, 730.0)
    chance = random.beta(20 * shape.extended, 20 * (1 - shape.extended), len(size))[of]
    taken = np.zeros(len(job))
    goes_on = np.ones(len(job), np.bool_)
    for _ in range(30):
        is_past = (taken + 2) * term > limit + 3
        ahead = np.where(is_past, np.where(by_law, 0.0, shape.past_limit), chance)
        goes_on &= random.random(len(job)) < ahead
        taken += goes_on
    natural = start + term * (1 + taken) - 1
    scale = 365 / (-np.log(1 - shape.early)) ** (1 / shape.early_shape)
    early = np.floor(start + scale * random.weibull(shape.early_shape, len(job)))
    last = np.minimum(natural, early)

    def known(day: float) -> Floats:
        """How often each had been extended by a day."""
        least = np.floor((np.minimum(day, last) - start + shape.notice) / term)
        found: Floats = np.clip(least, 0, taken)
        return found

    # Accepted before they begin: who starts soon is on record.
    seen = (ended[job] <= TODAY) & (last > TODAY - 3 * 365)
    told = known(TODAY)
    work = Work(
        capability=of[seen],
        start=start[seen],
        planned=(start + term * (1 + told) - 1)[seen],
        ended=np.where(last <= TODAY, last, np.nan)[seen],
        extensions=told[seen],
        kind=kind[seen],
        limit=limit[seen],
        by_law=by_law[seen],
    )
    days, went_on = [np.empty(0)], [np.empty(0, np.bool_)]
    for cut in TODAY - 30.0 * np.arange(1, 25) if shape.snapshots else ():
        planned = start + term * (1 + known(cut)) - 1
        ahead = planned - cut
        near = (start <= cut) & (last > cut) & (ahead >= 0) & (ahead <= 60) & (planned <= TODAY - 3) & (last >= planned)
        days.append(ahead[near])
        went_on.append((natural > planned)[near])
    notices = Notices(days=np.concatenate(days), was_extended=np.concatenate(went_on))
    lag = float((start - ended[job])[seen].mean())
    requests = _openings(ask, opened, ended, positions, is_filled, lag)
    return work, requests, notices, _there(of, start, last, len(size))
