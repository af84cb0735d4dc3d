"""Supply to come: employees and extended workers, by draws that carry what is not known and what chance will do."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._talent_hazards import WEEK, Floats, Hazards
from fullscore.questions._talent_openings import Filling, Openings, at_once, filling, joining, to_come
from fullscore.questions._talent_people import Moments, People, leaving, staying
from fullscore.questions._talent_work import Notices, Staying, Work, ending, running, starting
from fullscore.stats.count_draws import count_draws

DRAWS = 400
OUTSIDE_SPREAD = 0.3
"""Standard deviation of the log of how many are outside, for what spend says."""


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
    count, today = len(records.capabilities), records.today
    ends = days / WEEK
    weeks = int(np.ceil(ends[-1]))
    leaves = leaving(records.people, today, count, random, draws)
    employed = staying(records.people, leaves, today, days, count)
    kept = np.exp(-leaves.by_week(weeks))
    more = None
    if records.vacancies is not None:
        fills = filling(records.vacancies, today, weeks, count, random, draws)
        employed += joining(records.vacancies, fills, kept, today, ends, count)
        more = to_come(records.vacancies, fills, kept, today, ends, random)
    hired = to_come(records.hires, at_once(draws, count, weeks), kept, today, ends, random)
    ends_by = ending(records.work, records.notices, today, count, len(records.kinds), random, draws)
    working = running(records.work, ends_by, today, days, count)
    stay = starting(records.work, ends_by, today, weeks, count)
    fills = _requested(records, weeks, random, draws)
    if not records.requests_are_starts:
        working += joining(records.requests, fills, stay, today, ends, count)
    begun = to_come(records.requests, fills, stay, today, ends, random)

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
    count = len(records.capabilities)
    if records.requests_are_starts:
        return at_once(draws, count, weeks)
    return filling(records.requests, records.today, weeks, count, random, draws)
