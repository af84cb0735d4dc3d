"""The ways in which a week of a planted programme is worked and billed, each with what is to be found wrong of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")
OVERTIME = Decimal("1.5")
FIRST_WEEK = date(2025, 1, 5)
Line = tuple[str, int]


class Week:
    """A week of an assignment, to be worked and billed in one way or another."""

    def __init__(self, planted: Any, work: dict[str, Any], rate: Decimal, number: int) -> None:
        self.planted, self.work, self.rate, self.number = planted, work, rate, number
        self.ending = FIRST_WEEK + timedelta(days=7 * number)
        self.regular = planted.draw.choice([Decimal(40), Decimal("37.5"), Decimal(32)])
        self.overtime = planted.draw.choice([Decimal(0), Decimal(0), Decimal(4), Decimal("2.5")])
        self.unit = 8 if work["rate_unit"] == "day" else 1

    @property
    def paid(self) -> Decimal:
        return self.regular + OVERTIME * self.overtime

    def sheet(self, mark: str = "", status: str = "Approved", regular: Decimal | None = None) -> str:
        id = f"T-{self.work['assignment_id']}-{self.number}{mark}"
        amount = ((self.paid if regular is None else regular) * self.rate).quantize(CENT)
        self.planted.put(
            "timesheet", timesheet_id=id, assignment_id=self.work["assignment_id"], week_ending=self.ending,
            regular_hours=self.regular if regular is None else regular,
            overtime_hours=self.overtime if regular is None else 0, amount=amount, currency=self.work["currency"],
            status=status,
        )  # fmt: skip
        return id

    @property
    def due(self) -> Decimal:
        return (self.paid * self.rate).quantize(CENT)

    def line(
        self, hours: Decimal, sheet: str | None, *, rate: Decimal | None = None, sign: int = 1, late: int = 0,
        amount: Decimal | None = None, kind: str = "labour",
    ) -> Line:  # fmt: skip
        rate = rate or self.rate
        month = self.ending.month + 1 + late
        return self.planted.bill(
            self.work["supplier_id"], month, kind, sign * ((hours * rate).quantize(CENT) if amount is None else amount),
            assignment_id=self.work["assignment_id"], timesheet_id=sheet, service_date=self.ending,
            quantity=sign * hours / self.unit, unit_rate=rate * self.unit,
        )  # fmt: skip

    def wrong(self, line: Line, kind: str, amount: Decimal, is_correction: bool = False) -> None:
        self.planted.errors[line] = (kind, amount, is_correction)

    def dearer(self) -> tuple[Decimal, Decimal]:
        rate = (self.rate * Decimal("1.06")).quantize(CENT)
        return rate, (self.paid * rate).quantize(CENT) - self.due


def clean(week: Week) -> int:
    week.line(week.paid, week.sheet())
    return 1


def without_sheet(week: Week) -> int:
    week.sheet()
    week.line(week.paid, None)
    return 1


def overtime(week: Week) -> int:
    week.overtime = Decimal(6)
    sheet, regular = week.sheet(), (week.regular * week.rate).quantize(CENT)
    week.line(week.regular, sheet)
    week.line(week.overtime, sheet, rate=week.rate * OVERTIME, amount=week.due - regular)
    return 1


def duplicate(week: Week) -> int:
    sheet = week.sheet()
    week.line(week.paid, sheet)
    week.wrong(week.line(week.paid, sheet, late=week.planted.draw.choice([0, 1])), "duplicate", week.due)
    return 1


def rate(week: Week) -> int:
    dearer, more = week.dearer()
    week.wrong(week.line(week.paid, week.sheet(), rate=dearer), "rate", more)
    return 1


def hours(week: Week) -> int:
    line = week.line(week.paid + 8, week.sheet())
    week.wrong(line, "hours", ((week.paid + 8) * week.rate).quantize(CENT) - week.due)
    return 1


def fewer_hours(week: Week) -> int:
    line = week.line(week.paid - 5, week.sheet())
    week.wrong(line, "hours", ((week.paid - 5) * week.rate).quantize(CENT) - week.due)
    return 1


def offsetting_sheets(week: Week) -> int:
    """Two timesheets of one week: five hours too many on one, five too few on the other."""
    one, other = week.sheet("a", regular=Decimal(30)), week.sheet("b", regular=Decimal(10))
    of_one, of_other = ((Decimal(n) * week.rate).quantize(CENT) for n in (30, 10))
    more, less = ((Decimal(n) * week.rate).quantize(CENT) for n in (35, 5))
    week.wrong(week.line(Decimal(35), one), "hours", more - of_one)
    week.wrong(week.line(Decimal(5), other), "hours", less - of_other)
    return 1


def credited(week: Week) -> int:
    dearer, more = week.dearer()
    sheet = week.sheet()
    week.wrong(week.line(week.paid, sheet, rate=dearer), "rate", more)
    week.wrong(week.line(week.paid, sheet, sign=-1, late=1, amount=more), "rate", -more, is_correction=True)
    return 1


def corrected_in_part(week: Week) -> int:
    sheet = week.sheet()
    line = week.line(week.paid + 8, sheet)
    week.wrong(line, "hours", ((week.paid + 8) * week.rate).quantize(CENT) - week.due)
    back = (3 * week.rate).quantize(CENT)
    week.wrong(week.line(Decimal(3), sheet, sign=-1, late=1, amount=back), "hours", -back, is_correction=True)
    return 1


def adjusted(week: Week) -> int:
    line = week.line(week.paid + 8, week.sheet())
    more = ((week.paid + 8) * week.rate).quantize(CENT) - week.due
    week.wrong(line, "hours", more)
    back = week.line(Decimal(8), None, sign=-1, late=1, amount=more, kind="adjustment")
    week.wrong(back, "hours", -more, is_correction=True)
    return 1


def rebilled(week: Week) -> int:
    """A wrong line, taken back whole, and billed right."""
    dearer, more = week.dearer()
    sheet = week.sheet()
    week.wrong(week.line(week.paid, sheet, rate=dearer), "rate", more)
    taken = week.line(week.paid, sheet, rate=dearer, sign=-1, late=1)
    week.wrong(taken, "rate", -more, is_correction=True)
    week.line(week.paid, sheet, late=1)
    return 1


def taken_back(week: Week) -> int:
    """A right line, taken back whole, and billed again: nothing is wrong."""
    sheet = week.sheet()
    week.line(week.paid, sheet)
    week.line(week.paid, sheet, sign=-1, late=1)
    week.line(week.paid, sheet, late=1)
    return 1


def in_parts(week: Week) -> int:
    sheet, part = week.sheet(), (24 * week.rate).quantize(CENT)
    week.line(Decimal(24), sheet)
    week.line(week.paid - 24, sheet, late=1, amount=week.due - part)
    return 1


def several_weeks(week: Week) -> int:
    """One line for two weeks; a second one follows, unless the assignment ends."""
    week.sheet()
    other = Week(week.planted, week.work, week.rate, week.number + 1)
    other.sheet()
    other.line(week.paid + other.paid, None, amount=week.due + other.due)
    return 2


def revised(week: Week) -> int:
    """A timesheet was rejected, and another one handed in."""
    week.sheet(status="Rejected", regular=Decimal(48))
    week.line(week.paid, week.sheet("r"))
    return 1


def not_yet_billed(week: Week) -> int:
    week.line(week.paid, week.sheet())
    week.sheet("late", status="Submitted", regular=Decimal(3))
    return 1


SCENARIOS: list[Callable[[Week], int]] = [
    *[clean] * 12, overtime, duplicate, rate, hours, fewer_hours, credited, adjusted, rebilled, taken_back,
    in_parts, several_weeks, revised, not_yet_billed, without_sheet, corrected_in_part, offsetting_sheets,
]  # fmt: skip
"""Each bills one week, or more, and returns how many."""
