"""How the extended workforce fits the broader talent plan: where people will lack, on whom it hangs, what limits bite.

For each capability and the end of each quarter the plan's demand is held against supply: employees by how people left,
assignments by early ends, planned ends, extensions and limits, and what is sought by how such openings were filled.
Who works outside the programme is added in the share that spend outside it has.
Openings that are still to be made count at last year's pace, of units that were inside the programme throughout;
``committed`` tells the gap if nothing more were opened. The gap is demand less supply: above nought people are lacking.

A quarter is ``short`` where the gap's interval lies above nought, ``surplus`` where it lies below, ``covered`` where
supply reaches the low end of the plan (nine tenths of it where it gives none) with a chance of nine in ten, else it
cannot be told. The workforce fits where no quarter is short and every one can be told.

``dependency`` is the share of a capability's people, of the quarter, who come through the supplier that most of its
extended workers come through today. Workers are counted, never listed, scored or ordered; fewer than five are told as
that. Who works under a statement of work without an assignment has no head here.
"""

from typing import Any

import numpy as np

from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.headcount import headcount
from fullscore.model._expressions import constant
from fullscore.model.assignment import assignment
from fullscore.model.demand_plan import demand_plan
from fullscore.model.employee import employee
from fullscore.model.requisition import requisition
from fullscore.model.role import role
from fullscore.model.rollout import rollout
from fullscore.model.vacancy import vacancy
from fullscore.questions._shape import Question, Told
from fullscore.questions._talent.cliff import CliffStep, cliff
from fullscore.questions._talent.hazards import Floats
from fullscore.questions._talent.plan import Plan, plan_of, quarter_name
from fullscore.questions._talent.records import Found, day_of, found_in
from fullscore.questions._talent.rows import CapabilityQuarter, Committed, Judged, Verdict
from fullscore.questions._talent.sentences import conversions, missing_of, said, thresholds, to_open
from fullscore.questions._talent.supply import DRAWS, Supply, supply
from fullscore.questions._talent.ties import Dependency, dependencies, matches
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.fault import Fault
from fullscore.terms.period import Month
from fullscore.terms.programme import Assumptions, Policy

ENOUGH = 0.9
"""Of the plan, what covers it where it gives no low end; and the chance at which that is believed."""
SEED = 20160901
MOST_OUTSIDE = 0.9
PACE = 1.0
TABLES = (assignment, requisition, employee, vacancy, demand_plan)


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    policy, written = edition.settings.get("policy", {}), edition.settings.get("assumptions", {})
    horizon = assumed("horizon_months", Assumptions.horizon_months, written, what_if)
    tenure = assumed("tenure_limit_months", Policy.tenure_limit_months, policy, what_if)
    months, limit = float(horizon.value), float(tenure.value)
    pace = what_if.get("openings_pace", PACE)
    outside = what_if.get("share_of_spend_outside")
    _check(pace, months, limit, outside or 0.0)
    grade = evidence_from(edition, headcount, TABLES).grade
    plan = plan_of(edition, months)
    if not edition.has("assignment") and not edition.has("employee"):
        return Told(
            verdict=None,
            says="It cannot be told how the extended workforce fits the talent plan: no feed delivers assignments or "
            "employees. The demand plan and employees from HR, and assignments from any VMS, would let it.",
            evidence=grade,
        )
    found = found_in(edition, plan.capabilities, plan.units, limit)
    if not found.roles.capabilities:
        return Told(
            verdict=None,
            says="It cannot be told how the extended workforce fits the talent plan: no role has a capability. The "
            "table role with its capabilities, and a demand plan by capability, would let it.",
            evidence=grade,
        )
    random = np.random.default_rng(SEED)
    days = np.array([day_of(quarter.last_day.isoformat()) - found.today for quarter in plan.quarters])
    names = tuple(quarter_name(quarter) for quarter in plan.quarters)
    by_capability, by_role = dependencies(found)
    steps: tuple[CliffStep, ...] = ()
    judged: list[Judged] = []
    committed: tuple[Committed, ...] = ()
    if len(days):
        drawn = supply(found.records, days, random, pace=pace, outside=_outside(found, outside))
        judged, committed = _judged(plan, found, drawn, by_capability, random)
        steps = cliff(found, drawn.ending, days, names, random)
    verdict = _verdict(judged)
    like = matches(edition, found)
    value = conversions(edition, found, like) if edition.has("employee") and edition.has("assignment") else ()
    return Told(
        verdict=verdict,
        says=said(plan, found, judged, by_capability, steps, verdict),
        confidence=_confidence(judged, verdict),
        evidence=grade,
        rows=tuple(one.row for one in judged),
        options=(*to_open(judged), *value),
        would_change=thresholds(judged, pace),
        missing=missing_of(edition, plan, found),
        assumptions=(
            assumed("openings_pace", PACE, {}, what_if),
            horizon,
            tenure,
            *(
                Assumption(name=f"limit_of_tenure_{n + 1}", value=rule.says, source="policy")
                for n, rule in enumerate(found.engaged.limits.rules[:-1])
            ),
            Assumption(
                name="share_of_spend_outside",
                value=_outside(found, outside),
                source="what if" if outside is not None else "default" if found.outside is None else "own data",
            ),
            assumed("productive_hours_per_year", Assumptions.productive_hours_per_year, written, {}),
            Assumption(name="scenario", value=plan.scenario or "none", source="own data"),
            Assumption(name="level_of_the_plans_low_and_high", value=LEVEL, source="default"),
            *_learned(found, drawn if len(days) else None),
        ),
        further={
            "tenure_cliff": steps,
            "dependency": by_capability,
            "critical_roles": by_role,
            "could_convert_or_move": like,
            "committed": committed,
        },
    )


def _check(pace: float, months: float, limit: float, outside: float) -> None:
    for name, value, least, most in (
        ("openings_pace", pace, 0, 20), ("horizon_months", months, 3, 60), ("tenure_limit_months", limit, 1, 600),
        ("share_of_spend_outside", outside, 0, MOST_OUTSIDE),
    ):  # fmt: skip
        if not least <= value <= most:
            raise Fault(f"{name} = {value:g} is out of bounds", next_step=f"assume {least} to {most}")


def _outside(found: Found, assumed: float | None) -> float:
    """As assumed, else as the ledger tells, else nought; as much as can be allowed for."""
    return min(assumed if assumed is not None else found.outside or 0.0, MOST_OUTSIDE)


def _judged(
    plan: Plan, found: Found, drawn: Supply, ties: tuple[Dependency, ...], random: np.random.Generator
) -> tuple[list[Judged], tuple[Committed, ...]]:
    """Rows by capability and quarter: those of the plan; all capabilities where there is none."""
    knows_employees = len(found.employees) > 0 and found.leavers > 0
    knows_extended = len(found.engaged.work.start) > 0
    here = np.bincount(
        found.records.people.capability[found.records.people.here(found.records.known.people)], minlength=len(ties)
    )
    engaged = np.bincount(found.records.work.capability[found.engaged.here], minlength=len(ties))
    judged, committed = [], []
    place = {name: n for n, name in enumerate(found.roles.capabilities)}
    for name in plan.capabilities or found.roles.capabilities:
        at = place[name]
        row_of_plan = plan.capabilities.index(name) if plan.capabilities else -1
        demand = plan.draws(row_of_plan, DRAWS, random) if plan.capabilities else None
        for n, quarter in enumerate(plan.quarters):
            own, extended = drawn.employees[:, at, n], drawn.extended[:, at, n]
            asked = demand[:, n] if demand is not None and np.isfinite(demand[0, n]) else None
            label = quarter_name(quarter)
            one = _one(
                plan.headcount[row_of_plan, n] if asked is not None else None,
                plan.low[row_of_plan, n] if asked is not None else None,
                asked,
                own if knows_employees else None,
                extended if knows_extended else None,
                (int(here[at]), int(engaged[at])),
                (name, label),
                ties[at],
                plan.has_bounds,
            )
            flow = own + extended - drawn.employees_committed[:, at, n] - drawn.extended_committed[:, at, n]
            judged.append(Judged(row=one[0], p_short=one[1], p_covered=one[2], flow=float(flow.mean())))
            if asked is not None and knows_employees and knows_extended:
                without = asked - drawn.employees_committed[:, at, n] - drawn.extended_committed[:, at, n]
                told = _interval(without, int(here[at] + engaged[at]))
                committed.append(Committed(capability=name, quarter=label, gap=told))
    return judged, tuple(committed)


def _one(
    headcount_: float | None,
    low: float | None,
    asked: Floats | None,
    own: Floats | None,
    extended: Floats | None,
    counts: tuple[int, int],
    key: tuple[str, str],
    tie: Dependency,
    has_bounds: bool,
) -> tuple[CapabilityQuarter, float | None, float | None]:
    demand = None
    if asked is not None and headcount_ is not None:
        outside = (1 - LEVEL) / 2
        ends = np.quantile(asked, [outside, 1 - outside])
        demand = Estimate(value=float(headcount_), n=1, low=float(ends[0]), high=float(ends[1]))
    gap, p_short, p_covered, dependency = None, None, None, None
    verdict: Verdict = "cannot_tell"
    if own is not None and extended is not None:
        whole = own + extended
        if tie.largest_share is not None and tie.largest_share.value is not None and whole.mean() > 0:
            dependency = float(extended.mean() / whole.mean() * tie.largest_share.value)
        if asked is not None and headcount_ is not None and low is not None:
            gap = _interval(asked - whole, sum(counts))
            # Of so few draws none is certain.
            p_short = float(((asked > whole).sum() + 0.5) / (len(asked) + 1))
            least = low if has_bounds and low < headcount_ else ENOUGH * headcount_
            p_covered = float((whole >= least).mean())
            if gap.low is not None and gap.low > 0:
                verdict = "short"
            elif gap.high is not None and gap.high < 0:
                verdict = "surplus"
            elif p_covered > ENOUGH:
                verdict = "covered"
    row = CapabilityQuarter(
        capability=key[0],
        quarter=key[1],
        demand=demand,
        supply_employees=None if own is None else _interval(own, counts[0]),
        supply_extended=None if extended is None else _interval(extended, counts[1]),
        gap=gap,
        dependency=dependency,
        verdict=verdict,
    )
    return row, p_short, p_covered


def _interval(draws: Floats, n: int) -> Estimate:
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [outside, 1 - outside])
    return Estimate(value=float(draws.mean()), n=n, low=float(low), high=float(high))


def _verdict(judged: list[Judged]) -> bool | None:
    verdicts = [one.row.verdict for one in judged]
    if "short" in verdicts:
        return False
    return True if verdicts and "cannot_tell" not in verdicts else None


def _confidence(judged: list[Judged], verdict: bool | None) -> float | None:
    """That the surest shortage is one; that every quarter reaches the plan's low end, taken as independent."""
    if verdict is None:
        return None
    if not verdict:
        return max(one.p_short for one in judged if one.p_short is not None)
    # Quarters of one capability stand and fall together: its least sure quarter speaks for it.
    worst: dict[str, float] = {}
    for one in judged:
        if one.p_covered is not None:
            worst[one.row.capability] = min(one.p_covered, worst.get(one.row.capability, 1.0))
    return float(np.prod(list(worst.values())))


def _learned(found: Found, drawn: Supply | None) -> tuple[Assumption, ...]:
    """What the client's own records say of how people leave, stay and come."""
    if drawn is None:
        return ()
    own: list[tuple[str, float]] = []
    if found.leavers:
        here = found.records.people.here(found.records.known.people)
        service = (found.records.known.people - found.records.people.hired)[here]
        band = np.clip(np.searchsorted(drawn.leaving.edges, service, side="right") - 1, 0, None)
        rate = drawn.leaving.rates.mean(axis=0)[found.records.people.capability[here], band]
        own.append(("share_of_employees_who_leave_in_a_year", float(1 - np.exp(-365 * rate).mean())))
    if drawn.ending.extended is not None and found.engaged.here.any():
        chance = drawn.ending.extended.mean(axis=0)[found.records.work.capability[found.engaged.here]]
        own.append(("share_of_planned_ends_that_are_extended", float(chance.mean())))
    own.append(("share_of_extended_workers_on_units_long_inside", found.settled))
    return tuple(Assumption(name=name, value=value, source="own data") for name, value in own)


def _behind(edition: Edition, row: CapabilityQuarter) -> tuple[Behind, ...]:
    roles = edition.table("role")
    wanted = roles.filter(roles.capability.strip().lower() == row.capability.strip().lower()).select(_of="role_id")
    today = constant(edition.as_of).cast("date")

    def of_capability(table: str, key: str, keep: Any) -> Any:
        rows = edition.table(table)
        return rows.filter(keep(rows)).semi_join(wanted, [("role_id", "_of")]).select(key)

    year, quarter = row.quarter.split("-Q")
    last = Month(int(year), 3 * int(quarter))
    plan = edition.table("demand_plan")
    plan = plan.filter(
        (plan.capability == row.capability)
        & (plan.month >= constant((last + -2).first_day.isoformat()).cast("date"))
        & (plan.month <= constant(last.first_day.isoformat()).cast("date"))
    )
    return (
        Behind(table=demand_plan, keys=plan.select("plan_id", "month", "scenario")),
        Behind(
            table=employee,
            keys=of_capability("employee", "employee_id", lambda t: t.left_on.isnull() | (t.left_on >= today)),
        ),
        Behind(
            table=assignment,
            keys=of_capability("assignment", "assignment_id", lambda t: t.end_date.isnull() | (t.end_date > today)),
        ),
        Behind(table=vacancy, keys=of_capability("vacancy", "vacancy_id", lambda t: t.status == "open")),
        Behind(
            table=requisition,
            keys=of_capability(
                "requisition", "requisition_id", lambda t: t.status.isin(["open", "on_hold", "pending_approval"])
            ),
        ),
    )


talent_fit = Question(
    name="talent_fit",
    place=4,
    title="How does the extended workforce fit the broader talent plan?",
    concerns=("hr", "procurement", "finance", "hiring"),
    key=("capability", "quarter"),
    needs=(
        Need(table=demand_plan, effect="supply has nothing to be held against, so no gap is told"),
        Need(table=demand_plan, column="low", effect="the plan is taken as certain, so gaps look surer than they are"),
        Need(table=employee, effect="the client's own people are not seen, so no gap is told"),
        Need(table=employee, column="left_on", effect="how people leave is not known, so no gap is told", share=SOME),
        Need(table=assignment, effect="extended workers are not seen, so no gap is told"),
        Need(
            table=assignment,
            column="extensions",
            effect="planned ends are not used; assignments last as those before them did",
        ),
        Need(table=requisition, effect="last year's starts stand for what will be asked for"),
        Need(table=vacancy, effect="last year's hires stand for posts that are open"),
        Need(table=role, column="capability", effect="people cannot be told apart by capability"),
        Need(table=role, column="critical", effect="dependency cannot be told for critical roles apart"),
        Need(table=rollout, effect="when units joined is read from the ledger, or not known at all"),
    ),
    answer=_answer,
    behind=_behind,
    figures=("talent_gap", "tenure_cliff"),
    assumes=("openings_pace", "horizon_months", "tenure_limit_months", "share_of_spend_outside"),
)
