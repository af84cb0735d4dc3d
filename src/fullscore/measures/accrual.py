"""What is owed for work that was done and not billed yet, by the month in which the week of the work ended.

The amounts, in the programme's currency, of timesheets that no labour line has billed by the edition's date: of those
that were approved (a day of approval is known), or of all that were worked, whatever their status. All months together
are what is owed at the edition's date. A timesheet is billed once a labour line names it, unless such lines were
credited again in full. Where the labour lines of an assignment never name a timesheet, a line bills the week that its
``service_date`` falls into, the week's end and the six days before it. A line without either bills nothing that can be
told. n is the number of timesheets. A timesheet whose currency has no rate for its day is counted as left out.
"""

from typing import Any

from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, constant
from fullscore.model.invoice_line import invoice_line
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (Axis("hours", ("approved_unbilled", "worked_unbilled")),)
WEEK_DAYS = 7


def _atoms(edition: Edition) -> Any:
    billed = _by_name(edition).union(_by_week(edition))
    sheets = edition.table("timesheet").anti_join(billed, "timesheet_id")
    # The measure budget_variance counts them too, and finding them means joining every line with every week.
    sheets = edition.keep(sheets.select("timesheet_id", "assignment_id", "week_ending", "amount_base", "approved_at"))
    work = edition.table("assignment").select(
        *("assignment_id", "supplier_id", "org_unit_id", "site_id", "role_id", "resource_type")
    )
    segments = with_segments(edition, work).select(*SEGMENTS, _work="assignment_id")
    sheets = sheets.left_join(segments, [("assignment_id", "_work")])
    return sheets.select(
        "timesheet_id",
        "week_ending",
        *SEGMENTS,
        amount=column("amount_base"),
        approved_unbilled=column("approved_at").notnull(),
        worked_unbilled=constant(True),
    )


def _by_name(edition: Edition) -> Any:
    """Timesheets that a labour line names and that were not credited again in full."""
    lines = _labour(edition).filter(column("timesheet_id").notnull())
    return _billed(lines.group_by("timesheet_id"))


def _by_week(edition: Edition) -> Any:
    """Timesheets whose week a labour line falls into, of assignments whose labour lines never name a timesheet."""
    lines = _labour(edition)
    loose = lines.filter(
        column("timesheet_id").isnull(), column("assignment_id").notnull(), column("service_date").notnull()
    ).select("service_date", "amount", _work="assignment_id")
    sheets = edition.table("timesheet").select("timesheet_id", "assignment_id", "week_ending")
    sheets = sheets.semi_join(loose, [("assignment_id", "_work")])
    named = sheets.semi_join(lines, "timesheet_id").select("assignment_id")
    weeks = sheets.anti_join(named, "assignment_id").join(loose, [("assignment_id", "_work")])
    days_left = column("week_ending").delta(column("service_date"), unit="day")
    return _billed(weeks.filter((days_left >= 0) & (days_left < WEEK_DAYS)).group_by("timesheet_id"))


def _labour(edition: Edition) -> Any:
    lines = edition.table("invoice_line")
    return lines.filter(lines.kind == "labour")


def _billed(by_sheet: Any) -> Any:
    """Of lines grouped by timesheet, the timesheets that they bill: not those that a credit took back in full."""
    told = by_sheet.aggregate(_net=column("amount").sum(), _least=column("amount").min())
    return told.filter((column("_net") > 0) | (column("_least") >= 0)).select("timesheet_id")


def _reading(lens: Lens) -> Reading:
    return Reading(month="week_ending", value="amount", keep=(lens["hours"],), aggregate="total")


accrual = Measure(
    name="accrual",
    title="Accrual",
    unit="currency",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=timesheet, key=(("timesheet_id", "timesheet_id"),)),),
    rests_on=lambda lens: (timesheet, invoice_line),
    gains_if_higher=("msp", "vms", "supplier"),
    paid_by=("percent_of_spend",),
)
