"""What each function wants of the programme: the measure, the target, by when, and how much it matters."""

from fullscore.model._columns import choice, ident, month, number, text
from fullscore.model._shape import Table

objective = Table(
    name="objective",
    group="voice",
    key=("function", "measure"),
    columns=(
        choice("function", "hr", "procurement", "finance", "hiring", "sponsor"),
        text("measure"),
        number("target"),
        month("by_month"),
        number("weight", optional=True, minimum=0),
        ident("owner_id"),
    ),
)
