"""Which suppliers were shown a request for people, when, by what rule, and whether they answered."""

from fullscore.model._columns import choice, ident, text, time, whole
from fullscore.model._shape import Table
from fullscore.model.requisition import requisition
from fullscore.model.supplier import supplier

distribution = Table(
    name="distribution",
    group="sourcing",
    key=("requisition_id", "supplier_id", "round"),
    columns=(
        ident("requisition_id", requisition),
        ident("supplier_id", supplier),
        time("distributed_at"),
        whole("round", optional=True, minimum=1, key_default=1),
        choice("response", "submitted", "declined", "none", optional=True),
        choice("rule", "contract_tier", "client_directed", "licence", "msp_choice", optional=True),
        text("decided_by", optional=True),
    ),
    site_via="requisition_id",
)
