"""Whether a capability should be built or kept buying, and how many posts to open for it.

For each capability the work that extended workers do, month by month, is carried into many possible futures, and each
policy is paid for along all of them: posts opened now, and a level up to which each quarterly review hires. Bought work
costs its rate, fees, and a newcomer's ramp at each limit; a post costs its wages whether it is needed or not, hiring,
the months until it is filled and productive, leavers' places, and what giving it up costs. Until a post is filled its
work is bought: waiting has a price. The policy of least mean cost is chosen on some paths and judged on others.

``extended_fte`` is what is bought today. ``build_fte`` and ``hire_up_to`` are in the same unit, full-time equivalents
of work: where an employee's productive year is shorter than that of a full-time equivalent, it takes more heads, and
the options say how many. ``build_fte`` comes beside the posts that are there, and beside open vacancies, of which those
beyond the replacement of leavers take over bought work when they are filled. ``saving`` is against buying all of it,
over the horizon, discounted. A capability is to be built where posts are to be opened now and cost less with a
probability above 0.9, to be bought where that probability is below 0.1, else too close; where the best policy builds
nothing, the probability is that of building a tenth of what is bought. A demand plan adds its growth
as far as it may come true; growth seen as units join the programme is not demand's.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import Behind, Need
from fullscore.measures._engagements import begun
from fullscore.measures._segments import with_segments
from fullscore.measures.average_bill_rate import average_bill_rate
from fullscore.model._expressions import column
from fullscore.model.assignment import assignment
from fullscore.model.benchmark import benchmark
from fullscore.model.demand_plan import demand_plan
from fullscore.model.employee import employee
from fullscore.model.invoice_line import invoice_line
from fullscore.model.role import role
from fullscore.model.rollout import rollout
from fullscore.model.sow import sow
from fullscore.model.timesheet import timesheet
from fullscore.model.vacancy import vacancy
from fullscore.questions._shape import Question, Told
from fullscore.questions._staffing.assumptions import DEFAULTS, Assumed
from fullscore.questions._staffing.channel_costs import ChannelCosts, channel_costs, fee_share
from fullscore.questions._staffing.decisions import decisions
from fullscore.questions._staffing.demand_history import DemandHistory, demand_history
from fullscore.questions._staffing.planned_growth import planned_growth
from fullscore.questions._staffing.policy import CHOSEN_ON, case_of, months_drawn, staffing
from fullscore.questions._staffing.sentences import Capability, Judged, named, option, said, thresholds
from fullscore.stats.demand_paths import growth_per_year
from fullscore.terms.answer import Missing
from fullscore.terms.assumed import WhatIf
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]

LEAST_FTE = 0.5
"""Less than half a person's work is no capability to build."""
OPTIONS = 5
"""Capabilities that are told what to do about, those that save most; the rows hold all."""


@dataclass(frozen=True, kw_only=True)
class DemandAhead:
    """One capability's demand, past and to come, in full-time equivalents, and the posts of its policy.

    Attributes:
        months: of the history, then of the horizon.
        seen: the history, as if all of today's units had moved like those that were inside throughout.
        low, middle, high: of the paths, month by month.
        posts: filled posts on average.
        growth_per_year: of what begins, in units inside throughout.
    """

    months: tuple[str, ...]
    seen: tuple[float, ...]
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    posts: tuple[float, ...]
    growth_per_year: Estimate


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    assumed = Assumed.of(edition, what_if)

    def untold(why: str) -> Told:
        return Told(
            verdict=None,
            says=f"It cannot be told whether a capability should be built: {why}",
            evidence=_evidence(edition, None),
            assumptions=tuple(assumed.used.values()),
        )

    if not edition.has("assignment"):
        return untold(
            "no feed delivers assignments. With them, from any VMS, and employees with what they cost, it could be."
        )
    history = demand_history(edition, assumed.value("fte_hours_per_month"))
    if history is None or history.today.sum() < LEAST_FTE:
        return untold("nobody is engaged today in a role whose capability is known. The table role would tell it.")
    fee = fee_share(edition, assumed)
    costs = channel_costs(edition, history, assumed)
    big = [n for n in range(len(costs)) if history.today[n] >= LEAST_FTE]
    priced = [n for n in big if costs[n].annual_cost is not None and np.isfinite(costs[n].bill_rate)]
    if not any(np.isfinite(costs[n].bill_rate) for n in big):
        return untold(
            "no assignment of today has a bill rate in a currency whose exchange rate is known. The table fx_rate may "
            "give it."
        )
    if not priced:
        return untold(
            "nothing says what an employee of these capabilities costs. The table employee with annual_cost would, or "
            "a benchmark of kind wage for the role or its soc_code and country."
        )
    plans = planned_growth(edition, history.months[-1], months_drawn(round(assumed.value("horizon_months"))))
    judged = [_judged(edition, history, n, costs[n], fee, plans, assumed) for n in priced]
    judged.sort(key=lambda one: (-(one.staffing.saving.value or 0.0), -one.today, one.name))
    unpriced = [history.capabilities[n] for n in big if costs[n].annual_cost is None]
    return _told(edition, history, judged, unpriced, assumed, dict(zip(history.capabilities, costs, strict=True)))


def _judged(
    edition: Edition,
    history: DemandHistory,
    n: int,
    costs: ChannelCosts,
    fee: float,
    plans: dict[str, Floats],
    assumed: Assumed,
) -> Judged:
    name = history.capabilities[n]
    case = case_of(
        name,
        history.demand[n],
        float(history.today[n]),
        plans.get(name),
        costs,
        fee,
        assumed,
        can_drift=bool(history.source),
    )
    return Judged(name=name, today=float(history.today[n]), case=case, staffing=staffing(case, edition.currency))


def _told(
    edition: Edition,
    history: DemandHistory,
    judged: list[Judged],
    unpriced: list[str],
    assumed: Assumed,
    costs: dict[str, ChannelCosts],
) -> Told:
    rows = tuple(
        Capability(
            capability=one.name,
            extended_fte=one.today,
            build_fte=one.staffing.policy.now,
            hire_up_to=one.staffing.policy.up_to,
            saving=one.staffing.saving,
            p_cheaper=one.staffing.p_cheaper,
            break_even_months=one.staffing.break_even_months,
            verdict=one.staffing.verdict,
        )
        for one in judged
    )
    build = [row for row in rows if row.verdict == "build"]
    whole = sum(row.extended_fte for row in rows)
    bought = [row for row in rows if row.verdict == "keep_buying"]
    is_bought = sum(row.extended_fte for row in bought) > whole / 2
    verdict = True if build else False if is_bought else None
    confidence = max((row.p_cheaper for row in build), default=None)
    if verdict is False:
        confidence = sum((1 - row.p_cheaper) * row.extended_fte for row in rows) / whole
    return Told(
        verdict=verdict,
        says=said(rows, verdict, judged[0].case.months),
        confidence=confidence,
        evidence=_evidence(edition, verdict),
        rows=rows,
        options=tuple(option(one, edition.currency) for one in judged if one.staffing.verdict == "build")[:OPTIONS],
        would_change=thresholds(judged),
        missing=_missing(edition, history, unpriced),
        assumptions=tuple(assumed.used.values()),
        further={
            "demand": {one.name: _ahead(history, one) for one in judged},
            "growth_per_year": growth_per_year(history.begun.sum(0)) if history.source else None,
            "costs": {one.name: costs[one.name] for one in judged},
            "history": {"source": history.source, "inside_share": history.inside_share, "says": history.says},
        },
        decisions=decisions(judged),
    )


def _ahead(history: DemandHistory, one: Judged) -> DemandAhead:
    n = history.capabilities.index(one.name)
    past = history.demand[n]
    scale = one.today / past[-1] if past[-1] > 0 else 1.0
    ahead = one.case.demand[CHOSEN_ON:]
    low, middle, high = np.quantile(ahead, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
    months = [*history.months, *(history.months[-1] + 1 + m for m in range(one.case.months))]
    growth = growth_per_year(history.begun[n])
    return DemandAhead(
        months=tuple(map(str, months)),
        seen=tuple(map(float, past * scale)),
        low=tuple(map(float, low)),
        middle=tuple(map(float, middle)),
        high=tuple(map(float, high)),
        posts=one.staffing.posts,
        growth_per_year=growth if history.source else Estimate(value=None, n=growth.n),
    )


def _missing(edition: Edition, history: DemandHistory, unpriced: list[str]) -> tuple[Missing, ...]:
    found = []
    if unpriced:
        effect = f"{named(unpriced)} cannot be judged: no employee and no public wage tells what a post would cost"
        found.append(Missing(table="employee", column="annual_cost", effect=effect))
    if not history.source:
        found.append(Missing(table="rollout", column="go_live_on", effect=history.says))
    if value := _without_hours(edition):
        effect = f"running statements of work over {value:,.0f} {edition.currency} state no hours; that work is not in"
        found.append(Missing(table="sow", column="hours", effect=effect))
    return tuple(found)


def _without_hours(edition: Edition) -> float:
    """What running statements of work come to, for which no assignment stands."""
    today = date.fromisoformat(edition.as_of)
    rows = edition.table("sow")
    rows = rows.filter((rows.start_date <= today) & (rows.end_date >= today) & rows.capability.notnull())
    value = edition.run(rows.aggregate(value=column("value_base").sum().cast("float64")))["value"][0].as_py()
    return float(value or 0.0)


def _evidence(edition: Edition, verdict: bool | None) -> str:
    """Whoever sells the work gains if it seems cheap to buy, so only that it is dear stands against its interest."""
    rests_on = tuple(t for t in (assignment, timesheet, employee, vacancy) if edition.has(t.name)) or (assignment,)
    claim = {True: "higher", False: "lower"}.get(verdict, "") if verdict is not None else ""
    return evidence_from(edition, average_bill_rate, rests_on, claim).grade  # type: ignore[arg-type]


def _behind(edition: Edition, row: Capability) -> tuple[Behind, ...]:
    found = []
    here = begun(edition).filter((column("capability") == row.capability) & (column("resource_type") != "employee"))
    found.append(Behind(table=assignment, keys=here.filter(here.ended_on.isnull()).select("assignment_id")))
    for table in (employee, vacancy):
        rows = with_segments(edition, edition.table(table.name))
        found.append(Behind(table=table, keys=rows.filter(rows.capability == row.capability).select(*table.key)))
    return tuple(found)


build_or_buy = Question(
    name="build_or_buy",
    place=2,
    title="Should we build this capability or keep buying it?",
    concerns=("hr", "finance", "hiring", "procurement"),
    key=("capability",),
    needs=(
        Need(table=assignment, effect="nothing is known of what is bought"),
        Need(table=role, effect="what an assignment or an employee can do is not known"),
        Need(table=role, column="soc_code", effect="what a post costs cannot be held against its occupation's wages"),
        Need(table=timesheet, effect="everybody engaged counts as full-time"),
        Need(table=employee, effect="what a post would cost rests on public wages, who leaves on a default"),
        Need(table=vacancy, effect="cost and lead of hiring are defaults"),
        Need(table=vacancy, column="hiring_cost", effect="the cost of hiring is a default"),
        Need(table=invoice_line, effect="fees are assumed"),
        Need(table=demand_plan, effect="demand is carried on from its history alone"),
        Need(table=rollout, effect="growth can be told from entry by the ledger only"),
        Need(table=sow, effect="work under statements of work is not seen"),
        Need(table=benchmark, effect="capabilities without employees have no cost"),
    ),
    answer=_answer,
    behind=_behind,
    figures=("build_or_buy", "demand_ahead"),
    assumes=tuple(DEFAULTS),
)
