"""What the plain twins of the ledger's measures share: lines in scope, vendors by name, what came through."""

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Told = dict[str, tuple[float | None, int]]
FORMS = {
    *("ltd", "limited", "llc", "llp", "inc", "incorporated", "plc", "corp", "corporation", "co", "company", "gmbh"),
    *("ag", "kg", "bv", "nv", "sa", "sas", "srl", "spa", "ab", "oy", "pvt", "pte", "pty"),
}


def in_scope(world: Any) -> list[Row]:
    """The ledger lines posted to accounts in scope."""
    accounts = world.policy.get("in_scope_gl_accounts")
    return [row for row in world.rows["ledger_line"] if not accounts or row["gl_account"] in accounts]


def base_of(world: Any, row: Row) -> Decimal | None:
    """A ledger line's amount in the programme's currency."""
    found: Decimal | None = world.base(row["amount"], row["currency"], row["posted_at"])
    return found


def supplier_of(world: Any, line: Row) -> str | None:
    """The supplier that a line's vendor is, by id or by an unmistakable name."""
    if world.row("supplier", line["vendor_id"]):
        return str(line["vendor_id"])
    name = plain(line["vendor_name"])
    bearers = {
        row["supplier_id"] for row in world.rows["supplier"] if name in (plain(row["name"]), plain(row["legal_name"]))
    }
    return bearers.pop() if len(bearers) == 1 and name else None


def plain(name: str | None) -> str | None:
    if name is None:
        return None
    words = re.findall(r"[^\W_]+", name.lower())
    while len(words) > 1 and words[-1] in FORMS:
        words.pop()
    return " ".join(words)


class Through:
    """Whether ledger lines came through the programme."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.refers = any(row["invoice_reference"] for row in world.rows["ledger_line"])
        self.invoices = {row["invoice_id"] for row in world.rows["invoice_line"]}
        self.invoiced: dict[str, set[int]] = defaultdict(set)
        for row in world.rows["invoice_line"]:
            self.invoiced[row["supplier_id"]].add(row["invoiced_at"].year * 12 + row["invoiced_at"].month)

    def __call__(self, line: Row) -> bool:
        if self.refers:
            return line["invoice_reference"] in self.invoices
        month = line["posted_at"].year * 12 + line["posted_at"].month
        invoiced = self.invoiced.get(supplier_of(self.world, line) or "", set())
        return any(abs(month - one) <= 1 for one in invoiced)


def share_of_amounts(lines: list[tuple[str, Decimal, bool]]) -> Told:
    """By month the amounts that count over all amounts; n is how many are above zero, no value where the sum is not."""
    amounts: dict[str, list[tuple[Decimal, bool]]] = defaultdict(list)
    for month, amount, counts in lines:
        amounts[month].append((amount, counts))
    found: Told = {}
    for month, rows in amounts.items():
        whole = sum(amount for amount, _ in rows)
        part = sum(amount for amount, counts in rows if counts)
        found[month] = (float(part / whole) if whole > 0 else None, sum(amount > 0 for amount, _ in rows))
    return found
