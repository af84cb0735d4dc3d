"""What was invoiced and what was posted, tied together: how far each posting is explained by its invoice.

An account is an invoice in one currency; where a ledger refers to no invoice, a supplier in one currency; and where the
ledger posts an invoice in a currency that none of its lines is in, the whole invoice in the programme's currency. In
the order of posting, a line is explained as far as the account was invoiced; the last line of an invoice is answerable
for what is short of it. All numbers are whole ten-thousandths, so that no sum is rounded.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.measures._ledger import lines_in_scope
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
UNITS = 10_000
"""Of money, in one unit of currency."""
CURRENCY_ROOM = 20
"""An invoice that the ledger posts in another currency may be off by one in so many (5%) by its rate alone."""
FEES = ("msp_fee", "vms_fee")
POSTED = (
    *("document_id", "line_no", "vendor_id", "vendor_name", "posted_at", "org_unit_id", "currency"),
    *("invoice_reference", "supplier_id", "_file", "_line"),
)


@dataclass(frozen=True, kw_only=True)
class Invoiced:
    """Parts of invoices, one element each: what one unit was billed of one kind, in one currency."""

    account: Whole
    step: Whole
    """0 work, 1 fees, 2 tax."""
    month: Whole
    unit: list[str | None]
    amount: Whole
    base: Whole


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Ledger lines, one element each, and how far they are explained.

    Attributes:
        account: -1 where the line did not come through the programme.
        explained: in the programme's currency as the invoice was converted.
        currency: what the ledger's conversion makes of the explained amount beyond that.
        unexplained: in the programme's currency as the ledger was converted.
        unexplained_own: in the line's own currency; of an invoice posted in another one, in the programme's.
    """

    rows: pa.Table
    account: Whole
    in_scope: Flags
    is_known: Flags
    month: Whole
    base: Whole
    explained: Whole
    currency: Whole
    unexplained: Whole
    unexplained_own: Whole
    in_base: Flags
    """Whether the line is of an account that is held in the programme's currency."""


@dataclass(frozen=True, kw_only=True)
class Tied:
    """Invoices and postings by account, and what has no rate to be converted at."""

    invoiced: Invoiced
    posted: Posted
    by_invoice: Flags
    """Of each account whether it is an invoice, and not all of a supplier's."""
    without_rate: tuple[str, ...]


def whole(values: Any) -> Whole:
    """A column of whole numbers; null is 0."""
    filled = pc.fill_null(pc.cast(values, pa.int64()), 0)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)


def month_numbers(days: Any) -> Whole:
    """Dates as numbers of months that grow by one a month: twelve a year."""
    years, months = whole(pc.year(days)), whole(pc.month(days))
    return years * 12 + months - 1


def tied(edition: Edition) -> Tied:
    """Tie an edition's ledger to its invoices."""
    bills, lines = edition.run(_bills(edition)), edition.run(_ledger(edition))
    without = _without_rate("invoice_line", bills) + _without_rate("ledger_line", lines)
    bills = bills.filter(pc.is_valid(bills["base"]))
    lines = lines.filter(pc.is_valid(lines["base"]))
    accounts = _Accounts(edition.currency, bills, lines)
    of_bills, of_lines = accounts.of_bills(bills), accounts.of_lines(lines)
    by_invoice = accounts.kinds()
    in_base = accounts.in_base()
    amount, base = whole(bills["amount"]), whole(bills["base"])
    invoiced = Invoiced(
        account=of_bills,
        step=whole(bills["step"]),
        month=month_numbers(bills["invoiced_at"]),
        unit=_units(bills),
        amount=np.where(in_base[of_bills], base, amount) if len(amount) else amount,
        base=base,
    )
    posted = _explained(edition, invoiced, lines, of_lines, by_invoice, in_base)
    return Tied(invoiced=invoiced, posted=posted, by_invoice=by_invoice, without_rate=without)


def _bills(edition: Edition) -> Any:
    lines = edition.table("invoice_line")
    work = edition.table("assignment").select(_id="assignment_id", _unit="org_unit_id")
    sheets = edition.table("timesheet").select(_sheet="timesheet_id", _worked_for="assignment_id")
    statements = edition.table("sow").select(_statement="sow_id", _statement_unit="org_unit_id")
    first = lines.group_by(_of="invoice_id").aggregate(first_day=lines.invoiced_at.min())
    # Only a line without an assignment is looked up by its timesheet: there are as many timesheets as lines.
    lines = lines.mutate(_by_sheet=lines.assignment_id.isnull().ifelse(lines.timesheet_id, unknown(Kind.id)))
    if edition.run(lines.aggregate(n=column("_by_sheet").count()))["n"][0].as_py():
        lines = lines.left_join(sheets, [("_by_sheet", "_sheet")])
        lines = lines.mutate(_for=column("assignment_id").fill_null(column("_worked_for")))
    else:
        lines = lines.mutate(_for=column("assignment_id"))
    lines = lines.left_join(work, [("_for", "_id")]).left_join(statements, [("sow_id", "_statement")])
    step = column("kind").isin(FEES).ifelse(1, (column("kind") == "tax").ifelse(2, 0))
    lines = lines.mutate(step=step, unit=column("_unit").fill_null(column("_statement_unit")))
    lines = lines.mutate(_is_rated=column("amount_base").notnull())
    parts = lines.group_by("invoice_id", "supplier_id", "currency", "step", "unit", "_is_rated").aggregate(
        amount=_units_of(column("amount").sum()), base=_units_of(column("amount_base").sum())
    )
    parts = parts.left_join(first, [("invoice_id", "_of")]).rename(invoiced_at="first_day")
    return parts.select(
        "invoice_id", "supplier_id", "currency", "step", "unit", "amount", "base", "invoiced_at"
    ).order_by(["invoice_id", "currency", "step", "unit", "supplier_id"])


def _units_of(amount: Any) -> Any:
    return (amount * UNITS).cast("int64")


def _ledger(edition: Edition) -> Any:
    """Ledger lines in scope, and those beyond it that name a programme invoice, in the order of posting."""
    lines = lines_in_scope(edition).mutate(in_scope=constant(True))
    columns = (*POSTED, "amount", "amount_base", "is_through", "is_known", "in_scope", "referring")
    lines = lines.mutate(referring=column("_referring").notnull()).select(*columns)
    if accounts := in_scope_accounts(edition):
        bills = edition.table("invoice_line").select(_invoice="invoice_id").distinct()
        others = edition.table("ledger_line")
        others = others.filter(~others.gl_account.isin(accounts))
        others = others.semi_join(bills, [("invoice_reference", "_invoice")])
        yes = constant(True)
        others = others.mutate(
            supplier_id=unknown(Kind.id), is_through=yes, is_known=yes, in_scope=constant(False), referring=yes
        )
        lines = lines.union(others.select(*columns))
    lines = lines.mutate(amount=_units_of(column("amount")), base=_units_of(column("amount_base")))
    return lines.drop("amount_base").order_by(["posted_at", "document_id", "line_no"])


def _without_rate(table: str, rows: pa.Table) -> tuple[str, ...]:
    lacking = rows.filter(pc.is_null(rows["base"])).group_by("currency").aggregate([("amount", "sum")])
    return tuple(
        f"{Decimal(row['amount_sum']) / UNITS:,.2f} {row['currency']} of {table} has no exchange rate and is left out."
        for row in lacking.sort_by("currency").to_pylist()
    )


class _Accounts:
    """The numbers of the accounts, by what they are of."""

    def __init__(self, currency: str, bills: pa.Table, lines: pa.Table) -> None:
        through = pc.fill_null(lines["is_through"], False)
        named = pc.and_(through, lines["referring"])
        self.named = set(pc.unique(lines.filter(named)["invoice_reference"]).to_pylist())
        alone = lines.filter(pc.and_(through, pc.invert(lines["referring"])))
        self.suppliers = set(pc.unique(alone["supplier_id"]).to_pylist())
        own: dict[str, set[str]] = {}
        for invoice, code in zip(bills["invoice_id"].to_pylist(), bills["currency"].to_pylist(), strict=True):
            own.setdefault(invoice, set()).add(code)
        of_supplier: dict[str, set[str]] = {}
        for supplier, code in zip(bills["supplier_id"].to_pylist(), bills["currency"].to_pylist(), strict=True):
            of_supplier.setdefault(supplier, set()).add(code)
        self.converted: set[tuple[str, str]] = set()
        told = (lines["invoice_reference"], lines["supplier_id"], lines["currency"], named, through)
        for invoice, supplier, code, by_name, is_through in zip(*(part.to_pylist() for part in told), strict=True):
            if by_name and code not in own.get(invoice, ()):
                self.converted.add(("invoice", invoice))
            elif is_through and not by_name and code not in of_supplier.get(supplier, ()):
                self.converted.add(("supplier", supplier))
        self.currency = currency
        self.numbers: dict[tuple[str, str, str], int] = {}

    def _number(self, kind: str, of: str, code: str) -> int:
        code = self.currency + "*" if (kind, of) in self.converted else code
        return self.numbers.setdefault((kind, of, code), len(self.numbers))

    def of_bills(self, bills: pa.Table) -> Whole:
        told = (bills["invoice_id"], bills["supplier_id"], bills["currency"])
        return np.array(
            [
                self._number("invoice", invoice, code)
                if invoice in self.named or supplier not in self.suppliers
                else self._number("supplier", supplier, code)
                for invoice, supplier, code in zip(*(part.to_pylist() for part in told), strict=True)
            ],
            dtype=np.int64,
        )

    def of_lines(self, lines: pa.Table) -> Whole:
        told = ("invoice_reference", "supplier_id", "currency", "is_through", "referring")
        return np.array(
            [
                -1
                if not is_through
                else self._number("invoice", invoice, code)
                if referring
                else self._number("supplier", supplier, code)
                for invoice, supplier, code, is_through, referring in zip(
                    *(lines[name].to_pylist() for name in told), strict=True
                )
            ],
            dtype=np.int64,
        )

    def kinds(self) -> Flags:
        return np.array([kind == "invoice" for kind, _, _ in self.numbers], dtype=np.bool_)

    def in_base(self) -> Flags:
        return np.array([(kind, of) in self.converted for kind, of, _ in self.numbers], dtype=np.bool_)


def _units(bills: pa.Table) -> list[str | None]:
    """The unit of each part; what names none takes that of its invoice, where all its work is for one."""
    of: dict[str, set[str]] = {}
    told = list(zip(bills["invoice_id"].to_pylist(), bills["unit"].to_pylist(), strict=True))
    for invoice, unit in told:
        if unit is not None:
            of.setdefault(invoice, set()).add(unit)
    return [unit or (next(iter(of[i])) if len(of.get(i, ())) == 1 else None) for i, unit in told]


def _explained(
    edition: Edition, invoiced: Invoiced, lines: pa.Table, account: Whole, by_invoice: Flags, in_base: Flags
) -> Posted:
    count = len(by_invoice)
    total, total_base = sums(invoiced.account, invoiced.amount, count), sums(invoiced.account, invoiced.base, count)
    base, in_scope = whole(lines["base"]), whole(lines["in_scope"]) == 1
    amount = whole(lines["amount"])
    linked = np.flatnonzero(account >= 0)
    order = linked[np.argsort(account[linked], kind="stable")]
    of = account[order]
    own = np.where(in_base[of], base[order], amount[order]) if len(of) else np.empty(0, np.int64)
    upto = _running(of, own)
    reached = np.clip(upto, np.minimum(total[of], 0), np.maximum(total[of], 0))
    reached_base = _part(total_base[of], reached, total[of])
    explained, explained_base = _steps(of, reached), _steps(of, reached_base)
    last, settling = _last(of), _settling(of, in_scope[order])
    short, short_base = np.zeros(count, np.int64), np.zeros(count, np.int64)
    short[of[last]] = total[of[last]] - reached[last]
    short_base[of[last]] = total_base[of[last]] - reached_base[last]
    answers = settling[by_invoice[of[settling]]]
    explained[answers] += short[of[answers]]
    explained_base[answers] += short_base[of[answers]]
    beyond = own - explained
    # What another currency leaves over is the rate's, as far as a rate can do it.
    off = np.zeros(count, np.int64)
    np.add.at(off, of, beyond)
    by_rate = in_base & (np.abs(off) * CURRENCY_ROOM <= np.abs(total_base))
    beyond = np.where(by_rate[of], 0, beyond) if len(of) else beyond
    beyond_base = _at_the_ledgers_rate(edition, lines, order, beyond, own, in_base[of] if len(of) else of == 0)
    result = {name: np.zeros(len(account), np.int64) for name in ("explained", "unexplained", "own")}
    result["explained"][order], result["unexplained"][order], result["own"][order] = explained_base, beyond_base, beyond
    currency = np.where(account >= 0, base - result["unexplained"] - result["explained"], 0)
    return Posted(
        rows=lines,
        account=account,
        in_scope=in_scope,
        is_known=whole(lines["is_known"]) == 1,
        month=month_numbers(lines["posted_at"]),
        base=base,
        explained=result["explained"],
        currency=currency,
        unexplained=result["unexplained"],
        unexplained_own=result["own"],
        in_base=(account >= 0) & in_base[account] if count else account >= 0,
    )


def sums(of: Whole, values: Whole, count: int) -> Whole:
    """Whole sums by number, which counting by floats could not hold."""
    found = np.zeros(count, np.int64)
    np.add.at(found, of, values)
    return found


def _running(of: Whole, values: Whole) -> Whole:
    """Running sums within each account; ``of`` is sorted."""
    run = np.cumsum(values)
    first = np.searchsorted(of, of)
    return run - run[first] + values[first] if len(run) else run


def _steps(of: Whole, values: Whole) -> Whole:
    """What each element adds to the one before it in its account."""
    before = np.r_[np.zeros(1, np.int64), values[:-1]] if len(values) else values
    return values - np.where(np.searchsorted(of, of) == np.arange(len(of)), 0, before)


def _last(of: Whole) -> Whole:
    """The last element of each account."""
    return np.flatnonzero(np.r_[of[1:] != of[:-1], True]) if len(of) else np.empty(0, np.int64)


def _settling(of: Whole, in_scope: Flags) -> Whole:
    """The last element of each account, one in scope where it has any."""
    rank = np.where(in_scope, len(of), 0) + np.arange(len(of))
    order = np.lexsort((rank, of))
    return np.asarray(order[_last(of[order])], dtype=np.int64)


def _part(whole_base: Whole, part: Whole, total: Whole) -> Whole:
    """That part of an amount in the programme's currency which ``part`` is of ``total``, rounded half-even."""
    found = np.where(part == total, whole_base, 0)
    found = np.where(part == 0, 0, found)
    for n in np.flatnonzero((part != 0) & (part != total)):
        share = Decimal(int(part[n])) * int(whole_base[n]) / int(total[n])
        found[n] = int(share.quantize(Decimal(1), ROUND_HALF_EVEN))
    return np.asarray(found, dtype=np.int64)


def _at_the_ledgers_rate(
    edition: Edition, lines: pa.Table, order: Whole, beyond: Whole, own: Whole, in_base: Flags
) -> Whole:
    base = whole(lines["base"])[order]
    found = np.where(in_base, beyond, np.where(beyond == own, base, 0))
    for n in np.flatnonzero((beyond != 0) & (beyond != own) & ~in_base):
        row = int(order[n])
        day: date = lines["posted_at"][row].as_py()
        rate = edition.rate(lines["currency"][row].as_py(), day) or Decimal(0)
        found[n] = int((int(beyond[n]) * rate).quantize(Decimal(1), ROUND_HALF_EVEN))
    return np.asarray(found, dtype=np.int64)
