"""Lines that no timesheet stands behind: fees, expenses, deliverables, and labour for days that nobody worked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fullscore.lens._tying.billed_weeks import LINE
from fullscore.lens._tying.week_judged import CENT, Verdict
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition

ORDER = ("invoiced_at", "invoice_id", "line_no")
MONEY = "decimal(18, 4)"
FEES = ("msp_fee", "vms_fee")
Found = Iterator[tuple[dict[str, Any], Verdict]]


def _rows(edition: Edition, lines: Any, *more: str) -> list[dict[str, Any]]:
    units = edition.table("assignment").select(_id="assignment_id", _unit="org_unit_id")
    statements = edition.table("sow").select(_statement="sow_id", _statement_unit="org_unit_id")
    lines = lines.left_join(units, [("assignment_id", "_id")])
    lines = lines.left_join(statements, [("sow_id", "_statement")])
    lines = lines.mutate(unit=column("_unit").fill_null(column("_statement_unit")))
    found: list[dict[str, Any]] = edition.run(lines.select(*LINE, "unit", *more).order_by(list(ORDER))).to_pylist()
    return found


def _whole(row: dict[str, Any], kind: str, amount: Decimal) -> tuple[dict[str, Any], Verdict]:
    return row, Verdict(key=(row["invoice_id"], row["line_no"]), kind=kind, amount=amount)


def wrong_fees_and_expenses(edition: Edition) -> Found:
    """Fees and expenses that are not their quantity times their rate, and those that an earlier invoice billed.

    Two alike on one invoice are two; the same again on another is a duplicate.
    """
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.kind.isin(("expense", *FEES)))
    same = ("supplier_id", "kind", "assignment_id", "sow_id", "service_date", "quantity", "amount", "currency")
    is_told = lines.service_date.notnull() & (
        lines.assignment_id.fill_null(lines.sow_id).notnull() | (lines.kind.isin(FEES) & lines.quantity.notnull())
    )
    lines = lines.mutate(
        first_billed_in=lines.invoice_id.first().over(group_by=same, order_by=ORDER, rows=(None, None)),
        due=(lines.quantity * lines.unit_rate.cast("float64")).cast(MONEY),
        is_told=is_told & (lines.amount > 0),
    )
    repeats = lines.is_told & (lines.first_billed_in != lines.invoice_id)
    wrong = ((lines.amount - lines.due).abs() > constant(CENT)).fill_null(False)
    for row in _rows(edition, lines.filter(repeats | wrong), "first_billed_in", "is_told", "due"):
        if row["is_told"] and row["first_billed_in"] != row["invoice_id"]:
            yield _whole(row, "duplicate", row["amount"])
        else:
            yield _whole(row, "fee" if row["kind"] in FEES else "rate", row["amount"] - row["due"])


def without_work(edition: Edition, dated: Any) -> Found:
    """Labour for a day that no timesheet of its assignment holds, in the time that timesheets were delivered for.

    Args:
        dated: the lines that name a day and no timesheet, with ``is_workless``.
    """
    for row in _rows(edition, dated.filter((dated.kind == "labour") & dated.is_workless)):
        if row["amount"]:
            yield _whole(row, "no_work", row["amount"])


def beyond_statements(edition: Edition) -> Found:
    """Lines that bill a statement of work more often than it has deliverables of that amount, or beyond its value."""
    lines = edition.table("invoice_line")
    lines = lines.filter(
        lines.sow_id.notnull() & lines.kind.isin(("deliverable", "labour")) & lines.timesheet_id.isnull()
    )
    statements = edition.table("sow").select("value", _of="sow_id", _in="currency")
    lines = lines.inner_join(statements, [("sow_id", "_of"), ("currency", "_in")])
    parts = edition.table("deliverable").select("sow_id", "amount", "currency")
    agreed = Counter((r["sow_id"], r["amount"], r["currency"]) for r in edition.run(parts).to_pylist())
    billed: Counter[Any] = Counter()
    left: dict[str, Decimal] = defaultdict(Decimal)
    for row in _rows(edition, lines, "value"):
        of = (row["sow_id"], row["amount"], row["currency"])
        billed[of] += 1
        if row["kind"] == "deliverable" and row["amount"] > 0 and 0 < agreed[of] < billed[of]:
            yield _whole(row, "duplicate", row["amount"])
            continue
        before = left[row["sow_id"]]
        left[row["sow_id"]] += row["amount"]
        beyond = min(before + row["amount"] - row["value"], row["amount"])
        if beyond > CENT:
            yield _whole(row, "no_work", beyond)
