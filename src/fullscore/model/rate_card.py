"""The least and the most that was agreed to be paid for a kind of work, with whom, where and for how long."""

from fullscore.model._columns import RATE_UNITS, choice, currency, date, ident, money, text
from fullscore.model._shape import Table
from fullscore.model.role import role
from fullscore.model.site import site
from fullscore.model.supplier import supplier

rate_card = Table(
    name="rate_card",
    group="reference",
    key=("rate_card_id",),
    columns=(
        ident("rate_card_id"),
        ident("supplier_id", supplier, optional=True),
        ident("role_id", role),
        ident("site_id", site, optional=True),
        text("country", optional=True),
        money("min_bill_rate", optional=True, minimum=0),
        money("max_bill_rate", minimum=0),
        currency(),
        choice("rate_unit", *RATE_UNITS),
        date("valid_from"),
        date("valid_to", optional=True),
    ),
)
