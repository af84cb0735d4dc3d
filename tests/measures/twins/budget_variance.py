"""Budget variance: budgets, ledger lines, and what is still to come, one row and one day at a time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.measures.twins._ledger import Told, base_of, in_scope

HOURS_IN = {"hour": Fraction(1), "day": Fraction(8), "month": Fraction(2080, 12)}


def budget_variance(world: Any, lens: Any) -> Told:
    budgets: dict[str, list[Fraction]] = defaultdict(list)
    for row in world.rows["budget"]:
        amount = world.base(row["amount"], row["currency"], world.as_of)
        budgets[f"{row['month']:%Y-%m}"] += [] if amount is None else [Fraction(amount)]
    spent: dict[str, Fraction] = defaultdict(Fraction)
    for day, amount in _spending(world, lens["against"]):
        spent[f"{day:%Y-%m}"] += amount
    found: Told = {}
    for month, lines in budgets.items():
        if lens["against"] == "to_date" and _last_day(month) > world.as_of:
            continue
        whole, n = sum(lines), sum(line > 0 for line in lines)
        if n:
            found[month] = (float((spent[month] - whole) / whole) if whole > 0 else None, n)
    return found


def _last_day(month: str) -> date:
    year, number = (int(part) for part in month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def _spending(world: Any, against: str) -> Iterator[tuple[date, Fraction]]:
    for row in in_scope(world):
        if (amount := base_of(world, row)) is not None:
            yield row["posted_at"], Fraction(amount)
    if against == "landing":
        yield from _not_posted(world)
        yield from _not_billed(world)
        yield from _agreed_work(world)
        yield from _agreed_statements(world)


def _not_posted(world: Any) -> Iterator[tuple[date, Fraction]]:
    named = {row["invoice_reference"] for row in world.rows["ledger_line"]}
    if not any(row["invoice_id"] in named for row in world.rows["invoice_line"]):
        return
    for row in world.rows["invoice_line"]:
        day = row["service_date"] or row["invoiced_at"]
        amount = world.base(row["amount"], row["currency"], day)
        if row["paid_at"] is None and row["invoice_id"] not in named and amount is not None:
            yield day, Fraction(amount)


def _not_billed(world: Any) -> Iterator[tuple[date, Fraction]]:
    labour = [row for row in world.rows["invoice_line"] if row["kind"] == "labour"]
    named: dict[str, list[Any]] = defaultdict(list)
    dated: dict[str, list[Any]] = defaultdict(list)
    for row in labour:
        if row["timesheet_id"]:
            named[row["timesheet_id"]].append(row["amount"])
        elif row["assignment_id"] and row["service_date"]:
            dated[row["assignment_id"]].append((row["service_date"], row["amount"]))
    naming = {world.row("timesheet", sheet)["assignment_id"] for sheet in named}
    for sheet in world.rows["timesheet"]:
        amount = world.base(sheet["amount"], sheet["currency"], sheet["week_ending"])
        if sheet["approved_at"] is None or amount is None:
            continue
        billed = list(named[sheet["timesheet_id"]])
        if sheet["assignment_id"] not in naming:
            served = dated[sheet["assignment_id"]]
            billed += [bill for day, bill in served if 0 <= (sheet["week_ending"] - day).days <= 6]
        credited = sum(billed) <= 0 and any(bill < 0 for bill in billed)
        if not billed or credited:
            yield sheet["week_ending"], Fraction(amount)


def _agreed_work(world: Any) -> Iterator[tuple[date, Fraction]]:
    for row in world.rows["assignment"]:
        rate = world.base(row["bill_rate"], row["currency"], row["start_date"])
        if rate is None or row["end_cause"] == "no_show" or row["resource_type"] == "sow":
            continue
        daily = Fraction(rate) / HOURS_IN[row["rate_unit"]] * 40 / 7
        for day in _days_to_come(world, row["start_date"], row["end_date"] or row["planned_end"]):
            yield day, daily


def _agreed_statements(world: Any) -> Iterator[tuple[date, Fraction]]:
    for row in world.rows["sow"]:
        left = world.base(row["value"], row["currency"], world.as_of)
        days = _days_to_come(world, row["start_date"], row["end_date"])
        if left is None or not days:
            continue
        for line in world.rows["invoice_line"]:
            if line["sow_id"] == row["sow_id"] and line["kind"] not in ("msp_fee", "vms_fee", "tax"):
                day = line["service_date"] or line["invoiced_at"]
                left -= world.base(line["amount"], line["currency"], day) or 0
        for day in days:
            yield day, max(Fraction(left), Fraction(0)) / len(days)


def _days_to_come(world: Any, start: date, end: date) -> list[date]:
    """The days of a span that lie after the edition's date."""
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if day > world.as_of]
