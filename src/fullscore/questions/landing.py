"""Where spending will land against its budget, unit by unit, and how sure that is.

*The span* is the calendar year of the edition's date, from its first month with a budget to its last; where that year
is over and the next one has budgets, both. *A unit* is an org unit with a budget of its own; what is spent below it,
and below no nearer unit with a budget, is spent from it, so that every amount counts once and budgets add up.

*Where it lands* is what the ledger will have posted in the span to the accounts in scope when its last day is over:
the books against which the budget was made, and which show afterwards who was right. That is what was posted so far
(``actual``), and what will be posted by then of what is owed and of what is still to come. ``accrual`` is what is owed
for approved weeks that nobody has billed; weeks nobody approved, bills the ledger does not name and accepted parts of
statements of work stand beside it. Work reaches the ledger late: how much of it is posted by a month's end, by its age
and unit, is read from the invoices that the ledger named in a year; the rest is carried over and is told. So is what
was posted in the span for work done before. Fees, tax and expenses come on top as the ledger posted them in a year.

What is still to come is drawn many times over: ``commitment`` is what running and agreed engagements cost for their
days without a timesheet until they end; they end early, or are extended by a term, by chance as in the last year, and
cost for a day what they cost lately against forty hours at their rate. Open requisitions are filled by chance as others
were, the longer open the less; requests that nobody has made yet come as often as in the last half year; parts of
statements of work are accepted as late as others were, and new statements come as in the last year; what is bought past
the programme goes on at its last three months, but a unit that is joining spends in all what it spent, so that entry
is not growth; currencies walk as they did. Every chance is itself drawn from what was counted, so that few cases leave
wide intervals.

*Tried on the past*: the same forecasts are made as of 3, 6 and 9 months ago from the deliveries of that time, each of
what is posted in the three months then coming, and held against the ledger; where intervals held less than nine in ten
of it, every interval is widened until they would have. ``landing`` is the mean of the draws with their middle nine
tenths, ``p_over`` the share of them above the budget. A unit will miss where that is at least 0.9. The verdict is true
where some unit will miss, false where each is below 0.5, else null: it is not decided.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import Behind, Need
from fullscore.measures._ledger import scope_notes
from fullscore.measures.budget_variance import budget_variance
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column, constant
from fullscore.model._shape import Table
from fullscore.model.assignment import assignment
from fullscore.model.budget import budget
from fullscore.model.deliverable import deliverable
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.requisition import requisition
from fullscore.model.sow import sow
from fullscore.model.timesheet import timesheet
from fullscore.questions._landing.books import Books, Span, books_of, of_holders, span_of
from fullscore.questions._landing.decisions import decisions
from fullscore.questions._landing.draws import to_come
from fullscore.questions._landing.owed import KINDS, Owed, owed
from fullscore.questions._landing.says import landing_says, landing_thresholds, untold
from fullscore.questions._landing.scores import Scores, scores_of
from fullscore.questions._landing.shape import PARTS, Floats, Known
from fullscore.questions._landing.work import records_of
from fullscore.questions._shape import Question, Told
from fullscore.terms.answer import Assumption, Missing
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.programme import policy_of

DRAWS = 500
SEED = 9
SURE, OPEN = 0.9, 0.5
ASSUMED = {"rates_change": 0.0, "new_requests_change": 0.0}
"""What a person may assume otherwise: rates from now on, and requests still to come, by a share up or down."""


@dataclass(frozen=True, kw_only=True)
class Landing:
    """A unit's budget and where its spending lands, in the programme's currency."""

    org_unit_id: str
    budget: Estimate
    actual: Estimate
    accrual: Estimate
    commitment: Estimate
    landing: Estimate
    p_over: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a landing is made of: the parts of a unit add up to its landing."""

    org_unit_id: str
    part: str
    amount: float


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    for table in ("budget", "ledger_line"):
        if not edition.has(table):
            return Told(verdict=None, says=untold(table), evidence=_grade(edition, None))
    span = span_of(edition)
    if span is None:
        return Told(verdict=None, says=untold("", edition.as_of[:4]), evidence=_grade(edition, None))
    books = books_of(edition, span)
    until = float(np.datetime64(span.ends).astype(np.int64))
    records = records_of(edition, books)
    known = records.known(books, float(np.datetime64(edition.as_of).astype(np.int64)))
    due = owed(edition, books)
    scores = scores_of(edition, books, records, due)
    standing, beside = _standing(books, due, known, until)
    parts = _changed(to_come(known, until, DRAWS, SEED, standing["owed"]), what_if)
    drawn = np.asarray(sum(parts.values()), dtype=np.float64)
    middle = drawn.mean(0)
    landing = sum(standing.values()) + middle + scores.widening * (drawn - middle)
    over = (landing > books.budget).mean(0)
    rows = tuple(
        Landing(
            org_unit_id=id,
            budget=_sum(books.budget[n], edition.currency),
            actual=_sum(standing["actual"][n], edition.currency),
            accrual=_sum(beside["accrual"][n], edition.currency),
            commitment=_drawn(parts["commitment"][:, n], edition.currency, int((known.engaged.holder == n).sum())),
            landing=_drawn(landing[:, n], edition.currency, int((books.holder == n).sum())),
            p_over=float(over[n]),
        )
        for n, id in enumerate(books.holders)
    )
    order = sorted(rows, key=lambda row: (-row.p_over, -_excess(row), row.org_unit_id))
    missing, doubtful = ([row for row in order if low <= row.p_over < high] for low, high in ((SURE, 2), (OPEN, SURE)))
    verdict = True if missing else None if doubtful else False
    whole = landing.sum(1)
    return Told(
        verdict=verdict,
        says=landing_says(
            order,
            missing,
            doubtful,
            _drawn(whole, edition.currency, len(rows)),
            float(beside["carried_over"].sum()),
            span,
            scores,
        ),
        confidence=_confidence(verdict, over),
        evidence=_grade(edition, verdict),
        rows=tuple(order),
        would_change=landing_thresholds(
            rows, tuple(map(float, np.quantile(landing, 1 - SURE, axis=0))), edition.currency
        ),
        missing=_missing(edition, books),
        assumptions=_assumptions(edition, books, known.hours, scores, what_if),
        further={
            "span": {"first_month": str(span.first), "last_month": str(span.last)},
            "whole": _drawn(whole, edition.currency, len(rows)),
            "whole_budget": float(books.budget.sum()),
            "parts": _parts(books, {**standing, **{name: parts[name].mean(0) for name in PARTS}}),
            "beside": _parts(books, beside),
            "scores": scores.each,
            "coverage": scores.coverage,
            "bias": scores.bias,
            "widening": scores.widening,
            "outside_every_budget": books.outside,
            "notes": scope_notes(edition),
        },
        decisions=decisions(books, parts, landing, policy_of(edition.settings).cost_of_capital),
    )


def _standing(books: Books, due: Owed, known: Known, until: float) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """By holder what is posted and what will be of what is owed; and beside it what is owed and what is not the span's.

    Of the second, ``carried_over`` is owed and posted only after the span, ``of_work_before`` was posted in it.
    """
    begins, ends = (float(np.datetime64(day).astype(np.int64)) for day in (books.span.begins, books.span.ends))
    posted = (books.posted >= begins) & (books.posted <= ends)
    soon = due.posted(known, until)
    kinds = {kind: due.total(kind, known.holders) for kind in KINDS}
    carried = np.asarray(sum(kinds.values()), dtype=np.float64) * known.load - soon
    return (
        {"actual": books.total(posted), "owed": soon},
        {**kinds, "carried_over": carried, "of_work_before": books.total(posted, books.earlier)},
    )


def _changed(parts: dict[str, Floats], what_if: WhatIf) -> dict[str, Floats]:
    rates, requests = (what_if.get(name, value) for name, value in ASSUMED.items())
    more = {"requests_to_come": 1 + requests}
    return {name: amount * (1 + rates) * more.get(name, 1.0) for name, amount in parts.items()}


def _parts(books: Books, amounts: dict[str, Floats]) -> tuple[Part, ...]:
    return tuple(
        Part(org_unit_id=id, part=name, amount=float(amount[n]))
        for n, id in enumerate(books.holders)
        for name, amount in amounts.items()
    )


def _sum(value: float, currency: str) -> Estimate:
    """What was counted, not sampled."""
    return Estimate(value=float(value), n=1, low=float(value), high=float(value), currency=currency)


def _drawn(draws: Floats, currency: str, n: int) -> Estimate:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value=float(draws.mean()), n=n, low=float(low), high=float(high), currency=currency)


def _excess(row: Landing) -> float:
    return (row.landing.value or 0.0) - (row.budget.value or 0.0)


def _confidence(verdict: bool | None, over: Floats) -> float | None:
    """That at least one of those said to miss does; that none of all does."""
    if verdict is None:
        return None
    return float(1 - np.prod(1 - over[over >= SURE])) if verdict else float(np.prod(1 - over))


def _grade(edition: Edition, verdict: bool | None) -> str:
    rests_on: tuple[Table, ...] = (budget, ledger_line, assignment)
    claim: Any = {True: "higher", False: "lower", None: ""}[verdict]
    return evidence_from(edition, budget_variance, tuple(t for t in rests_on if edition.has(t.name)), claim).grade


def _missing(edition: Edition, books: Books) -> tuple[Missing, ...]:
    found = []
    if not books.names_invoices:
        effect = "which lines bill work of an earlier year, and which bills are not posted, cannot be told"
        found.append(Missing(table="ledger_line", column="invoice_reference", effect=effect))
    if abs(books.outside) > 0:
        effect = f"{books.outside:,.0f} {edition.currency} was posted in the span by units below no budget"
        found.append(Missing(table="budget", column="", effect=effect))
    return tuple(found)


def _assumptions(
    edition: Edition, books: Books, hours: Floats, scores: Scores, what_if: WhatIf
) -> tuple[Assumption, ...]:
    weights = books.budget / books.budget.sum() if books.budget.sum() else books.budget
    told = in_scope_accounts(edition)
    return (
        Assumption(name="in_scope_gl_accounts", value=", ".join(told) or "all", source="policy" if told else "default"),
        Assumption(
            name="paid_of_forty_hours",
            value=float((hours * weights).sum()),
            source="own data" if edition.has("timesheet") else "default",
        ),
        Assumption(name="posted_for_one_billed", value=float((books.load * weights).sum()), source="own data"),
        Assumption(name="intervals_widened_by", value=scores.widening, source="own data"),
        *(assumed(name, value, {}, what_if) for name, value in ASSUMED.items()),
    )


def _behind(edition: Edition, row: Landing) -> tuple[Behind, ...]:
    span = span_of(edition)
    if span is None:
        return ()
    books = books_of(edition, span)
    number = books.holders.index(row.org_unit_id)
    return tuple(
        Behind(
            table=table, keys=of_holders(edition, books.units, rows).filter(column("_holder") == number).select(*key)
        )
        for table, key, rows in _records(edition, span)
    )


def _records(edition: Edition, span: Span) -> list[tuple[Table, tuple[str, ...], Any]]:
    first, last = constant(span.begins), constant(span.ends)
    told, lines, work = (edition.table(table.name) for table in (budget, ledger_line, assignment))
    if accounts := in_scope_accounts(edition):
        lines = lines.filter(lines.gl_account.isin(accounts))
    now = constant(date.fromisoformat(edition.as_of))
    return [
        (budget, budget.key, told.filter(told.month.between(first, last))),
        (ledger_line, ledger_line.key, lines.filter(lines.posted_at.between(first, last))),
        (assignment, assignment.key, work.filter(work.end_date.isnull() | (work.end_date > now))),
    ]


landing = Question(
    name="landing",
    place=9,
    title="Where will spending land against budget?",
    concerns=("finance", "procurement"),
    key=("org_unit_id",),
    needs=(
        Need(table=budget, effect="there is nothing to land against"),
        Need(table=ledger_line, effect="what was spent so far is not known"),
        Need(table=assignment, effect="what running work will still cost is not known: all is taken from the ledger"),
        Need(table=timesheet, effect="work done and not billed is not known, nor how many hours are really worked"),
        Need(table=invoice_line, effect="what is billed and not posted, and fees on top of work, are not known"),
        Need(table=requisition, effect="open requests are not known; starts stand in for requests"),
        Need(
            table=sow,
            effect="what statements of work will still cost is not in the landing",
            bias="the landing is too low by it",
        ),
        Need(table=deliverable, effect="statements of work are taken to be paid evenly"),
    ),
    answer=_answer,
    behind=_behind,
    figures=("landing",),
    assumes=tuple(ASSUMED),
)
