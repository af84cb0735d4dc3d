"""Spend, line by line."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

Told = dict[str, tuple[float | None, int]]


def spend(world: Any, lens: Any) -> Told:
    found: dict[str, list[Decimal]] = defaultdict(list)
    for day, amount in {"ledger": _ledger, "invoices": _invoices, "timesheets": _timesheets}[lens["source"]](
        world, lens
    ):
        if day is not None and amount is not None:
            found[f"{day:%Y-%m}"].append(amount)
    return {month: (float(sum(amounts)), len(amounts)) for month, amounts in found.items()}


def _ledger(world: Any, lens: Any) -> Any:
    accounts = world.policy.get("in_scope_gl_accounts", [])
    for row in world.rows["ledger_line"]:
        if not accounts or row["gl_account"] in accounts:
            yield row["posted_at"], world.base(row["amount"], row["currency"], row["posted_at"])


def _invoices(world: Any, lens: Any) -> Any:
    for row in world.rows["invoice_line"]:
        if lens["fees"] == "left_out" and row["kind"] in ("msp_fee", "vms_fee"):
            continue
        if lens["tax"] == "left_out" and row["kind"] == "tax":
            continue
        service = row["service_date"] or row["invoiced_at"]
        day = {"posted": row["paid_at"], "service": service, "invoiced": row["invoiced_at"]}[lens["dated"]]
        yield day, world.base(row["amount"], row["currency"], service)


def _timesheets(world: Any, lens: Any) -> Any:
    for row in world.rows["timesheet"]:
        yield row["week_ending"], world.base(row["amount"], row["currency"], row["week_ending"])
