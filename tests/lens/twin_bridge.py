"""The bridge again, slowly: every ledger line in turn, in decimals, from the rows of a generated programme."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from fullscore.terms.period import Month
from tests.measures.twins._ledger import Through, base_of, supplier_of

Row = dict[str, Any]
PLACES, ROOM = Decimal("0.0001"), Decimal("0.05")


class Account:
    """An invoice in one currency, all of a supplier's in one, or an invoice that is posted in another currency."""

    def __init__(self) -> None:
        self.bills: list[Row] = []
        self.postings: list[Row] = []
        self.is_invoice = self.is_converted = False


def bridge(world: Any) -> dict[tuple[Month, str], Decimal]:
    """The ledger, every step and the unexplained of every month."""
    found: dict[tuple[Month, str], Decimal] = defaultdict(Decimal)
    through, scope = Through(world), world.policy.get("in_scope_gl_accounts")
    first_day: dict[str, date] = {}
    bills, lines = [], []
    for row in world.rows["invoice_line"]:
        first_day[row["invoice_id"]] = min(first_day.get(row["invoice_id"], row["invoiced_at"]), row["invoiced_at"])
    for row in world.rows["invoice_line"]:
        base = world.base(row["amount"], row["currency"], row["service_date"] or row["invoiced_at"])
        if base is not None:
            bills.append(row | {"base": base})
            month = Month.of(first_day[row["invoice_id"]])
            step = {"msp_fee": "fees", "vms_fee": "fees", "tax": "tax"}.get(row["kind"], "programme_invoices")
            found[month, step] += base
            found[month, "timing"] -= base
    for row in world.rows["ledger_line"]:
        base, here = base_of(world, row), not scope or row["gl_account"] in scope
        if base is None:
            continue
        is_through = through(row) if here else row["invoice_reference"] in first_day
        if here:
            found[Month.of(row["posted_at"]), "ledger"] += base
        if is_through:
            lines.append(row | {"base": base, "here": here})
        elif here:
            found[Month.of(row["posted_at"]), "off_programme"] += base
    for account in _accounts(world, through, bills, lines):
        for row, explained, currency, unexplained in _told(world, account):
            month = Month.of(row["posted_at"])
            found[month, "timing"] += explained
            found[month, "currency"] += currency if row["here"] else 0
            found[month, "unexplained"] += unexplained if row["here"] else 0
            found[month, "other_accounts"] -= 0 if row["here"] else explained
    return found


def _accounts(world: Any, through: Through, bills: list[Row], lines: list[Row]) -> list[Account]:
    accounts: dict[Any, Account] = defaultdict(Account)
    named = {row["invoice_reference"] for row in lines if through.refers}
    paid = {supplier_of(world, row) for row in lines if not through.refers}
    of: dict[Any, set[str]] = defaultdict(set)
    for bill in bills:
        of["invoice", bill["invoice_id"]].add(bill["currency"])
        of["supplier", bill["supplier_id"]].add(bill["currency"])

    def owner(row: Row) -> tuple[str, Any]:
        return ("invoice", row["invoice_reference"]) if through.refers else ("supplier", supplier_of(world, row))

    converted = {owner(row) for row in lines if row["currency"] not in of[owner(row)]}
    for bill in bills:
        by_invoice = bill["invoice_id"] in named or bill["supplier_id"] not in paid
        whose = ("invoice", bill["invoice_id"]) if by_invoice else ("supplier", bill["supplier_id"])
        accounts[whose, "" if whose in converted else bill["currency"]].bills.append(bill)
    for row in lines:
        accounts[owner(row), "" if owner(row) in converted else row["currency"]].postings.append(row)
    for (whose, _), account in accounts.items():
        account.is_invoice, account.is_converted = whose[0] == "invoice", whose in converted
    return list(accounts.values())


def _told(world: Any, account: Account) -> list[tuple[Row, Decimal, Decimal, Decimal]]:
    """Each posting with what of it is explained, the conversion's, and unexplained."""
    own = "base" if account.is_converted else "amount"
    total = sum((bill[own] for bill in account.bills), Decimal(0))
    total_base = sum((bill["base"] for bill in account.bills), Decimal(0))
    rows = sorted(account.postings, key=lambda r: (r["posted_at"], r["document_id"], r["line_no"]))
    upto = reached = reached_base = Decimal(0)
    steps = []
    for row in rows:
        upto += row[own]
        now = min(max(upto, min(total, Decimal(0))), max(total, Decimal(0)))
        now_base = total_base if now == total else (total_base * now / total).quantize(PLACES, ROUND_HALF_EVEN)
        now_base = Decimal(0) if now == 0 else now_base
        steps.append([row, now - reached, now_base - reached_base])
        reached, reached_base = now, now_base
    if account.is_invoice and steps:
        last = next((step for step in reversed(steps) if step[0]["here"]), steps[-1])
        last[1] += total - reached
        last[2] += total_base - reached_base
    off = sum((row[own] - explained for row, explained, _ in steps), Decimal(0))
    is_rate = account.is_converted and abs(off) <= ROOM * abs(total_base)
    found = []
    for row, explained, explained_base in steps:
        beyond = Decimal(0) if is_rate else row[own] - explained
        if account.is_converted:
            unexplained = beyond
        elif beyond in (0, row[own]):
            unexplained = row["base"] if beyond else beyond
        else:
            unexplained = world.base(beyond, row["currency"], row["posted_at"])
        found.append((row, explained_base, row["base"] - unexplained - explained_base, unexplained))
    return found
