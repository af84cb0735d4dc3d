"""A month, and spans of months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from fullscore.terms.fault import Fault


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @staticmethod
    def of(day: date) -> "Month":
        return Month(day.year, day.month)

    @staticmethod
    def parse(text: str) -> "Month":
        """Read ``2025-01``; a day of the month may follow.

        Raises:
            Fault: it is not a month.
        """
        match = re.fullmatch(r"(\d{4})-(\d{2})(-\d{2})?", text)
        if not match or not 1 <= int(match.group(2)) <= 12:
            raise Fault(f"{text!r} is not a month", next_step="write it like 2025-01")
        return Month(int(match.group(1)), int(match.group(2)))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return (self + 1).first_day - timedelta(days=1)

    def __add__(self, months: int) -> "Month":
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    def __sub__(self, other: "Month") -> int:
        """How many months after ``other`` this one is."""
        return (self.year - other.year) * 12 + self.month - other.month


def months_between(first: Month, last: Month) -> list[Month]:
    """Every month from the first to the last, both included."""
    return [first + n for n in range(last - first + 1)]
