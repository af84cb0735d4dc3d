"""Worlds in which it is known how demand moves and what each channel truly costs; none is made the way it is analysed.

Demand is a crowd of engagements, a season on a level, bursts on a base, a level that jumps, a proportional walk or a
steady growth; it is seen for some months, in whole people. What a person can estimate (lead, leaving) is seen with the
error of a few dozen records; the truth is kept beside it.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from fullscore.questions._staffing.channel_costs import ChannelCosts

Floats = npt.NDArray[np.float64]
Kind = Literal["crowd", "season", "bursts", "jumps", "walk", "growth"]
KINDS = get_args(Kind)
FUTURES = 400


@dataclass(frozen=True, kw_only=True)
class StaffingWorld:
    """What is seen of a capability, and the truth: futures from today's state, and each channel's real terms."""

    kind: Kind
    history: Floats
    futures: Floats
    """Shape (futures, months)."""
    costs: ChannelCosts
    """As estimated."""
    true_costs: ChannelCosts
    ramp_months: float


def staffing_world(seed: int, *, ahead: int = 24, ratio: float | None = None) -> StaffingWorld:
    """The world of a seed.

    Args:
        ahead: months of the futures.
        ratio: cost of an own productive hour over that of a bought one; drawn from 0.5 to 1.1 where not given.
    """
    random = np.random.default_rng([seed, 16])
    kind = KINDS[seed % len(KINDS)]
    months = int(random.integers(18, 49))
    level = float(np.exp(random.uniform(np.log(12), np.log(600))))
    history, futures = _demand(random, kind, level, months, ahead)
    share = random.uniform(0.5, 1.1) if ratio is None else ratio
    bill = float(random.uniform(25, 120))
    annual = bill * 1720 * share
    leaving, lead = float(random.uniform(0.05, 0.35)), float(random.uniform(1, 8))
    seen_years, seen_posts = 150.0, 40
    told = {
        "bill_rate": bill, "annual_cost": annual, "annual_cost_error": 0.01, "is_public": False,
        "hiring_cost": annual * float(random.uniform(0.05, 0.3)), "limit_months": 24.0, "posts_on_the_way": 0.0,
    }  # fmt: skip
    mean_lead = float(random.gamma(seen_posts, lead / seen_posts))
    return StaffingWorld(
        kind=kind,
        history=history,
        futures=futures,
        costs=ChannelCosts(
            **told,
            lead_months=mean_lead,
            lead_error=mean_lead / seen_posts**0.5,
            leavers=float(random.poisson(leaving * seen_years)) + 0.5,
            years=seen_years,
        ),
        true_costs=ChannelCosts(**told, lead_months=lead, lead_error=0.0, leavers=leaving * 1e9, years=1e9),
        ramp_months=float(random.uniform(1, 4)),
    )


def _demand(random: np.random.Generator, kind: Kind, level: float, months: int, ahead: int) -> tuple[Floats, Floats]:
    """A past, and futures that all go on from its last month."""
    whole = months + ahead
    time = np.arange(whole)
    if kind == "crowd":
        return _crowd(random, level, months, ahead)
    if kind == "season":
        season = 1 + random.uniform(0.1, 0.3) * np.sin(2 * np.pi * (time + random.integers(0, 12)) / 12)
        back, size = 0.6, 0.05
        past = _returning(random, back, size, months, 1, 0.0)[0]
        next_ones = _returning(random, back, size, ahead, FUTURES, float(past[-1]))
        return _people(level * season[:months] * np.exp(past)), _people(level * season[months:] * np.exp(next_ones))
    if kind == "bursts":
        base = level * np.exp(random.normal(0, 0.03, (FUTURES, whole)))
        base[:, :months] = base[0, :months]
        starts = random.random((FUTURES, whole)) < 0.06
        starts[:, :months] = starts[0, :months]
        height = level * random.uniform(0.3, 0.8, (FUTURES, whole))
        height[:, :months] = height[0, :months]
        lasts = random.integers(1, 6, (FUTURES, whole))
        lasts[:, :months] = lasts[0, :months]
        burst = np.zeros((FUTURES, whole))
        for month in range(whole):
            for later in range(month, min(month + 5, whole)):
                burst[:, later] += (starts * height * (lasts > later - month))[:, month]
        both = _people(base + burst)
        return both[0, :months], both[:, months:]
    if kind == "jumps":
        jumps = (random.random((FUTURES, whole)) < 1 / 30) * random.normal(0, 0.3, (FUTURES, whole))
        jumps[:, :months] = jumps[0, :months]
        both = _people(level * np.exp(jumps.cumsum(1) + random.normal(0, 0.02, (FUTURES, whole))))
        return both[0, :months], both[:, months:]
    drift = 0.0 if kind == "walk" else float(random.uniform(-0.015, 0.015))
    moves = drift + random.normal(0, 0.04 if kind == "walk" else 0.015, (FUTURES, whole))
    moves[:, :months] = moves[0, :months]
    both = _people(level * np.exp(moves.cumsum(1) - moves[:, :months].sum(1)[:, None]))
    return both[0, :months], both[:, months:]


def _crowd(random: np.random.Generator, level: float, months: int, ahead: int) -> tuple[Floats, Floats]:
    """Engagements that begin at an even rate, several at once now and then, and last for a year on average."""
    mean, warm = 12.0, 60
    whole = warm + months + ahead
    count = np.zeros((FUTURES, whole))
    rate = level / mean / 1.3
    past = [(m, int(random.poisson(rate))) for m in range(warm + months)]
    begun = np.zeros(warm + months + ahead)
    for month, starts in past:
        for _ in range(starts):
            size = int(random.choice([1, 2, 3], p=(0.8, 0.1, 0.1)))
            last = month + 1 + int(random.exponential(mean))
            begun[month] += size
            count[:, month:last] += size
    for future in range(FUTURES):
        for month in range(warm + months, whole):
            starts = int(random.poisson(rate))
            sizes = random.choice([1, 2, 3], starts, p=(0.8, 0.1, 0.1))
            lasts = 1 + random.exponential(mean, starts).astype(np.int64)
            for size, length in zip(sizes, lasts, strict=True):
                count[future, month : month + int(length)] += size
    return count[0, warm : warm + months], count[:, warm + months :]


def _returning(random: np.random.Generator, back: float, size: float, months: int, paths: int, begins: float) -> Floats:
    found = np.empty((paths, months))
    at = np.full(paths, begins)
    for month in range(months):
        at = back * at + random.normal(0, size, paths)
        found[:, month] = at
    return found


def _people(demand: Floats) -> Floats:
    return np.round(np.maximum(demand, 0))
