"""What a generated programme is told as: rows that are born, change on known days, and sometimes vanish."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
CENT = Decimal("0.01")
NOON = time(12, tzinfo=UTC)
"""Deliveries tell what had happened by noon UTC of their day, when it is that same day at every site."""

AWKWARD_DAYS = (
    *(date(2024, 2, 29), date(2024, 3, 10), date(2024, 3, 31), date(2024, 5, 27), date(2024, 6, 30), date(2024, 7, 4)),
    *(date(2024, 10, 3), date(2024, 10, 27), date(2024, 11, 3), date(2024, 11, 30), date(2024, 12, 24)),
    *(date(2024, 12, 25), date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 26), date(2025, 1, 31)),
    *(date(2025, 2, 28), date(2025, 3, 9), date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 18), date(2025, 5, 4)),
)
"""Clock changes, public holidays, month ends, year ends, weekends."""
AWKWARD_MINUTES = (0, 1, 4 * 60, 4 * 60 + 59, 5 * 60, 7 * 60 + 59, 13 * 60 + 30, 18 * 60 + 29, 18 * 60 + 30, 1439)
"""Minutes of a UTC day that are about midnight at one of the sites."""


@dataclass(kw_only=True)
class Story:
    """A row's life: ``first`` from ``born`` on, then the changes, each from its instant on, until it is ``gone``."""

    born: datetime
    first: Row
    changes: list[tuple[datetime, Row]] = field(default_factory=list)
    gone: datetime | None = None

    def then(self, at: datetime, **columns: Any) -> None:
        """The row changes; not before it was born."""
        self.changes.append((max(at, self.born), columns))

    def told(self, by: datetime) -> Row | None:
        """The row as it stood at an instant; None where it was not yet there, or gone."""
        if self.born > by or (self.gone is not None and self.gone <= by):
            return None
        row = dict(self.first)
        for at, columns in sorted(self.changes, key=lambda change: change[0]):
            if at <= by:
                row |= columns
        return row


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What is peculiar about a generated programme."""

    sparse: bool = False
    single_currency: bool = False
    events: bool = True
    busy: bool = False


SHAPES = {
    "default": Shape(),
    "sparse": Shape(sparse=True),
    "single_currency": Shape(single_currency=True),
    "no_events": Shape(events=False),
    "busy": Shape(busy=True),
}


@dataclass(kw_only=True)
class Making:
    """A programme in the making."""

    seed: int
    draw: random.Random
    shape: Shape
    start: date
    as_of: date
    currency: str
    stories: dict[str, list[Story]]
    placements: list["Placement"] = field(default_factory=list)
    last: datetime | None = None

    def tell(self, table: str, born: datetime | date, **row: Any) -> Story:
        """Begin a row's story."""
        if not isinstance(born, datetime):
            born = datetime.combine(born, NOON)
        story = Story(born=born, first=row)
        self.stories[table].append(story)
        return story

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def one(self, options: Any) -> Any:
        return self.draw.choice(options)

    def day(self) -> date:
        """A day of the programme, an awkward one more often than by chance."""
        if self.chance(0.15):
            return self.draw.choice([day for day in AWKWARD_DAYS if self.start <= day <= self.as_of])
        return self.start + timedelta(days=self.draw.randrange((self.as_of - self.start).days + 1))

    def moment(self) -> datetime:
        """An instant of the programme; sometimes the very one drawn before."""
        if self.last is None or not self.chance(0.06):
            self.last = self.at_some_minute(self.day())
        return self.last

    def at_some_minute(self, day: date) -> datetime:
        minute = self.one(AWKWARD_MINUTES) if self.chance(0.3) else self.draw.randrange(1440)
        return datetime.combine(day, time(0, tzinfo=UTC)) + timedelta(minutes=minute)

    def later(self, instant: datetime, most_days: float) -> datetime:
        """An instant up to so many days later; sometimes the same, sometimes to the minute some days later."""
        if self.chance(0.06):
            return instant
        if self.chance(0.1):
            return instant + timedelta(days=self.draw.randint(0, int(most_days)))
        return instant + timedelta(minutes=self.draw.randrange(1, max(2, int(most_days * 1440))))

    def amount(self, low: float, high: float) -> Decimal:
        """An amount, mostly to the cent, sometimes to the last decimal that is kept."""
        places = "0.0001" if self.chance(0.1) else "0.01"
        return Decimal(repr(self.draw.uniform(low, high))).quantize(Decimal(places))

    def rows(self, table: str) -> list[Row]:
        """The first rows of a table's stories: what they are called by."""
        return [story.first for story in self.stories[table]]

    def currency_of(self, country: str) -> str:
        """The currency that people are paid in there."""
        if self.shape.single_currency:
            return self.currency
        return {"US": "USD", "GB": "GBP", "DE": "EUR", "IN": "INR"}.get(country, "USD")


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A position that was filled: the requisition, the submittal where there is one, and when it was agreed."""

    requisition: Story
    submittal: Story | None
    agreed_at: datetime
    no_show: bool = False
