"""Budgets, whose they are, and what the ledger has posted against them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import isotonic_regression

from fullscore.measures._days import day_numbers
from fullscore.measures._ledger import lines_in_scope
from fullscore.measures._still_to_come import NO_WORK, posts_named_invoices
from fullscore.model._expressions import column, constant
from fullscore.questions._landing.shape import LONGEST_MONTH, Codes, Floats, month_before
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month
from fullscore.terms.programme import assumptions_of
from fullscore.workforce.units_above import nearest_above

LOAD_DAYS = 365
SEEN_DAYS, AGE_DAYS, OTHERS_WEIGHT = 600, 157, 0.1
LEAST_LOAD, MOST_LOAD = 0.5, 2.0


@dataclass(frozen=True, kw_only=True)
class Span:
    """The months that are looked at, and their first and last day."""

    first: Month
    last: Month

    @property
    def begins(self) -> date:
        return self.first.first_day

    @property
    def ends(self) -> date:
        return self.last.last_day


@dataclass(frozen=True, kw_only=True)
class Bills:
    """What was billed for work of the last months, by the holder, the day of the work and that of its posting."""

    holder: Codes
    done: Floats
    posted: Floats
    """NaN where the ledger does not name the bill."""
    amount: Floats


NO_BILLS = Bills(holder=np.empty(0, dtype=np.int64), done=np.empty(0), posted=np.empty(0), amount=np.empty(0))


@dataclass(frozen=True, kw_only=True)
class Books:
    """Budgets of a span, and the lines in scope of all time, one element each.

    Attributes:
        holders: the org units with a budget; what is below one, and below no nearer one, is spent from it.
        units: an Arrow table of every org unit below one (``_below``) with the holder's number (``_holder``).
        currencies: of budgets; the programme's own first.
        earlier: the part of a line that bills work done before the span.
        load: what the ledger posts for one unit of billed work, by holder: fees, tax and expenses on top.
        by_then: as in ``Known``.
        outside: what was posted in the span by org units below no holder.
        names_invoices: whether the ledger names the programme's invoices.
    """

    span: Span
    holders: tuple[str, ...]
    units: pa.Table
    budget: Floats
    currency: tuple[str, ...]
    """Of each holder's budget."""
    holder: Codes
    posted: Floats
    amount: Floats
    through: npt.NDArray[np.bool_]
    earlier: Floats
    load: Floats
    by_then: Floats
    bills: Bills
    outside: float
    names_invoices: bool

    def total(self, chosen: npt.NDArray[np.bool_], part: Floats | None = None) -> Floats:
        """What lines come to by holder."""
        amount = self.amount if part is None else self.amount * part
        return np.asarray(np.bincount(self.holder[chosen], amount[chosen], len(self.holders)), dtype=np.float64)


def span_of(edition: Edition) -> Span | None:
    """The calendar year of the edition's date, from its first month with a budget to its last; with the year after
    where this one is over and that one has a budget. None where nobody has a budget for the year."""
    told = edition.run(edition.table("budget").select("month").distinct())["month"].to_pylist()
    today = date.fromisoformat(edition.as_of)
    months = sorted(Month.of(day) for day in told)
    this = [month for month in months if month.year == today.year]
    if not this:
        return None
    after = [month for month in months if month.year == today.year + 1]
    is_over = this[-1].last_day <= today
    return Span(first=this[0], last=after[-1] if is_over and after else this[-1])


def books_of(edition: Edition, span: Span) -> Books:
    """Read them."""
    lines = edition.table("budget")
    lines = lines.filter((lines.month >= constant(span.begins)) & (lines.month <= constant(span.ends)))
    told = edition.run(
        lines.group_by("org_unit_id").aggregate(
            amount=lines.amount_base.cast("float64").sum(), currency=lines.currency.max()
        ).order_by("org_unit_id")
    )  # fmt: skip
    holders = tuple(told["org_unit_id"].to_pylist())
    tops = edition.lend(pa.table({"_top": holders, "_holder": pa.array(range(len(holders)), pa.int64())}))
    below = nearest_above(edition, tops.select("_top")).inner_join(tops, [("_unit", "_top")])
    units = edition.run(below.select("_below", "_holder"))
    names = posts_named_invoices(edition)
    posted = _lines(edition, units, span, names)
    holder = np.asarray(posted["_holder"].fill_null(-1).to_numpy(), dtype=np.int64)
    days = day_numbers(posted["on"])
    amount = np.asarray(posted["amount"].to_numpy(zero_copy_only=False), dtype=np.float64)
    begins = np.datetime64(span.begins).astype(np.int64)
    today = np.datetime64(edition.as_of).astype(np.int64)
    inside = holder >= 0
    seen = days <= today
    through = np.asarray(posted["through"].to_numpy(zero_copy_only=False), dtype=np.bool_)
    counted = inside & seen & through & (days > today - LOAD_DAYS)
    bills = _bills(edition, units) if names else NO_BILLS
    fee = assumptions_of(edition.settings).msp_fee_percent
    return Books(
        span=span,
        holders=holders,
        units=units,
        budget=np.asarray(told["amount"].to_numpy(zero_copy_only=False), dtype=np.float64),
        currency=tuple(told["currency"].to_pylist()),
        holder=holder[inside & seen],
        posted=days[inside & seen],
        amount=amount[inside & seen],
        through=through[inside & seen],
        earlier=np.asarray(posted["earlier"].fill_null(0.0).to_numpy(), dtype=np.float64)[inside & seen],
        load=_loads(bills, holder[counted], amount[counted], len(holders), float(today))
        if len(bills.done)
        else np.full(len(holders), 1 + float(fee) / 100),
        by_then=_by_then(bills, len(holders), float(today)),
        bills=bills,
        outside=float(np.nansum(amount[~inside & seen & (days >= begins)])),
        names_invoices=names,
    )


def of_holders(edition: Edition, units: pa.Table, rows: Any, unit: str = "org_unit_id") -> Any:
    """Rows of org units below a holder, with ``_holder``."""
    return rows.inner_join(edition.lend(units), [(unit, "_below")])


def _lines(edition: Edition, units: pa.Table, span: Span, names: bool) -> pa.Table:
    lines = lines_in_scope(edition).left_join(edition.lend(units), [("org_unit_id", "_below")])
    lines = lines.filter(column("amount_base").notnull())
    if names:
        bills = edition.table("invoice_line")
        day = bills.service_date.fill_null(bills.invoiced_at)
        amount = bills.amount_base.cast("float64")
        shares = bills.group_by(_bill="invoice_id").aggregate(
            _before=(day < constant(span.begins)).ifelse(amount, 0.0).sum(), _whole=amount.sum()
        )
        lines = lines.left_join(shares, [("invoice_reference", "_bill")])
        earlier = (column("_whole") > 0).ifelse(column("_before") / column("_whole"), 0.0)
    else:
        earlier = constant(0.0)
    return edition.run(
        lines.select(
            "_holder", "on", amount=column("amount_base").cast("float64"), through="is_through", earlier=earlier
        )
    )


def _bills(edition: Edition, units: pa.Table) -> Bills:
    """What was billed for work, with the day on which the ledger posted the bill."""
    posts = edition.table("ledger_line")
    posts = posts.filter(posts.invoice_reference.notnull()).group_by(_bill="invoice_reference")
    posts = posts.aggregate(_on=column("posted_at").min())
    lines = edition.table("invoice_line")
    now = constant(date.fromisoformat(edition.as_of))
    lines = lines.filter(~lines.kind.isin(NO_WORK) & lines.amount_base.notnull())
    lines = lines.mutate(done=lines.service_date.fill_null(lines.invoiced_at), amount=lines.amount_base.cast("float64"))
    lines = lines.filter(column("done").delta(now, unit="day") > -SEEN_DAYS)
    keys = ["invoice_id", "assignment_id", "sow_id", "done"]
    lines = lines.group_by(keys).aggregate(amount=column("amount").sum())
    work = edition.table("assignment").select(_work="assignment_id", _unit="org_unit_id")
    statements = edition.table("sow").select(_statement="sow_id", _their_unit="org_unit_id")
    lines = lines.left_join(work, [("assignment_id", "_work")]).left_join(statements, [("sow_id", "_statement")])
    lines = lines.mutate(_at=column("_unit").fill_null(column("_their_unit"))).left_join(
        posts, [("invoice_id", "_bill")]
    )
    rows = of_holders(edition, units, lines, "_at").group_by("_holder", "done", "_on")
    table = edition.run(rows.aggregate(amount=column("amount").sum()))
    return Bills(
        holder=np.asarray(table["_holder"].to_numpy(zero_copy_only=False), dtype=np.int64),
        done=day_numbers(table["done"]),
        posted=day_numbers(table["_on"]),
        amount=np.asarray(table["amount"].to_numpy(zero_copy_only=False), dtype=np.float64),
    )


def _loads(bills: Bills, holder: Codes, amount: Floats, holders: int, today: float) -> Floats:
    """What the ledger posted in the last year for one unit of the work that it posted."""
    seen = bills.posted > today - LOAD_DAYS
    billed = np.bincount(bills.holder[seen], bills.amount[seen], holders)
    posted = np.bincount(holder, amount, holders)
    whole = posted.sum() / billed.sum() if billed.sum() > 0 else 1.0
    load = np.divide(posted, billed, out=np.full(holders, whole), where=billed > 0)
    return np.asarray(np.clip(load, LEAST_LOAD, MOST_LOAD), dtype=np.float64)


def _by_then(bills: Bills, holders: int, today: float) -> Floats:
    """What share of work the ledger had posted by a month's end, by the day of the work, over a year of month ends.

    A holder's own share is held together with that of all, which weighs a tenth of an average day of its own.

    The year ends two months before the edition's date, so that work of its last days has had time to be posted.
    """
    this = np.datetime64(int(today), "D").astype("datetime64[M]")
    ends = [float((this - n + 1).astype("datetime64[D]").astype(np.int64)) - 1 for n in range(3, 15)]
    got, whole = np.zeros((holders, AGE_DAYS)), np.zeros((holders, AGE_DAYS))
    for end in ends:
        age = month_before(end) - bills.done + LONGEST_MONTH
        seen = (age >= 0) & (age < AGE_DAYS) & (bills.amount > 0)
        at = (bills.holder * AGE_DAYS + np.where(seen, age, 0)).astype(np.int64)
        posted = seen & (bills.posted <= end)
        for kept, table in ((seen, whole), (posted, got)):
            table += np.bincount(at[kept], bills.amount[kept], holders * AGE_DAYS).reshape(holders, AGE_DAYS)
    if not got.sum():
        return np.ones((holders, 1))
    every = _rising(got.sum(0), whole.sum(0))
    held = OTHERS_WEIGHT * whole.mean(1, keepdims=True)
    return np.array(
        [_rising(g + h * every, w + h) if w.sum() else every for g, w, h in zip(got, whole, held, strict=True)]
    )


def _rising(got: Floats, whole: Floats) -> Floats:
    """The share at each age. The older the work the more of it is posted; what is not after all that time, later."""
    share = np.divide(got, whole, out=np.zeros(len(got)), where=whole > 0)
    rising = isotonic_regression(share, weights=np.maximum(whole, whole.sum() * 1e-9)).x
    return np.asarray(rising / max(rising[-1], 1e-9), dtype=np.float64)
