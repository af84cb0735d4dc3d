"""What was worked in a year, by assignment: hours, cost with fees, and what could lawfully have done the same work.

Hours are those of timesheets by the week's end, overtime as the hours that it is; of an assignment without any, those
that its labour lines bill, unless a line's amount is not its quantity times its rate: such a line contradicts itself
and its hours are unknown. The cost is the timesheets' amount, overtime at its premium included, or else the lines',
times one plus the supplier's fees and discounts of the year over its labour; where nobody bills a fee, the assumed
percentage. Expenses and tax are left out. An employee's hour costs the loaded cost of a year over its productive hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from fullscore.measures._positions import NO_SHOW
from fullscore.measures._rates import hours_in
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.stats.price_volume_mix import STATED_TO
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import assumed
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Assumptions, labour_rules_of, policy_of

FEES = ("msp_fee", "vms_fee", "discount")
WITHOUT_HOURS = ("deliverable", "adjustment")
MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True, kw_only=True)
class Year:
    """The twelve months up to and including the edition's date."""

    after: date
    until: date

    @staticmethod
    def of(edition: Edition) -> "Year":
        until = date.fromisoformat(edition.as_of)
        return Year(after=year_before(until), until=until)


def year_before(day: date) -> date:
    """The same day a year earlier; of a month's last day, that month's last."""
    after = day + timedelta(days=1)
    if after.day == 1:
        return after.replace(year=after.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many days of an engagement a resource type may do in a country before it must end or be paid alike."""

    country: str
    resource_type: str
    days: float


def limits(edition: Edition) -> tuple[tuple[Limit, ...], float]:
    """The labour rules' limits, and the policy's own in days, which holds everywhere."""
    found = []
    for rule in labour_rules_of(edition.settings):
        spans = [rule.limit_months * MONTH_DAYS] if rule.limit_months is not None else []
        spans += [float(rule.equal_pay_after_days)] if rule.equal_pay_after_days is not None else []
        if spans:
            found.append(Limit(country=rule.country, resource_type=rule.resource_type, days=float(min(spans))))
    months = policy_of(edition.settings).tenure_limit_months
    return tuple(found), float(months) * MONTH_DAYS


def worked(edition: Edition, year: Year) -> pa.Table:
    """One row for each assignment that something was worked or billed of in the year.

    Returns:
        assignment_id, engagement, org_unit_id, supplier_id, capability, level, country, resource_type, days, hours and
        cost (floats; null where unknown), h1 to h4 (hours by quarter of the year), and for each limit of ``limits``
        its within_… (hours within so many days of the start), in their order, the policy's last.
    """
    rules, whole = limits(edition)
    spans = [*(rule.days for rule in rules), whole]
    sheets = edition.table("timesheet")
    sheets = sheets.filter((sheets.week_ending > constant(year.after)) & (sheets.week_ending <= constant(year.until)))
    begun = edition.table("assignment").select(_begun="assignment_id", _start="start_date")
    sheets = sheets.inner_join(begun, [("assignment_id", "_begun")]).mutate(
        _hours=(column("regular_hours") + column("overtime_hours").fill_null(0)).cast("float64"),
        _age=column("week_ending").delta(column("_start"), unit="day"),
        _quarter=column("week_ending").quarter(),
    )
    sums = sheets.group_by(_worked="assignment_id").aggregate(
        sheet_hours=column("_hours").sum(),
        sheet_cost=column("amount_base").sum().cast("float64"),
        **{f"h{n}": (column("_quarter") == n).ifelse(column("_hours"), 0.0).sum() for n in (1, 2, 3, 4)},
        **{f"within_{n}": (column("_age") <= span).ifelse(column("_hours"), 0.0).sum() for n, span in enumerate(spans)},
    )
    work = with_segments(edition, edition.table("assignment"))
    work = work.left_join(sums, [("assignment_id", "_worked")])
    work = work.left_join(_billed(edition, year), [("assignment_id", "_billed")])
    work = work.filter(column("_worked").notnull() | column("_billed").notnull())
    by_sheet = column("sheet_hours") > 0
    rows = work.select(
        "assignment_id", "org_unit_id", "supplier_id", "capability", "level", "country", "resource_type",
        engagement=column("requisition_id").fill_null(column("worker_id")).fill_null(column("assignment_id")),
        days=(column("planned_end").delta(column("start_date"), unit="day") + 1).cast("float64"),
        hours=by_sheet.ifelse(column("sheet_hours"), column("billed_hours")),
        cost=by_sheet.ifelse(column("sheet_cost"), column("billed_cost")),
        **{name: column(name) for n in (1, 2, 3, 4) for name in [f"h{n}"]},
        **{f"within_{n}": column(f"within_{n}") for n in range(len(spans))},
    )  # fmt: skip
    return edition.run(rows.order_by("assignment_id"))


def without_known_hours(edition: Edition, year: Year) -> Any:
    """The assignments that something was billed of in the year, and no hours are known of, as an expression."""
    bills = _billed(edition, year)
    return bills.filter(bills.billed_hours.isnull()).select(assignment_id="_billed")


def lines_for_hours(edition: Edition, year: Year) -> Any:
    """The year's labour lines of assignments (``_for``) that nobody ever delivered a timesheet of, as an expression."""
    lines = edition.table("invoice_line")
    lines = lines.filter((lines.kind == "labour") & _in_year(lines, year) & lines.assignment_id.notnull())
    sheets = edition.table("timesheet").select(_worked="assignment_id").distinct()
    return lines.anti_join(sheets, [("assignment_id", "_worked")]).mutate(_for=column("assignment_id"))


def without_record(edition: Edition, year: Year) -> int:
    """How many assignments were at work in the year without a timesheet or a bill in it."""
    work = edition.table("assignment")
    work = work.filter(
        (work.start_date <= constant(year.until))
        & (work.end_date.isnull() | (work.end_date > constant(year.after)))
        & (work.end_cause.fill_null("") != NO_SHOW)
    )
    sheets = edition.table("timesheet")
    sheets = sheets.filter((sheets.week_ending > constant(year.after)) & (sheets.week_ending <= constant(year.until)))
    lines = edition.table("invoice_line")
    lines = lines.filter(_in_year(lines, year))
    for known in (sheets, lines):
        work = work.anti_join(known.select(_known="assignment_id").distinct(), [("assignment_id", "_known")])
    return int(edition.run(work.count().name("n").as_table())["n"][0].as_py())


def _billed(edition: Edition, year: Year) -> Any:
    """The sums of ``lines_for_hours``; hours are unknown where any line has none or contradicts itself."""
    units = edition.table("assignment").select(_work="assignment_id", _unit="rate_unit")
    lines = lines_for_hours(edition, year).join(units, [("_for", "_work")])
    quantity, rate, amount = (column(name).cast("float64") for name in ("quantity", "unit_rate", "amount"))
    apart = (quantity.abs() * rate.abs() - amount.abs()).abs()
    sound = quantity.notnull() & (rate.isnull() | (apart <= amount.abs() * float(STATED_TO) + 0.01))
    signed = ((amount < 0) & (quantity > 0)).ifelse(-quantity, quantity)
    sums = (
        lines.mutate(_sound=sound, _hours=signed * hours_in(column("_unit")))
        .group_by(_billed="_for")
        .aggregate(
            billed_cost=column("amount_base").sum().cast("float64"),
            _unsound=column("_sound").ifelse(0, 1).sum(),
            _billed_hours=column("_hours").sum(),
        )
    )
    return sums.mutate(
        billed_hours=(column("_unsound") == 0).ifelse(column("_billed_hours"), unknown(Kind.number))
    ).drop("_unsound", "_billed_hours")


def _in_year(lines: Any, year: Year) -> Any:
    return (lines.invoiced_at > constant(year.after)) & (lines.invoiced_at <= constant(year.until))


def without_hours(edition: Edition, year: Year) -> dict[str, float]:
    """What the year's invoices bill for work whose hours nobody records, by the capability of its statement of work.

    Empty stands for work whose capability is not said.
    """
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.kind.isin(WITHOUT_HOURS) & _in_year(lines, year) & lines.assignment_id.isnull())
    stated = edition.table("sow").select(_sow="sow_id", capability="capability")
    sums = (
        lines.left_join(stated, [("sow_id", "_sow")])
        .group_by("capability")
        .aggregate(cost=column("amount_base").sum().cast("float64"))
    )
    rows = edition.run(sums.order_by("capability")).to_pylist()
    return {row["capability"] or "": row["cost"] for row in rows if row["cost"]}


def fees(edition: Edition, year: Year) -> tuple[dict[str, float], float, Assumption | None]:
    """Fees less discounts over labour: by supplier, of all, and what is assumed where nobody bills a fee."""
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.kind.isin(("labour", *FEES)) & _in_year(lines, year))
    sums = lines.group_by("supplier_id").aggregate(
        labour=(column("kind") == "labour").ifelse(column("amount_base"), 0).sum().cast("float64"),
        fee=column("kind").isin(FEES).ifelse(column("amount_base"), 0).sum().cast("float64"),
        billed=column("kind").isin(FEES[:2]).ifelse(1, 0).sum(),
    )
    rows = edition.run(sums.order_by("supplier_id")).to_pylist()
    labour = sum(row["labour"] or 0.0 for row in rows)
    if not any(row["billed"] for row in rows) or labour <= 0:
        written = edition.settings.get("assumptions", {})
        fee = assumed("msp_fee_percent", Assumptions.msp_fee_percent, written, {})
        return {}, float(fee.value) / 100, fee
    of = {row["supplier_id"]: row["fee"] / row["labour"] for row in rows if row["supplier_id"] and row["labour"] > 0}
    return of, sum(row["fee"] or 0.0 for row in rows) / labour, None


def employed(edition: Edition, year: Year, productive_hours: float) -> pa.Table:
    """The client's own people by unit, capability, level and country: productive hours in the year and loaded cost.

    Args:
        productive_hours: of an employee in a year.
    """
    people = with_segments(edition, edition.table("employee"))
    left = column("left_on").fill_null(constant(year.until))
    people = people.filter((column("hired_on") <= constant(year.until)) & (left > constant(year.after)))
    first = (column("hired_on") > constant(year.after)).ifelse(
        column("hired_on"), constant(year.after + timedelta(days=1))
    )
    last = (left < constant(year.until)).ifelse(left, constant(year.until))
    days = (year.until - year.after).days
    people = people.mutate(_part=(last.delta(first, unit="day") + 1).cast("float64") / days)
    sums = people.group_by("org_unit_id", "capability", "level", "country").aggregate(
        hours=column("_part").sum() * productive_hours,
        cost=(column("_part") * column("annual_cost_base").cast("float64")).sum(),
    )
    return edition.run(sums.order_by(["org_unit_id", "capability", "level", "country"]))
