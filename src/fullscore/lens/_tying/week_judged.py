"""One piece of work, what it came to, and the lines that bill it: which line is wrong, how, and by how much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal("0.01")
NEAR_HOURS = Decimal("0.01")
NEAR_RATE = Decimal("0.0002")
"""Rates that differ by no more than this share of themselves are one rate: a timesheet's amount is rounded to cents."""
OVERTIME = Decimal("1.5")


@dataclass(frozen=True, kw_only=True)
class Billed:
    """An invoice line, in the order of billing."""

    key: tuple[str, int]
    amount: Decimal
    hours: Decimal | None
    rate: Decimal | None
    """For an hour."""
    sheet: str | None
    is_adjustment: bool = False


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A timesheet."""

    sheet: str
    amount: Decimal
    regular: Decimal
    overtime: Decimal


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """By how much a line is wrong, in its own currency.

    Attributes:
        amount: billed minus due; of a credit that takes an error back, minus what it takes back.
        corrected: how much of the error later lines took back; never negative.
        is_correction: whether the line is such a credit.
    """

    key: tuple[str, int]
    kind: str
    amount: Decimal
    corrected: Decimal = Decimal(0)
    is_correction: bool = False


def judged_week(lines: Sequence[Billed], sheets: Sequence[Worked], bill_rate: Decimal | None) -> list[Verdict]:
    """What is wrong with the lines that bill one week of one assignment.

    Where every line names its timesheet, each timesheet is held against its own lines, so that too much on one and too
    little on another are two errors; a timesheet that nobody names yet may be what another line bills too much.
    Otherwise the week is held as a whole.

    Args:
        lines: in the order of billing.
        sheets: of that week, those that still stand.
        bill_rate: the assignment's, for an hour.
    """
    if any(line.sheet is None for line in lines):
        return judged(lines, sheets, bill_rate)
    found: list[Verdict] = []
    named = {line.sheet for line in lines}
    for sheet in sorted(named, key=str):
        own = [line for line in lines if line.sheet == sheet]
        found += judged(own, [one for one in sheets if one.sheet == sheet], bill_rate)
    unbilled = [one for one in sheets if one.sheet not in named]
    off = sum((verdict.amount for verdict in found), Decimal(0))
    if unbilled and abs(off - sum(one.amount for one in unbilled)) <= CENT * len(lines):
        return []
    return found


def judged(lines: Sequence[Billed], sheets: Sequence[Worked], bill_rate: Decimal | None) -> list[Verdict]:
    """What is wrong with the lines that bill some timesheets together.

    A credit of just what a line billed takes that line back. Of what then stands, a line that repeats an earlier one
    beyond what the work came to is a duplicate; what is left over or short belongs to the line whose own hours or rate
    explain it, else to the last. Other credits take back the errors before them.
    """
    worth = sum((sheet.amount for sheet in sheets), Decimal(0))
    slack = CENT * len(lines)
    charges = [line for line in lines if line.amount > 0 and not line.is_adjustment]
    credits = [line for line in lines if line.amount < 0]
    reversed_by = dict(_reversals(lines, charges, credits))
    found = [verdict for line, by in reversed_by.items() for verdict in _taken_back(lines, line, by, worth, slack)]
    found = [_kinded(verdict, charges, sheets, bill_rate) for verdict in found]
    standing = [line for line in charges if line not in reversed_by]
    errors = _errors(standing, worth, slack, sheets, bill_rate)
    return found + _corrected(errors, [c for c in credits if c not in reversed_by.values()], slack)


def _reversals(
    lines: Sequence[Billed], charges: list[Billed], credits: list[Billed]
) -> Iterator[tuple[Billed, Billed]]:
    free = [*charges]
    for credit in credits:
        before = lines[: lines.index(credit)]
        match = next((c for c in reversed(free) if c.amount == -credit.amount and c in before), None)
        if match:
            free.remove(match)
            yield match, credit


def _taken_back(lines: Sequence[Billed], line: Billed, by: Billed, worth: Decimal, slack: Decimal) -> Iterator[Verdict]:
    """The error that a line was until it was taken back whole; a right line that was billed anew was none."""
    before = sum((other.amount for other in lines[: lines.index(line)] if not other.is_adjustment), Decimal(0))
    error = min(line.amount, before + line.amount - worth)
    if error > slack:
        kind = "duplicate" if before > 0 and line.amount - error <= slack else ""
        yield Verdict(key=line.key, kind=kind, amount=error, corrected=error)
        yield Verdict(key=by.key, kind=kind, amount=-error, is_correction=True)


def _kinded(verdict: Verdict, charges: list[Billed], sheets: Sequence[Worked], bill_rate: Decimal | None) -> Verdict:
    if verdict.kind:
        return verdict
    wrong = [line for line in charges if line.key == verdict.key] or charges
    return Verdict(**{**vars(verdict), "kind": kind_of(wrong[0], sheets, bill_rate)})


def _errors(
    standing: list[Billed], worth: Decimal, slack: Decimal, sheets: Sequence[Worked], bill_rate: Decimal | None
) -> list[Verdict]:
    if not standing:
        return []
    over = sum(line.amount for line in standing) - worth
    found: list[Verdict] = []
    for n in range(len(standing) - 1, 0, -1):
        line = standing[n]
        if slack < line.amount <= over + slack and any(_same(line, other) for other in standing[:n]):
            found.append(Verdict(key=line.key, kind="duplicate", amount=line.amount))
            over -= line.amount
    left = [line for line in standing if line.key not in {verdict.key for verdict in found}]
    explained = [line for line in left if _explains(line, over, slack, sheets, bill_rate)]
    for line in [*explained[:1], *(other for other in reversed(left) if other not in explained[:1])]:
        if abs(over) <= slack:
            break
        error = min(over, line.amount)
        is_all = error > 0 and line.amount - error <= slack and len(standing) > 1
        kind = "no_work" if worth <= 0 < error else "duplicate" if is_all else kind_of(line, sheets, bill_rate)
        found.append(Verdict(key=line.key, kind=kind, amount=error))
        over -= error
    return found


def _same(line: Billed, earlier: Billed) -> bool:
    alike = line.amount == earlier.amount and (line.hours == earlier.hours or None in (line.hours, earlier.hours))
    return alike and (line.sheet == earlier.sheet or None in (line.sheet, earlier.sheet))


def _corrected(errors: list[Verdict], credits: list[Billed], slack: Decimal) -> list[Verdict]:
    """Errors as far as credits took them back, and those credits; what a credit takes beyond them is too little."""
    found = [*errors]
    for credit in credits:
        left = -credit.amount
        for n, error in enumerate(errors):
            taken = min(left, error.amount - found[n].corrected)
            if taken > 0:
                found[n] = Verdict(**{**vars(found[n]), "corrected": found[n].corrected + taken})
                found.append(Verdict(key=credit.key, kind=error.kind, amount=-taken, is_correction=True))
                left -= taken
        if left > slack and not credit.is_adjustment:
            found.append(Verdict(key=credit.key, kind="hours", amount=-left))
    return found


def kind_of(line: Billed, sheets: Sequence[Worked], bill_rate: Decimal | None) -> str:
    """Whether a line's hours or its rate are wrong.

    The hours, where only they differ from every count of the timesheets'; the rate, where only it differs from the
    assignment's and from what the timesheets were reckoned at, or where the hours are right. Where both differ, the one
    that makes more of the amount; where the line tells neither, the hours.
    """
    rates, counts = _rates(sheets, bill_rate), _counts(sheets)
    by_rate = by_hours = Decimal(0)
    if line.rate is not None and rates:
        due = min(rates, key=lambda one: abs(one - (line.rate or one)))
        if abs(line.rate - due) > max(due * NEAR_RATE, CENT / 2):
            by_rate = abs(line.rate - due) * (line.hours or 1)
    if line.hours is not None and counts:
        worked = min(counts, key=lambda one: abs(one - (line.hours or one)))
        if abs(line.hours - worked) > NEAR_HOURS:
            by_hours = abs(line.hours - worked) * (line.rate or 1)
    if by_rate or by_hours:
        return "rate" if by_rate > by_hours else "hours"
    return "hours" if line.hours is None else "rate"


def _explains(line: Billed, over: Decimal, slack: Decimal, sheets: Sequence[Worked], bill_rate: Decimal | None) -> bool:
    """Whether a line is wrong by just so much, whichever part of the work it bills."""
    due = [rate * hours for rate in _rates(sheets, bill_rate) for hours in _counts(sheets)]
    return any(abs(line.amount - one - over) <= slack for one in due)


def _rates(sheets: Sequence[Worked], bill_rate: Decimal | None) -> list[Decimal]:
    """What an hour may cost: the assignment's rate, what the timesheets were reckoned at, and their overtime."""
    plain = {bill_rate} - {None}
    for sheet in sheets:
        if paid := sheet.regular + OVERTIME * sheet.overtime:
            plain.add(sheet.amount / paid)
    blended = {sheet.amount / (sheet.regular + sheet.overtime) for sheet in sheets if sheet.regular + sheet.overtime}
    has_overtime = any(sheet.overtime for sheet in sheets)
    dearer = {rate * OVERTIME for rate in plain if rate} if has_overtime else set()
    return sorted({rate for rate in plain | blended | dearer if rate})


def _counts(sheets: Sequence[Worked]) -> list[Decimal]:
    """How many hours a line of this work may name."""
    regular, overtime = (sum(getattr(s, name) for s in sheets) for name in ("regular", "overtime"))
    counts = {regular, overtime, regular + overtime, regular + OVERTIME * overtime}
    for sheet in sheets:
        counts |= {sheet.regular, sheet.overtime, sheet.regular + sheet.overtime}
        counts.add(sheet.regular + OVERTIME * sheet.overtime)
    return sorted(Decimal(count) for count in counts if count)
