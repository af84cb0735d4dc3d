"""What changed between two periods' amounts: price, volume, mix, currency, new and lost items, exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")

STATED_TO = Fraction(1, 200)
"""A stated amount may differ from quantity times price by so much of itself for rounding, and by a cent."""
CENT = Fraction(1, 100)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What was bought of one item in one period: how much, and for what amount in its own currency and converted."""

    quantity: Fraction
    amount: Fraction
    converted: Fraction


@dataclass(frozen=True, kw_only=True)
class Effects:
    """The parts of a change; they add up to it exactly."""

    price: Fraction = Fraction(0)
    volume: Fraction = Fraction(0)
    mix: Fraction = Fraction(0)
    currency: Fraction = Fraction(0)
    new: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        return sum((getattr(self, part.name) for part in fields(self)), Fraction(0))

    def plus(self, other: "Effects") -> "Effects":
        return Effects(**{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)})


def bought(quantity: Decimal | int, price: Decimal | int, amount: Decimal | int | None = None) -> Bought:
    """An item as a source states it, in one currency.

    Raises:
        ValueError: its amount is not its quantity times its price, so that nobody knows which of the three is wrong.
    """
    exact = Fraction(quantity) * Fraction(price)
    if amount is not None and contradicts(quantity, price, amount):
        raise ValueError(f"{quantity} at {price} is {Decimal(float(exact)):,.2f} and not {amount:,}")
    return Bought(quantity=Fraction(quantity), amount=exact, converted=exact)


def contradicts(quantity: Decimal | int, price: Decimal | int, amount: Decimal | int) -> bool:
    """Whether an amount is not its quantity times its price, beyond what rounding explains."""
    exact, stated = Fraction(quantity) * Fraction(price), Fraction(amount)
    return abs(exact - stated) > max(CENT, STATED_TO * abs(stated))


def price_volume_mix(before: Mapping[Key, Bought], after: Mapping[Key, Bought]) -> dict[Key, Effects]:
    """Split the change of each item's converted amount.

    With Q the quantity of all items bought in both periods, q and p an item's own, and e what its currency was worth:
    volume is (Q1 - Q0) (q0 / Q0) p0 e0, mix (q1 - Q1 q0 / Q0) p0 e0, price (p1 - p0) q1 e0 and currency
    (e1 - e0) p1 q1. An item without a quantity in one of the periods is new or lost, whole.

    Returns:
        By item, in the order of ``before``, then of ``after``.

    Source: the three-way split of sales variances, as in Horngren, Datar and Rajan, Cost Accounting, chapter 14.
    """
    both = [key for key, was in before.items() if key in after and _compares(was) and _compares(after[key])]
    whole_before = sum((before[key].quantity for key in both), Fraction(0))
    whole_after = sum((after[key].quantity for key in both), Fraction(0))
    found = {}
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None and _compares(was) and _compares(now):
            found[key] = _split(was, now, whole_before, whole_after)
        else:
            found[key] = Effects(
                new=now.converted if now is not None else Fraction(0),
                lost=-was.converted if was is not None else Fraction(0),
            )
    return found


def in_cents(parts: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Amounts rounded to cents that still add up to their rounded sum: the largest remainders give way.

    Source: Hamilton's method of apportionment.
    """
    whole = round(sum(parts.values(), Fraction(0)) / CENT)
    floors = {name: (value / CENT).__floor__() for name, value in parts.items()}
    short = whole - sum(floors.values())
    by_remainder = sorted(parts, key=lambda name: floors[name] - parts[name] / CENT)
    cents = {name: floors[name] + (name in by_remainder[:short]) for name in parts}
    return {name: (Decimal(count) / 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN) for name, count in cents.items()}


def total(effects: Iterable[Effects]) -> Effects:
    """The parts of many items' changes, each part over all of them."""
    whole = Effects()
    for one in effects:
        whole = whole.plus(one)
    return whole


def _compares(item: Bought) -> bool:
    """Whether it has a price and an exchange rate."""
    return item.quantity > 0 and item.amount != 0


def _split(was: Bought, now: Bought, whole_before: Fraction, whole_after: Fraction) -> Effects:
    exchange = was.converted / was.amount
    price = was.amount / was.quantity * exchange
    grown = whole_after * was.quantity / whole_before
    at_old_exchange = now.amount * exchange
    return Effects(
        volume=(grown - was.quantity) * price,
        mix=(now.quantity - grown) * price,
        price=at_old_exchange - now.quantity * price,
        currency=now.converted - at_old_exchange,
    )
