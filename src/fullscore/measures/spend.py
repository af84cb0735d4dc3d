"""What the extended workforce cost, in the programme's currency, by the books of whoever is asked.

The ledger counts every line posted to the accounts that the policy names (all accounts where it names none, and the
figure says so), always in the month it was posted; fees and tax cannot be told apart there and are included. Invoices
count their lines in the month of the service, of the invoice, or of payment (``posted``). Timesheets count their
amounts in the month of the week's end, without fees and without tax. n is the number of lines. A line whose currency
has no rate for its day is counted as left out.
"""

from typing import Any

from fullscore.measures._shape import Measure, Reading, Records
from fullscore.model._expressions import constant, unknown
from fullscore.model._shape import Kind, Table
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens
from fullscore.terms.programme import policy_of

AXES = (
    Axis("source", ("ledger", "invoices", "timesheets")),
    Axis("dated", ("posted", "service", "invoiced")),
    Axis("fees", ("included", "left_out")),
    Axis("tax", ("left_out", "included")),
)
TABLES: dict[str, Table] = {"ledger": ledger_line, "invoices": invoice_line, "timesheets": timesheet}
KEYS = {
    "ledger": (("document_id", "id"), ("line_no", "line_no")),
    "invoices": (("invoice_id", "id"), ("line_no", "line_no")),
    "timesheets": (("timesheet_id", "id"),),
}
FEES = ("msp_fee", "vms_fee")


SEGMENTS = ("org_unit", "vendor", "supplier", "gl_account", "currency", "feed")


def _atoms(edition: Edition) -> Any:
    return _ledger(edition).union(_invoices(edition), _timesheets(edition))


def _ledger(edition: Edition) -> Any:
    lines = edition.table("ledger_line")
    if accounts := in_scope_accounts(edition):
        lines = lines.filter(lines.gl_account.isin(accounts))
    return _line(
        lines,
        "ledger",
        id=lines.document_id,
        line_no=lines.line_no,
        dates=(lines.posted_at, lines.posted_at, lines.posted_at),
        org_unit=lines.org_unit_id,
        vendor=lines.vendor_id,
        gl_account=lines.gl_account,
    )


def _invoices(edition: Edition) -> Any:
    lines = edition.table("invoice_line")
    work = edition.table("assignment").select("assignment_id", org_unit="org_unit_id")
    lines = lines.left_join(work, "assignment_id")
    return _line(
        lines,
        "invoices",
        id=lines.invoice_id,
        line_no=lines.line_no,
        dates=(lines.paid_at, lines.service_date.fill_null(lines.invoiced_at), lines.invoiced_at),
        is_fee=lines.kind.isin(FEES),
        is_tax=lines.kind == "tax",
        org_unit=lines.org_unit,
        supplier=lines.supplier_id,
    )


def _timesheets(edition: Edition) -> Any:
    sheets = edition.table("timesheet")
    work = edition.table("assignment").select("assignment_id", org_unit="org_unit_id", supplier="supplier_id")
    sheets = sheets.left_join(work, "assignment_id")
    return _line(
        sheets,
        "timesheets",
        id=sheets.timesheet_id,
        dates=(sheets.week_ending, sheets.week_ending, sheets.week_ending),
        org_unit=sheets.org_unit,
        supplier=sheets.supplier,
    )


def _line(lines: Any, source: str, *, id: Any, dates: tuple[Any, Any, Any], line_no: Any = None, **known: Any) -> Any:
    """One source's lines in the shape that all sources share; what a source does not know is null."""
    posted, service, invoiced = dates
    return lines.select(
        id=id,
        line_no=unknown(Kind.whole) if line_no is None else line_no,
        posted=posted,
        service=service,
        invoiced=invoiced,
        amount=lines.amount_base,
        **{f"from_{name}": constant(name == source) for name in TABLES},
        not_fee=~known.get("is_fee", constant(False)),
        not_tax=~known.get("is_tax", constant(False)),
        **{name: known.get(name, unknown(Kind.id)) for name in ("org_unit", "vendor", "supplier", "gl_account")},
        currency=lines.currency,
        feed=lines["_feed"],
    )


def in_scope_accounts(edition: Edition) -> list[str]:
    """The ledger accounts that carry extended-workforce spend; empty where the policy names none."""
    return list(policy_of(edition.settings).in_scope_gl_accounts)


def _reading(lens: Lens) -> Reading:
    keep = [f"from_{lens['source']}"]
    if lens["fees"] == "left_out":
        keep.append("not_fee")
    if lens["tax"] == "left_out":
        keep.append("not_tax")
    return Reading(month=lens["dated"], value="amount", keep=tuple(keep), aggregate="total")


def _canonical(lens: Lens) -> Lens:
    """Options that cannot act on a source stand for one another."""
    source = lens["source"]
    fixed = {"ledger": {"dated": "posted", "fees": "included", "tax": "included"}}.get(source, {})
    if source == "timesheets":
        fixed = {"dated": "service", "fees": "included", "tax": "included"}
    return Lens(tuple((axis, fixed.get(axis, option)) for axis, option in lens.choices))


def _notes(edition: Edition, lens: Lens) -> tuple[str, ...]:
    if lens["source"] == "ledger" and not in_scope_accounts(edition):
        return ("All ledger accounts are counted, since [policy] in_scope_gl_accounts names none.",)
    return ()


spend = Measure(
    name="spend",
    title="Spend",
    unit="currency",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=SEGMENTS,
    rests_on=lambda lens: (TABLES[lens["source"]],),
    records=lambda lens: (Records(table=TABLES[lens["source"]], key=KEYS[lens["source"]]),),
    gains_if_higher=("msp", "vms", "supplier"),
    paid_by=("percent_of_spend",),
    canonical=_canonical,
    notes=_notes,
)
