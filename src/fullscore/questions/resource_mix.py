"""Whether the client is over-indexed on expensive resource types, and why its spend changed since a year ago.

For each capability: what a productive hour of each resource type costs like for like (level and country; employees at
loaded cost, fees and overtime in), the premium over a contractor, and the cheapest mix that the client's own units with
comparable demand already work with. A capability is over-indexed where the low end of its actual over its efficient
cost exceeds the margin. The mix never holds more of independent contractors, statements of work or payrolled workers
than now, since classification follows the facts of the work; nothing moves to a type beyond the day on which a labour
rule or the policy's tenure limit would end the engagement or make it be paid alike; and the share of the extended
workforce in the whole, the flexibility, stays as it is: employees are shown beside the mix and not in it. Hours that
nobody records are a share of the cost that is told, never dropped. Beside it stands the change in spend since a year
ago. Figures are of the twelve months up to the edition's date.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.lens.evidence import Claim, evidence_from
from fullscore.lens.need import SOME, Need
from fullscore.measures.spend import spend
from fullscore.model.assignment import assignment
from fullscore.model.employee import employee
from fullscore.model.invoice_line import invoice_line
from fullscore.model.org_unit import org_unit
from fullscore.model.role import role
from fullscore.model.rollout import rollout
from fullscore.model.sow import sow
from fullscore.model.timesheet import timesheet
from fullscore.questions._decision import Decision
from fullscore.questions._mix.behind import mix_behind
from fullscore.questions._mix.capability_mixes import EMPLOYEE, MARGIN, CapabilityMix, capability_mixes, records_of
from fullscore.questions._mix.says import SayableMix, options, says, thresholds
from fullscore.questions._mix.spend_bridge import spend_bridge
from fullscore.questions._shape import Question, Told
from fullscore.terms.answer import Assumption, Missing
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.programme import Assumptions, Policy
from fullscore.workforce.inside import inside, parents
from fullscore.workforce.worked import (
    Year,
    employed,
    fees,
    limits,
    without_hours,
    without_record,
    worked,
)

ASSUMES = ("productive_hours_per_year", "msp_fee_percent", "margin_percent")
SILENT_SHARE = 0.01
"""Of the assignments that something is known of; fewer than that have only just begun."""
UNKNOWN = "hours unknown"
"""Stands for a resource type where a capability's cost has no hours: statements of work, and bills without them."""


@dataclass(frozen=True, kw_only=True)
class ResourceShare:
    """One resource type of one capability.

    Attributes:
        hours: productive hours of the year; None where nobody records them.
        cost: of the year, in the programme's currency.
        share: of the capability's extended hours that are known; an employee's hours are beside them.
        efficient_share: the same in the efficient mix.
        premium: cost of an hour over a contractor's, like for like.
        saving_per_year: what the change of this share saves; below 0 where more is bought.
        verdict: of the capability.
    """

    capability: str
    resource_type: str
    hours: float | None
    cost: Estimate
    share: float | None
    efficient_share: Estimate | None
    premium: Estimate | None
    saving_per_year: Estimate | None
    verdict: bool | None


@dataclass(frozen=True, kw_only=True)
class CapabilityVerdict:
    """A capability as a whole; ``excess_share`` is actual over efficient cost less 1."""

    capability: str
    verdict: bool | None
    excess_share: Estimate | None
    saving_per_year: Estimate | None
    unknown_share: float
    comparable_units: int
    reference: str


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    year = Year.of(edition)
    settings: dict[str, Any] = edition.settings.get("assumptions", {})
    rules, _ = limits(edition)
    productive = assumed("productive_hours_per_year", Assumptions().productive_hours_per_year, settings, what_if)
    margin = assumed("margin_percent", 100 * MARGIN, {}, what_if)
    fee_of, fee, assumed_fee = fees(edition, year)
    if "msp_fee_percent" in what_if:
        fee_of, fee = {}, what_if["msp_fee_percent"] / 100
        assumed_fee = Assumption(name="msp_fee_percent", value=what_if["msp_fee_percent"], source="what if")
    assumptions = [productive, margin, *([assumed_fee] if assumed_fee else [])]
    bridge = spend_bridge(edition, inside(edition))
    if bridge and not bridge.steps:
        missing: tuple[Missing, ...] = (
            Missing(table="rollout", column="", effect="growth in spend cannot be told from units that joined"),
        )
    else:
        missing = ()
    found = worked(edition, year) if edition.has("assignment") else None
    if found is None or not found.num_rows:
        return Told(verdict=None, says=_nothing(edition, year), evidence=_evidence(edition, None), further={})
    records, unknown_rows = records_of(
        found, employed(edition, year, float(productive.value)), fee_of, fee, rules, parents(edition)
    )
    unknown = without_hours(edition, year)
    for name, cost in zip(unknown_rows["capability"].to_pylist(), unknown_rows["_cost"].to_pylist(), strict=True):
        unknown[name or ""] = unknown.get(name or "", 0.0) + (cost if cost and cost == cost else 0.0)
    if not len(records.columns["hours"]):
        return Told(verdict=None, says=_nothing(edition, year), evidence=_evidence(edition, None), further={})
    mixes = capability_mixes(records, unknown, float(margin.value) / 100)
    verdict = _verdict(mixes)
    currency = edition.currency
    sayable = tuple(SayableMix(mix=mix, saving=mix.whole_saving(currency)) for mix in mixes)
    assumptions += [
        assumed("tenure_limit_months", Policy().tenure_limit_months, edition.settings.get("policy", {}), {}),
        Assumption(name="labour_rules_kept", value=len(rules), source="policy"),
        Assumption(name="lowest_and_highest_percentile_of_units", value="10 and 90", source="default"),
    ]
    further: dict[str, Any] = {
        "capabilities": tuple(
            CapabilityVerdict(
                capability=mix.capability,
                verdict=mix.verdict,
                excess_share=mix.over,
                saving_per_year=mix.whole_saving(currency),
                unknown_share=mix.unknown_share,
                comparable_units=mix.efficient.units if mix.efficient else 0,
                reference=mix.reference,
            )
            for mix in mixes
        ),
        "unknown_cost": sum(unknown.values()),
    }
    if bridge:
        further["bridge"] = bridge
    missing = (*missing, *_untold(edition, year, unknown_rows, found.num_rows))
    if unknown.get(""):
        effect = "work of unknown hours has no capability, so it stands beside all of them"
        missing = (*missing, Missing(table="sow", column="capability", effect=effect))
    return Told(
        verdict=verdict,
        says=says(sayable, verdict, currency, sum(unknown.values()), float(margin.value)),
        evidence=_evidence(edition, verdict),
        confidence=_confidence(mixes, verdict),
        rows=tuple(row for mix in mixes for row in _rows(mix, edition.currency)),
        options=options(sayable),
        would_change=thresholds(mixes, float(margin.value)),
        missing=missing,
        assumptions=tuple(assumptions),
        further=further,
        decisions=_decisions(mixes),
    )


def _decisions(mixes: tuple[CapabilityMix, ...]) -> tuple[Decision, ...]:
    """One a year for each capability: leave the mix, or shift it to the efficient one.

    Whether units differ is in doubt, and no table would tell it: what the records lack pulls the mix to one side.
    """
    found = []
    for mix in mixes:
        if mix.efficient is not None:
            saved = mix.efficient.saved_draws.sum(1) * mix.extended
            found.append(
                Decision(
                    says=f"shift the mix of {mix.capability}",
                    options=("leave it", "shift it"),
                    benefit=np.stack([np.zeros_like(saved), saved]),
                    per_year=1.0,
                )
            )
    return tuple(found)


def _untold(edition: Edition, year: Year, unknown_rows: pa.Table, worked_rows: int) -> tuple[Missing, ...]:
    """Work that no cost or no record stands for, where there is enough of it to matter."""
    found = []
    without_cost = sum(cost is None or cost != cost for cost in unknown_rows["_cost"].to_pylist())
    if without_cost:
        effect = f"{without_cost:,} assignments have no cost in {edition.currency}, so they are in no mix"
        found.append(Missing(table="fx_rate", column="rate", effect=effect))
    silent = without_record(edition, year)
    if silent > SILENT_SHARE * worked_rows:
        effect = (
            f"{silent:,} assignments at work in the year have neither a timesheet nor a bill, so they are in no mix"
        )
        found.append(Missing(table="timesheet", column="", effect=effect))
    return tuple(found)


def _nothing(edition: Edition, year: Year) -> str:
    if not edition.has("assignment"):
        return (
            "Cannot tell: what was delivered says what was paid, and not who worked, as what and for how long. "
            "Assignments with their timesheets, or invoice lines with hours and rates, would let it answer."
        )
    return (
        f"Cannot tell: no hours of any assignment of a known capability are on record after {year.after}, up to "
        f"{year.until}. Timesheets, or invoice lines with hours and rates, and roles with their capabilities would let "
        "it answer."
    )


def _verdict(mixes: tuple[CapabilityMix, ...]) -> bool | None:
    """Yes where any capability is over-indexed; no where those that are not make up most of the cost."""
    if any(mix.verdict for mix in mixes):
        return True
    whole = sum(mix.extended for mix in mixes)
    cleared = sum(mix.extended for mix in mixes if mix.verdict is False)
    return False if cleared > 0.5 * whole else None


def _confidence(mixes: tuple[CapabilityMix, ...], verdict: bool | None) -> float | None:
    """Of the surest capability that is over-indexed; of the least sure of those that are not."""
    if verdict is None:
        return None
    told = [mix.p_over for mix in mixes if mix.verdict is verdict and mix.p_over is not None]
    return max(told) if verdict else 1 - max(told)


def _evidence(edition: Edition, verdict: bool | None) -> str:
    """Whoever is paid by the hour gains where spend looks needed, and loses where it looks too dear."""
    claim: Claim = "" if verdict is None else "higher" if verdict else "lower"
    return evidence_from(edition, spend, (assignment, timesheet, employee), claim).grade


def _rows(mix: CapabilityMix, currency: str) -> list[ResourceShare]:
    def money(value: float) -> Estimate:
        return Estimate.counted(value, 1, currency)

    extended = sum(hours for name, hours in zip(mix.types, mix.hours, strict=True) if name != EMPLOYEE)
    rows = []
    for at, name in enumerate(mix.types):
        inside_mix = name != EMPLOYEE
        rows.append(
            ResourceShare(
                capability=mix.capability,
                resource_type=name,
                hours=mix.hours[at],
                cost=money(mix.cost[at]),
                share=mix.hours[at] / extended if inside_mix else None,
                efficient_share=mix.efficient_share(at) if inside_mix else None,
                premium=mix.premium[at],
                saving_per_year=mix.saving(at, currency) if inside_mix else None,
                verdict=mix.verdict,
            )
        )
    if mix.unknown > 0:
        rows.append(
            ResourceShare(
                capability=mix.capability,
                resource_type=UNKNOWN,
                hours=None,
                cost=money(mix.unknown),
                share=None,
                efficient_share=None,
                premium=None,
                saving_per_year=None,
                verdict=mix.verdict,
            )
        )
    return rows


resource_mix = Question(
    name="resource_mix",
    place=1,
    title="Are we over-indexed on expensive resource types?",
    concerns=("procurement", "finance", "hiring", "hr"),
    key=("capability", "resource_type"),
    needs=(
        Need(table=assignment, effect="who works, as which resource type, is not known"),
        Need(table=timesheet, effect="hours are those of invoice lines, or unknown"),
        Need(table=role, column="capability", effect="like cannot be held against like"),
        Need(
            table=role,
            column="level",
            effect="levels are mixed where types are compared",
            bias="types that work at higher levels look dear",
        ),
        Need(
            table=assignment,
            column="pay_rate",
            effect="how much of a premium is pay, and how much the supplier keeps, cannot be seen",
            by=("resource_type",),
        ),
        Need(table=invoice_line, effect="fees are assumed, and the change in spend rests on timesheets alone"),
        Need(table=employee, effect="employees at loaded cost do not stand beside the extended workforce"),
        Need(table=sow, column="capability", effect="work without hours belongs to no capability"),
        Need(
            table=org_unit,
            column="parent_id",
            effect="units cannot be summed up to those that buy enough to compare",
            share=SOME,  # The topmost units have none above them.
        ),
        Need(table=rollout, effect="when units joined is only as sure as the ledger shows it"),
    ),
    answer=_answer,
    behind=mix_behind,
    figures=("resource_mix", "spend_bridge"),
    assumes=ASSUMES,
)
