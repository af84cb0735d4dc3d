"""Each permanent post that was opened, and whether and when it was filled."""

from fullscore.model._columns import choice, currency, date, ident, money
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit
from fullscore.model.role import role

vacancy = Table(
    name="vacancy",
    group="talent",
    key=("vacancy_id",),
    columns=(
        ident("vacancy_id"),
        ident("role_id", role),
        ident("org_unit_id", org_unit),
        date("opened_on"),
        date("filled_on", optional=True),
        choice("status", "open", "filled", "cancelled"),
        money("hiring_cost", optional=True),
        currency(optional=True),
    ),
    progress=("status",),
    amendable=("role_id", "org_unit_id"),
)
