"""A value with its doubts."""

from dataclasses import dataclass

LEVEL = 0.9
"""The level of every interval."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value, how many things it counts, and the interval it lies in at ``LEVEL``.

    ``value`` is None where nothing was counted; ``low`` and ``high`` are None where fewer than two things were, or too
    few for an interval that holds its level. A total or a headcount is counted, not sampled: its low and high are its
    value. ``currency`` is set where the value is money.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    currency: str | None = None

    @classmethod
    def counted(cls, value: float | None, n: int, currency: str | None = None) -> "Estimate":
        """A value that was counted, not sampled: its low and high are itself."""
        return cls(value=value, n=n, low=value, high=value, currency=currency)
