"""Which supplier of the programme each vendor of the client's ledger is, who decided it, and why."""

from fullscore.model._columns import choice, date, ident, number, text, whole
from fullscore.model._shape import Table

vendor_match = Table(
    name="vendor_match",
    group="identity",
    key=("vendor_id", "vendor_name"),
    columns=(
        ident("vendor_id"),
        text("vendor_name"),
        ident("supplier_id", optional=True),
        ident("family_id", optional=True),
        ident("proposed_supplier_id", optional=True),
        number("p_match", minimum=0),
        choice("state", "matched", "waiting", "unmatched"),
        choice("basis", "id", "registration", "name", "likeness", "ruling", "none"),
        choice("decided_by", "model", "person"),
        text("person", optional=True),
        date("ruled_on", optional=True),
        whole("ruling", optional=True),
        text("reasons", optional=True),
    ),
)
