"""What the market pays or charges for a kind of work, by country and percentile, and who says so."""

from fullscore.model._columns import RATE_UNITS, choice, currency, date, ident, money, number, text, whole
from fullscore.model._shape import Table
from fullscore.model.role import role

benchmark = Table(
    name="benchmark",
    group="reference",
    key=("benchmark_id",),
    columns=(
        ident("benchmark_id"),
        ident("role_id", role, optional=True),
        text("soc_code", optional=True),
        text("country"),
        whole("percentile", minimum=0),
        money("rate", minimum=0),
        currency(),
        choice("rate_unit", *RATE_UNITS),
        choice("kind", "bill", "pay", "wage"),
        text("source"),
        date("as_of"),
        whole("contributors", optional=True, minimum=0),
        number("largest_share", optional=True, minimum=0),
    ),
    currency_day=("as_of",),
)
