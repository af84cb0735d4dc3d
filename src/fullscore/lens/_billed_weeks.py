"""The weeks of work that were not billed as their timesheets say, with their lines and timesheets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fullscore.lens._week_judged import CENT, Billed, Worked
from fullscore.measures._billed_work import billed_lines
from fullscore.measures._rates import TWELFTHS
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition

VOID = ("reject", "supersed", "cancel", "void", "replac", "delet", "withdr")
"""Words in a timesheet's status that say that it no longer stands; what follows it is another timesheet."""
READ = ("labour", "adjustment")
WEEK = ("worked_for", "worked_week")
LINE = (
    *("invoice_id", "line_no", "supplier_id", "assignment_id", "kind", "amount", "currency", "quantity", "unit_rate"),
    *("timesheet_id", "invoiced_at", "service_date", "_file", "_line"),
)


@dataclass(kw_only=True)
class Week:
    """A week of an assignment: the rows that bill it, in the order of billing, and the timesheets that stand."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[Worked] = field(default_factory=list)
    bill_rate: Decimal | None = None
    lines: list[Billed] = field(default_factory=list)


def sheets_that_stand(edition: Edition) -> Any:
    """Timesheets whose status does not say that they were set aside, as an expression."""
    sheets = edition.table("timesheet")
    said = sheets.status.fill_null("").lower()
    for word in VOID:
        sheets = sheets.filter(~said.contains(word))
    return sheets


def lines_of_weeks(edition: Edition) -> Any:
    """Lines of labour, and adjustments, with the week that they bill; in its currency, as an expression."""
    lines = billed_lines(edition, READ)
    lines = lines.filter(column("worked_for").notnull())
    worth = weeks_that_stand(edition).rename(_for="worked_for", _week="worked_week")
    lines = lines.left_join(worth, [("worked_for", "_for"), ("worked_week", "_week")])
    return lines.filter(column("worth_in").isnull() | (column("worth_in") == column("currency")))


def weeks_that_stand(edition: Edition) -> Any:
    """What each week of an assignment came to, by the timesheets that stand; only weeks of one currency."""
    sheets = sheets_that_stand(edition)
    weeks = sheets.group_by(worked_for="assignment_id", worked_week="week_ending").aggregate(
        worth=sheets.amount.sum(), worth_in=sheets.currency.min(), _other=sheets.currency.max()
    )
    # A week of several currencies matches the currency of no line.
    return weeks.mutate(worth_in=(weeks.worth_in == weeks["_other"]).ifelse(weeks.worth_in, constant(""))).drop("_other")


def weeks_to_judge(edition: Edition) -> dict[tuple[str, date], Week]:
    """Every week that was not billed to the cent as its timesheets say, or of which something was taken back."""
    lines = lines_of_weeks(edition)
    labour = (column("kind") == "labour").ifelse(column("amount"), (column("amount") * 0).cast("decimal(18, 4)"))
    billed = lines.group_by(*WEEK).aggregate(
        billed=labour.sum(), worth=column("worth").min(), least=column("amount").min(), n=column("amount").count()
    )
    off = (billed.billed - billed.worth.fill_null(0)).abs() > billed.n * constant(CENT)
    named = lines.filter((lines.kind == "labour") & lines.timesheet_id.notnull())
    by_sheet = named.group_by(*WEEK, _sheet="timesheet_id").aggregate(sum=named.amount.sum(), n=named.amount.count())
    amounts = sheets_that_stand(edition).select(_of="timesheet_id", _worth="amount")
    by_sheet = by_sheet.left_join(amounts, [("_sheet", "_of")])
    unlike = (by_sheet["sum"] - by_sheet["_worth"].fill_null(0)).abs() > by_sheet.n * constant(CENT)
    wanted = billed.filter(off | (billed.least < 0)).select(*WEEK).union(by_sheet.filter(unlike).select(*WEEK)).distinct()
    wanted = edition.lend(edition.run(wanted.order_by(list(WEEK)))).rename(_for="worked_for", _week="worked_week")
    on = [("worked_for", "_for"), ("worked_week", "_week")]
    return _gathered(edition, lines.semi_join(wanted, on), wanted)


def _gathered(edition: Edition, lines: Any, wanted: Any) -> dict[tuple[str, date], Week]:
    rates = edition.table("assignment").select("bill_rate", "rate_unit", _id="assignment_id", unit="org_unit_id")
    lines = lines.left_join(rates, [("worked_for", "_id")])
    rows = lines.select(*WEEK, *LINE, "bill_rate", "rate_unit", "unit")
    weeks: dict[tuple[str, date], Week] = defaultdict(Week)
    for row in edition.run(rows.order_by(["invoiced_at", "invoice_id", "line_no"])).to_pylist():
        week = weeks[row["worked_for"], row["worked_week"]]
        hours = Decimal(TWELFTHS[row["rate_unit"]]) / 12 if row["rate_unit"] else None
        week.bill_rate = row["bill_rate"] / hours if row["bill_rate"] is not None and hours else None
        week.rows.append(row)
        week.lines.append(_billed(row, hours))
    sheets = sheets_that_stand(edition).semi_join(wanted, [("assignment_id", "_for"), ("week_ending", "_week")])
    sheets = sheets.select("timesheet_id", "assignment_id", "week_ending", "amount", "regular_hours", "overtime_hours")
    for row in edition.run(sheets.order_by("timesheet_id")).to_pylist():
        worked = Worked(
            sheet=row["timesheet_id"],
            amount=row["amount"],
            regular=row["regular_hours"],
            overtime=row["overtime_hours"] or Decimal(0),
        )
        weeks[row["assignment_id"], row["week_ending"]].sheets.append(worked)
    return weeks


def _billed(row: dict[str, Any], hours: Decimal | None) -> Billed:
    quantity = None if row["quantity"] is None else Decimal(repr(row["quantity"]))
    return Billed(
        key=(row["invoice_id"], row["line_no"]),
        amount=row["amount"],
        hours=None if quantity is None else quantity * (hours or 1),
        rate=None if row["unit_rate"] is None else row["unit_rate"] / (hours or 1),
        sheet=row["timesheet_id"],
        is_adjustment=row["kind"] == "adjustment",
    )


def weeks_nobody_billed(edition: Edition, of: list[str]) -> dict[str, dict[date, Decimal]]:
    """What the weeks of some assignments came to that no line bills, by assignment and week's end."""
    if not of:
        return {}
    weeks = weeks_that_stand(edition)
    weeks = weeks.filter(weeks.worked_for.isin(of))
    billed = lines_of_weeks(edition).select(_for="worked_for", _week="worked_week").distinct()
    weeks = weeks.anti_join(billed, [("worked_for", "_for"), ("worked_week", "_week")])
    found: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for row in edition.run(weeks.order_by(list(WEEK))).to_pylist():
        found[row["worked_for"]][row["worked_week"]] = row["worth"]
    return found


def runs_of_weeks(week: date, unbilled: dict[date, Decimal]) -> Iterator[Decimal]:
    """What ever more weeks next to a week came to, those before it or those after it, as long as nobody billed them."""
    for step in (-7, 7):
        total, other = Decimal(0), week + timedelta(days=step)
        while other in unbilled:
            total += unbilled[other]
            yield total
            other += timedelta(days=step)
