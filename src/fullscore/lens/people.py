"""People: headcount at the end = headcount at the beginning + starts - ends, with what is left unexplained."""

from dataclasses import dataclass
from datetime import date, timedelta

from fullscore.lens._tying.span import Span
from fullscore.measures._engagements import begun
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition


@dataclass(frozen=True, kw_only=True)
class People:
    """The people identity of a span of months, in assignments; the last day worked is in, a no-show never counts.

    Attributes:
        before_on, after_on: the day before the span, and its last day or the edition's date.
        unexplained: assignments that started in the span and whose end lies before their start.
    """

    before_on: date
    before: int
    starts: int
    ends: int
    after_on: date
    after: int

    @property
    def unexplained(self) -> int:
        return self.after - (self.before + self.starts - self.ends)


def people(edition: Edition, span: Span) -> People:
    """Count both sides of the identity, each by itself."""
    last = min(span.last.last_day, date.fromisoformat(edition.as_of))
    first = min(span.first.first_day - timedelta(days=1), last)
    work = begun(edition)
    start, end = column("start_date"), column("ended_on")

    def there(day: date) -> object:
        on = constant(day)
        return ((start <= on) & (end.isnull() | (end >= on))).ifelse(1, 0).sum()

    starts = ((start > constant(first)) & (start <= constant(last))).ifelse(1, 0).sum()
    # Who works on the last day for the last time is still there; they are gone the day after.
    ends = ((end >= constant(first)) & (end < constant(last))).fill_null(False).ifelse(1, 0).sum()
    [found] = edition.run(work.aggregate(before=there(first), starts=starts, ends=ends, after=there(last))).to_pylist()
    return People(before_on=first, after_on=last, **{name: count or 0 for name, count in found.items()})
