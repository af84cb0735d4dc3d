"""A supplier bills what is not due: twice, at a wrong rate or fee, for wrong hours, or where nobody worked.

Each line that was invoiced in the last twelve months is held against what stands behind it: timesheets, deliverables,
quantity and rate (see ``lens.line_errors``). Told by supplier: how many lines are wrong, by how much without regard to
the sign (gross), and by how much the client is still out of pocket (net): too little billed, and what later credits
took back, are taken off. The value is the net. It is counted, and what it brings comes once: next year's errors are
next year's.

It is seen where the net is at least a hundred-thousandth of what the supplier billed in the year.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from fullscore.findings._shape import CLAIM, INVOICE, WORK, Finding, Looked, Sighting
from fullscore.findings._work import work_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.line_errors import line_errors_after
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.invoice_accuracy import invoice_accuracy
from fullscore.model._expressions import column, constant
from fullscore.model.invoice_line import invoice_line
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called
from fullscore.workforce.worked import Year

LEAST_SHARE = 0.00001
"""Of what the supplier billed in the year; a line that is wrong is certain, so that little is enough to ask for it."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A wrong line of the year; money in the programme's currency.

    Attributes:
        gross: billed minus due.
        net: what of that nobody took back yet.
    """

    invoice_id: str
    line_no: int
    kind: str
    assignment_id: str | None
    gross: float
    net: float


@dataclass(frozen=True, kw_only=True)
class Billed:
    """What a supplier billed in the year, and what of it is wrong."""

    amount: float
    lines: int
    wrong: tuple[Wrong, ...]

    @property
    def net(self) -> float:
        return sum(one.net for one in self.wrong)


@kept
def _billed(edition: Edition) -> dict[str, Billed]:
    year = Year.of(edition)
    lines = edition.table("invoice_line")
    lines = lines.filter((lines.invoiced_at > constant(year.after)) & (lines.invoiced_at <= constant(year.until)))
    sums = lines.group_by("supplier_id").aggregate(
        amount=column("amount_base").sum().cast("float64"), n=column("invoice_id").count()
    )
    wrong: dict[str, list[Wrong]] = defaultdict(list)
    for error in line_errors_after(edition, year.after):
        if error.is_correction or error.amount_base is None or not error.amount:
            continue
        gross = float(error.amount_base)
        left = 1 - min(float(error.corrected / abs(error.amount)), 1.0)
        wrong[error.supplier_id].append(
            Wrong(
                invoice_id=error.invoice_id,
                line_no=error.line_no,
                kind=error.kind,
                assignment_id=error.assignment_id,
                gross=gross,
                net=gross * left,
            )
        )
    return {
        row["supplier_id"]: Billed(amount=row["amount"] or 0.0, lines=row["n"], wrong=tuple(wrong[row["supplier_id"]]))
        for row in edition.run(sums.order_by("supplier_id")).to_pylist()
    }


def _look(edition: Edition) -> Looked:
    if not edition.has("invoice_line"):
        return Looked(
            seen=None,
            says="Cannot tell: it takes invoices line by line, and the timesheets that stand behind them.",
        )
    found = _billed(edition)
    lines = sum(one.lines for one in found.values())
    if not lines:
        return Looked(seen=None, says="Cannot tell: nothing was invoiced in the year.")
    material = {supplier: one for supplier, one in found.items() if one.net > 0 and one.net >= LEAST_SHARE * one.amount}
    wrong = [error for one in found.values() for error in one.wrong]
    gross, net = sum(abs(error.gross) for error in wrong), sum(error.net for error in wrong)
    says = (
        f"{len(wrong):,} of {lines:,} invoice lines of the year are wrong: by {gross:,.0f} {edition.currency} in all, "
        f"and {net:,.0f} too much is still not taken back."
    )
    if not edition.has("timesheet"):
        says += " Without timesheets labour could hardly be checked."
    rests_on = (invoice_line, timesheet)
    grade = evidence_from(edition, invoice_accuracy, rests_on, "lower").grade if material else ""
    return Looked(
        seen=bool(material),
        says=says,
        sightings=tuple(_sighting(edition, supplier, one, lines, grade) for supplier, one in material.items()),
    )


def _sighting(edition: Edition, supplier: str, one: Billed, lines: int, grade: str) -> Sighting:
    gross = sum(abs(error.gross) for error in one.wrong)
    kinds = ", ".join(kind.replace("_", " ") for kind in sorted({error.kind for error in one.wrong}))
    many = f"{len(one.wrong):,} lines" if len(one.wrong) > 1 else "1 line"
    return Sighting(
        scope={"supplier_id": supplier},
        says=f"{called('supplier', supplier)} billed {many} wrong ({kinds}), by "
        f"{gross:,.0f} {edition.currency} in all; {one.net:,.0f} too "
        "much is not taken back.",
        value_per_year=Estimate(
            value=one.net, n=len(one.wrong), low=one.net, high=one.net, currency=edition.currency
        ),
        population_share=len(one.wrong) / lines,
        population="invoice lines",
        evidence=grade,
        claims=_claims(edition, one),
    )  # fmt: skip


def _claims(edition: Edition, one: Billed) -> pa.Table:
    """What is billed too much, by the assignment that it is billed for, and by line where it is for none.

    What an assignment costs is what its timesheets come to; a wrong line bills more than that.
    """
    work = work_of(edition)
    cost = dict(zip(work.texts["assignment_id"].tolist(), work.known_spend.tolist(), strict=True))
    net: dict[tuple[str, str], float] = defaultdict(float)
    for error in one.wrong:
        of = error.assignment_id
        net[(WORK, of) if of else (INVOICE, f"{error.invoice_id}/{error.line_no}")] += error.net
    # Where too little was billed for other work, that goes off what is billed too much.
    over = {record: amount for record, amount in net.items() if amount > 0}
    part = one.net / sum(over.values())
    return pa.Table.from_pylist(
        [
            {
                "purse": purse,
                "record": record,
                "spend": amount * part + (cost.get(record, 0.0) if purse == WORK else 0.0),
                "saving": amount * part,
            }
            for (purse, record), amount in over.items()
        ],
        schema=CLAIM,
    )


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    found = _billed(edition).get(scope["supplier_id"])
    wrong = found.wrong if found else ()
    keys = pa.table(
        {
            "invoice_id": pa.array([error.invoice_id for error in wrong], pa.string()),
            "line_no": pa.array([error.line_no for error in wrong], pa.int64()),
        }
    )
    return (Behind(table=invoice_line, keys=keys),)


invoice_errors = Finding(
    name="invoice_errors",
    title="Invoice lines that bill what is not due",
    scope=("supplier_id",),
    concerns=("finance", "procurement"),
    change="Send the lines back with what is due, and ask for the credit.",
    effort="small",
    takes="down_to",
    needs=(
        Need(table=invoice_line, effect="nothing that was billed can be checked"),
        Need(
            table=invoice_line,
            column="timesheet_id",
            effect="labour is held against its week by its day alone",
            share=SOME,  # Fees, taxes and statements of work bill no timesheet.
        ),
        Need(table=timesheet, effect="labour has nothing to be held against"),
    ),
    look=_look,
    behind=_behind,
)
