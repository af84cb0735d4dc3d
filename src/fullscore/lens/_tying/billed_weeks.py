"""The weeks of work that were not billed as their timesheets say, with their lines and timesheets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fullscore.lens._tying.week_judged import CENT, Billed, Worked
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
    *("timesheet_id", "sow_id", "invoiced_at", "service_date", "_file", "_line"),
)


@dataclass(kw_only=True)
class Week:
    """A week of an assignment: the rows that bill it, in the order of billing, and the timesheets that stand."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[Worked] = field(default_factory=list)
    bill_rate: Decimal | None = None
    lines: list[Billed] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)


def sheets_that_stand(edition: Edition) -> Any:
    """Timesheets whose status does not say that they were set aside, as an expression."""
    sheets, void = edition.table("timesheet"), _void(edition)
    return sheets.filter(sheets.status.isnull() | ~sheets.status.isin(void)) if void else sheets


def _void(edition: Edition) -> list[str]:
    """The statuses that say so."""
    said = edition.run(edition.table("timesheet").select("status").distinct())["status"].to_pylist()
    return [status for status in said if status and any(word in status.lower() for word in VOID)]


def dated_lines(edition: Edition) -> Any:
    """Lines of labour, and adjustments, that name a day and no timesheet, with the week that they bill.

    Returns:
        Computed once, as an expression, with ``is_workless`` where no timesheet holds the day.
    """
    lines = billed_lines(edition, READ, without_sheet=True)
    lines = lines.filter(column("worked_for").notnull() | column("is_workless"))
    return edition.lend(edition.run(lines.select(*LINE, *WEEK, "is_workless")))


def weeks_to_judge(edition: Edition, dated: Any) -> dict[tuple[str, date], Week]:
    """Every week that was not billed to the cent as its timesheets say, or of which something was taken back.

    Args:
        dated: ``dated_lines``.
    """
    sheets = sheets_that_stand(edition)
    wanted = _unlike_their_sheets(edition).union(_unlike_their_weeks(edition, sheets, dated)).distinct()
    wanted = edition.lend(edition.run(wanted)).rename(_for="worked_for", _week="worked_week")
    own = edition.table("timesheet").select("timesheet_id", worked_for="assignment_id", worked_week="week_ending")
    own = own.semi_join(wanted, [("worked_for", "_for"), ("worked_week", "_week")])
    own = edition.lend(edition.run(own)).rename(_sheet="timesheet_id")
    lines = _lines(edition).filter(column("timesheet_id").notnull()).inner_join(own, [("timesheet_id", "_sheet")])
    lines = lines.select(*LINE, *WEEK)
    others = dated.filter(dated.worked_for.notnull()).semi_join(
        wanted, [("worked_for", "_for"), ("worked_week", "_week")]
    )
    return _gathered(edition, lines.union(others.select(*LINE, *WEEK)), sheets, wanted)


def _lines(edition: Edition) -> Any:
    lines = edition.table("invoice_line")
    return lines.filter(lines.kind.isin(READ))


def _labour() -> Any:
    return (column("kind") == "labour").ifelse(column("amount"), (column("amount") * 0).cast("decimal(18, 4)"))


def _unlike_their_sheets(edition: Edition) -> Any:
    """The weeks of timesheets that the lines naming them do not bill to the cent."""
    lines = _lines(edition).filter(column("timesheet_id").notnull())
    billed = lines.group_by(_sheet="timesheet_id", _in="currency").aggregate(
        billed=_labour().sum(), least=column("amount").min(), n=column("amount").count()
    )
    every = edition.table("timesheet")
    if void := _void(edition):
        stands = every.status.isnull() | ~every.status.isin(void)
        every = every.mutate(amount=stands.ifelse(every.amount, (every.amount * 0).cast("decimal(18, 4)")))
    every = every.select(
        "timesheet_id", "currency", worked_for="assignment_id", worked_week="week_ending", worth="amount"
    )
    billed = billed.inner_join(every, [("_sheet", "timesheet_id"), ("_in", "currency")])
    off = (billed.billed - billed.worth.fill_null(0)).abs() > billed.n * constant(CENT)
    return billed.filter(off | (billed.least < 0)).select(*WEEK)


def _unlike_their_weeks(edition: Edition, sheets: Any, dated: Any) -> Any:
    """The weeks that some line bills by its day alone, where all their lines together do not bill them to the cent."""
    weeks = dated.filter(dated.worked_for.notnull()).select(_for="worked_for", _week="worked_week").distinct()
    on = [("assignment_id", "_for"), ("week_ending", "_week")]
    own = sheets.semi_join(weeks, on)
    named = _lines(edition).inner_join(
        own.select(_sheet="timesheet_id", worked_for="assignment_id", worked_week="week_ending"),
        [("timesheet_id", "_sheet")],
    )
    rows = named.select(*WEEK, "kind", "amount").union(
        dated.filter(dated.worked_for.notnull()).select(*WEEK, "kind", "amount")
    )
    billed = rows.group_by(_for="worked_for", _week="worked_week").aggregate(
        billed=_labour().sum(), least=column("amount").min(), n=column("amount").count()
    )
    worth = own.group_by(worked_for="assignment_id", worked_week="week_ending").aggregate(worth=column("amount").sum())
    billed = billed.left_join(worth, [("_for", "worked_for"), ("_week", "worked_week")])
    off = (billed.billed - billed.worth.fill_null(0)).abs() > billed.n * constant(CENT)
    return billed.filter(off | (billed.least < 0)).select(worked_for="_for", worked_week="_week")


def _gathered(edition: Edition, lines: Any, sheets: Any, wanted: Any) -> dict[tuple[str, date], Week]:
    rates = edition.table("assignment").select("bill_rate", "rate_unit", _id="assignment_id", unit="org_unit_id")
    lines = lines.left_join(rates, [("worked_for", "_id")])
    rows = lines.select(*WEEK, *LINE, "bill_rate", "rate_unit", "unit")
    weeks: dict[tuple[str, date], Week] = defaultdict(Week)
    sheets = sheets.semi_join(wanted, [("assignment_id", "_for"), ("week_ending", "_week")])
    sheets = sheets.select(
        *("timesheet_id", "assignment_id", "week_ending", "amount", "currency", "regular_hours", "overtime_hours")
    )
    for row in edition.run(sheets.order_by("timesheet_id")).to_pylist():
        worked = Worked(
            sheet=row["timesheet_id"],
            amount=row["amount"],
            regular=row["regular_hours"],
            overtime=row["overtime_hours"] or Decimal(0),
        )
        week = weeks[row["assignment_id"], row["week_ending"]]
        week.sheets.append(worked)
        week.currencies.add(row["currency"])
    for row in edition.run(rows.order_by(["invoiced_at", "invoice_id", "line_no"])).to_pylist():
        week = weeks[row["worked_for"], row["worked_week"]]
        if week.currencies not in (set(), {row["currency"]}):
            continue
        hours = Decimal(TWELFTHS[row["rate_unit"]]) / 12 if row["rate_unit"] else None
        week.bill_rate = row["bill_rate"] / hours if row["bill_rate"] is not None and hours else None
        week.rows.append(row)
        week.lines.append(_billed(row, hours))
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


def weeks_nobody_billed(edition: Edition, dated: Any, of: list[str]) -> dict[str, dict[date, Decimal]]:
    """What the weeks of some assignments came to that no line bills, by assignment and week's end."""
    if not of:
        return {}
    sheets = sheets_that_stand(edition)
    sheets = sheets.filter(sheets.assignment_id.isin(of))
    named = _lines(edition).select(_named="timesheet_id").distinct()
    days = dated.filter(dated.worked_for.notnull()).select(_for="worked_for", _week="worked_week").distinct()
    sheets = sheets.anti_join(named, [("timesheet_id", "_named")])
    sheets = sheets.anti_join(days, [("assignment_id", "_for"), ("week_ending", "_week")])
    found: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in edition.run(sheets.select("assignment_id", "week_ending", "amount")).to_pylist():
        found[row["assignment_id"]][row["week_ending"]] += row["amount"]
    return found


def runs_of_weeks(week: date, unbilled: dict[date, Decimal]) -> Iterator[Decimal]:
    """What ever more weeks next to a week came to, those before it or those after it, as long as nobody billed them."""
    for step in (-7, 7):
        total, other = Decimal(0), week + timedelta(days=step)
        while other in unbilled:
            total += unbilled[other]
            yield total
            other += timedelta(days=step)
