"""The firms that send people or deliver work, who owns them, and whether they belong to the MSP."""

from fullscore.model._columns import choice, flag, ident, text, whole
from fullscore.model._shape import Table

supplier = Table(
    name="supplier",
    group="reference",
    key=("supplier_id",),
    columns=(
        ident("supplier_id"),
        text("name"),
        text("legal_name", optional=True),
        text("registration_no", optional=True),
        whole("tier", optional=True),
        ident("parent_id", "self", optional=True),
        flag("msp_affiliated"),
        flag("small", optional=True),
        flag("diverse", optional=True),
        text("country"),
        choice("status", "active", "inactive"),
    ),
    reference=True,
    progress=("status",),
)
