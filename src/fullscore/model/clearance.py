"""Each check or training that a worker must have: when it was due, when passed, and who waived it."""

from fullscore.model._columns import date, ident, text
from fullscore.model._shape import Table

clearance = Table(
    name="clearance",
    group="talent",
    key=("worker_id", "kind", "due_on"),
    columns=(
        ident("worker_id"),
        text("kind"),
        date("due_on"),
        date("cleared_on", optional=True),
        date("expires_on", optional=True),
        ident("waived_by", optional=True),
    ),
)
