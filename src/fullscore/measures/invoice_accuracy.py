"""The share of what was invoiced that was invoiced right: of the lines, of their value, or of whole invoices.

Held against what stands behind them are the lines that claim something: labour against the timesheets of the week that
it bills or against its statement of work, deliverables against theirs, expenses and fees against their quantity and
rate. The error of a line is billed minus due. Work that is billed twice is an error of the later line, billing too
little for a week one of its last line, and labour for a day that no timesheet holds, in the time that timesheets were
delivered for, is all error. Up to a cent a line is rounding. Discounts, taxes and adjustments are not counted, nor are
lines that there is nothing to hold against (no work is named, or it is in another currency): a figure says how many.
Whether a fee's rate is the contract's, and whether a timesheet was approved, is not asked here.

``gross`` counts every error; under ``net`` too much and too little on the same invoice, in the same currency, make up
for one another, which one line alone cannot. By value, a line is right but for the error's share of its amount, at most
all of it; under ``net`` but for the share of those errors, netted, in what the invoice claims. An invoice is right
where no line is wrong, under ``net`` where its errors come to no more than a cent. A figure belongs to the month of the
invoice. n is the number of lines (by value, of those that have one), or of invoices.
"""

from typing import Any

from fullscore.measures._line_errors import CENT, CLAIMS, line_errors
from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, unknown
from fullscore.model._shape import Kind
from fullscore.model.invoice_line import invoice_line
from fullscore.model.sow import sow
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (Axis("errors", ("gross", "net")), Axis("unit", ("lines", "value", "invoices")))


def _atoms(edition: Edition) -> Any:
    lines = _of_invoices(line_errors(edition))
    lines = lines.mutate(
        value=lines.amount_base.abs().cast("float64"),
        _off=_part(lines.believed, lines.amount),
        _off_net=_part(lines.net_believed, lines.claimed),
    )
    lines = lines.mutate(_work=lines.assignment_id.fill_null(lines.worked_for)).drop("assignment_id")
    work = edition.table("assignment").select(
        "site_id", "role_id", "resource_type", _assignment="assignment_id", _unit="org_unit_id"
    )
    statements = edition.table("sow").select(_statement="sow_id", _statement_unit="org_unit_id")
    lines = lines.left_join(work, [("_work", "_assignment")]).left_join(statements, [("sow_id", "_statement")])
    lines = with_segments(edition, lines.mutate(org_unit_id=column("_unit").fill_null(column("_statement_unit"))))
    return lines.select(
        "invoice_id", "line_no", "worked_for", "worked_week", *SEGMENTS, "value",
        billed_under=(column("worked_week").isnull()).ifelse(column("sow_id"), unknown(Kind.id)),
        invoiced="invoiced_at",
        right_gross=column("error") == 0,
        value_gross=column("value") * (1 - column("_off")),
        value_net=column("value") * (1 - column("_off_net")),
        invoice_gross=column("wrong_lines") == 0,
        invoice_net=column("wrong_currencies") == 0,
    )  # fmt: skip


def _of_invoices(lines: Any) -> Any:
    """Lines with what their invoice claims and is off by in their currency, and how much of the invoice is wrong.

    ``believed`` is a line's error up to its amount: of no line can more than all be wrong.
    """
    claim = lines.amount.abs()
    lines = lines.mutate(believed=lines.error.clip(lower=-claim, upper=claim))
    own = lines.group_by(_invoice="invoice_id", _in="currency").aggregate(
        net_error=lines.error.sum(),
        net_believed=lines.believed.sum(),
        claimed=lines.amount.abs().sum(),
        _wrong=(lines.error != 0).ifelse(1, 0).sum(),
    )
    is_off = (own.net_error.abs() > CENT).ifelse(1, 0)
    whole = own.group_by(_whole="_invoice").aggregate(wrong_lines=own["_wrong"].sum(), wrong_currencies=is_off.sum())
    lines = lines.left_join(own.drop("_wrong"), [("invoice_id", "_invoice"), ("currency", "_in")])
    return lines.left_join(whole, [("invoice_id", "_whole")])


def _part(error: Any, amount: Any) -> Any:
    """The error as a share of an amount; of no amount, nothing is right."""
    return (amount == 0).ifelse(1.0, error.abs().cast("float64") / amount.abs().cast("float64"))


def _reading(lens: Lens) -> Reading:
    if lens["unit"] == "value":
        return Reading(month="invoiced", value=f"value_{lens['errors']}", weight="value", aggregate="ratio")
    if lens["unit"] == "invoices":
        return Reading(
            month="invoiced", value="invoice_id", event=f"invoice_{lens['errors']}", aggregate="distinct_share"
        )
    return Reading(month="invoiced", value="right_gross", aggregate="share")


def _canonical(lens: Lens) -> Lens:
    """Within one line nothing makes up for anything."""
    fixed = {"errors": "gross"} if lens["unit"] == "lines" else {}
    return Lens(tuple((axis, fixed.get(axis, option)) for axis, option in lens.choices))


def _notes(edition: Edition, lens: Lens) -> tuple[str, ...]:
    lines = edition.table("invoice_line")
    every = lines.filter(lines.kind.isin(CLAIMS))
    told = [
        edition.run(rows.count().name("n").as_table()).to_pylist()[0]["n"] for rows in (every, line_errors(edition))
    ]
    left = told[0] - told[1]
    if not left:
        return ()
    return (f"{left:,} of {told[0]:,} invoice lines name nothing that they can be held against and are left out.",)


invoice_accuracy = Measure(
    name="invoice_accuracy",
    title="Invoice accuracy",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (
        Records(table=invoice_line, key=(("invoice_id", "invoice_id"), ("line_no", "line_no"))),
        Records(table=timesheet, key=(("assignment_id", "worked_for"), ("week_ending", "worked_week"))),
        Records(table=sow, key=(("sow_id", "billed_under"),)),
    ),
    rests_on=lambda lens: (invoice_line, timesheet),
    gains_if_higher=("msp", "vms", "supplier"),
    canonical=_canonical,
    notes=_notes,
)
