"""Invoice lines that are wrong: billed twice, at a wrong rate, for wrong hours, a wrong fee, or without work."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from fullscore.lens._tying import billed_weeks, other_lines
from fullscore.lens._tying.week_judged import CENT, Verdict, judged_week
from fullscore.lens._view import View
from fullscore.model._expressions import constant
from fullscore.terms.edition import Edition

KINDS = ("duplicate", "rate", "hours", "fee", "no_work")
PLACES = Decimal("0.0001")
REACH_DAYS = {"invoice_line": ("invoiced_at", 92), "timesheet": ("week_ending", 276)}
"""How long before a day lines and timesheets are read to judge the lines after it."""


@dataclass(frozen=True, kw_only=True)
class LineError:
    """An invoice line that is wrong, or a credit that takes such an error back.

    Attributes:
        kind: one of ``KINDS``; of a credit, that of what it takes back.
        amount: billed minus due in the line's own currency; of a duplicate pair the later line is due nothing; of a
            credit, minus what it takes back.
        amount_base: the same in the programme's currency at the rate of the line's day; None where there is no rate.
        corrected: how much of the error later lines took back, in its currency; never negative.
        is_correction: whether the line is such a credit.
        org_unit_id: the unit whose work the line bills, where it names one.
    """

    invoice_id: str
    line_no: int
    kind: str
    amount: Decimal
    currency: str
    amount_base: Decimal | None
    corrected: Decimal = Decimal(0)
    is_correction: bool = False
    supplier_id: str
    assignment_id: str | None
    org_unit_id: str | None
    invoiced_at: date
    file: str | None
    line: int | None

    @property
    def is_open(self) -> bool:
        """Whether something of it is still wrong."""
        return not self.is_correction and abs(self.amount) - self.corrected > CENT


def line_errors(edition: Edition) -> tuple[LineError, ...]:
    """Every invoice line that is wrong, by what stands behind it, in the order of billing.

    Labour is held against the timesheets of its week, each against its own lines where all of them name one; a line
    that bills several weeks against all of those that nobody else bills. Timesheets whose status says that they were
    rejected or replaced do not stand. A line without a timesheet for a day that none of its assignment holds has no
    work behind it. Deliverables are held against those agreed, and a statement of work against its value; fees and
    expenses against quantity and rate, and against earlier invoices. Lines in another currency than the work, and lines
    that name nothing, are not judged. What later credits and adjustments took back is shown on both sides, so that the
    amounts of an error and of its correction sum to what is still wrong.
    """
    dated = billed_weeks.dated_lines(edition)
    found = [*_of_weeks(edition, dated), *other_lines.without_work(edition, dated)]
    found += [*other_lines.wrong_fees_and_expenses(edition), *other_lines.beyond_statements(edition)]
    rows = {verdict.key: row for row, verdict in found}
    verdicts = _paired([verdict for _, verdict in found], rows)
    told = [*_told(edition, verdicts, rows)]
    told += _adjusted(edition, told)
    return tuple(sorted(told, key=lambda e: (e.invoiced_at, e.invoice_id, e.line_no, e.is_correction, e.kind)))


def line_errors_after(edition: Edition, day: date) -> tuple[LineError, ...]:
    """The wrong lines that were invoiced after a day, in a third of the time that all take.

    Only lines of the three months before are held against them, and timesheets of nine: a duplicate of an older line is
    not seen, and neither is a statement of work billed beyond its value by older lines.
    """
    return tuple(error for error in line_errors(_Recent(edition, day)) if error.invoiced_at > day)


class _Recent(View):
    """An edition of which only recent lines and timesheets are told."""

    def __init__(self, edition: Edition, day: date) -> None:
        super().__init__(edition)
        self._day = day

    def _in_force(self, table: str) -> Any:
        rows = self._edition.table(table)
        if table not in REACH_DAYS:
            return rows
        name, days = REACH_DAYS[table]
        return rows.filter(rows[name] > constant(self._day - timedelta(days=days)))


def _of_weeks(edition: Edition, dated: Any) -> Iterable[tuple[dict[str, Any], Verdict]]:
    weeks = billed_weeks.weeks_to_judge(edition, dated)
    found = {}
    for (work, week), told in weeks.items():
        if told.lines and (verdicts := judged_week(told.lines, told.sheets, told.bill_rate)):
            found[work, week] = verdicts
    over = sorted({work for (work, _), verdicts in found.items() if any(v.amount > 0 for v in verdicts)})
    unbilled = billed_weeks.weeks_nobody_billed(edition, dated, over)
    for (work, week), verdicts in found.items():
        off = sum(verdict.amount for verdict in verdicts)
        runs = billed_weeks.runs_of_weeks(week, unbilled.get(work, {})) if off > 0 else iter(())
        if any(abs(off - run) <= CENT * len(weeks[work, week].lines) for run in runs):
            continue
        rows = {(row["invoice_id"], row["line_no"]): row for row in weeks[work, week].rows}
        yield from ((rows[verdict.key], verdict) for verdict in verdicts)


def _paired(verdicts: list[Verdict], rows: dict[tuple[str, int], dict[str, Any]]) -> list[Verdict]:
    """Errors of opposite amounts for the same work, kind and currency, of which the later takes the earlier back."""
    open_: dict[Any, list[int]] = defaultdict(list)
    found = [*verdicts]
    for n, verdict in sorted(enumerate(verdicts), key=lambda item: _billing(rows[item[1].key])):
        row = rows[verdict.key]
        if verdict.is_correction or row["timesheet_id"]:
            continue
        of = (row["supplier_id"], row["assignment_id"], row["service_date"], row["kind"], row["currency"])
        if verdict.amount < 0 and (before := open_.get((*of, -verdict.amount))):
            at = before.pop()
            found[at] = replace(found[at], corrected=found[at].amount)
            found[n] = replace(verdict, kind=found[at].kind, is_correction=True)
        elif verdict.amount > 0:
            open_[(*of, verdict.amount)].append(n)
    return found


def _billing(row: dict[str, Any]) -> tuple[date, str, int]:
    return row["invoiced_at"], row["invoice_id"], row["line_no"]


def _told(
    edition: Edition, verdicts: list[Verdict], rows: dict[tuple[str, int], dict[str, Any]]
) -> Iterable[LineError]:
    for verdict in verdicts:
        row = rows[verdict.key]
        yield LineError(
            invoice_id=row["invoice_id"],
            line_no=row["line_no"],
            kind=verdict.kind,
            amount=verdict.amount,
            currency=row["currency"],
            amount_base=_base(edition, verdict.amount, row),
            corrected=verdict.corrected,
            is_correction=verdict.is_correction,
            supplier_id=row["supplier_id"],
            assignment_id=row["assignment_id"] or row.get("worked_for"),
            org_unit_id=row["unit"],
            invoiced_at=row["invoiced_at"],
            file=row["_file"],
            line=row["_line"],
        )


def _base(edition: Edition, amount: Decimal, row: dict[str, Any]) -> Decimal | None:
    rate = edition.rate(row["currency"], row["service_date"] or row["invoiced_at"])
    return None if rate is None else (amount * rate).quantize(PLACES, ROUND_HALF_EVEN)


def _adjusted(edition: Edition, told: list[LineError]) -> list[LineError]:
    """Adjustments that name no week and take back just what one earlier line of their supplier was wrong by."""
    lines = edition.table("invoice_line")
    units = edition.table("assignment").select(_id="assignment_id", unit="org_unit_id")
    lines = lines.filter((lines.kind == "adjustment") & (lines.amount < 0) & lines.timesheet_id.isnull())
    lines = lines.left_join(units, [("assignment_id", "_id")])
    rows = edition.run(lines.select(*billed_weeks.LINE, "unit").order_by(list(other_lines.ORDER))).to_pylist()
    open_: dict[Any, list[int]] = defaultdict(list)
    for n, error in enumerate(told):
        if not error.is_correction and error.amount > error.corrected:
            open_[error.supplier_id, error.currency, error.amount - error.corrected].append(n)
    used = {(error.invoice_id, error.line_no) for error in told}
    found: list[LineError] = []
    for row in rows:
        if (row["invoice_id"], row["line_no"]) in used:
            continue
        before = open_[row["supplier_id"], row["currency"], -row["amount"]]
        for n in before:
            error = told[n]
            if row["assignment_id"] in (None, error.assignment_id) and error.invoiced_at <= row["invoiced_at"]:
                before.remove(n)
                told[n] = replace(error, corrected=error.amount)
                taken = Verdict(key=_billing(row)[1:], kind=error.kind, amount=row["amount"], is_correction=True)
                found += _told(edition, [taken], {taken.key: row})
                break
    return found
