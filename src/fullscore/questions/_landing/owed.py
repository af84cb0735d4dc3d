"""What is owed on an edition's date and not yet in the ledger: unbilled work, unposted bills, unbilled statements."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from fullscore.lens._view import View
from fullscore.measures._days import day_numbers
from fullscore.measures._frame import flags
from fullscore.measures._still_to_come import NO_WORK, knows_unbilled, not_posted
from fullscore.measures.accrual import accrual
from fullscore.model._expressions import column, constant
from fullscore.questions._landing.books import Books, of_holders
from fullscore.questions._landing.shape import Codes, Floats, Known
from fullscore.terms.edition import Edition

RECENT_DAYS = 200
SETTLED_DAYS = 45.0
"""What is far older than work is when it is posted is taken to be posted evenly within so many days."""
LATE_SHARE = 0.02
KINDS = ("accrual", "unapproved", "unposted", "unbilled_statements")


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed, one element a kind, holder and day of the work; amounts without what the ledger posts on top."""

    kind: Codes
    """The place in ``KINDS``: approved weeks that nobody billed; weeks that nobody approved; bills that the ledger does
    not name; accepted parts of statements of work beyond what was billed for them."""
    holder: Codes
    day: Floats
    amount: Floats

    def total(self, kind: str, holders: int) -> Floats:
        """What a kind comes to by holder."""
        of = self.kind == KINDS.index(kind)
        return np.asarray(np.bincount(self.holder[of], self.amount[of], holders), dtype=np.float64)

    def posted(self, known: Known, until: float) -> Floats:
        """What the ledger will post of it by a month's end, with what comes on top, by holder."""
        now, then = (known.posted_share(self.holder, self.day, day) for day in (known.today, until))
        ahead = np.full(len(now), min(max(until - known.today, 0.0) / SETTLED_DAYS, 1.0))
        # What was not posted until now is posted by then as work of that age was.
        share = (
            np.divide(then - now, 1 - now, out=ahead, where=1 - now > LATE_SHARE) if until > known.today else 0 * now
        )
        return np.bincount(self.holder, self.amount * share, known.holders) * known.load


class _Recent(View):
    """An edition without the weeks and bills of long ago: what is still owed is young, and there is less to read."""

    def _in_force(self, table: str) -> Any:
        rows = self._edition.table(table)
        since = constant(date.fromisoformat(self.as_of) - timedelta(days=RECENT_DAYS))
        if table == "timesheet":
            return rows.filter(rows.week_ending > since)
        if table == "invoice_line":
            return rows.filter(rows.service_date.fill_null(rows.invoiced_at) > since)
        return rows


def owed_then(books: Books, now: Owed, day: float) -> Owed:
    """What was owed on an earlier day, as it is known today: work done by then that was posted later or is not yet."""
    bills = books.bills
    later = (bills.done <= day) & ~(bills.posted <= day) & ~np.isnan(bills.posted)
    still = now.day <= day
    return Owed(
        kind=np.append(np.zeros(later.sum(), dtype=np.int64), now.kind[still]),
        holder=np.append(bills.holder[later], now.holder[still]),
        day=np.append(bills.done[later], now.day[still]),
        amount=np.append(bills.amount[later], now.amount[still]),
    )


def owed(edition: Edition, books: Books) -> Owed:
    """Read it."""
    edition = _Recent(edition)
    parts = [
        *([_unbilled(edition, books)] if knows_unbilled(edition) else []),
        *([_unposted(edition, books)] if books.names_invoices else []),
        *([_statements(edition, books)] if edition.has("deliverable") and edition.has("invoice_line") else []),
    ]
    kind, holder, day, amount = (
        np.concatenate([part[n] for part in parts]) if parts else np.empty(0) for n in range(4)
    )
    return Owed(kind=kind.astype(np.int64), holder=holder.astype(np.int64), day=day, amount=np.nan_to_num(amount))


def _unbilled(edition: Edition, books: Books) -> tuple[Floats, ...]:
    weeks = of_holders(edition, books.units, accrual.atoms(edition), "org_unit")
    sums = weeks.group_by("_holder", "week_ending", "approved_unbilled")
    table = edition.run(sums.aggregate(amount=column("amount").cast("float64").sum()))
    kind = np.where(flags(table["approved_unbilled"]), 0.0, 1.0)
    return kind, *_columns(table, "week_ending")


def _unposted(edition: Edition, books: Books) -> tuple[Floats, ...]:
    kinds = edition.table("invoice_line").select("invoice_id", "line_no", "kind")
    lines = not_posted(edition).inner_join(kinds, ["invoice_id", "line_no"])
    lines = of_holders(edition, books.units, lines.filter(~lines.kind.isin(NO_WORK)), "org_unit")
    table = edition.run(lines.group_by("_holder", "on").aggregate(amount=column("spent").sum()))
    return np.full(table.num_rows, 2.0), *_columns(table, "on")


def _statements(edition: Edition, books: Books) -> tuple[Floats, ...]:
    """Accepted parts beyond what was billed for a statement, dated by the last of them."""
    since = constant(date.fromisoformat(edition.as_of) - timedelta(days=RECENT_DAYS))
    parts = edition.table("deliverable")
    parts = parts.filter((parts.accepted_at > since) & (parts.accepted_at <= constant(edition.as_of).cast("date")))
    done = parts.group_by("sow_id").aggregate(_done=parts.amount_base.cast("float64").sum(), on=parts.accepted_at.max())
    lines = edition.table("invoice_line")
    lines = lines.filter(lines.sow_id.notnull() & ~lines.kind.isin(NO_WORK))
    billed = lines.group_by(_of="sow_id").aggregate(_billed=lines.amount_base.cast("float64").sum())
    rows = done.left_join(billed, [("sow_id", "_of")]).inner_join(
        edition.table("sow").select("sow_id", "org_unit_id"), "sow_id"
    )
    left = (column("_done") - column("_billed").fill_null(0.0)).clip(lower=0.0)
    rows = of_holders(edition, books.units, rows.mutate(amount=left))
    table = edition.run(rows.filter(column("amount") > 0).select("_holder", "on", "amount"))
    return np.full(table.num_rows, 3.0), *_columns(table, "on")


def _columns(table: Any, day: str) -> tuple[Floats, ...]:
    holder, amount = (
        np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64) for name in ("_holder", "amount")
    )
    return holder, day_numbers(table[day]), amount
