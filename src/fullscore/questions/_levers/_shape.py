"""What a lever is made of: what can be set, in which steps, by whom, within which limits, and where it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from fullscore.lens.need import Need
from fullscore.terms.declared import declared
from fullscore.terms.edition import Edition


def _no_limit(edition: Edition) -> float:
    return float("inf")


@dataclass(frozen=True, kw_only=True)
class Lever:
    """Something that the client sets for its requests.

    Attributes:
        title: what is set, as a director would call it.
        unit: what its values are counted in.
        step: the rise for which effects are told, in the unit; ``stepped`` says it in words.
        owners: the functions that set it.
        set_for: ``request`` where each request can be given any value that requests have had; ``unit`` where only what
            whole org units came to on average can be asked of others; ``alternative`` where it is one of two ways, of
            which the other can be taken wherever it was taken for the same role in the same country.
        lowest: what it cannot go below.
        highest: what law, policy or arithmetic allow at the most.
        needs: what it is read from.
        values: an expression of requisition_id and value, at most one row for a requisition.
    """

    name: str
    title: str
    unit: str
    step: float
    stepped: str
    owners: tuple[str, ...]
    set_for: Literal["request", "unit", "alternative"]
    lowest: float = 0.0
    highest: Callable[[Edition], float] = _no_limit
    needs: tuple[Need, ...]
    values: Callable[[Edition], Any]


@cache
def levers() -> dict[str, Lever]:
    """Every lever by name."""
    return declared("fullscore.questions._levers")
