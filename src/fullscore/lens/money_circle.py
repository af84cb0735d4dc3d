"""The money circle: every unit of currency that the ledger posted, in exactly one bucket.

ledger = programme invoices + fees + tax + timing + other accounts + off-programme + currency + unexplained, for any
span of months, each month and each org unit, in the programme's currency, to the last of four decimals.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from fullscore.lens._tying.between_units import entries_by_unit
from fullscore.lens._tying.postings import UNITS, Flags, Tied, Whole, sums, tied
from fullscore.lens._tying.span import Span
from fullscore.lens.fee_waterfall import FeeWaterfall, fee_waterfall
from fullscore.lens.line_errors import LineError, line_errors
from fullscore.measures._ledger import reference_notes, scope_notes
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month, months_between

STEPS = (
    *("programme_invoices", "fees", "tax", "timing", "other_accounts", "between_units", "off_programme", "currency"),
)
"""In the order of the bridge. ``timing``: posted in the span though invoiced outside it, less invoiced in it and not
posted in it. ``other_accounts``: programme invoices posted to accounts out of scope. ``between_units``: charged to
another unit than the work was done for; always 0 for the whole programme. ``currency``: what the ledger's conversion
makes of the same amount beyond the invoice's."""
LISTED = 1000
"""So many unexplained ledger lines are kept with the result, the largest first; the bridge counts all of them."""


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """From what was invoiced to what was posted, in the programme's currency.

    Attributes:
        steps: (step, amount) for every one of ``STEPS``.
        unexplained: what is left, added up from the lines behind it.
    """

    ledger: Decimal
    steps: tuple[tuple[str, Decimal], ...]
    unexplained: Decimal

    @property
    def is_any(self) -> bool:
        """Whether it holds anything."""
        return bool(self.ledger or self.unexplained or any(amount for _, amount in self.steps))

    @property
    def residual(self) -> Decimal:
        """What the ledger is beyond all steps and the unexplained; 0, or the bridge does not close."""
        return self.ledger - sum((amount for _, amount in self.steps), Decimal(0)) - self.unexplained


@dataclass(frozen=True, kw_only=True)
class Unexplained:
    """A ledger line that names a programme invoice and posts more or less than it came to.

    Attributes:
        amount, currency: what is not explained, in the line's currency; in the programme's, where the invoice is in
            another currency than the line.
        amount_base: the same in the programme's currency.
    """

    document_id: str
    line_no: int
    vendor_id: str
    vendor_name: str
    posted_at: date
    invoice_reference: str | None
    amount: Decimal
    currency: str
    amount_base: Decimal
    file: str | None
    line: int | None


@dataclass(frozen=True, kw_only=True)
class OffProgramme:
    """What was posted to a vendor in scope but not through the programme, in the programme's currency."""

    vendor_id: str
    vendor_name: str
    supplier_id: str | None
    """The supplier of the programme that the vendor is, where it is one."""
    lines: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class MoneyCircle:
    """The money circle of a span of months.

    Attributes:
        timing: (part, amount), what timing is made of; they sum to it.
        months, units: the bridge of every month that has one, and of every org unit where units were asked for; None
            is what no unit is named for.
        unexplained: the ledger lines behind it, the largest first, at most ``LISTED``.
        errors: wrong invoice lines of the span, the largest first.
        gross_error, net_error: their amounts added up without and with their sign, corrections included.
    """

    edition: str
    as_of: str
    currency: str
    span: Span
    bridge: Bridge
    timing: tuple[tuple[str, Decimal], ...]
    months: tuple[tuple[Month, Bridge], ...]
    units: tuple[tuple[str | None, Bridge], ...]
    unexplained: tuple[Unexplained, ...]
    unexplained_lines: int
    off_programme: tuple[OffProgramme, ...]
    errors: tuple[LineError, ...]
    gross_error: Decimal
    net_error: Decimal
    fee: FeeWaterfall
    has_invoices: bool
    notes: tuple[str, ...]


def money_circle(edition: Edition, span: Span, *, by_unit: bool = False) -> MoneyCircle:
    """Tie ledger, invoices, timesheets and contract together over a span of months.

    Args:
        by_unit: whether the bridge of each org unit is wanted too; an invoice is billed for several, so it costs more.
    """
    told = tied(edition)
    first, last = _number(span.first), _number(span.last)
    months, units = _bridges(told, first, last, by_unit)
    errors = [error for error in line_errors(edition) if span.holds(error.invoiced_at)]
    errors.sort(key=lambda e: (-abs(e.amount_base or Decimal(0)), e.invoice_id, e.line_no))
    bases = [error.amount_base for error in errors if error.amount_base is not None]
    behind = _behind(told, edition.currency, first, last)
    return MoneyCircle(
        edition=edition.id,
        as_of=edition.as_of,
        currency=edition.currency,
        span=span,
        bridge=_summed(list(months.values())),
        timing=_timing(told, first, last),
        months=tuple(
            (m, months[_number(m)]) for m in months_between(span.first, span.last) if months[_number(m)].is_any
        ),
        units=tuple(sorted(units.items(), key=lambda item: (item[0] is None, item[0] or ""))),
        unexplained=tuple(behind[:LISTED]),
        unexplained_lines=len(behind),
        off_programme=_off_programme(told, first, last),
        errors=tuple(errors),
        gross_error=sum((abs(amount) for amount in bases), Decimal(0)),
        net_error=sum(bases, Decimal(0)),
        fee=fee_waterfall(edition, span),
        has_invoices=edition.has("invoice_line"),
        notes=(*_notes(edition), *told.without_rate),
    )


def _number(month: Month) -> int:
    return month.year * 12 + month.month - 1


def money(units: int) -> Decimal:
    """Whole ten-thousandths as an amount."""
    return Decimal(int(units)) / UNITS


def _entries(told: Tied) -> dict[str, tuple[Whole, Whole]]:
    """For each step, and the ledger itself, the months and amounts that it is made of."""
    bills, lines = told.invoiced, told.posted
    linked, here = lines.account >= 0, lines.in_scope
    found = {"ledger": (lines.month[here], lines.base[here])}
    for number, step in enumerate(("programme_invoices", "fees", "tax")):
        found[step] = (bills.month[bills.step == number], bills.base[bills.step == number])
    found["timing"] = (np.r_[lines.month[linked], bills.month], np.r_[lines.explained[linked], -bills.base])
    found["other_accounts"] = (lines.month[linked & ~here], -lines.explained[linked & ~here])
    found["between_units"] = (np.empty(0, np.int64), np.empty(0, np.int64))
    found["off_programme"] = (lines.month[~linked], lines.base[~linked])
    found["currency"] = (lines.month[linked & here], lines.currency[linked & here])
    found["unexplained"] = (lines.month[linked & here], lines.unexplained[linked & here])
    return found


def _bridges(told: Tied, first: int, last: int, by_unit: bool) -> tuple[dict[int, Bridge], dict[str | None, Bridge]]:
    of_months = {}
    for step, (at, amounts) in _entries(told).items():
        within = (at >= first) & (at <= last)
        of_months[step] = sums(at[within] - first, amounts[within], last - first + 1)
    months = {
        first + n: _bridge({step: int(found[n]) for step, found in of_months.items()}) for n in range(last - first + 1)
    }
    if not by_unit:
        return months, {}
    of_units: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for step, month, unit, amount in entries_by_unit(told):
        if first <= month <= last:
            of_units[unit][step] += amount
    return months, {unit: _bridge(found) for unit, found in of_units.items() if any(found.values())}


def _bridge(of: Any) -> Bridge:
    steps = tuple((step, money(of.get(step, 0))) for step in STEPS)
    return Bridge(ledger=money(of.get("ledger", 0)), steps=steps, unexplained=money(of.get("unexplained", 0)))


def _summed(bridges: list[Bridge]) -> Bridge:
    by_step = {step: Decimal(0) for step in STEPS}
    for bridge in bridges:
        for step, amount in bridge.steps:
            by_step[step] += amount
    return Bridge(
        ledger=sum((bridge.ledger for bridge in bridges), Decimal(0)),
        steps=tuple(by_step.items()),
        unexplained=sum((bridge.unexplained for bridge in bridges), Decimal(0)),
    )


def _timing(told: Tied, first: int, last: int) -> tuple[tuple[str, Decimal], ...]:
    """What timing is made of; where a ledger refers to no invoice, a supplier's whole difference is one part."""
    bills, lines, count = told.invoiced, told.posted, len(told.by_invoice)
    linked = lines.account >= 0

    def posted(within: Flags) -> Whole:
        return sums(lines.account[linked & within], lines.explained[linked & within], count)

    inside = (lines.month >= first) & (lines.month <= last)
    is_billed = (bills.month >= first) & (bills.month <= last)
    here, elsewhere = posted(inside), posted(~inside)
    billed = sums(bills.account, bills.base * is_billed, count)
    every = sums(bills.account, bills.base, count)
    of_span = np.zeros(count, np.bool_)
    of_span[bills.account[is_billed]] = True
    own, single = told.by_invoice & of_span, told.by_invoice
    parts = {
        "posted_of_other_months": here[single & ~own].sum(),
        "posted_in_other_months": -elsewhere[own].sum(),
        "not_posted_yet": -(every - here - elsewhere)[own].sum(),
        "by_supplier": (here - billed)[~single].sum(),
    }
    return tuple((part, money(amount)) for part, amount in parts.items())


def _behind(told: Tied, currency: str, first: int, last: int) -> list[Unexplained]:
    lines = told.posted
    rows = np.flatnonzero((lines.unexplained != 0) & lines.in_scope & (lines.month >= first) & (lines.month <= last))
    rows = rows[np.argsort(-np.abs(lines.unexplained[rows]), kind="stable")]
    found = []
    for row, cells in zip(rows.tolist(), lines.rows.take(rows).to_pylist(), strict=True):
        own, base = int(lines.unexplained_own[row]), int(lines.unexplained[row])
        found.append(
            Unexplained(
                document_id=cells["document_id"],
                line_no=cells["line_no"],
                vendor_id=cells["vendor_id"],
                vendor_name=cells["vendor_name"],
                posted_at=cells["posted_at"],
                invoice_reference=cells["invoice_reference"],
                amount=money(own),
                currency=currency if lines.in_base[row] else cells["currency"],
                amount_base=money(base),
                file=cells["_file"],
                line=cells["_line"],
            )
        )
    return found


def _off_programme(told: Tied, first: int, last: int) -> tuple[OffProgramme, ...]:
    lines = told.posted
    rows = (lines.account < 0) & (lines.month >= first) & (lines.month <= last)
    of = ["vendor_id", "vendor_name", "supplier_id"]
    table = lines.rows.select([*of, "base"]).take(np.flatnonzero(rows)).group_by(of)
    found = table.aggregate([("base", "sum"), ("base", "count")]).to_pylist()
    found.sort(key=lambda row: (-row["base_sum"], row["vendor_id"], row["vendor_name"]))
    return tuple(
        OffProgramme(
            vendor_id=row["vendor_id"],
            vendor_name=row["vendor_name"],
            supplier_id=row["supplier_id"],
            lines=row["base_count"],
            amount=money(row["base_sum"]),
        )
        for row in found
    )


def _notes(edition: Edition) -> tuple[str, ...]:
    if not edition.has("invoice_line") and not edition.has("ledger_line"):
        return ("No feed delivers ledger_line or invoice_line, so there is no money to follow.",)
    if not edition.has("invoice_line"):
        return (
            "No feed delivers invoice_line, so nobody can tell what of the ledger came through the programme: all of "
            "it stands as off-programme, and no line could be checked for errors.",
            *scope_notes(edition),
        )
    if not edition.has("ledger_line"):
        return ("No feed delivers ledger_line, so nothing that was invoiced can be seen posted.", *_unjudged(edition))
    return (*scope_notes(edition), *reference_notes(edition), *_unjudged(edition))


def _unjudged(edition: Edition) -> tuple[str, ...]:
    """A sentence on the labour that could not be checked."""
    if not edition.has("timesheet"):
        return ("No feed delivers timesheet, so labour that names no statement of work could not be checked.",)
    lines = edition.table("invoice_line")
    lines = lines.filter((lines.kind == "labour") & lines.timesheet_id.isnull() & lines.sow_id.isnull())
    lines = lines.filter(lines.assignment_id.isnull() | lines.service_date.isnull())
    count = edition.run(lines.aggregate(n=lines.invoice_id.count()))["n"][0].as_py()
    if not count:
        return ()
    return (f"{count:,} lines of labour name neither a timesheet, a day of an assignment nor a statement of work, and "
            "could not be checked.",)  # fmt: skip
