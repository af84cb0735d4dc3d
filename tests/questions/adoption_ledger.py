"""Programmes of a ledger, its invoices and a roll-out, told by hand, as an edition in memory."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from fullscore.terms.period import Month
from tests.questions.adoption_programme import Kept

FIRST = Month(2023, 1)
Amounts = Sequence[tuple[float, float]]
"""Of each month what went through the programme, and what past it."""


def told(
    spent: Mapping[str, Amounts], *, begun: Mapping[str, str | None] | None = None,
    planned: Mapping[str, str] | None = None, exempt: Sequence[str] = (), account: str = "6410",
    more: Sequence[Mapping[str, Any]] = (), settings: Mapping[str, Any] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, invoices: bool = True,
) -> Kept:  # fmt: skip
    """An edition as of the last month's end.

    Args:
        begun, planned: days by unit; no roll-out where neither is given.
        more: further ledger lines, as columns.
        tables: further tables, as rows.
    """
    months = max(len(amounts) for amounts in spent.values())
    lines: list[dict[str, Any]] = []
    for unit, amounts in spent.items():
        for n, (through, past) in enumerate(amounts):
            day = (FIRST + n).first_day.replace(day=15)
            for amount, reference in ((through, f"I-{FIRST + n}"), (past, None)):
                if amount:
                    lines.append(line(len(lines), unit, day, amount, account, reference))
    lines += [{**line(10_000 + n, "", date(2000, 1, 1), 0, account, None), **one} for n, one in enumerate(more)]
    units = [{"org_unit_id": unit, "name": unit, "kind": "business_unit", "country": "US"} for unit in spent if unit]
    every: dict[str, Sequence[Mapping[str, Any]]] = {"ledger_line": lines, "org_unit": units, **(tables or {})}
    if invoices:
        every["invoice_line"] = [
            {"invoice_id": f"I-{FIRST + n}", "line_no": 1, "supplier_id": "S-1", "kind": "labour", "amount": 1.0,
             "currency": "USD", "invoiced_at": (FIRST + n).first_day} for n in range(months)
        ]  # fmt: skip
    if begun is not None or planned is not None:
        every["rollout"] = [
            {"org_unit_id": unit, "go_live_on": _day((begun or {}).get(unit)), "exempt": unit in exempt,
             "planned_on": _day((planned or {}).get(unit))} for unit in spent if unit
        ]  # fmt: skip
    last = FIRST + (months - 1)
    known = {"policy": {"in_scope_gl_accounts": ["6410"]}, **(settings or {})}
    return Kept(
        {n: [(str(last.last_day), pa.Table.from_pylist(list(map(dict, rows))))] for n, rows in every.items() if rows},
        known, str(last.last_day),
    )  # fmt: skip


def line(number: int, unit: str, day: date, amount: float, account: str, reference: str | None) -> dict[str, Any]:
    return {
        "document_id": f"D-{number:05d}", "line_no": 1, "vendor_id": "V-1", "vendor_name": "Acme", "posted_at": day,
        "gl_account": account, "org_unit_id": unit or None, "amount": float(amount), "currency": "USD",
        "invoice_reference": reference,
    }  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
