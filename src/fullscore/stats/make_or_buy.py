"""Making against buying where demand is known: costs that are fixed, costs of each unit, and where they cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STATED_TO = 0.01
"""A printed total may differ so much from its parts, in its own unit, since parts are printed rounded."""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way to get something done: what it costs however much is done, and for each unit."""

    fixed: float
    variable: float

    def cost(self, units: float) -> float:
        return self.fixed + self.variable * units


def break_even(one: Channel, other: Channel) -> float | None:
    """The number of units at which two channels cost the same; None where one is cheaper at any number."""
    if one.variable == other.variable:
        return None
    units = (one.fixed - other.fixed) / (other.variable - one.variable)
    return units if units >= 0 else None


def cheapest(channels: Mapping[str, Channel], units: float) -> str:
    """The name of the channel that costs least at a number of units; the first of several that do."""
    return min(channels, key=lambda name: channels[name].cost(units))


def relevant_cost(variable: Sequence[float], fixed: float, unavoidable: float) -> float:
    """What making costs beyond what would be paid anyway.

    Args:
        variable: costs that arise only if it is made, each a total.
        fixed: all fixed costs that are put down to it.
        unavoidable: the part of them that stays when it is bought.
    """
    return sum(variable) + fixed - unavoidable


def indifference_price(
    parts: Sequence[float], units: float, opportunity: float = 0.0, *, stated: float | None = None
) -> float:
    """The price of a unit at which making and buying cost the same.

    Args:
        parts: avoidable costs of a unit.
        units: how many.
        opportunity: what the freed means would earn elsewhere.
        stated: the total of the avoidable costs that the source of the parts gives.

    Raises:
        ValueError: the source contradicts itself, since its parts do not add up to its total.
    """
    total = sum(parts) * units
    if stated is not None and abs(total - stated) > STATED_TO * units:
        raise ValueError(f"the parts come to {total:,.2f}, their source states {stated:,.2f}")
    return (total + opportunity) / units
