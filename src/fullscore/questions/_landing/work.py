"""What was known of work on a day, read once for all days that are looked at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.measures._days import day_numbers
from fullscore.measures._positions import NO_SHOW
from fullscore.measures._rates import hourly
from fullscore.measures._still_to_come import WEEKLY_HOURS
from fullscore.model._expressions import column, constant
from fullscore.questions._landing.books import Books, of_holders
from fullscore.questions._landing.promised import Statements, statements_of
from fullscore.questions._landing.shape import Asked, Codes, Engaged, Floats, Known
from fullscore.terms.edition import Edition

PAST_DAYS = 730
READ_DAYS = PAST_DAYS + 300
"""Further back than the earliest forecast that is made again looks."""
HOURS_MONTHS = 6
LAGS_DAYS = 365
SHEET_DAYS = 60
"""A timesheet that is older than this tells nothing of what is not yet handed in."""
NOT_HOURLY = ("sow", "employee")
BESIDE_MONTHS = 36
UNTRIED_HOURS = 0.05

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Records:
    """Versions of assignments and requests, timesheets by month, and statements of work; currencies by number."""

    work: pa.Table
    asked: pa.Table | None
    sheets: pa.Table
    statements: Statements
    currencies: tuple[str, ...]
    rate_spread: Floats

    def known(self, books: Books, today: float) -> Known:
        """What was known on a day."""
        now = _in_force(self.work, today)
        table = self.work.filter(pa.array(now))
        ids = table["assignment_id"].to_pylist()
        engaged, recent = self._engaged(table, ids, today)
        hours, error = _hours(engaged, recent, len(books.holders), today)
        beside, whole, posted = _posted(books, today)
        codes = {name: code for code, name in enumerate(self.currencies)}
        return Known(
            today=today,
            holders=len(books.holders),
            engaged=engaged,
            asked=_starts_as_asked(engaged, today) if self.asked is None else _asked(self.asked, table, engaged, today),
            promised=self.statements.promised(today),
            hours=hours,
            hours_error=error,
            load=books.load,
            beside=beside,
            posted_now=posted,
            whole=whole,
            by_then=books.by_then,
            week_end=_week_end(self.sheets),
            rate_spread=self.rate_spread,
            main_currency=np.array([codes.get(name, 0) for name in books.currency], dtype=np.int64),
        )

    def _engaged(self, table: pa.Table, ids: list[str], today: float) -> tuple[Engaged, "_Lately"]:
        at = {id: row for row, id in enumerate(ids)}
        row = np.array([at.get(id, -1) for id in self.sheets["assignment_id"].to_pylist()], dtype=np.int64)
        last, first = day_numbers(self.sheets["last"]), day_numbers(self.sheets["first"])
        seen = (row >= 0) & (last <= today)
        sheet = np.full(len(ids), -np.inf)
        np.maximum.at(sheet, row[seen], last[seen])
        lately = seen & (last > today - 30.4375 * HOURS_MONTHS)
        amount = np.bincount(row[lately], floats(self.sheets["amount"])[lately], len(ids))
        start = day_numbers(table["start_date"])
        unpaid = np.where(sheet > today - SHEET_DAYS, sheet + 1, np.where(start > today - SHEET_DAYS, start, today + 1))
        median = float(np.median(sheet[sheet > today - SHEET_DAYS])) if len(last[seen]) else -np.inf
        # Where most have handed in a later week, a week without a timesheet was one off.
        unpaid = np.where(np.isfinite(sheet), np.maximum(unpaid, median + 1), unpaid)
        engaged = Engaged(
            holder=codes_of(table["_holder"]),
            start=start,
            planned=np.maximum(day_numbers(table["planned_end"]), start),
            end=day_numbers(table["end_date"]),
            extensions=floats(table["extensions"]),
            daily=floats(table["_daily"]),
            currency=np.array([self.currencies.index(name) for name in table["currency"].to_pylist()], dtype=np.int64),
            unpaid_from=unpaid if len(last[seen]) else np.maximum(start, today + 1),
        )
        whole = (first[lately].min() - 6, last[lately].max()) if lately.any() else (today, today)
        return engaged, _Lately(
            amount=np.asarray(amount, dtype=np.float64), first=float(whole[0]), last=float(whole[1])
        )


@dataclass(frozen=True, kw_only=True)
class _Lately:
    """What the timesheets of the last months came to by engagement, and the days that they are of."""

    amount: Floats
    first: float
    last: float


def records_of(edition: Edition, books: Books) -> Records:
    """Read them."""
    work = _work(edition, books)
    statements = statements_of(edition, books)
    names = (*work["currency"].unique().to_pylist(), *statements.currency, *books.currency)
    currencies = tuple(dict.fromkeys((edition.currency, *(name for name in names if name))))
    return Records(
        work=work,
        asked=_requests(edition, books) if edition.has("requisition") else None,
        sheets=_sheets(edition),
        statements=statements.numbered(currencies),
        currencies=currencies,
        rate_spread=np.array([_spread(edition, name) for name in currencies]),
    )


def was_told(edition: Edition, day: date) -> bool:
    """Whether assignments had been delivered by a day, where they are at all."""
    rows = edition.versions("assignment")
    return not edition.has("assignment") or bool(
        edition.run(rows.filter(rows["_from"] <= constant(day)).limit(1)).num_rows
    )


def _told(edition: Edition, table: str) -> Any:
    rows = edition.versions(table)
    return rows.filter(~rows["_beside"]).rename(told_from="_from", told_to="_to")


def _in_force(table: pa.Table, today: float) -> Flags:
    told, ended = day_numbers(table["told_from"]), day_numbers(table["told_to"])
    return np.asarray((told <= today) & ~(ended <= today), dtype=np.bool_)


def _work(edition: Edition, books: Books) -> pa.Table:
    now = constant(date.fromisoformat(edition.as_of))
    rows = _told(edition, "assignment")
    rows = rows.filter((rows.end_cause.fill_null("") != NO_SHOW) & ~rows.resource_type.isin(NOT_HOURLY))
    rows = rows.filter(rows.end_date.isnull() | (rows.end_date.delta(now, unit="day") > -READ_DAYS))
    first = rows.group_by(_told="assignment_id").aggregate(_first=rows.planned_end.argmin(rows.told_from))
    rows = rows.left_join(first, [("assignment_id", "_told")])
    put_off = (column("planned_end") > column("_first")).fill_null(False).ifelse(1, 0)
    rows = rows.mutate(
        _daily=hourly(column("bill_rate_base"), column("rate_unit")) * (WEEKLY_HOURS / 7),
        extensions=column("extensions").fill_null(put_off).cast("float64"),
    )
    rows = of_holders(edition, books.units, rows.filter(column("_daily").notnull()))
    return edition.run(
        rows.order_by("assignment_id", "told_from").select(
            "assignment_id", "requisition_id", "_holder", "_daily", "start_date", "planned_end", "end_date",
            "currency", "extensions", "told_from", "told_to",
        )
    )  # fmt: skip


def _requests(edition: Edition, books: Books) -> pa.Table:
    now = constant(date.fromisoformat(edition.as_of))
    rows = _told(edition, "requisition")
    rows = rows.filter((rows.status != "draft") & (rows.submitted_on.delta(now, unit="day") > -READ_DAYS))
    return edition.run(
        of_holders(edition, books.units, rows)
        .order_by("requisition_id", "told_from")
        .select("requisition_id", "_holder", "submitted_on", "positions", "status", "status_on", "told_from", "told_to")
    )


def _sheets(edition: Edition) -> pa.Table:
    now = constant(date.fromisoformat(edition.as_of))
    rows = edition.table("timesheet")
    age = rows.week_ending.delta(now, unit="day")
    rows = rows.filter((age > -600) & (age <= 0)).mutate(month=rows.week_ending.truncate("M"))
    return edition.run(
        rows.group_by("assignment_id", "month").aggregate(
            amount=column("amount_base").cast("float64").sum(),
            first=column("week_ending").min(),
            last=column("week_ending").max(),
        )
    )


def _week_end(sheets: pa.Table) -> float:
    """A day like those on which most weeks end; NaN where there are no timesheets."""
    days = day_numbers(sheets["last"])
    return float(np.argmax(np.bincount(days.astype(np.int64) % 7))) if len(days) else np.nan


def _hours(work: Engaged, lately: _Lately, holders: int, today: float) -> tuple[Floats, Floats]:
    """What days of engagements cost lately against forty hours a week at the rate, by holder, with its error."""
    if not lately.amount.sum():
        return np.ones(holders), np.full(holders, UNTRIED_HOURS)
    until = np.where(np.isnan(work.end), today, work.end)
    days = np.maximum(np.minimum(until, lately.last) - np.maximum(work.start, lately.first) + 1, 0)
    paid = days * work.daily
    whole = lately.amount.sum() / paid.sum()
    got, due = np.bincount(work.holder, lately.amount, holders), np.bincount(work.holder, paid, holders)
    ratio = np.divide(got, due, out=np.full(holders, whole), where=due > 0)
    squares = np.bincount(work.holder, (lately.amount - ratio[work.holder] * paid) ** 2, holders)
    error = np.divide(np.sqrt(squares), due * ratio, out=np.full(holders, UNTRIED_HOURS), where=due * ratio > 0)
    return ratio, np.minimum(error, 0.5)


def _asked(told: pa.Table, work: pa.Table, engaged: Engaged, today: float) -> Asked:
    table = told.filter(pa.array(_in_force(told, today)))
    asked = day_numbers(table["submitted_on"])
    at = {id: row for row, id in enumerate(table["requisition_id"].to_pylist())}
    row = np.array([at.get(id, -1) for id in work["requisition_id"].to_pylist()], dtype=np.int64)
    known = row >= 0
    is_closed = np.isin(np.array(table["status"].to_pylist(), dtype=object), ("filled", "cancelled", "closed"))
    closed = np.where(is_closed, day_numbers(table["status_on"]), np.nan)
    begun = known & (engaged.start > today - LAGS_DAYS)
    return Asked(
        holder=codes_of(table["_holder"]),
        asked=asked,
        positions=floats(table["positions"]),
        filled=np.bincount(row[known], minlength=len(asked)).astype(np.float64),
        closed=np.where(is_closed & np.isnan(closed), today, closed),
        lags=engaged.start[begun] - asked[row[begun]],
    )


def _starts_as_asked(work: Engaged, today: float) -> Asked:
    """Without requisitions every start is taken for a request that was filled on its day."""
    rows = np.flatnonzero(work.start <= today)
    one = np.ones(len(rows))
    start = work.start[rows]
    return Asked(
        holder=work.holder[rows], asked=start, positions=one, filled=one, closed=start, lags=np.zeros(len(rows))
    )


def _posted(books: Books, today: float) -> tuple[Floats, Floats, Floats]:
    """What was posted past the programme, and in all, in whole months up to a day, by holder and month; and of the
    month that is not over past the programme."""
    count = len(books.holders)
    day = np.datetime64(int(today), "D")
    month = day.astype("datetime64[M]")
    is_over = (day + 1).astype("datetime64[M]") != month
    end = int((month + int(is_over)).astype(np.int64))
    past = books.posted <= today
    at = books.posted[past].astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first = max(int(at.min()) if len(at) else end, end - BESIDE_MONTHS)
    holder, amount, beside = books.holder[past], books.amount[past], ~books.through[past]
    months = max(end - first, 0)

    def table(chosen: Flags) -> Floats:
        sums = np.bincount(holder[chosen] * months + at[chosen] - first, amount[chosen], count * months)
        return np.asarray(sums.reshape(count, months), dtype=np.float64)

    over = (at >= first) & (at < end)
    now = beside & (at >= end)
    return table(over & beside), table(over), np.bincount(holder[now], amount[now], count).astype(np.float64)


def _spread(edition: Edition, currency: str) -> float:
    """The standard deviation of the log of a currency's rate over a year, from its last twenty-four months."""
    if currency == edition.currency:
        return 0.0
    today = date.fromisoformat(edition.as_of)
    ends = [date.fromordinal(today.toordinal() - round(30.4375 * n)) for n in range(25)]
    rates = [rate for day in ends if (rate := edition.rate(currency, day)) is not None]
    if len(rates) < 3:
        return 0.0
    steps = np.diff(np.log(np.array([float(rate) for rate in rates])))
    return float(steps.std(ddof=1) * np.sqrt(12))


def floats(values: Any) -> Floats:
    """A column as floats, NaN where it is null."""
    return np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def codes_of(values: Any) -> Codes:
    """A column of whole numbers."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
