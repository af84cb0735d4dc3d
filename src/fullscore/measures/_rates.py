"""Rates side by side: by the hour, and in one currency, so that they can be told apart to the last decimal."""

from dataclasses import dataclass
from typing import Any

TWELFTHS = {"hour": 12, "day": 96, "month": 2080}
"""Twelfths of an hour in each unit of a rate: a day is 8 hours, a month 2080 / 12. Whole, so that none is rounded."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate as columns of one expression: its amount as delivered and in the programme's currency."""

    amount: Any
    base: Any
    currency: Any
    unit: Any

    def is_above(self, limit: "Rate") -> Any:
        """Whether it is above another rate, as a column; null where one of them is not known.

        Rates in the same currency are compared as they were delivered, so that no exchange rate can part them.
        """
        own, other = _twelfths(self.unit), _twelfths(limit.unit)
        as_delivered = self.amount * other > limit.amount * own
        converted = self.base * other > limit.base * own
        return (self.currency == limit.currency).ifelse(as_delivered, converted)

    @property
    def hourly(self) -> Any:
        """By the hour, as delivered; a float."""
        return hourly(self.amount, self.unit)


def hourly(amount: Any, unit: Any) -> Any:
    """An amount for each of a unit as an amount for each hour; a float."""
    return amount.cast("float64") * 12 / _twelfths(unit)


def hours_in(unit: Any) -> Any:
    """How many hours a unit of a rate has; a float."""
    return _twelfths(unit).cast("float64") / 12


def _twelfths(unit: Any) -> Any:
    return unit.cases(*TWELFTHS.items())
