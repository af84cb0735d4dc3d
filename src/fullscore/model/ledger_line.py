"""Each line the client's own ledger posted: when, to which account, to whom, for how much."""

from fullscore.model._columns import currency, date, ident, money, text, whole
from fullscore.model._shape import Table
from fullscore.model.org_unit import org_unit

ledger_line = Table(
    name="ledger_line",
    group="money",
    key=("document_id", "line_no"),
    columns=(
        ident("document_id"),
        whole("line_no"),
        ident("vendor_id"),
        text("vendor_name"),
        date("posted_at", essential=True),
        ident("gl_account"),
        ident("org_unit_id", org_unit, optional=True),
        money("amount", essential=True),
        currency(),
        text("description", optional=True, free=True),
        text("purchase_order", optional=True),
        text("invoice_reference", optional=True),
    ),
    cut_by=("posted_at",),
    currency_day=("posted_at",),
    amendable=("org_unit_id",),
)
