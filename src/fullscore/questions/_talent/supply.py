"""Supply to come: employees and extended workers, by draws that carry what is not known and what chance will do."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._talent.hazards import WEEK, Floats, Hazards
from fullscore.questions._talent.openings import Filling, Openings, at_once, filling, joining, to_come
from fullscore.questions._talent.people import Moments, People, leaving, staying
from fullscore.questions._talent.work import Notices, Staying, Work, ending, running, starting
from fullscore.stats.count_draws import count_draws

DRAWS = 400
OUTSIDE_SPREAD = 0.3
"""Standard deviation of the log of how many are outside, for what spend says."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Up to which day each table tells: that of the last delivery that brought anything new of it.

    And from which day on both those who went and those who stayed are on record.
    """

    people: float
    vacancies: float
    work: float
    requests: float
    people_since: float
    vacancies_since: float
    work_since: float
    requests_since: float


@dataclass(frozen=True, kw_only=True)
class Records:
    """What is on record of who is here and who is sought; days since 1970.

    Attributes:
        capabilities: their names; every table names them by their places.
        vacancies: permanent posts; None where they are not delivered.
        hires: hires that no vacancy announced, or all where there are no vacancies; filled on their day.
        requests: positions of requisitions, or starts, filled on their day, where no requisition is delivered.
        requests_are_starts: which of the two they are.
    """

    capabilities: tuple[str, ...]
    kinds: tuple[str, ...]
    today: float
    known: Known
    people: People
    work: Work
    notices: Notices
    vacancies: Openings | None
    hires: Openings
    requests: Openings
    requests_are_starts: bool


@dataclass(frozen=True, kw_only=True)
class Supply:
    """Draws of people, shape (draws, capabilities, days), and the chances behind them.

    Attributes:
        employees_committed, extended_committed: of those, who is here or sought already today.
    """

    employees: Floats
    extended: Floats
    employees_committed: Floats
    extended_committed: Floats
    leaving: Hazards
    ending: Staying


def supply(
    records: Records,
    days: Floats,
    random: np.random.Generator,
    *,
    pace: float = 1.0,
    outside: float = 0.0,
    draws: int = DRAWS,
) -> Supply:
    """Who will be here on each of some later days.

    Args:
        days: from today on, growing.
        pace: openings to come, as a share of last year's pace; 0: only what is committed today.
        outside: the share of spend that does not go through the programme: so large a share of extended workers is not
            on record, give or take ``OUTSIDE_SPREAD`` since an hour may cost another price there.
    """
    count, known = len(records.capabilities), records.known
    oldest = min(known.people, known.vacancies, known.work, known.requests)

    def since(day: float) -> Floats:
        """Days ahead of what a table tells: what is not delivered yet is foreseen as what is still to come."""
        return days + records.today - day

    weeks = int(np.ceil(since(oldest)[-1] / WEEK))
    leaves = leaving(records.people, known.people, known.people_since, count, random, draws)
    employed = staying(records.people, leaves, known.people, since(known.people), count)
    kept = np.exp(-leaves.by_week(weeks))
    more = None
    if records.vacancies is not None:
        fills = filling(records.vacancies, known.vacancies, known.vacancies_since, weeks, count, random, draws)
        ends = since(known.vacancies) / WEEK
        employed += joining(records.vacancies, fills, kept, known.vacancies, ends, count)
        more = to_come(records.vacancies, fills, kept, known.vacancies, ends, random)
    ends = since(known.people) / WEEK
    hired = to_come(records.hires, at_once(draws, count, weeks), kept, known.people, ends, random)
    ends_by = ending(
        records.work, records.notices, known.work, known.work_since, count, len(records.kinds), random, draws
    )
    working = running(records.work, ends_by, known.work, since(known.work), count)
    stay = starting(records.work, ends_by, known.work, weeks, count)
    fills = _requested(records, weeks, random, draws)
    ends = since(known.requests) / WEEK
    if not records.requests_are_starts:
        working += joining(records.requests, fills, stay, known.requests, ends, count)
    begun = to_come(records.requests, fills, stay, known.requests, ends, random)

    def drawn(here: Moments, *later: Moments | None) -> Floats:
        mean, variance = here.mean, here.variance
        for part in later:
            if part is not None:
                mean, variance = mean + pace * part.mean, variance + pace * part.variance
        return count_draws(mean, variance, random)

    unseen = outside / (1 - outside) * np.exp(random.normal(0, OUTSIDE_SPREAD, (draws, count, 1)))
    return Supply(
        employees=drawn(employed, more, hired),
        extended=drawn(working, begun) * (1 + unseen),
        employees_committed=drawn(employed),
        extended_committed=drawn(working) * (1 + unseen),
        leaving=leaves,
        ending=ends_by,
    )


def _requested(records: Records, weeks: int, random: np.random.Generator, draws: int) -> Filling:
    count, known = len(records.capabilities), records.known
    if records.requests_are_starts:
        return at_once(draws, count, weeks)
    return filling(records.requests, known.requests, known.requests_since, weeks, count, random, draws)
