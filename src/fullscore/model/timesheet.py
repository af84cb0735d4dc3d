"""The hours that a worker reported for a week, and what they came to."""

from fullscore.model._columns import currency, date, hours, ident, money, text, time
from fullscore.model._shape import Table
from fullscore.model.assignment import assignment

timesheet = Table(
    name="timesheet",
    group="work",
    key=("timesheet_id",),
    columns=(
        ident("timesheet_id"),
        ident("assignment_id", assignment),
        date("week_ending"),
        hours("regular_hours"),
        hours("overtime_hours", optional=True),
        money("amount"),
        currency(),
        time("submitted_at", optional=True),
        time("approved_at", optional=True),
        text("status"),
    ),
    cut_by=("week_ending",),
    currency_day=("week_ending",),
    site_via="assignment_id",
    progress=("status",),
)
