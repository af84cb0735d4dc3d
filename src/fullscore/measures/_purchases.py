"""What was bought of each assignment in each month: the hours, and what they cost as delivered and converted."""

from typing import Any

from fullscore.measures._positions import NO_SHOW
from fullscore.measures._rates import hourly, hours_in
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition

_NOTHING = unknown(Kind.number)
VOLUMES = ("invoiced", "planned")
HOURS_A_DAY = 40 / 7
"""Of a planned assignment: 40 hours a week, on each of its days alike."""


def purchases(edition: Edition) -> Any:
    """One row for each volume (``bought``: invoiced or planned), assignment, month and currency.

    Returns:
        An expression of ``bought``, ``assignment_id``, ``bought_in`` (the month's first day), ``currency``, ``hours``,
        ``amount`` (in that currency), ``amount_base``, and ``hours_converted``: the hours, each times the exchange rate
        of what it cost, so that a rate in that currency times these is an amount in the programme's currency at the
        rates of the days of the purchase. All numbers are floats, and null where nothing has an exchange rate.
    """
    rows = _invoiced(edition).union(_planned(edition))
    converts = column("exchange").notnull()
    rows = rows.mutate(
        hours_converted=column("hours") * column("exchange"),
        **{name: converts.ifelse(column(name), _NOTHING) for name in ("hours", "amount", "amount_base")},
    )
    return rows.group_by(["bought", "assignment_id", "bought_in", "currency"]).aggregate(
        **{name: column(name).sum() for name in ("hours", "hours_converted", "amount", "amount_base")}
    )


def _invoiced(edition: Edition) -> Any:
    """Labour lines of known hours, in the month of the service; a line's assignment may be its timesheet's."""
    units = edition.table("assignment").select(_work=column("assignment_id"), unit="rate_unit")
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.kind == "labour")
    # Only the timesheets that are asked for: as a rule a line names its assignment itself.
    asked = lines.filter(lines.assignment_id.isnull()).select(_asked="timesheet_id").distinct()
    sheets = edition.table("timesheet").semi_join(asked, [("timesheet_id", "_asked")])
    sheets = sheets.select(_sheet=column("timesheet_id"), _worked_for="assignment_id")
    lines = lines.left_join(sheets, [("timesheet_id", "_sheet")])
    lines = lines.mutate(_for=column("assignment_id").fill_null(column("_worked_for")))
    lines = lines.join(units, [("_for", "_work")])
    amount, rate = column("amount").cast("float64"), column("unit_rate").cast("float64")
    worth = (rate > 0).ifelse(amount / rate, _NOTHING)
    quantity = column("quantity").fill_null(worth)
    # A credit takes hours back, whichever sign its quantity was given.
    signed = ((amount < 0) & (quantity > 0)).ifelse(-quantity, quantity)
    lines = lines.filter(quantity.notnull())
    return lines.select(
        bought=constant("invoiced"),
        assignment_id=column("_for"),
        bought_in=column("service_date").fill_null(column("invoiced_at")).truncate("M"),
        currency=column("currency"),
        hours=signed * hours_in(column("unit")),
        amount=amount,
        amount_base=column("amount_base").cast("float64"),
        exchange=_exchange(edition, amount, column("amount_base")),
    )


def _planned(edition: Edition) -> Any:
    """Starts at their bill rate, from the start to the planned end, both included."""
    work = edition.table("assignment")
    work = work.filter(
        (work.start_date <= constant(edition.as_of).cast("date")) & (work.end_cause.fill_null("") != NO_SHOW)
    )
    days = column("planned_end").delta(column("start_date"), unit="day") + 1
    hours = (days > 0).ifelse(days, 0).cast("float64") * HOURS_A_DAY
    return work.select(
        bought=constant("planned"),
        assignment_id=column("assignment_id"),
        bought_in=column("start_date").truncate("M"),
        currency=column("currency"),
        hours=hours,
        amount=hourly(column("bill_rate"), column("rate_unit")) * hours,
        amount_base=hourly(column("bill_rate_base"), column("rate_unit")) * hours,
        exchange=_exchange(edition, column("bill_rate").cast("float64"), column("bill_rate_base")),
    )


def _exchange(edition: Edition, amount: Any, base: Any) -> Any:
    """The exchange rate that an amount was converted at; null where there is none, or nothing to tell it from."""
    told = (amount != 0).ifelse(base.cast("float64") / amount, _NOTHING)
    return (column("currency") == constant(edition.currency)).ifelse(1.0, told)
