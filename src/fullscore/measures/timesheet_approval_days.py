"""How many days a timesheet waits from its submission until the client approves it.

The clock of a timesheet runs from the day it was submitted, in the form that was approved, to the day it was approved,
both where the work was done. One that has no approval yet has no clock. A timesheet whose approval bears the very
instant of its submission was approved by a system, which is no evidence that anybody looked: such are left out, or
counted with no days at all. Business days are Monday to Friday. A figure belongs to the month in which the week ended;
n is the number of approved timesheets.
"""

from datetime import date
from typing import Any

from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, constant
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("auto_approved", ("left_out", "counted")),
    Axis("days", ("calendar", "business")),
    Axis("aggregate", ("mean", "median", "p90")),
)
MONDAY = date(1900, 1, 1)
OF_ASSIGNMENT = ("supplier_id", "org_unit_id", "site_id", "role_id", "resource_type")


def _atoms(edition: Edition) -> Any:
    sheets = edition.table("timesheet")
    sheets = sheets.filter(sheets.submitted_at.notnull() & sheets.approved_at.notnull()).select(
        "timesheet_id", "assignment_id", "week_ending", "submitted_on", "approved_on",
        by_hand=sheets.approved_at != sheets.submitted_at,
    )  # fmt: skip
    work = edition.table("assignment").select(*OF_ASSIGNMENT, _worked="assignment_id")
    sheets = sheets.left_join(work, [("assignment_id", "_worked")]).mutate(
        calendar=column("approved_on").delta(column("submitted_on"), unit="day"),
        business=_weekdays(column("approved_on")) - _weekdays(column("submitted_on")),
    )
    return with_segments(edition, sheets).select(
        "timesheet_id", "week_ending", "by_hand", "calendar", "business", *SEGMENTS
    )


def _weekdays(day: Any) -> Any:
    """How many weekdays have run from a Monday long past up to a day, that day included.

    They are the same at every place, so that no calendar of holidays need be laid out for them.
    """
    days = day.delta(constant(MONDAY), unit="day")
    return days // 7 * 5 + (days % 7 + 1).clip(upper=5)


def _reading(lens: Lens) -> Reading:
    return Reading(
        month="week_ending",
        value=lens["days"],
        keep=("by_hand",) if lens["auto_approved"] == "left_out" else (),
        aggregate=lens["aggregate"],  # type: ignore[arg-type]
    )


timesheet_approval_days = Measure(
    name="timesheet_approval_days",
    title="Timesheet approval time",
    unit="days",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=timesheet, key=(("timesheet_id", "timesheet_id"),)),),
    rests_on=lambda lens: (timesheet,),
    gains_if_lower=("client", "msp", "supplier"),
)
