"""What was billed for the work: one labour line for each timesheet, fees, expenses, tax, and the planted mistakes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import NEVER, Array, days, exact, ids, streams, whole, words
from fullscore.simulate._deliveries import CUTS, FIRST_MONTH, MONTHS, Sheet
from fullscore.simulate._organisation import COUNTRIES, CURRENCIES
from fullscore.simulate._requests import per_day
from fullscore.simulate._statements import Statements
from fullscore.simulate._suppliers import DISCOUNTING, SLOW_PAID, supplier_ids
from fullscore.simulate._work import Jobs, Weeks

KINDS = ("labour", "expense", "deliverable", "msp_fee", "vms_fee", "discount", "tax")
MSP_FEE, VMS_FEE, WRONG_FEE = 200, 100, 250
"""Hundredths of a percent of labour."""
DISCOUNT = 150
TAX = {6: 1800, 7: 500}
"""Where tax is due and cannot be had back, by country's number, in hundredths of a percent."""
ERRORS = {"duplicate": 60, "rate": 80, "hours": 60, "no_work": 40, "fee": 30}
"""How many mistakes of each kind are made at full scale."""


@dataclass(frozen=True, kw_only=True)
class Bills:
    """Invoice lines, one element each; invoices are numbered, and so are lines within one."""

    invoice: Array
    line: Array
    supplier: Array
    country: Array
    centre: Array
    kind: Array
    job: Array
    sow: Array
    sheet: Array
    quantity: Array
    rate: Array
    amount: Array
    service: Array
    month: Array
    """The month's number from the first delivery in which the invoice is issued, on its fifth day."""
    errors: dict[str, dict[str, Any]]

    @property
    def issued(self) -> Array:
        return (FIRST_MONTH + self.month).astype("datetime64[D]") + 4


def bills(seed: int, scale: float, jobs: Jobs, weeks: Weeks, works: Statements) -> Bills:
    """Bill each approved timesheet on the fifth of the month after, and what comes with it."""
    random = streams(seed, "billing")
    billed = np.flatnonzero(weeks.approved <= CUTS[-2])
    month = (weeks.approved[billed].astype("datetime64[M]") - FIRST_MONTH).astype(np.int64) + 1
    job = weeks.job[billed]
    paid_hours = (weeks.regular[billed] * 2 + weeks.overtime[billed] * 3) // 2
    rate, amount = jobs.rate[job].copy(), weeks.amount[billed].copy()
    count = len(billed)
    left = random.permutation(count)
    planted: dict[str, Array] = {}
    for kind in ("duplicate", "rate", "hours", "no_work"):
        many = _many(kind, scale)
        planted[kind], left = left[:many], left[many:]
    errors: dict[str, dict[str, Any]] = {}
    dear = planted["rate"]
    rate[dear] += np.maximum(rate[dear] // 12 // 200 * 200, 200)
    more = planted["hours"]
    paid_hours[more] += 800
    due = amount.copy()
    for rows in (dear, more):
        amount[rows] = paid_hours[rows] * rate[rows] // 100
    labour = {
        "supplier": jobs.supplier[job],
        "country": jobs.asks.country[job],
        "centre": jobs.asks.centre[job],
        "kind": np.zeros(count, np.int64),
        "job": job,
        "sow": np.full(count, -1),
        "sheet": billed,
        "quantity": paid_hours,
        "rate": rate,
        "amount": amount,
        "service": weeks.ending[billed],
        "month": month,
    }
    twice = {name: cells[planted["duplicate"]].copy() for name, cells in labour.items()}
    twice["month"] = twice["month"] + 1
    nobody = {name: cells[planted["no_work"]].copy() for name, cells in labour.items()}
    # A week after the last one worked, for which nobody handed in a timesheet.
    nobody["service"] = jobs.end[nobody["job"]] + 7 + (-(jobs.end[nobody["job"]] + 4)) % 7
    nobody["sheet"] = np.full(len(nobody["job"]), -1)
    nobody["quantity"] = np.full(len(nobody["job"]), 4000)
    nobody["amount"] = nobody["quantity"] * nobody["rate"] // 100
    nobody["month"] = (nobody["service"].astype("datetime64[D]").astype("datetime64[M]") - FIRST_MONTH).astype(
        np.int64
    ) + 1
    within = {"duplicate": twice["month"] < MONTHS, "no_work": (nobody["month"] < MONTHS) & (nobody["month"] > 0)}
    twice = {name: cells[within["duplicate"]] for name, cells in twice.items()}
    nobody = {name: cells[within["no_work"]] for name, cells in nobody.items()}
    errors["duplicate"] = _told(twice["amount"], twice["country"])
    errors["no_work"] = _told(nobody["amount"], nobody["country"])
    for kind, rows in (("rate", dear), ("hours", more)):
        errors[kind] = _told(amount[rows] - due[rows], jobs.asks.country[job[rows]])
    spent = random.random(count) < 0.008
    expense = {name: cells[spent].copy() for name, cells in labour.items()}
    expense["kind"] = np.ones(len(expense["job"]), np.int64)
    expense["sheet"] = np.full(len(expense["job"]), -1)
    expense["amount"] = random.integers(3000, 42000, len(expense["job"])) * np.where(expense["country"] == 6, 40, 1)
    expense["quantity"], expense["rate"] = np.full(len(expense["job"]), 100), expense["amount"]
    lines = _stack(labour, twice, nobody, expense, works.billed())
    key = (lines["supplier"] * len(COUNTRIES) + lines["country"]) * (MONTHS + 2) + lines["month"]
    found, invoice = np.unique(key, return_inverse=True)
    extra, errors["fee"] = _added(random, scale, lines, invoice, found)
    lines = _stack({**lines, "invoice": invoice}, extra)
    order = np.lexsort((lines["service"], lines["kind"], lines["invoice"], lines["month"]))
    lines = {name: cells[order] for name, cells in lines.items()}
    # Numbered in the order of issue, as an invoice book is.
    fresh = np.r_[True, lines["invoice"][1:] != lines["invoice"][:-1]]
    number = np.cumsum(fresh) - 1
    place = np.arange(len(number)) - np.flatnonzero(fresh)[number] + 1
    return Bills(**(lines | {"invoice": number, "line": place}), errors=errors)


def _many(kind: str, scale: float) -> int:
    """How many mistakes of a kind are made: at least two, unless none are meant."""
    return max(2, round(ERRORS[kind] * scale)) if ERRORS[kind] else 0


def _stack(*parts: dict[str, Array]) -> dict[str, Array]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _told(hundredths: Array, country: Array) -> dict[str, Any]:
    by = {}
    for code in sorted({CURRENCIES[c] for c in country}):
        here = np.array([CURRENCIES[c] == code for c in country], dtype=np.bool_)
        by[code] = float(hundredths[here].sum()) / 100
    return {"lines": len(hundredths), "billed_minus_due": by}


def _added(
    random: np.random.Generator, scale: float, lines: dict[str, Array], invoice: Array, found: Array
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Each invoice's fees, discount and tax."""
    count = len(found)
    labour = np.zeros(count, np.int64)
    np.add.at(labour, invoice, np.where(lines["kind"] == 0, lines["amount"], 0))
    other = np.zeros(count, np.int64)
    np.add.at(other, invoice, np.where(lines["kind"] != 0, lines["amount"], 0))
    first = np.zeros(count, np.int64)
    first[invoice[::-1]] = np.arange(len(invoice))[::-1]
    country, supplier, month = (lines[name][first] for name in ("country", "supplier", "month"))
    wrong = np.zeros(count, np.bool_)
    wrong[random.permutation(np.flatnonzero(labour > 0))[: _many("fee", scale)]] = True
    fee, due = labour * np.where(wrong, WRONG_FEE, MSP_FEE) // 10000, labour * MSP_FEE // 10000
    vms = labour * VMS_FEE // 10000
    off = -(labour * DISCOUNT // 10000) * np.isin(supplier, DISCOUNTING)
    taxed = np.array([TAX.get(n, 0) for n in range(len(COUNTRIES))])[country]
    tax = (labour + other + fee + vms + off) * taxed // 10000
    service = np.array((FIRST_MONTH + month).astype("datetime64[D]") - 1).astype(np.int64)
    parts = []
    for kind, amount, share in ((3, fee, MSP_FEE), (4, vms, VMS_FEE), (5, off, 0), (6, tax, 0)):
        there = amount != 0
        # A fee says of what it is a share, so that a wrong one can be found by multiplying.
        of, rate = (labour[there], np.full(int(there.sum()), share // 100)) if share else (None, None)
        empty = np.full(int(there.sum()), -1)
        parts.append(
            {
                "supplier": supplier[there],
                "country": country[there],
                "centre": lines["centre"][first][there],
                "kind": np.full(int(there.sum()), kind),
                "job": empty,
                "sow": empty,
                "sheet": empty,
                "quantity": empty if of is None else of,
                "rate": empty if rate is None else rate,
                "amount": amount[there],
                "service": service[there],
                "month": month[there],
                "invoice": np.flatnonzero(there),
            }
        )
    return _stack(*parts), _told((fee - due)[wrong], country[wrong])


def sheet(jobs: Jobs, made: Bills) -> Sheet:
    """Invoice lines in the month of their issue; suppliers with long terms are paid a month later."""
    factor = np.where((made.job >= 0) & (made.kind == 0), np.where(per_day(jobs.asks)[made.job], 8, 1), 1)
    paid = made.issued + np.where(np.isin(made.supplier, SLOW_PAID), 45, 20)
    when = (paid.astype("datetime64[D]").astype("datetime64[s]") + 43200).astype("datetime64[s]")
    counted = made.quantity >= 0
    columns = {
        "invoice_id": ids("INV-", made.invoice),
        "line_no": whole(made.line),
        "supplier_id": supplier_ids(made.supplier),
        "assignment_id": ids("A-", made.job),
        "sow_id": ids("SOW-", made.sow),
        "timesheet_id": ids("T-", made.sheet),
        "kind": words(KINDS, made.kind),
        "quantity": pa.array(made.quantity / 100 / factor, mask=~counted),
        "unit_rate": exact(made.rate * factor, counted),
        "amount": exact(made.amount),
        "currency": words(CURRENCIES, made.country),
        "service_date": days(made.service.astype("datetime64[D]")),
        "invoiced_at": days(made.issued),
        "paid_at": days(paid),
    }
    return Sheet(
        table="invoice_line",
        party="msp",
        columns=columns,
        born=made.issued.astype("datetime64[s]"),
        known={"paid_at": np.where(when <= CUTS[-1], when, NEVER)},
        full=False,
    )
