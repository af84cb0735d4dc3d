"""Each statement of work: what a supplier undertook to deliver, by when, for how much, and how it is priced."""

from fullscore.model._columns import choice, currency, date, ident, money, text
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit
from fullscore.model.site import site
from fullscore.model.supplier import supplier

sow = Table(
    name="sow",
    group="work",
    key=("sow_id",),
    columns=(
        ident("sow_id"),
        ident("supplier_id", supplier),
        text("title", free=True),
        text("capability", optional=True),
        ident("org_unit_id", org_unit),
        ident("site_id", site, optional=True),
        date("start_date"),
        date("end_date"),
        money("value"),
        currency(),
        choice("pricing", "fixed", "milestone", "time_and_materials"),
    ),
    amendable=("org_unit_id", "site_id", "end_date", "value"),
)
