"""Each clause that says what may be asked of whom, and whether it was granted."""

from fullscore.model._columns import date, flag, ident, text
from fullscore.model._shape import Table

agreement = Table(
    name="agreement",
    group="voice",
    key=("agreement_id",),
    columns=(
        ident("agreement_id"),
        ident("party_id"),
        text("clause"),
        flag("granted"),
        text("text", optional=True, free=True),
        date("valid_from", optional=True),
        date("valid_to", optional=True),
    ),
)
