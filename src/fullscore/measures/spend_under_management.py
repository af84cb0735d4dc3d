"""The share of extended-workforce spend, by the client's own ledger, that the programme manages.

Of the amounts posted in a month to the accounts in scope (all accounts where the policy names none, and the figure says
so), net of credits, those that are managed: whose invoice reference names an invoice of the programme
(``invoiced_through_programme``), whose vendor is a supplier that the programme knows (``known_supplier``), or for which
there is a purchase order (``has_purchase_order``). A ledger that refers to no invoices falls back to vendors that are
suppliers who invoiced the programme in the month of posting, the one before or the one after, and the figure says so.
Of the whole (``in_scope_accounts``), ``identified_suppliers`` takes only lines whose vendor is a known supplier. A
vendor is a supplier whose id it bears, or whose name it alone bears, legal form aside. n is the number of lines with an
amount above zero; a month whose total is not above zero has no figure.
"""

from typing import Any

from fullscore.measures._ledger import LEDGER_SEGMENTS, lines_in_scope, reference_notes, scope_notes
from fullscore.measures._shape import Measure, Reading, Records
from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.supplier import supplier
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

MANAGED = {
    "invoiced_through_programme": "is_through",
    "known_supplier": "is_known",
    "has_purchase_order": "is_ordered",
}
AXES = (
    Axis("managed", tuple(MANAGED)),
    Axis("total", ("in_scope_accounts", "identified_suppliers")),
    Axis("dated", ("posted",)),
)


def _atoms(edition: Edition) -> Any:
    lines = lines_in_scope(edition)
    managed = {option: column(mask).ifelse(lines.amount_base, 0) for option, mask in MANAGED.items()}
    return lines.select(
        "document_id", "line_no", *LEDGER_SEGMENTS, **managed,
        amount="amount_base", identified="is_known", posted="on",
    )  # fmt: skip


def _reading(lens: Lens) -> Reading:
    return Reading(
        month=lens["dated"],
        value=lens["managed"],
        weight="amount",
        keep=("identified",) if lens["total"] == "identified_suppliers" else (),
        aggregate="positive_ratio",
    )


def _rests_on(lens: Lens) -> tuple[Table, ...]:
    tables: list[Table] = [ledger_line]
    if lens["managed"] == "invoiced_through_programme":
        tables.append(invoice_line)
    if lens["managed"] == "known_supplier" or lens["total"] == "identified_suppliers":
        tables.append(supplier)
    return tuple(tables)


def _notes(edition: Edition, lens: Lens) -> tuple[str, ...]:
    through = lens["managed"] == "invoiced_through_programme"
    return (*scope_notes(edition), *(reference_notes(edition) if through else ()))


spend_under_management = Measure(
    name="spend_under_management",
    title="Spend under management",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=LEDGER_SEGMENTS,
    records=lambda lens: (Records(table=ledger_line, key=(("document_id", "document_id"), ("line_no", "line_no"))),),
    rests_on=_rests_on,
    gains_if_higher=("msp", "vms", "pmo"),
    notes=_notes,
)
