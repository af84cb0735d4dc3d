"""Invoice accuracy, line by line in the order of billing."""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Told = dict[str, tuple[float | None, int]]
CENT, PLACES = Decimal("0.01"), Decimal("0.0001")


def invoice_accuracy(world: Any, lens: Any) -> Told:
    checked = _errors(world)
    by_invoice: dict[str, list[tuple[Row, Decimal]]] = defaultdict(list)
    for row, error in checked:
        by_invoice[row["invoice_id"]].append((row, error))
    rights: dict[str, list[tuple[Fraction, Fraction]]] = defaultdict(list)
    for rows in by_invoice.values():
        month = f"{rows[0][0]['invoiced_at']:%Y-%m}"
        if lens["unit"] == "lines":
            rights[month] += [(Fraction(not error), Fraction(1)) for _, error in rows]
        elif lens["unit"] == "invoices":
            rights[month].append((Fraction(_is_right(rows, lens["errors"])), Fraction(1)))
        else:
            rights[month] += [_value(world, row, error, rows, lens["errors"]) for row, error in rows]
    return {
        month: (float(sum(right for right, _ in told) / whole), sum(of > 0 for _, of in told))
        for month, told in rights.items()
        if (whole := sum(of for _, of in told))
    }


def _is_right(rows: list[tuple[Row, Decimal]], errors: str) -> bool:
    if errors == "gross":
        return not any(error for _, error in rows)
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for row, error in rows:
        nets[row["currency"]] += error
    return all(abs(net) <= CENT for net in nets.values())


def _value(
    world: Any, row: Row, error: Decimal, rows: list[tuple[Row, Decimal]], errors: str
) -> tuple[Fraction, Fraction]:
    """What is right of a line's value, and its value; nothing of nothing where there is no rate for its currency."""
    base = world.base(row["amount"], row["currency"], row["service_date"] or row["invoiced_at"])
    if base is None or row["amount"] == 0:
        return Fraction(0), Fraction(0)
    alike = [(row, error)]
    if errors == "net":
        alike = [(other, wrong) for other, wrong in rows if other["currency"] == row["currency"]]
    of = sum(abs(other["amount"]) for other, _ in alike)
    off = abs(sum(max(min(wrong, abs(other["amount"])), -abs(other["amount"])) for other, wrong in alike))
    return abs(Fraction(base)) * (1 - Fraction(off) / Fraction(of)), abs(Fraction(base))


def _errors(world: Any) -> list[tuple[Row, Decimal]]:
    """The lines that can be held against something, with billed minus due."""
    works: dict[Any, list[Row]] = defaultdict(list)
    found: list[tuple[Row, Decimal]] = []
    seen: set[Any] = set()
    weeks = _weeks(world)
    first = min(week for _, week in weeks) - timedelta(days=6)
    last = max(week for _, week in weeks)
    for row in sorted(world.rows["invoice_line"], key=lambda r: (r["invoiced_at"], r["invoice_id"], r["line_no"])):
        if row["kind"] in ("expense", "msp_fee", "vms_fee"):
            due = _due_otherwise(row, seen)
            if due is not None:
                found.append((row, _beyond(row["amount"] - due, 1)))
        if row["kind"] not in ("labour", "deliverable"):
            continue
        work = _work_of(world, row, weeks)
        if work:
            works[work].append(row)
        elif _names_a_day(row) and first <= row["service_date"] <= last:
            found.append((row, _beyond(row["amount"], 1)))
    for work, rows in works.items():
        sow = world.row("sow", work[1]) if work[0] == "sow" else None
        amounts = {(sow["value"], sow["currency"])} if sow else weeks[work[1:]]
        currencies = {currency for _, currency in amounts}
        left = sum(amount for amount, _ in amounts) if sow else sum(amount for amount, _ in weeks[work[1:]])
        rows = [row for row in rows if {row["currency"]} == currencies]
        for n, row in enumerate(rows, 1):
            due = _due(row["amount"], left, is_last=n == len(rows) and not sow)
            found.append((row, _beyond(row["amount"] - due, len(rows))))
            left -= row["amount"]
    return found


def _weeks(world: Any) -> dict[Any, list[tuple[Decimal, str]]]:
    """The amounts of the timesheets of every assignment and week's end."""
    weeks: dict[Any, list[tuple[Decimal, str]]] = defaultdict(list)
    for sheet in world.rows["timesheet"]:
        weeks[sheet["assignment_id"], sheet["week_ending"]].append((sheet["amount"], sheet["currency"]))
    return weeks


def _work_of(world: Any, row: Row, weeks: Any) -> Any:
    """The week, or the statement of work, that a line bills; None where it names neither."""
    if row["kind"] == "labour" and row["timesheet_id"]:
        sheet = world.row("timesheet", row["timesheet_id"])
        return ("week", sheet["assignment_id"], sheet["week_ending"])
    if row["sow_id"]:
        return ("sow", row["sow_id"])
    if _names_a_day(row):
        for ahead in range(7):
            week = (row["assignment_id"], row["service_date"] + timedelta(days=ahead))
            if week in weeks:
                return ("week", *week)
    return None


def _names_a_day(row: Row) -> bool:
    """Whether a labour line tells whose work of which day it bills, and no more than that."""
    told = row["kind"] == "labour" and row["assignment_id"] and row["service_date"]
    return bool(told and not row["timesheet_id"] and not row["sow_id"])


def _due(amount: Decimal, left: Decimal, *, is_last: bool) -> Decimal:
    if not is_last:
        return min(amount, max(left, Decimal(0)))
    if left >= 0:
        return left
    return max(amount, left) if amount < 0 else Decimal(0)


def _due_otherwise(row: Row, seen: set[Any]) -> Decimal | None:
    """What an expense or a fee is due; None where nothing tells."""
    priced = None
    if row["quantity"] is not None and row["unit_rate"] is not None:
        priced = (Decimal(repr(row["quantity"])) * row["unit_rate"]).quantize(PLACES, ROUND_HALF_UP)
    if row["service_date"] is None or (row["assignment_id"] is None and row["sow_id"] is None):
        return priced
    same = ("supplier_id", "kind", "assignment_id", "sow_id", "service_date", "amount", "currency")
    claim = tuple(row[name] for name in same)
    if claim in seen and row["amount"] > 0:
        return Decimal(0)
    seen.add(claim)
    return row["amount"] if priced is None else priced


def _beyond(error: Decimal, lines: int) -> Decimal:
    """An error, or nothing where it is no more than a cent a line."""
    return error if abs(error) > CENT * lines else Decimal(0)
