"""Whether the programme is what people actually use, where it goes from here, and what drives people past it.

*Use* is the share of spend: of what was posted in the last three months to the accounts in scope, net of credits, what
came through the programme; use after the fact is no use. The shares of requisitions, managers and workers stand beside
it, the last two only where access records give the whole. The verdict is true where the share is at or above the
policy's ``target_adoption`` even with what is unseen added, false where it is below without it, else null.

*Scope.* Where the settings keep several ``[[scope]]``, the monthly series is chained: a month of an earlier scope is
told in today's terms, its odds times the odds of the new scope over those of the old in the three months before the
change. *Unseen* is what lies on accounts out of scope and looks like workforce spend, since its vendor is a supplier or
is paid for workforce elsewhere: a sample by monetary units, with its interval.

*Forecast.* A unit goes on as others did from the same time since their first day and a like share; those that have not
begun follow the roll-out plan, and are as late as others were. Units are drawn together, and the whole is as wide as
the same forecast of 3, 6 and 9 months ago should have been. The logistic curve and Bass's stand beside it, never before
half of the ceiling is seen.

*Friction* is waiting for approval and for candidates, rejected candidates, and steps of approval. What goes with it is
estimated within units: differences between units, and what moved all in a month, are taken out. Held against it are
what the unit bought past the programme, requests filled by an outside vendor, and asking after the fact.
``main_friction`` names the one in which a unit stands out that bypasses more than others of its age; that is a place to
look, no proof. The next point is cheapest where taking a friction down to what the best quarter of units have is
expected to bring most for its effort. Steps that were taken are held against units of the same age that took none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures._figures import Asked, estimates
from fullscore.measures._ledger import lines_in_scope, reference_notes, scope_notes
from fullscore.measures.adoption import adoption as measure
from fullscore.measures.adoption import adoption_by
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import constant
from fullscore.model._shape import Table
from fullscore.model.access_account import access_account
from fullscore.model.adoption_step import adoption_step
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.org_unit import org_unit
from fullscore.model.requisition import requisition
from fullscore.model.requisition_event import requisition_event
from fullscore.model.rollout import rollout
from fullscore.model.submittal import submittal
from fullscore.questions._adoption.forecast import LEAST_MONTHS, Forecast, widened
from fullscore.questions._adoption.frictions import KINDS, requests_of
from fullscore.questions._adoption.says import LEAST_POINTS, answer_sentence, untold
from fullscore.questions._adoption.shares import TOGETHER, chained, share_of_months
from fullscore.questions._adoption.spend import NOWHERE, Spending, spending
from fullscore.questions._adoption.steps_taken import steps_taken
from fullscore.questions._adoption.story import YEAR, curves, story
from fullscore.questions._adoption.unseen import Unseen, unseen
from fullscore.questions._adoption.weighed import GOES_WITH, clause, option, weighed
from fullscore.questions._shape import Question, Told
from fullscore.stats._critical import normal
from fullscore.stats.ramp_paths import Floats
from fullscore.terms.answer import Assumption, Missing, Threshold
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.lens import lens_of
from fullscore.terms.programme import policy_of, scopes_of

AHEAD = 12
"""Months of the forecast."""
SEED = 5
OPTIONS = 5
EFFORTS = {f"effort_{kind.replace(' ', '_')}": 1.0 for kind in KINDS}
"""What a step against each friction takes, in steps of usual effort: alike until somebody says otherwise."""


@dataclass(frozen=True, kw_only=True)
class ForecastMonth:
    """A month to come: the share that is expected, and its interval."""

    month: str
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class UnitAdoption:
    """A unit's share of spend through the programme, now, a year ago and ahead.

    Attributes:
        off_programme_spend: of the last twelve months.
        main_friction: in which a unit stands out that bypasses more than others of its age; None where none does.
    """

    org_unit_id: str
    share_now: Estimate
    share_year_ago: Estimate
    forecast: tuple[ForecastMonth, ...]
    off_programme_spend: Estimate
    main_friction: str | None


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    for table in ("ledger_line", "invoice_line"):
        if not edition.has(table):
            return Told(
                verdict=None, says=untold(table), evidence=_grade(edition, None), further=_beside(edition, None)
            )
    spent = spending(edition)
    if spent is None or spent.whole.sum() <= 0:
        return Told(verdict=None, says=untold(""), evidence=_grade(edition, None))
    last = len(spent.months) - 1
    target = assumed("target_adoption", policy_of({}).target_adoption, edition.settings.get("policy", {}), what_if)
    efforts = [assumed(name, value, {}, what_if) for name, value in EFFORTS.items()]
    share = share_of_months(spent, np.ones(len(spent.units), np.bool_), last)
    if share.value is None:
        return Told(verdict=None, says=untold(""), evidence=_grade(edition, None))
    hidden = unseen(edition, spent.months[max(last - YEAR + 1, 0)], spent.months[last], _last_year(spent.whole.sum(0)))
    verdict = _verdict(share.value, float(target.value), hidden)
    drawn = None
    if spent.source and len(spent.months) >= LEAST_MONTHS:
        drawn = widened(spent.whole, spent.through, spent.begun, spent.planned, months=AHEAD, seed=SEED)
    ahead = _months(spent, drawn.whole) if drawn else ()
    end = ahead[-1] if ahead else None
    reaches = next((month.month for month in ahead if month.estimate >= float(target.value)), None)
    requests = requests_of(edition, spent) if edition.has("requisition") else None
    frictions, steps, mains = weighed(spent, requests, np.array([float(one.value) for one in efforts]))
    rows = _rows(edition, spent, drawn, mains)
    told = story(spent)
    taken = steps_taken(edition, spent) if edition.has("adoption_step") else ()
    shown = [step for step in steps if (step.points.value or 0) >= LEAST_POINTS]
    return Told(
        verdict=verdict,
        says=answer_sentence(
            verdict=verdict, share=share.value, target=float(target.value), told=told, unseen=hidden,
            ahead=(end.month, end.estimate, end.low, end.high) if end else None, reaches=reaches,
            blame=[(row.org_unit_id, row.main_friction) for row in rows if row.main_friction],
            cheapest=clause(shown[0]) if shown else None,
            is_shown=any(one.verdict == GOES_WITH for one in frictions) if frictions else None,
            taken=[step.verdict for step in taken],
        ),
        confidence=_confidence(verdict, share, float(target.value), hidden),
        evidence=_grade(edition, verdict),
        rows=rows,
        options=tuple(option(step) for step in shown[:OPTIONS]),
        would_change=_thresholds(spent, share.value, float(target.value)),
        missing=_missing(edition, spent),
        assumptions=_assumptions(edition, target, efforts, drawn),
        further={
            "share": share,
            "target": float(target.value),
            "series": chained(spent),
            "story": told,
            "forecast": ahead,
            "reaches_target_in": reaches,
            "p_target_reached": float((drawn.whole[:, -1] >= float(target.value)).mean()) if drawn else None,
            "curves": curves(spent, AHEAD),
            "frictions": frictions,
            "next_steps": steps,
            "steps_taken": taken,
            "unseen": hidden,
            **_beside(edition, spent),
            "notes": (*scope_notes(edition), *reference_notes(edition)),
        },
    )  # fmt: skip


def _verdict(share: float, target: float, hidden: Unseen | None) -> bool | None:
    if share < target:
        return False
    if hidden is None:
        return True
    lowest, highest = (share * (1 - (end or 0.0)) for end in (hidden.share.high, hidden.share.low))
    return True if lowest >= target else False if highest < target else None


def _confidence(verdict: bool | None, share: Estimate, target: float, hidden: Unseen | None) -> float | None:
    """That the share is on the verdict's side of the target, were as many lines posted anew."""
    from scipy.special import ndtr

    if verdict is None or share.value is None or share.low is None or share.high is None:
        return None
    middle = share.value * (1 - (hidden.share.value or 0.0)) if hidden else share.value
    spread = max((share.high - share.low) / 2 / normal(LEVEL), 1e-6)
    if hidden and hidden.share.high is not None and hidden.share.low is not None:
        spread = (spread**2 + (share.value * (hidden.share.high - hidden.share.low) / 2 / normal(LEVEL)) ** 2) ** 0.5
    above = float(ndtr((middle - target) / spread))
    return above if verdict else 1 - above


def _last_year(months: Floats) -> float:
    return float(months[-YEAR:].sum())


def _months(spent: Spending, draws: Floats) -> tuple[ForecastMonth, ...]:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    middle = np.median(draws, axis=0)
    return tuple(
        ForecastMonth(
            month=str(spent.months[-1] + 1 + n), estimate=float(middle[n]), low=float(low[n]), high=float(high[n])
        )
        for n in range(draws.shape[1])
    )


def _rows(edition: Edition, spent: Spending, drawn: Forecast | None, mains: list[int]) -> tuple[UnitAdoption, ...]:
    last = len(spent.months) - 1
    found = []
    for n, unit in enumerate(spent.units):
        own = np.arange(len(spent.units)) == n
        off = float((spent.whole - spent.through)[n, -YEAR:].sum())
        found.append(
            UnitAdoption(
                org_unit_id=unit or "no unit named",
                share_now=share_of_months(spent, own, last),
                share_year_ago=share_of_months(spent, own, last - YEAR),
                forecast=_months(spent, drawn.units[:, n]) if drawn else (),
                off_programme_spend=Estimate(
                    value=off, n=int(spent.lines[n, -YEAR:].sum()), low=off, high=off, currency=edition.currency
                ),
                main_friction=KINDS[mains[n]] if mains[n] >= 0 else None,
            )
        )
    return tuple(sorted(found, key=lambda row: (-(row.off_programme_spend.value or 0.0), row.org_unit_id)))


def _thresholds(spent: Spending, share: float, target: float) -> tuple[Threshold, ...]:
    whole, through = (float(cells[:, -TOGETHER:].sum()) for cells in (spent.whole, spent.through))
    found = [Threshold(what="share of spend through the programme", now=share, threshold=target)]
    if target > 0:
        off = "spend past the programme in three months, above which the target is missed"
        found.append(Threshold(what=off, now=whole - through, threshold=through / target - through))
    return tuple(found)


def _beside(edition: Edition, spent: Spending | None) -> dict[str, Any]:
    """The shares of requisitions, managers and workers, with what their whole is; null where nobody tells it."""
    found: dict[str, Any] = {}
    if not edition.has("requisition") or not edition.has("assignment"):
        return {"shares": found}
    last = spent.months[-1] if spent else None
    for by in ("requisitions", "managers", "workers"):
        if by != "requisitions" and not edition.has("access_account"):
            found[by] = Estimate(value=None, n=0)
            continue
        lens = lens_of("adoption", measure.axes, {"by": by})
        asked = Asked(measure=adoption_by(by), lens=lens, first=last + (1 - TOGETHER) if last else None, last=last)
        found[by] = estimates(edition, asked).get((), Estimate(value=None, n=0))
    return {"shares": found}


def _missing(edition: Edition, spent: Spending) -> tuple[Missing, ...]:
    found = []
    if len(spent.months) < LEAST_MONTHS:
        effect = f"{len(spent.months)} months are seen, and a forecast takes at least {LEAST_MONTHS}"
        found.append(Missing(table="ledger_line", column="posted_at", effect=effect))
    if not spent.source:
        effect = "when units joined is not known, so entry cannot be told from more use, and nothing can be forecast"
        found.append(Missing(table="rollout", column="go_live_on", effect=effect))
    if not in_scope_accounts(edition):
        effect = "[policy] in_scope_gl_accounts names no accounts, so all spend counts as if it were for workforce"
        found.append(Missing(table="ledger_line", column="gl_account", effect=effect))
    return tuple(found)


def _assumptions(
    edition: Edition, target: Assumption, efforts: list[Assumption], drawn: Forecast | None
) -> tuple[Assumption, ...]:
    of_forecast = (
        (
            ("plans_seen_to_come_true", float(drawn.slips)),
            ("intervals_widened_by", drawn.widening),
            ("intervals_of_units_widened_by", drawn.widening_of_units),
        )
        if drawn
        else ()
    )
    accounts = in_scope_accounts(edition)
    scopes = scopes_of(edition.settings)
    versions = [
        Assumption(
            name=f"in_scope_gl_accounts_from_{scope.valid_from}",
            value=", ".join(scope.in_scope_gl_accounts)
            + (f" (signed by {scope.signed_by})" if scope.signed_by else ""),
            source="policy",
        )
        for scope in scopes
    ]
    return (
        target,
        Assumption(
            name="in_scope_gl_accounts", value=", ".join(accounts) or "all", source="policy" if accounts else "default"
        ),
        *versions,
        *(Assumption(name=name, value=value, source="own data") for name, value in of_forecast),
        *efforts,
    )


def _grade(edition: Edition, verdict: bool | None) -> str:
    rests_on: tuple[Table, ...] = tuple(table for table in (ledger_line, invoice_line) if edition.has(table.name))
    claim: Any = {True: "higher", False: "lower", None: ""}[verdict]
    return evidence_from(edition, measure, rests_on or (requisition,), claim).grade


def _behind(edition: Edition, row: UnitAdoption) -> tuple[Behind, ...]:
    """The lines in scope since the months of a year ago, the requests of the last year, and the steps taken."""
    spent = spending(edition)
    if spent is None:
        return ()
    number = spent.units.index(NOWHERE if row.org_unit_id == "no unit named" else row.org_unit_id)
    own = edition.lend(pa.table({"_own": [unit for unit, of in spent.unit_of.items() if of == number]}))
    last = spent.months[-1]
    lines = lines_in_scope(edition)
    lines = lines.filter(
        lines.posted_at.between(constant((last + (1 - TOGETHER - YEAR)).first_day), constant(last.last_day))
    )
    if row.org_unit_id == "no unit named":
        return (Behind(table=ledger_line, keys=lines.filter(lines.org_unit_id.isnull()).select(*ledger_line.key)),)
    asked = edition.table("requisition")
    asked = asked.filter(asked.submitted_on.between(constant((last + (1 - YEAR)).first_day), constant(last.last_day)))
    taken = edition.table("adoption_step")
    return tuple(
        Behind(table=table, keys=rows.semi_join(own, [("org_unit_id", "_own")]).select(*table.key))
        for table, rows in ((ledger_line, lines), (requisition, asked), (adoption_step, taken))
    )


adoption = Question(
    name="adoption",
    place=5,
    title="Is the programme what people actually use?",
    concerns=("procurement", "hiring", "finance", "hr"),
    key=("org_unit_id",),
    needs=(
        Need(table=ledger_line, effect="what goes past the programme cannot be seen"),
        Need(
            table=ledger_line,
            column="invoice_reference",
            effect="vendors stand in for invoices that lines name",
            share=SOME,  # What went past the programme names none of its invoices.
        ),
        Need(table=invoice_line, effect="what came through the programme cannot be told from what went past it"),
        Need(table=rollout, effect="when units joined is read from the ledger, and no plan can be followed"),
        Need(table=org_unit, effect="what a unit spends stands with each of its cost centres alone"),
        Need(table=requisition, effect="frictions and the share of requisitions are not known"),
        Need(table=requisition_event, effect="steps of approval and reopened requests are not known"),
        Need(table=submittal, effect="waiting for candidates and rejections are not known"),
        Need(table=adoption_step, effect="what steps were taken, and what they did, is not known"),
        Need(table=access_account, effect="how many managers and workers there are in all is not known"),
    ),
    answer=_answer,
    behind=_behind,
    figures=("adoption", "adoption_by_unit"),
    assumes=("target_adoption", *EFFORTS),
)
