"""A span of months that a result is of."""

from dataclasses import dataclass
from datetime import date

from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from fullscore.terms.period import Month


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole months, both ends included."""

    first: Month
    last: Month

    def holds(self, day: date) -> bool:
        return self.first <= Month.of(day) <= self.last

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.first != self.last else str(self.first)


def span_of(edition: Edition, first: Month | None, last: Month | None) -> Span:
    """The span that is asked for; the twelve months that end with the edition's own where nothing is said.

    Args:
        first, last: an end that is not given is the edition's month, or eleven months before the other end.

    Raises:
        Fault: it ends before it begins.
    """
    last = last or Month.of(date.fromisoformat(edition.as_of))
    first = first or last + -11
    if last < first:
        raise Fault(f"{last} comes before {first}", next_step="give --from before --to")
    return Span(first=first, last=last)
