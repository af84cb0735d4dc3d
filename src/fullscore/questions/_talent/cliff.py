"""The tenure cliff: how many reach their limit in each quarter, if all of them stay, and as they are expected to."""

from dataclasses import dataclass, replace

import numpy as np

from fullscore.questions._talent.frame import codes, counted
from fullscore.questions._talent.hazards import Floats
from fullscore.questions._talent.records import Found
from fullscore.questions._talent.work import Staying, Work, running
from fullscore.stats.count_draws import count_draws
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.dependence import SMALLEST

BEYOND = "beyond"


@dataclass(frozen=True, kw_only=True)
class CliffStep:
    """Workers of one rule who come to its limit in one quarter, or went past it before.

    Attributes:
        reaching: workers, if all of them stay until then.
        expected: how many of them will still be here then; None where they are few, or past it already.
    """

    quarter: str
    rule: str
    basis: str
    reaching: int | str
    expected: Estimate | None


def cliff(
    found: Found, ending: Staying, days: Floats, names: tuple[str, ...], random: np.random.Generator
) -> tuple[CliffStep, ...]:
    """Every rule's steps.

    Args:
        days: from today to the end of each quarter.
        names: of the quarters.
    """
    work, bound = found.records.work, found.engaged.limits
    worker = codes(found.engaged.table["worker_id"])
    limit_day = work.start + bound.days - found.today
    at = np.searchsorted(days, limit_day, side="left")
    steps = []
    for place, rule in enumerate(bound.rules):
        mine = found.engaged.here & (bound.rule == place)
        past = mine & (limit_day <= 0)
        if past.any():
            number = counted(len(np.unique(worker[past])))
            steps.append(CliffStep(quarter=BEYOND, rule=rule.says, basis=rule.basis, reaching=number, expected=None))
        for n, name in enumerate(names):
            here = mine & (limit_day > 0) & (at == n)
            if here.any():
                number = counted(len(np.unique(worker[here])))
                steps.append(
                    CliffStep(
                        quarter=name,
                        rule=rule.says,
                        basis=rule.basis,
                        reaching=number,
                        expected=_expected(found, work, here, limit_day, ending, random),
                    )
                )
    return tuple(steps)


def _expected(
    found: Found, work: Work, here: Floats, limit_day: Floats, ending: Staying, random: np.random.Generator
) -> Estimate | None:
    count = int(np.count_nonzero(here))
    if count < SMALLEST:
        return None
    some = Work(**{name: value[here] for name, value in vars(work).items()})
    # Until they come to it the limit does not act.
    some = replace(some, limit=np.full(count, np.inf), by_law=np.zeros(count, dtype=np.bool_))
    known = found.records.known.work
    day = np.array([limit_day[here].mean() + found.today - known])
    moments = running(some, ending, known, day, len(found.roles.capabilities))
    draws = count_draws(moments.mean.sum(axis=(1, 2)), moments.variance.sum(axis=(1, 2)), random)
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [outside, 1 - outside])
    middle = float(moments.mean.sum(axis=(1, 2)).mean())
    return Estimate(value=middle, n=count, low=min(float(low), middle), high=max(float(high), middle))
