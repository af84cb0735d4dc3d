"""What the answer on the talent plan says, what could be done, what would turn it, and what is missing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from fullscore.measures._rates import hourly
from fullscore.model._expressions import column, constant
from fullscore.questions._talent.cliff import BEYOND, CliffStep
from fullscore.questions._talent.frame import is_among
from fullscore.questions._talent.plan import HALF_WIDTH, Plan
from fullscore.questions._talent.records import Found
from fullscore.questions._talent.rows import Judged
from fullscore.questions._talent.ties import NEVER_CONVERTED, Dependency, Match
from fullscore.terms.answer import Missing, Option, Threshold, row_id
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called
from fullscore.terms.programme import assumptions_of
from fullscore.workforce.dependence import SMALLEST

NAMED = 4
NEAREST = 5
SURE = 0.95


def said(
    plan: Plan,
    found: Found,
    judged: Sequence[Judged],
    ties: Sequence[Dependency],
    steps: Sequence[CliffStep],
    verdict: bool | None,
) -> str:
    """The answer as a director would say it."""
    return " ".join(filter(None, (_fit(plan, found, judged, verdict), _hanging(ties), _limits(steps))))


def _fit(plan: Plan, found: Found, judged: Sequence[Judged], verdict: bool | None) -> str:
    untold = "It cannot be told how the extended workforce fits the talent plan: "
    if not plan.capabilities:
        return untold + "no demand plan was delivered. Headcount by capability and month, from HR, would let it."
    if not judged:
        last = f" and ends in {plan.last}" if plan.last else ""
        return (
            untold + f"the plan has no month after {found_day(found)}{last}. A plan that reaches further would let it."
        )
    if not len(found.employees):
        return untold + "employees were not delivered. Who is employed, since when and until when, would let it."
    if not found.leavers:
        return (
            untold + "nobody who left is on record, so nobody knows how long people stay. Days of leaving would let it."
        )
    if not len(found.engaged.work.start):
        return untold + "assignments were not delivered. Those of any VMS would let it."
    last = judged[-1].row.quarter
    short = _lacking(judged)
    count = len(plan.capabilities)
    if verdict is False:
        named = ", ".join(f"{name} by {_range(one.row.gap)} in {one.row.quarter}" for name, one in short[:NAMED])
        more = f" and {len(short) - NAMED} more" if len(short) > NAMED else ""
        verb = "falls" if len(short) == 1 else "fall"
        return (
            f"At today's pace of opening posts and requests, looking to {last}, {len(short)} of {count} capabilities "
            f"{verb} short of the plan: {named}{more}."
        )
    if verdict:
        return f"At today's pace of opening posts and requests all {count} capabilities are covered to {last}."
    open_ = len({one.row.capability for one in judged if one.row.verdict == "cannot_tell"})
    return (
        f"No capability is shown to fall short of the plan to {last}, but for {open_} of {count} it cannot be told: "
        "a plan with a narrower low and high, or more history of leaving and filling, would let it."
    )


def found_day(found: Found) -> str:
    return str(np.datetime64(int(found.today), "D"))


def _lacking(judged: Sequence[Judged]) -> list[tuple[str, Judged]]:
    """Each capability that is short, at the quarter in which it lacks most; the most lacking first."""
    worst: dict[str, Judged] = {}
    for one in judged:
        if one.row.verdict == "short":
            before = worst.get(one.row.capability)
            if before is None or _middle(one) > _middle(before):
                worst[one.row.capability] = one
    return sorted(worst.items(), key=lambda item: -_middle(item[1]))


def _middle(one: Judged) -> float:
    return (one.row.gap.value if one.row.gap else None) or 0.0


def _range(gap: Estimate | None) -> str:
    if gap is None or gap.value is None or gap.low is None or gap.high is None:
        return "an unknown number"
    return f"{gap.value:,.0f} people ({gap.low:,.0f} to {gap.high:,.0f})"


def _hanging(ties: Sequence[Dependency]) -> str:
    single = [tie for tie in ties if tie.hangs_on_one]
    single.sort(key=lambda tie: (not tie.critical, -((tie.largest_share.value if tie.largest_share else None) or 0)))
    if not single:
        return ""
    named = ", ".join(
        f"{tie.capability}{' (critical)' if tie.critical else ''} on "
        f"{called('supplier', tie.largest_supplier or '')} for "
        f"{100 * ((tie.largest_share.value if tie.largest_share else None) or 0):.0f}% of its extended workers"
        for tie in single[:NAMED]
    )
    more = f", and {len(single) - NAMED} more" if len(single) > NAMED else ""
    return f"{_hangs(len(single))} on one supplier: {named}{more}."


def _hangs(number: int) -> str:
    return f"{number} {'capability hangs' if number == 1 else 'capabilities hang'}"


def _limits(steps: Sequence[CliffStep]) -> str:
    ahead = [step for step in steps if step.quarter != BEYOND and isinstance(step.reaching, int)]
    if not ahead:
        return ""
    first = min(step.quarter for step in ahead)
    year = sorted({step.quarter for step in ahead})[:4]
    soon = sum(step.reaching for step in ahead if step.quarter == first and isinstance(step.reaching, int))
    whole = sum(step.reaching for step in ahead if step.quarter in year and isinstance(step.reaching, int))
    if first == year[-1]:
        return f"{soon:,} workers reach a limit of tenure in {first}, if all of them stay."
    return (
        f"{whole:,} workers reach a limit of tenure by the end of {year[-1]} if all stay, {soon:,} of them in {first}."
    )


def to_open(judged: Sequence[Judged]) -> tuple[Option, ...]:
    """For each capability that is short, to find so many people; what that is worth is not known."""
    return tuple(
        Option(
            id=row_id("talent_fit", ("open", name)),
            says=f"Find {_range(one.row.gap)} more for {name} by {one.row.quarter}, beyond what today's pace brings.",
        )
        for name, one in _lacking(judged)
    )


def thresholds(judged: Sequence[Judged], pace: float) -> tuple[Threshold, ...]:
    """The pace at which each shortage would close, and the chances of shortage nearest to the bar."""
    found = []
    for name, one in _lacking(judged):
        if one.flow > 0 and pace > 0:
            what = f"posts and requests opened in {name} until {one.row.quarter}, as a multiple of last year's pace"
            found.append(Threshold(what=what, now=pace, threshold=pace * (1 + _middle(one) / one.flow)))
    nearest: dict[str, tuple[float, Threshold]] = {}
    for one in judged:
        if one.p_short is not None:
            what = f"chance that {one.row.capability} lacks people in {one.row.quarter}"
            entry = (abs(one.p_short - SURE), Threshold(what=what, now=one.p_short, threshold=SURE))
            if one.row.capability not in nearest or entry[0] < nearest[one.row.capability][0]:
                nearest[one.row.capability] = entry
    closest = sorted(nearest.values(), key=lambda entry: entry[0])[:NEAREST]
    return (*found, *(threshold for _, threshold in closest))


def missing_of(edition: Edition, plan: Plan, found: Found) -> tuple[Missing, ...]:
    """What only a look at the data finds missing."""
    said_ = []
    if plan.last is not None and not plan.quarters:
        said_.append(Missing(table="demand_plan", column="month", effect=f"the plan ends in {plan.last}"))
    if edition.has("assignment") and not found.entry.source:
        said_.append(Missing(table="ledger_line", column="invoice_reference", effect=_ENTRY))
    if found.outside_plan:
        effect = f"{found.outside_plan:,} rows have no capability, or belong to units that the plan is not for"
        said_.append(Missing(table="role", column="capability", effect=effect))
    if edition.has("sow"):
        effect = "statements of work name no heads, so who works under them without an assignment is not in supply"
        said_.append(Missing(table="sow", column="", effect=effect))
    if edition.has("assignment") and found.outside is None:
        effect = (
            "who is engaged outside the programme is not seen, so gaps look larger than they are (bias, not priced)"
        )
        said_.append(Missing(table="ledger_line", column="", effect=effect))
    return tuple(said_)


_ENTRY = "when units joined is not known: what they brought in counts as a pace of opening (bias, not priced)"


def conversions(edition: Edition, found: Found, like: Sequence[Match]) -> tuple[Option, ...]:
    """To offer open posts to those who do the work already, by capability, with what that saves a year."""
    open_posts = np.bincount(
        found.roles.of(found.vacancies["role_id"])[is_among(found.vacancies["status"], {"open"})],
        minlength=len(found.roles.capabilities),
    )
    hours = assumptions_of(edition.settings).productive_hours_per_year
    saves = _savings(edition, float(hours))
    options = []
    for place, name in enumerate(found.roles.capabilities):
        could = sum(m.could_convert for m in like if m.capability == name and isinstance(m.could_convert, int))
        number = min(could, int(open_posts[place]))
        if number < SMALLEST:
            continue
        value = saves.get(name)
        if value is not None:
            middle, spread = number * value[0], number * HALF_WIDTH * value[1]
            if middle <= 0:
                continue
        options.append(
            Option(
                id=row_id("talent_fit", ("convert", name)),
                says=f"Offer the {int(open_posts[place])} open posts in {name} to those who do the work already: "
                f"{could} could take them, through their suppliers.",
                value_per_year=None
                if value is None
                else Estimate(
                    value=middle, n=value[2], low=middle - spread, high=middle + spread, currency=edition.currency
                ),
            )
        )
    options.sort(key=lambda o: -((o.value_per_year.value if o.value_per_year else None) or 0))
    return tuple(options[:NEAREST])


def _savings(edition: Edition, hours: float) -> dict[str, tuple[float, float, int]]:
    """By capability what a year's work costs less through an employee than through a bill, in the same role and
    country: mean, its standard error, and how many bills it rests on."""
    today = constant(edition.as_of).cast("date")
    sites = edition.table("site").select(_site="site_id", country="country")
    roles = edition.table("role").select(_role="role_id", capability="capability")
    work = edition.table("assignment")
    work = work.filter((work.start_date <= today) & (work.end_date.isnull() | (work.end_date > today)))
    work = work.filter(~work.resource_type.isin(sorted(NEVER_CONVERTED)))
    work = work.mutate(cost=hourly(work.bill_rate_base, work.rate_unit) * hours)
    people = edition.table("employee")
    people = people.filter(people.hired_on <= today).filter(people.left_on.isnull() | (people.left_on >= today))
    people = people.mutate(cost=people.annual_cost_base.cast("float64"))

    def by_place(rows: Any) -> dict[tuple[Any, ...], tuple[float, float, int]]:
        rows = rows.filter(rows.cost.notnull()).inner_join(sites, [("site_id", "_site")])
        rows = rows.inner_join(roles, [("role_id", "_role")]).group_by(["capability", "role_id", "country"])
        told = edition.run(
            rows.aggregate(mean=column("cost").mean(), spread=column("cost").var(), n=column("cost").count())
        )
        return {
            (row["capability"], row["role_id"], row["country"]): (
                row["mean"],
                (row["spread"] or 0) / row["n"],
                row["n"],
            )
            for row in told.to_pylist()
        }

    bills, salaries = by_place(work), by_place(people)
    sums: dict[str, list[float]] = {}
    for key in sorted(bills.keys() & salaries.keys(), key=str):
        if key[0] is None or bills[key][2] < 2 or salaries[key][2] < 2:
            continue
        bill, salary = bills[key], salaries[key]
        cell = sums.setdefault(key[0], [0.0, 0.0, 0.0])
        cell[0] += bill[2] * (bill[0] - salary[0])
        cell[1] += bill[2] ** 2 * (bill[1] + salary[1])
        cell[2] += bill[2]
    return {name: (s / n, float(np.sqrt(v)) / n, int(n)) for name, (s, v, n) in sums.items() if n >= SMALLEST}
