"""Each engagement of a worker: through whom, for which department, from when to when, and at what rate."""

from fullscore.model._columns import RATE_UNITS, RESOURCE_TYPES, choice, currency, date, ident, money, text, whole
from fullscore.model._shape import Table
from fullscore.model.employee import employee
from fullscore.model.org_unit import org_unit
from fullscore.model.requisition import requisition
from fullscore.model.role import role
from fullscore.model.site import site
from fullscore.model.submittal import submittal
from fullscore.model.supplier import supplier

assignment = Table(
    name="assignment",
    group="work",
    key=("assignment_id",),
    columns=(
        ident("assignment_id"),
        ident("requisition_id", requisition, optional=True),
        ident("submittal_id", submittal, optional=True),
        ident("worker_id"),
        ident("supplier_id", supplier),
        ident("role_id", role),
        ident("org_unit_id", org_unit),
        ident("site_id", site),
        ident("hiring_manager_id"),
        choice("resource_type", *RESOURCE_TYPES),
        date("start_date"),
        date("planned_end"),
        date("end_date", optional=True),
        text("end_reason", optional=True, free=True),
        choice(
            "end_cause",
            "completed",
            "performance",
            "resignation",
            "no_show",
            "budget",
            "converted",
            "client_other",
            "health_or_leave",
            "injury",
            "protected",
            "transport_or_site",
            "unknown",
            optional=True,
        ),
        money("bill_rate", minimum=0),
        money("pay_rate", optional=True, minimum=0),
        currency(),
        choice("rate_unit", *RATE_UNITS),
        whole("extensions", optional=True, minimum=0),
        ident("converted_employee_id", employee, optional=True),
    ),
    currency_day=("start_date",),
    progress_together=("planned_end", "extensions"),
    progress_once=("end_date", "end_cause"),
    amendable=("org_unit_id", "hiring_manager_id"),
)
