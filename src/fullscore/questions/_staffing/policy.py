"""One capability's posts: the policy of least cost over paths of its demand, and what stands for and against it."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.questions._staffing.assumptions import Assumed
from fullscore.questions._staffing.channel_costs import ChannelCosts
from fullscore.stats.demand_paths import demand_paths
from fullscore.stats.staffing_policy import Policy, Terms, best_policy, course
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]
Verdict = Literal["build", "keep_buying", "too_close"]

CHOSEN_ON, MEASURED_ON = 400, 1600
"""Paths: a policy is chosen on some and measured on others, since the best of many is best by luck, too."""
SURE = 0.9
TRIED_SHARE = 0.1
"""Of today's demand: what would be built to see whether it pays, where the best policy builds nothing."""
TRIED = (0.0, 1.0, 0.5, 1.5)
"""Buying all of it, the policy, and half as many posts or half as many more, so that it is seen what a doubt moves."""
REACH = 5.0
"""A threshold is looked for from this part to this multiple of what is."""
STEPS = 7
STEADY = 1.0005
"""A policy that keeps up what it builds is preferred as long as it costs no more than this times the least."""
MOST_MONTHS = 60


@dataclass(frozen=True, kw_only=True)
class Case:
    """What one capability's decision rests on, all that a what-if can change.

    Attributes:
        drawn: full-time equivalents on each path, shape (paths, months), of more months than are looked at; the first
            paths are chosen on.
        months: how many are looked at.
        output: full-time equivalents that a post gives.
        leaving: each path's yearly rate.
    """

    drawn: Floats
    months: int
    costs: ChannelCosts
    fee: float
    output: float
    fte_hours: float
    release_months: float
    interest: float
    cost_factor: Floats
    ramp: Floats
    lead: Floats
    leaving: Floats

    @property
    def demand(self) -> Floats:
        return self.drawn[:, : self.months]

    def terms(self) -> Terms:
        """Costs of a full-time equivalent of work on each path; a post that gives less costs more of it."""
        count = len(self.drawn)
        annual = (self.costs.annual_cost or np.nan) * self.cost_factor / self.output
        # Whoever comes in another's place at a limit is billed in full while learning.
        again = 1 + self.ramp / 2 / self.costs.limit_months
        return Terms(
            buy=self.costs.bill_rate * (1 + self.fee) * self.fte_hours * again,
            build=annual / 12,
            hiring=np.full(count, self.costs.hiring_cost / self.output),
            release=self.release_months * annual / 12,
            lead=self.lead,
            ramp=self.ramp,
            leaving=1 - np.exp(-self.leaving / 12),
            interest=(1 + self.interest) ** (1 / 12) - 1,
        )


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """What a case comes to; money is over the horizon, discounted.

    Attributes:
        saving: against buying all of it.
        p_cheaper: how probable it is that the policy costs less; where it builds nothing, that a tenth of today's
            demand, built, would.
        break_even_months: after how many months it has cost less for good.
        posts: filled posts by month, the mean over the paths, in full-time equivalents.
        gains: against buying all of it, on each path that is measured on, of each of ``TRIED`` times the posts of the
            policy, or where it builds nothing of that tenth; shape (options, paths).
    """

    policy: Policy
    saving: Estimate
    p_cheaper: float
    break_even_months: Estimate
    verdict: Verdict
    posts: tuple[float, ...]
    gains: Floats


def case_of(
    name: str,
    history: Floats,
    today: float,
    plan: Floats | None,
    costs: ChannelCosts,
    fee: float,
    assumed: Assumed,
    *,
    can_drift: bool = True,
) -> Case:
    """Draw the paths and the doubts of a capability.

    Args:
        history: demand month by month, in the units that tell it; the paths are scaled to ``today``.
        today: full-time equivalents bought now by all units.
        plan: the planned headcount of each month ahead over that of today; None without a plan.
        can_drift: whether the history's growth is demand's, and not that of units that joined.
    """
    seed = zlib.crc32(name.encode())
    random = np.random.default_rng(seed)
    months = round(assumed.value("horizon_months"))
    count = CHOSEN_ON + MEASURED_ON
    scale = today / history[-1] if history[-1] > 0 else 1.0
    demand = demand_paths(history, months_drawn(months), count, seed=seed, can_drift=can_drift) * scale
    output = assumed.value("productive_hours_per_year") / 12 / assumed.value("fte_hours_per_month")
    mean_share = assumed.value("plan_share")
    if plan is not None:
        share = random.uniform(0, 2, (count, 1)) * mean_share if not assumed.is_what_if("plan_share") else mean_share
        demand = demand * np.maximum(1 + share * (plan - 1), 0)
    lead = np.maximum(random.normal(costs.lead_months, costs.lead_error, count), 0)
    if costs.posts_on_the_way:
        filled = (np.arange(demand.shape[1])[None, :] >= lead[:, None]) * costs.posts_on_the_way * output
        demand = np.maximum(demand - filled, 0)
    spread = float(np.hypot(costs.annual_cost_error, assumed.value("cost_uncertainty")))
    ramp_spread = assumed.value("ramp_uncertainty")
    return Case(
        drawn=demand * assumed.value("demand_factor"),
        months=months,
        costs=replace(costs, bill_rate=costs.bill_rate * assumed.value("bill_rate_factor")),
        fee=fee,
        output=output,
        fte_hours=assumed.value("fte_hours_per_month"),
        release_months=assumed.value("release_cost_months"),
        interest=assumed.value("cost_of_capital"),
        # Both have a mean of one, so that doubt alone moves no decision.
        cost_factor=np.exp(random.normal(-(spread**2) / 2, spread, count)),
        ramp=assumed.value("ramp_months") * np.exp(random.normal(-(ramp_spread**2) / 2, ramp_spread, count)),
        lead=lead,
        leaving=random.gamma(max(costs.leavers, 1e-9), 1 / costs.years, count),
    )


def months_drawn(months: int) -> int:
    """How many months are drawn for a horizon, so that a longer one can be looked at."""
    return min(2 * months, max(months, MOST_MONTHS))


def staffing(case: Case, currency: str) -> Staffing:
    """Choose the policy of a case and say how it fares."""
    policy, terms = _chosen(case)
    build = policy.now + policy.up_to > 0
    tried = policy if build else _tried(case)
    rest = slice(CHOSEN_ON, None)
    ahead = case.demand[rest]
    times = np.array(TRIED)
    run = course(ahead, terms.of(rest), times * tried.now, times * tried.up_to, by_month=True)
    assert run.monthly is not None
    gained = np.cumsum(run.monthly[:, 0] - run.monthly[:, 1], axis=0)
    saving = gained[-1]
    # Draws that all agree make nothing certain.
    p_cheaper = (np.count_nonzero(saving > 0) + 0.5) / (len(saving) + 1)
    if build:
        even = _even(gained)
        break_even = _interval(np.where(np.isfinite(even), even, np.inf), len(even))
        total = _interval(saving, len(saving), currency)
    else:
        break_even = Estimate(value=None, n=len(saving))
        total = Estimate(value=0.0, n=len(saving), low=0.0, high=0.0, currency=currency)
    return Staffing(
        policy=policy,
        saving=total,
        p_cheaper=p_cheaper,
        break_even_months=break_even,
        verdict=verdict_of(p_cheaper, policy.now),
        posts=tuple(float(n) for n in run.posts[:, 1]) if build else (0.0,) * ahead.shape[1],
        gains=run.cost[0] - run.cost,
    )


def verdict_of(p_cheaper: float, now: float) -> Verdict:
    """Build where posts are to be opened now and almost surely pay; keep buying where they almost surely do not."""
    if p_cheaper > SURE and now > 0:
        return "build"
    return "keep_buying" if p_cheaper < 1 - SURE else "too_close"


def _chosen(case: Case) -> tuple[Policy, Terms]:
    terms = case.terms()
    first = slice(0, CHOSEN_ON)
    found = best_policy(case.demand[first], terms.of(first))
    whole = [(now, up_to) for now in _wholes(found.now) for up_to in _wholes(found.up_to)]
    cost = course(
        case.demand[first], terms.of(first), np.array([n for n, _ in whole]), np.array([u for _, u in whole])
    ).cost.mean(1)
    now, up_to = whole[int(cost.argmin())]
    # The last posts before a horizon never pay; where it costs next to nothing, what was built is kept up instead.
    kept = course(case.demand[first], terms.of(first), np.array([now]), np.array([now])).cost.mean()
    return Policy(now=now, up_to=max(now, up_to) if kept <= cost.min() * STEADY else up_to), terms


def _wholes(posts: float) -> tuple[float, ...]:
    return tuple(dict.fromkeys((float(np.floor(posts)), float(np.ceil(posts)))))


def _tried(case: Case) -> Policy:
    return Policy(now=max(1.0, float(np.round(TRIED_SHARE * case.demand[:, 0].mean()))), up_to=0.0)


def _even(gained: Floats) -> Floats:
    """The number of months from which on each path has saved for good; infinite where it never has."""
    behind = gained <= 0
    last = np.where(behind.any(0), gained.shape[0] - np.argmax(behind[::-1], axis=0), 0)
    return np.where(last < gained.shape[0], last + 1.0, np.inf)


def _interval(draws: Floats, n: int, currency: str | None = None) -> Estimate:
    low, middle, high = np.quantile(draws, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], method="lower")
    value = float(draws.mean()) if currency else float(middle)
    ends = [float(end) if np.isfinite(end) else None for end in (value, low, high)]
    return Estimate(value=ends[0], n=n, low=ends[1], high=ends[2], currency=currency)


Change = Callable[[Case, float], Case]

CHANGES: Mapping[str, Change] = {
    "bill rate": lambda case, factor: replace(case, costs=replace(case.costs, bill_rate=case.costs.bill_rate * factor)),
    "attrition per year": lambda case, factor: replace(case, leaving=case.leaving * factor),
    "ramp months": lambda case, factor: replace(case, ramp=case.ramp * factor),
    "horizon months": lambda case, factor: replace(
        case, months=int(np.clip(round(case.months * factor), 1, case.drawn.shape[1]))
    ),
    "demand a year from now": lambda case, factor: replace(case, drawn=_drawn_to(case.drawn, factor)),
}
"""What a verdict may turn on, and what a case is when it is so many times what it is."""


def _drawn_to(demand: Floats, factor: float) -> Floats:
    """Demand that comes to a multiple of itself within a year, evenly, and stays there."""
    months = np.minimum(np.arange(1, demand.shape[1] + 1) / 12, 1.0)
    return demand * (1 + (factor - 1) * months)


def threshold(case: Case, change: Change, verdict: Verdict) -> float | None:
    """The factor nearest to one by which something must change for the verdict to turn; None within reach of none."""

    def turns(factor: float) -> bool:
        small = _thinned(change(case, factor))
        return _quick(small) != verdict

    found = []
    for far in (REACH, 1 / REACH):
        if not turns(far):
            continue
        near = 1.0
        for _ in range(STEPS):
            middle = float(np.sqrt(near * far))
            near, far = (near, middle) if turns(middle) else (middle, far)
        found.append(far)
    return min(found, key=lambda factor: abs(np.log(factor)), default=None)


def _thinned(case: Case) -> Case:
    """The same case on a quarter of its paths, the ones chosen on among them."""
    kept = np.concatenate([np.arange(CHOSEN_ON // 2), np.arange(CHOSEN_ON, CHOSEN_ON + CHOSEN_ON // 2)])
    sides = {name: getattr(case, name)[kept] for name in ("drawn", "cost_factor", "ramp", "lead", "leaving")}
    return replace(case, **sides)


def _quick(case: Case) -> Verdict:
    terms = case.terms()
    half = len(case.drawn) // 2
    policy = best_policy(case.demand[:half], terms.of(slice(0, half)))
    tried = policy if policy.now + policy.up_to > 0 else _tried(case)
    rest = slice(half, None)
    cost = course(case.demand[rest], terms.of(rest), np.array([0.0, tried.now]), np.array([0.0, tried.up_to])).cost
    return verdict_of(float((cost[0] > cost[1]).mean()), policy.now)
