"""Each candidate whom a supplier put forward for a request, and what became of the proposal."""

from fullscore.model._columns import choice, currency, ident, money, time
from fullscore.model._shape import Table
from fullscore.model.requisition import requisition
from fullscore.model.supplier import supplier

submittal = Table(
    name="submittal",
    group="sourcing",
    key=("submittal_id",),
    columns=(
        ident("submittal_id"),
        ident("requisition_id", requisition),
        ident("supplier_id", supplier),
        ident("candidate_id"),
        time("submitted_at"),
        time("reviewed_at", optional=True),
        time("interviewed_at", optional=True),
        time("offered_at", optional=True),
        time("accepted_at", optional=True),
        time("closed_at", optional=True),
        choice("outcome", "placed", "rejected", "withdrawn", "declined", "pending"),
        money("bill_rate", minimum=0),
        money("pay_rate", optional=True, minimum=0),
        currency(),
    ),
    currency_day=("submitted_at",),
    site_via="requisition_id",
    progress=("outcome",),
)
