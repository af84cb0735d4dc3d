"""Which org unit of the organisation a code of finance is, where the two write it differently."""

from fullscore.model._columns import choice, ident, text
from fullscore.model._shape import Table

org_unit_match = Table(
    name="org_unit_match",
    group="identity",
    key=("finance_id",),
    columns=(
        ident("finance_id"),
        ident("org_unit_id", optional=True),
        ident("proposed_org_unit_id", optional=True),
        choice("state", "matched", "waiting", "unmatched"),
        choice("basis", "spelling", "prefix", "name", "none"),
        choice("decided_by", "model", "person"),
        text("reasons", optional=True),
    ),
)
