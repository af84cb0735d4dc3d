"""Which week of whose work, or which statement of work, an invoice line bills."""

from datetime import timedelta
from typing import Any

from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition


def weeks_of_work(edition: Edition) -> Any:
    """What each week of an assignment came to by its timesheets, all of them together, as an expression.

    Returns:
        worked_for (the assignment), worked_week (the week's end), worth, and worth_in: its currency, null where the
        week's timesheets are in several.
    """
    sheets = edition.table("timesheet")
    weeks = sheets.group_by(worked_for="assignment_id", worked_week="week_ending").aggregate(
        worth=sheets.amount.sum(), worth_in=sheets.currency.min(), _last_currency=sheets.currency.max()
    )
    worth_in = (weeks.worth_in == weeks["_last_currency"]).ifelse(weeks.worth_in, unknown(Kind.id))
    return weeks.mutate(worth_in=worth_in).drop("_last_currency")


def billed_lines(edition: Edition, kinds: tuple[str, ...] = ("labour",), *, without_sheet: bool = False) -> Any:
    """Invoice lines with the work that they bill, as an expression.

    A labour line bills the week of the timesheet that it names; without one, what its statement of work says; without
    that, the week of its assignment that holds its service date, where several the first to end.

    Args:
        kinds: the kinds of line that are to be read as labour is.
        without_sheet: whether only lines that name no timesheet are wanted, which are few as a rule.

    Returns:
        Their columns; ``worked_for`` and ``worked_week``; and ``is_workless``: it names an assignment and a day in the
        time that timesheets were delivered for, but no timesheet of that assignment holds that day.
    """
    lines = edition.table("invoice_line")
    if without_sheet:
        lines = lines.filter(lines.timesheet_id.isnull())
    is_labour = lines.kind.isin(kinds)
    lines = lines.mutate(
        _billed_sheet=is_labour.ifelse(lines.timesheet_id, unknown(Kind.id)),
        _is_dated=is_labour
        & lines.timesheet_id.isnull()
        & lines.sow_id.isnull()
        & lines.assignment_id.notnull()
        & lines.service_date.notnull(),
    )
    if without_sheet:
        lines = lines.mutate(_sheet_for=unknown(Kind.id), _sheet_week=unknown(Kind.date))
    else:
        sheets = edition.table("timesheet")
        named = sheets.select(_sheet="timesheet_id", _sheet_for="assignment_id", _sheet_week="week_ending")
        lines = lines.left_join(named, [("_billed_sheet", "_sheet")])
    found = _weeks_of_days(edition, lines.filter(lines["_is_dated"]))
    lines = lines.left_join(found, [("invoice_id", "_invoice"), ("line_no", "_line")])
    return lines.mutate(
        worked_for=column("_sheet_for").fill_null(column("_day_for")),
        worked_week=column("_sheet_week").fill_null(column("_day_week")),
        is_workless=column("_is_dated") & column("_day_week").isnull() & _within(edition, lines.service_date),
    )


def _weeks_of_days(edition: Edition, lines: Any) -> Any:
    """For each line the week of its assignment that holds its service date."""
    # Only the weeks of assignments that are asked for: to gather those of all takes longer than all the rest.
    asked = lines.select(_asked="assignment_id").distinct()
    sheets = edition.table("timesheet").semi_join(asked, [("assignment_id", "_asked")])
    weeks = sheets.select(worked_for="assignment_id", worked_week="week_ending").distinct()
    pairs = lines.select("invoice_id", "line_no", "assignment_id", "service_date").inner_join(
        weeks, [("assignment_id", "worked_for")]
    )
    pairs = pairs.filter(pairs.worked_week.delta(pairs.service_date, unit="day").between(0, 6))
    return pairs.group_by(_invoice="invoice_id", _line="line_no").aggregate(
        _day_for=column("worked_for").min(), _day_week=column("worked_week").min()
    )


def _within(edition: Edition, day: Any) -> Any:
    """Whether a day lies in the time that timesheets were delivered for; never where there are none."""
    sheets = edition.table("timesheet")
    told = edition.run(sheets.aggregate(first=sheets.week_ending.min(), last=sheets.week_ending.max())).to_pylist()[0]
    if told["first"] is None:
        return constant(False)
    first = told["first"] - timedelta(days=6)
    return (day >= constant(first)).fill_null(False) & (day <= constant(told["last"])).fill_null(False)
