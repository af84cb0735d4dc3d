"""Who is here without standing: beyond a limit, unvetted, misclassified, below equal treatment, or with access left.

Here is who has an engagement under way on the edition's date, the last day worked included, where the person is: in the
country of the site. Counts are of people, by country and business unit (nearest above the org unit of the engagement;
where there is none, that org unit); of posts where the law counts posts. A person's worker ids are joined where it is
known that they are one. Nobody is named in a row or a sentence; ``trace`` gives the records to those whose duty it is.

*Limits*: every ``labour_rule`` with a limit, for its country and resource type, across suppliers and units; where no
rule limits, the policy's tenure limit, for which all of a person's time counts; employees and people under a statement
of work aside. Months are the calendar's: begun on the 15th, the last lawful day is the 14th; a break shorter than the
rule's (where it names none, the policy's) puts that day off by its own length, a longer one begins anew. A post is a
role at a site of an org unit: who begins while all others are still there fills another beside theirs, else the one
that was left last. Who is known to end by the last lawful day does not fall due.

*Vetted*: of each kind of check that is on record for a person, one was passed and holds. A waiver stands beside, not
among the exposed. *Access*: an account is open so many days of grace after the last day of its holder, who has no
engagement under way. Accounts that were closed late are history: they stand beside. *Misclassified*: an independent
contractor, here for a year without a break, with a week on record in four of five of the last half year and at least
thirty hours a week in their mean; the manager is the client's. *Equal treatment*: a rule names the day from which pay
must be equal; pay is held against the least that three or more employees of the same role in the same country earn.

Unknown is never compliant: what nobody delivers, a country of whose clearances there is not a word, pay or hours that
are not known, are said, and without them the answer is never that all is well. True: somebody is here without standing.
``falling_due_90_days``: who will be within ninety days, today included, if they stay. ``worst_days``: the days beyond,
of the longest. ``evidence``: who keeps the records, held against who gains by a high count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import Behind, Need
from fullscore.model._shape import Table
from fullscore.model.access_account import access_account
from fullscore.model.assignment import assignment
from fullscore.model.clearance import clearance
from fullscore.model.employee import employee
from fullscore.model.timesheet import timesheet
from fullscore.questions._exposure.cases import Cases, Unknown, counted, keys_of
from fullscore.questions._exposure.expected import owed_equal_pay, vetted_people
from fullscore.questions._exposure.facts import Facts, below_equal_pay, misclassified
from fullscore.questions._exposure.limits import beyond_limits
from fullscore.questions._exposure.standing import CLOSED_LATE, OPEN_AFTER, WAIVED, accounts, clearances
from fullscore.questions._shape import Question, Told
from fullscore.terms.answer import Assumption, Missing, Option, Threshold
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.evidence import weakest
from fullscore.terms.programme import Policy
from fullscore.workforce.engaged import People, people
from fullscore.workforce.limits import CLAIM

ASSUMED = {
    "misclassified_after_days": 365.0,
    "misclassified_weekly_hours": 30.0,
    "employer_on_cost_share": 0.3,
    "access_grace_days": 3.0,
}
BESIDE = (WAIVED, CLOSED_LATE)
"""Told beside the answer: decided by somebody, or over."""
LARGEST = 3


@dataclass(frozen=True, kw_only=True)
class Exposed:
    """A rule in a country and a unit: how many are against it."""

    rule: str
    country: str
    org_unit_id: str
    count: int
    falling_due_90_days: int
    worst_days: int
    evidence: str


def _found(edition: Edition, what_if: WhatIf) -> tuple[People, list[Cases]]:
    assumed = {**ASSUMED, **what_if}
    found = people(edition)
    facts = Facts(
        after_days=assumed["misclassified_after_days"],
        weekly_hours=assumed["misclassified_weekly_hours"],
        on_cost_share=assumed["employer_on_cost_share"],
    )
    return found, [
        *beyond_limits(edition, found),
        *clearances(edition, found),
        *accounts(edition, found, int(assumed["access_grace_days"])),
        misclassified(edition, found, facts),
        *below_equal_pay(edition, found, facts),
    ]


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    if not edition.has("assignment"):
        return Told(
            verdict=None,
            says="It cannot be told who is here without standing: no feed delivers assignments. With who works where "
            "since when, from any VMS, limits could be counted; with clearances and access accounts, the rest.",
            evidence="independent",
        )
    found, cases = _found(edition, what_if)
    rows: list[Exposed] = []
    for case in cases:
        if case.rule not in BESIDE:
            rows += _rows(edition, case)
    unknown = tuple(part for case in cases for part in case.unknown)
    gaps = [table.name for table in (clearance, access_account) if not edition.has(table.name)]
    total = sum(row.count for row in rows)
    verdict = True if total else None if unknown or gaps else False
    present = len(found.here(np.ones(len(found.who), dtype=np.bool_)))
    shown = sorted(rows, key=lambda row: (-row.count, -row.falling_due_90_days, row.rule, row.country, row.org_unit_id))
    return Told(
        verdict=verdict,
        says=_says(shown, present, unknown, gaps, verdict),
        evidence=weakest(row.evidence for row in rows if row.count) if total else _grade(edition, (assignment,), False),
        rows=tuple(shown),
        options=_options(shown),
        would_change=tuple(
            Threshold(what=f"exposed by the rule {rule}", now=count, threshold=0) for rule, count in _by_rule(shown)[:5]
        ),
        missing=_missing(unknown),
        assumptions=_assumptions(edition, what_if),
        further={
            "waived": [row for case in cases if case.rule == WAIVED for row in counted(case)],
            "closed_late": [row for case in cases if case.rule == CLOSED_LATE for row in counted(case)],
            "unknown": unknown,
            "people_here": present,
        },
    )


def _rows(edition: Edition, case: Cases) -> list[Exposed]:
    told = counted(case)
    grades = {exposed: _grade(edition, case.rests_on, exposed) for exposed in {bool(row.count) for row in told}}
    return [
        Exposed(
            rule=row.rule,
            country=row.country,
            org_unit_id=row.org_unit_id,
            count=row.count,
            falling_due_90_days=row.falling_due_90_days,
            worst_days=row.worst_days,
            evidence=grades[bool(row.count)],
        )
        for row in told
    ]


def _grade(edition: Edition, rests_on: tuple[Table, ...], exposed: bool) -> str:
    return evidence_from(edition, CLAIM, rests_on, "higher" if exposed else "lower").grade


def _by_rule(rows: Sequence[Exposed]) -> list[tuple[str, int]]:
    total: dict[str, int] = {}
    for row in rows:
        total[row.rule] = total.get(row.rule, 0) + row.count
    return sorted(((rule, count) for rule, count in total.items() if count), key=lambda pair: -pair[1])


def _says(
    rows: Sequence[Exposed], present: int, unknown: Sequence[Unknown], gaps: Sequence[str], verdict: bool | None
) -> str:
    silent = sorted(
        {part.country for part in unknown if part.rule == "clearance" and part.why.startswith("not a word")}
    )
    parts = []
    if verdict:
        rules = _by_rule(rows)
        named = "; ".join(f"{count:,} by {rule}" for rule, count in rules[:LARGEST])
        more = f"; and {len(rules) - LARGEST} more rules" if len(rules) > LARGEST else ""
        parts.append(f"Of {present:,} people here, some are without standing, counted rule by rule: {named}{more}.")
    else:
        parts.append(
            f"Nobody of {present:,} people here is shown to be without standing"
            + (", but not everything can be seen." if verdict is None else ".")
        )
    if due := sum(row.falling_due_90_days for row in rows):
        parts.append(f"{due:,} more fall due within 90 days.")
    if gaps:
        parts.append(f"No feed delivers {' or '.join(gaps)}, which would tell the rest.")
    elif silent:
        parts.append(f"There is not a word about clearances in {', '.join(silent)}, which is not taken for compliance.")
    elif verdict is None:
        parts.append(f"Not known: {'; '.join(sorted({part.why for part in unknown}))}.")
    return " ".join(parts)


def _options(rows: Sequence[Exposed]) -> tuple[Option, ...]:
    counts = dict(_by_rule(rows))
    made = []
    if opened := counts.get(OPEN_AFTER):
        made.append(Option(id="close_accounts", says=f"Close the {opened:,} accounts whose holders have left."))
    if due := sum(row.falling_due_90_days for row in rows if row.rule.startswith("tenure limit")):
        made.append(Option(id="decide_in_time", says=f"Decide on {due:,} engagements before their limit, in 90 days."))
    if checked := sum(count for rule, count in counts.items() if rule.startswith("clearance")):
        made.append(Option(id="clear", says=f"Clear, or take off work until cleared, {checked:,} people."))
    return tuple(made)


def _missing(unknown: Sequence[Unknown]) -> tuple[Missing, ...]:
    of = {"clearance": clearance, "access": access_account, "classification": timesheet}
    columns = {"access": "worker_id"}
    return tuple(
        Missing(
            table=of.get(part.rule, assignment).name,
            column=columns.get(part.rule, "" if part.rule in of else "pay_rate"),
            effect=f"{part.rule}, {part.country}: {part.why} ({part.count:,})",
        )
        for part in unknown
    )


def _assumptions(edition: Edition, what_if: WhatIf) -> tuple[Assumption, ...]:
    told = edition.settings.get("policy", {})
    return (
        *(assumed(name, getattr(Policy, name), told, {}) for name in ("tenure_limit_months", "tenure_break_days")),
        *(assumed(name, value, {}, what_if) for name, value in ASSUMED.items()),
    )


def _behind(edition: Edition, row: Exposed) -> tuple[Behind, ...]:
    _, cases = _found(edition, {})
    behind = []
    for case in cases:
        if case.rule == row.rule:
            there = np.array([country or "unknown" for country in case.country], dtype=object) == row.country
            # Where anybody is against the rule the records are theirs; else theirs who fall due.
            matter = case.days > 0 if row.count else case.days > -90
            chosen = there & (case.unit == row.org_unit_id) & matter
            behind.append(Behind(table=case.table, keys=keys_of(case, chosen)))
    return tuple(behind)


exposure = Question(
    name="exposure",
    place=10,
    title="Who is here without standing?",
    concerns=("hr", "procurement", "hiring"),
    key=("rule", "country", "org_unit_id"),
    needs=(
        Need(table=assignment, effect="nobody's time can be counted"),
        Need(
            table=assignment,
            column="pay_rate",
            effect="equal treatment cannot be compared",
            bias="who earns too little is not counted",
            by=("country", "resource_type"),
            among=owed_equal_pay,
        ),
        Need(
            table=clearance,
            effect="who works unvetted cannot be seen; unknown is not taken for cleared",
            bias="who works unvetted is not counted",
            by=("country",),
            among=vetted_people,
            of=assignment,
        ),
        Need(
            table=access_account,
            effect="access that stayed open after leaving cannot be seen",
            bias="who kept access is not counted",
        ),
        Need(
            table=timesheet,
            effect="whether independent contractors work as employees do cannot be seen",
            bias="who is independent by name alone is not counted",
        ),
        Need(
            table=employee,
            effect="equal treatment has nobody to compare with",
            bias="who earns too little is not counted",
        ),
    ),
    answer=_answer,
    behind=_behind,
    figures=("exposure",),
    assumes=tuple(ASSUMED),
)
