"""What one unit of a foreign currency is worth in the programme's own, day by day."""

from fullscore.model._columns import currency, date, number
from fullscore.model._shape import Table

fx_rate = Table(
    name="fx_rate",
    group="reference",
    key=("currency", "on"),
    columns=(
        currency(),
        date("on"),
        number("rate", minimum=0),
    ),
)
