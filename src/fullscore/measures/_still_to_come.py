"""What is still to come upon what the ledger has posted: billed, worked, or agreed, by the day it belongs to."""

from datetime import date, timedelta
from typing import Any

from fullscore.measures._positions import NO_SHOW
from fullscore.measures._rates import hourly
from fullscore.measures.accrual import accrual
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition
from fullscore.terms.lens import lens_of

WEEKLY_HOURS = 40
NO_WORK = ("msp_fee", "vms_fee", "tax")
UNBILLED = lens_of("accrual", accrual.axes, {"hours": "approved_unbilled"})


def posts_named_invoices(edition: Edition) -> bool:
    """Whether any ledger line names a programme invoice; else what is not posted yet cannot be told."""
    return bool(edition.run(_named(edition).limit(1)).num_rows)


def knows_unbilled(edition: Edition) -> bool:
    """Whether the tables that tell worked from billed weeks were delivered."""
    return all(edition.has(table.name) for table in accrual.rests_on(UNBILLED))


def not_posted(edition: Edition) -> Any:
    """Lines of invoices that are neither paid nor named by the ledger: invoice_id, line_no, org_unit, on, spent."""
    lines = edition.table("invoice_line")
    work = edition.table("assignment").select(_work="assignment_id", _unit="org_unit_id")
    statements = edition.table("sow").select(_statement="sow_id", _statement_unit="org_unit_id")
    lines = lines.filter(lines.paid_at.isnull()).anti_join(_named(edition), "invoice_id")
    lines = lines.left_join(work, [("assignment_id", "_work")]).left_join(statements, [("sow_id", "_statement")])
    return lines.select(
        "invoice_id",
        "line_no",
        org_unit=column("_unit").fill_null(column("_statement_unit")),
        on=lines.service_date.fill_null(lines.invoiced_at),
        spent=lines.amount_base.cast("float64"),
    )


def _named(edition: Edition) -> Any:
    named = edition.table("ledger_line").select(invoice_id="invoice_reference").distinct()
    return named.semi_join(edition.table("invoice_line"), "invoice_id")


def not_billed(edition: Edition) -> Any:
    """Approved weeks that are not billed yet, by the measure ``accrual``: timesheet_id, org_unit, on, spent."""
    weeks = accrual.atoms(edition)
    weeks = weeks.filter(weeks.approved_unbilled)
    return weeks.select("timesheet_id", "org_unit", on="week_ending", spent=weeks.amount.cast("float64"))


def agreed_work(edition: Edition, months: Any) -> Any:
    """What assignments will cost after the edition's date, month by month: assignment_id, org_unit, on, spent.

    Forty hours a week at the bill rate from the next day, or the start, to the end that is told or planned. People who
    work under a statement of work are paid by that.

    Args:
        months: an expression with ``month`` and ``month_end``, its first and last day.
    """
    work = edition.table("assignment")
    work = work.filter((work.end_cause.fill_null("") != NO_SHOW) & (work.resource_type != "sow"))
    hours = constant(WEEKLY_HOURS / 7)
    work = work.select(
        "assignment_id",
        org_unit="org_unit_id",
        begin="start_date",
        end=work.end_date.fill_null(work.planned_end),
        daily=hourly(work.bill_rate_base, work.rate_unit) * hours,
    )
    return _daily(edition, work, months).select("assignment_id", "org_unit", "on", "spent")


def agreed_statements(edition: Edition, months: Any) -> Any:
    """What statements of work still hold, spread evenly over their days left: sow_id, org_unit, on, spent.

    What is left of one is its value less what was invoiced for it, fees and tax aside; nothing below zero, and nothing
    of one that has ended.

    Args:
        months: as for ``agreed_work``.
    """
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.sow_id.notnull() & ~lines.kind.isin(NO_WORK))
    billed = lines.group_by(_billed="sow_id").aggregate(_so_far=lines.amount_base.sum())
    rows = edition.table("sow").left_join(billed, [("sow_id", "_billed")])
    left = rows.value_base.cast("float64") - rows["_so_far"].cast("float64").fill_null(0.0)
    begin = _later(rows.start_date, _next_day(edition))
    days = rows.end_date.delta(begin, unit="day") + 1
    rows = rows.select(
        "sow_id",
        org_unit="org_unit_id",
        begin=begin,
        end="end_date",
        daily=(days > 0).ifelse(left.clip(lower=0.0) / days, unknown(Kind.number)),
    )
    return _daily(edition, rows, months).select("sow_id", "org_unit", "on", "spent")


def _daily(edition: Edition, rows: Any, months: Any) -> Any:
    """What costs so much a day, month by month after the edition's date."""
    rows = rows.mutate(begin=_later(rows.begin, _next_day(edition)))
    rows = rows.inner_join(months, [rows.begin <= months.month_end, rows.end >= months.month])
    first, last = _later(rows.begin, rows.month), (rows.end < rows.month_end).ifelse(rows.end, rows.month_end)
    days = last.delta(first, unit="day") + 1
    return rows.filter(days > 0).mutate(on=first, spent=rows.daily * days)


def _later(day: Any, other: Any) -> Any:
    return (day > other).ifelse(day, other)


def _next_day(edition: Edition) -> Any:
    return constant(date.fromisoformat(edition.as_of) + timedelta(days=1))
