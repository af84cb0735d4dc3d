"""Who is a contractor by name and works as an employee does; and whose pay is below that of comparable employees."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.measures._days import day_numbers
from fullscore.model._expressions import column, constant
from fullscore.model.assignment import assignment
from fullscore.model.employee import employee
from fullscore.model.timesheet import timesheet
from fullscore.questions._exposure.cases import Cases, unknowns
from fullscore.questions._exposure.limits import of_spells
from fullscore.terms.edition import Edition
from fullscore.terms.programme import assumptions_of, labour_rules_of, policy_of
from fullscore.workforce.engaged import Days, People, spells
from fullscore.workforce.limits import covered

INDEPENDENT = "independent_contractor"
MISCLASSIFIED = "independent by name, employed by the facts of the work"
SEEN_WEEKS, SEEN_SHARE = 26, 0.8
LEAST_COMPARABLE = 3
BELOW_SHARE = 0.05
"""Pay is called lower only where it is by more than this below the least that a comparable employee earns."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The thresholds, all assumed, from which the facts of the work are called those of employment."""

    after_days: float
    weekly_hours: float
    on_cost_share: float


def misclassified(edition: Edition, found: People, facts: Facts) -> Cases:
    """Independent contractors who for long worked continuously and full time under a manager of the client.

    Continuously: here since ``after_days`` without a break that the policy takes for one; and with a week on record in
    at least four in five of the last twenty-six. Full time: ``weekly_hours`` in the mean of those weeks.
    """
    is_one = found.resource_type == INDEPENDENT
    rows = found.here(is_one)
    spell = spells(found, found.who, is_one, policy_of(edition.settings).tenure_break_days)
    hours, weeks = _hours(edition, found, rows)
    full = (weeks >= SEEN_SHARE * SEEN_WEEKS) & (hours >= facts.weekly_hours * np.maximum(weeks, 1))
    days = found.today - (spell.began[rows] + spell.gaps[rows] + int(facts.after_days) - 1)
    silent = found.country[rows[days > 0]] if not edition.has("timesheet") else found.country[:0]
    rows, days = rows[full], days[full]
    return Cases(
        rule=MISCLASSIFIED,
        country=found.country[rows],
        unit=found.unit[rows],
        days=days,
        rests_on=(assignment, timesheet),
        table=assignment,
        key=("assignment_id",),
        records=of_spells(found, spell, rows),
        unknown=unknowns("classification", silent, "independent contractors whose hours nobody delivers"),
    )


def _hours(edition: Edition, found: People, rows: Days) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Hours and number of the weeks that the people of some rows worked lately, all their assignments together."""
    sheets = edition.table("timesheet")
    worked = constant(edition.as_of).cast("date").delta(sheets.week_ending, unit="day")
    sheets = sheets.filter((worked >= 0) & (worked < 7 * SEEN_WEEKS))
    independent = edition.table("assignment").filter(column("resource_type") == INDEPENDENT).select("assignment_id")
    hours = (column("regular_hours") + column("overtime_hours").fill_null(0)).cast("float64")
    weeks = sheets.semi_join(independent, "assignment_id").group_by("assignment_id", "week_ending")
    table = edition.run(weeks.aggregate(hours=hours.sum()))
    of = dict(zip(found.assignment_id.tolist(), found.who.tolist(), strict=True))
    who = np.array([of.get(id, -1) for id in table["assignment_id"].to_pylist()], dtype=np.int64)
    count = int(found.who.max(initial=-1)) + 1
    known = who >= 0
    amount = np.asarray(table["hours"].to_numpy(zero_copy_only=False), dtype=np.float64)[known]
    total = np.bincount(who[known], amount, count)
    different = np.unique(who[known] * 1_000_000 + day_numbers(table["week_ending"])[known].astype(np.int64))
    seen = np.bincount(different // 1_000_000, minlength=count).astype(np.float64)
    return np.asarray(total, dtype=np.float64)[found.who[rows]], seen[found.who[rows]]


def below_equal_pay(edition: Edition, found: People, facts: Facts) -> list[Cases]:
    """For every rule on equal pay those who have been here long enough and earn less than comparable employees.

    Comparable are the employees of the same role in the same country, where there are at least three. What one earns
    is the yearly cost, less the employer's own share of it, over the productive hours of a year. Pay is held against
    the least that any of them earns.
    """
    least = _least_wages(edition, facts.on_cost_share)
    made = []
    for rule in labour_rules_of(edition.settings):
        if rule.equal_pay_after_days is None:
            continue
        under = covered(found, rule)
        pause = policy_of(edition.settings).tenure_break_days if rule.break_days is None else rule.break_days
        spell = spells(found, found.who, under, pause)
        rows = found.here(under)
        days = found.today - (spell.began[rows] + spell.gaps[rows] + rule.equal_pay_after_days - 1)
        wage = np.array([least.get((found.role[row], rule.country), np.nan) for row in rows.tolist()], dtype=np.float64)
        due = f"equal pay: {rule.resource_type or 'all types'} after {rule.equal_pay_after_days} days ({rule.basis})"
        blind = (days > 0) & ~np.isfinite(wage * found.hourly_pay[rows])
        below = found.hourly_pay[rows] < (1 - BELOW_SHARE) * wage
        chosen = rows[below]
        made.append(
            Cases(
                rule=due,
                country=found.country[chosen],
                unit=found.unit[chosen],
                days=days[below],
                rests_on=(assignment, employee),
                table=assignment,
                key=("assignment_id",),
                records=of_spells(found, spell, chosen),
                unknown=unknowns(due, found.country[rows[blind]], "pay, or comparable employees, are not known"),
            )
        )
    return made


def _least_wages(edition: Edition, on_cost_share: float) -> dict[tuple[str, str], float]:
    """By role and country the least that one of its employees earns for an hour, where there are enough."""
    if not edition.has("employee"):
        return {}
    hours = assumptions_of(edition.settings).productive_hours_per_year
    sites = edition.table("site").select(_site="site_id", _country="country")
    rows = edition.table("employee").left_join(sites, [("site_id", "_site")])
    as_of = constant(edition.as_of).cast("date")
    rows = rows.filter((rows.hired_on <= as_of) & (rows.left_on.isnull() | (rows.left_on > as_of)))
    told = rows.group_by("role_id", "_country").aggregate(
        least=column("annual_cost_base").cast("float64").min(), n=column("annual_cost_base").count()
    )
    return {
        (row["role_id"], row["_country"]): row["least"] * (1 - on_cost_share) / float(hours)
        for row in edition.run(told).to_pylist()
        if row["n"] >= LEAST_COMPARABLE
    }
