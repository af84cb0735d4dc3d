"""Each decision taken about the programme: what it changes, where, from when, and what it is expected to bring."""

from fullscore.model._columns import choice, date, ident, number, text
from fullscore.model._shape import Table

decision = Table(
    name="decision",
    group="voice",
    key=("decision_id",),
    columns=(
        ident("decision_id"),
        text("title", free=True),
        text("measure"),
        choice("scope_kind", "org_unit", "supplier", "site", "role", "programme", optional=True),
        ident("scope", optional=True),
        date("effective_on"),
        number("expected_effect", optional=True),
        number("expected_low", optional=True),
        number("expected_high", optional=True),
        ident("owner_id"),
    ),
)
