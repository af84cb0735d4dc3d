"""Each thing promised under a statement of work: when it was due, when it came, and what it earns."""

from fullscore.model._columns import currency, date, ident, money, number
from fullscore.model._shape import Table
from fullscore.model.sow import sow

deliverable = Table(
    name="deliverable",
    group="work",
    key=("deliverable_id",),
    columns=(
        ident("deliverable_id"),
        ident("sow_id", sow),
        date("due_date"),
        date("delivered_at", optional=True),
        date("accepted_at", optional=True),
        money("amount"),
        currency(),
        number("score", optional=True),
    ),
)
