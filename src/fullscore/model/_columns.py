"""Short ways to write a column, so that a table's file reads like its line in the exchange format."""

from typing import Literal

from fullscore.model._shape import Column, Kind, Table

Parent = Table | Literal["self"] | None


def ident(name: str, parent: Parent = None, *, optional: bool = False, essential: bool = False) -> Column:
    """An id, kept as text with its leading zeros; ``parent`` is the table it names."""
    return Column(name=name, kind=Kind.id, parent=parent, optional=optional, essential=essential)


def text(name: str, *, optional: bool = False, free: bool = False) -> Column:
    """Words; ``free`` where people write what they like."""
    return Column(name=name, kind=Kind.text, optional=optional, free=free)


def choice(name: str, *options: str, optional: bool = False) -> Column:
    """One of a few words."""
    return Column(name=name, kind=Kind.choice, options=options, optional=optional)


def date(name: str, *, optional: bool = False, essential: bool = False) -> Column:
    """A day, ISO 8601."""
    return Column(name=name, kind=Kind.date, optional=optional, essential=essential)


def month(name: str, *, optional: bool = False) -> Column:
    """A month, stored as its first day."""
    return Column(name=name, kind=Kind.month, optional=optional)


def time(name: str, *, optional: bool = False, essential: bool = False) -> Column:
    """An instant in UTC."""
    return Column(name=name, kind=Kind.time, optional=optional, essential=essential)


def money(name: str, *, optional: bool = False, essential: bool = False, minimum: float | None = None) -> Column:
    """An amount in the row's ``currency``."""
    return Column(name=name, kind=Kind.money, optional=optional, essential=essential, minimum=minimum)


def hours(name: str, *, optional: bool = False) -> Column:
    """Hours worked; never negative."""
    return Column(name=name, kind=Kind.hours, optional=optional, minimum=0)


def number(name: str, *, optional: bool = False, minimum: float | None = None) -> Column:
    """A number with decimals."""
    return Column(name=name, kind=Kind.number, optional=optional, minimum=minimum)


def whole(name: str, *, optional: bool = False, minimum: float | None = None, key_default: int | None = None) -> Column:
    """A whole number; ``key_default`` is what an empty cell counts as in the table's key."""
    return Column(name=name, kind=Kind.whole, optional=optional, minimum=minimum, key_default=key_default)


def flag(name: str, *, optional: bool = False) -> Column:
    """True or false."""
    return Column(name=name, kind=Kind.flag, optional=optional)


def currency(*, optional: bool = False) -> Column:
    """ISO 4217, three capital letters."""
    return Column(name="currency", kind=Kind.id, optional=optional)


RESOURCE_TYPES = ("contractor", "temp", "payrolled", "independent_contractor", "sow", "consultant", "employee")
RATE_UNITS = ("hour", "day", "month")
