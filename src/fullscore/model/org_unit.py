"""The client's organisation: business units, departments, cost centres, each under its parent."""

from fullscore.model._columns import choice, ident, text
from fullscore.model._shape import Table

org_unit = Table(
    name="org_unit",
    group="reference",
    key=("org_unit_id",),
    columns=(
        ident("org_unit_id"),
        text("name"),
        ident("parent_id", "self", optional=True),
        choice("kind", "business_unit", "department", "cost_centre"),
        text("country"),
    ),
    reference=True,
)
