"""The client's own employees by pseudonym: where they work, since when, and what they cost in all."""

from fullscore.model._columns import choice, currency, date, ident, money
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit
from fullscore.model.role import role
from fullscore.model.site import site

employee = Table(
    name="employee",
    group="talent",
    key=("employee_id",),
    columns=(
        ident("employee_id"),
        ident("role_id", role),
        ident("org_unit_id", org_unit),
        ident("site_id", site),
        date("hired_on"),
        date("left_on", optional=True),
        money("annual_cost"),
        currency(),
        choice("source", "external", "converted", "internal", optional=True),
    ),
    amendable=("role_id", "org_unit_id", "site_id", "annual_cost"),
)
