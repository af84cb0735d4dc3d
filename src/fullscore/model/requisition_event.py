"""What happened to a request for people, when, and whose move it was."""

from fullscore.model._columns import choice, ident, text, time
from fullscore.model._shape import Table
from fullscore.model.requisition import requisition

requisition_event = Table(
    name="requisition_event",
    group="sourcing",
    key=("requisition_id", "event", "at"),
    columns=(
        ident("requisition_id", requisition),
        choice(
            "event", "submitted", "approved", "released", "held", "resumed", "reopened", "filled", "cancelled", "closed"
        ),
        time("at"),
        choice("actor", "client", "msp", "supplier", "worker"),
        text("reason", optional=True, free=True),
    ),
    site_via="requisition_id",
)
