"""What a policy that was chosen from the history costs under the true demand, beyond what the best would have cost."""

from dataclasses import dataclass, replace

import numpy as np

from fullscore.questions._staffing.assumptions import Assumed
from fullscore.questions._staffing.policy import Case, Staffing, case_of, staffing
from fullscore.stats.staffing_policy import best_policy, course
from tests.questions.staffing_worlds import StaffingWorld


@dataclass(frozen=True, kw_only=True)
class Judged:
    found: Staffing
    case: Case
    regret: float
    """Mean cost of the policy over the true futures, over that of the best for them, less one."""
    true_saving: float
    """Of the policy, as a share of buying all."""


def judged(world: StaffingWorld, *, name: str = "X") -> Judged:
    """Choose from what is seen, pay for what is true."""
    assumed = Assumed(what_if={"ramp_months": world.ramp_months}, written={})
    today = float(world.history[-1])
    case = case_of(name, world.history, today, None, world.costs, 0.03, assumed)
    found = staffing(case, "USD")
    count, months = world.futures.shape
    true = replace(
        case_of(name, world.history, today, None, world.true_costs, 0.03, assumed),
        drawn=world.futures,
        months=months,
        cost_factor=np.ones(count),
        ramp=np.full(count, world.ramp_months),
        lead=np.full(count, world.true_costs.lead_months),
        leaving=np.full(count, world.true_costs.leavers / world.true_costs.years),
    )
    terms = true.terms()
    best = best_policy(world.futures, terms)
    cost = course(
        world.futures,
        terms,
        np.array([found.policy.now, best.now, 0.0]),
        np.array([found.policy.up_to, best.up_to, 0.0]),
    ).cost.mean(1)
    return Judged(
        found=found,
        case=case,
        regret=float(cost[0] / min(cost[1], cost[2]) - 1),
        true_saving=float(1 - cost[0] / cost[2]),
    )
