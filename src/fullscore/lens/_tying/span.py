"""A span of months that a result is of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

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

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.first != self.last else str(self.first)


def span_of(edition: Edition, first: Month | None, last: Month | None, *days: tuple[str, str]) -> Span:
    """The span that is asked for; where an end is not given, as far as some tables reach, and to the edition's date.

    Args:
        days: (table, date column) that must lie in the span where nothing else is said.

    Raises:
        Fault: it ends before it begins.
    """
    known = [Month.of(date.fromisoformat(edition.as_of))]
    for table, name in days:
        days_of: Any = edition.table(table)[name]
        [ends] = edition.run(edition.table(table).aggregate(first=days_of.min(), last=days_of.max())).to_pylist()
        known += [Month.of(day) for day in ends.values() if day is not None]
    # An end that is given may lie beyond all that is known.
    first = first or min([*known, last] if last else known)
    last = last or max([*known, first])
    if last < first:
        raise Fault(f"{last} comes before {first}", next_step="give --from before --to")
    return Span(first=first, last=last)
