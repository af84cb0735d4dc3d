"""Each line that was billed: by whom, for what work, at what rate, and when it was paid."""

from fullscore.model._columns import choice, currency, date, ident, money, number, whole
from fullscore.model._shape import Table
from fullscore.model.assignment import assignment
from fullscore.model.sow import sow
from fullscore.model.supplier import supplier
from fullscore.model.timesheet import timesheet

invoice_line = Table(
    name="invoice_line",
    group="money",
    key=("invoice_id", "line_no"),
    columns=(
        ident("invoice_id"),
        whole("line_no"),
        ident("supplier_id", supplier),
        ident("assignment_id", assignment, optional=True),
        ident("sow_id", sow, optional=True),
        ident("timesheet_id", timesheet, optional=True),
        choice("kind", "labour", "expense", "deliverable", "msp_fee", "vms_fee", "discount", "tax", "adjustment"),
        number("quantity", optional=True),
        money("unit_rate", optional=True, minimum=0),
        money("amount", essential=True),
        currency(),
        date("service_date", optional=True),
        date("invoiced_at", essential=True),
        date("paid_at", optional=True),
    ),
    cut_by=("service_date", "invoiced_at"),
    currency_day=("service_date", "invoiced_at"),
    progress_once=("paid_at",),
)
