"""What each part of the client's organisation meant to spend, month by month."""

from fullscore.model._columns import currency, ident, money, month, text
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit

budget = Table(
    name="budget",
    group="money",
    key=("org_unit_id", "month", "category"),
    columns=(
        ident("org_unit_id", org_unit),
        month("month"),
        text("category"),
        money("amount", essential=True),
        currency(),
    ),
)
