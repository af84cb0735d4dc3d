"""On which axes all consistent definitions depart from what was agreed, and what each departure moves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.lens._auditing.results import Departure
from fullscore.lens._auditing.space import Space
from fullscore.measures._aggregates import Floats
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month

Series = Callable[[list[Lens]], Floats]
"""The figure of each cell through its own lens; NaN where there is none."""


def options_of(space: Space, numbers: npt.NDArray[np.int64]) -> dict[str, tuple[str, ...]]:
    """For each axis the options that some definitions choose, those that they stand for included."""
    found: dict[str, dict[str, None]] = {axis: {} for axis, _ in space.lenses[0].choices}
    for number in numbers:
        for alias in space.aliases[number]:
            for axis, option in alias.choices:
                found[axis][option] = None
    return {axis: tuple(options) for axis, options in found.items()}


def departed(options: dict[str, tuple[str, ...]], agreed: list[Lens]) -> dict[str, list[int]]:
    """The axes on which no definition chooses what was agreed, each with the cells in which that is so."""
    found = {}
    for axis, chosen in options.items():
        cells = [n for n, lens in enumerate(agreed) if lens[axis] not in chosen]
        if cells and any(chosen):
            found[axis] = cells
    return found


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Departures with their swings; ``total`` is what all of them move together."""

    departures: tuple[Departure, ...]
    total: float | None
    interaction: float | None


def moves(
    options: dict[str, tuple[str, ...]], agreed: list[Lens], seen: list[Lens], months: list[Month], series: Series
) -> Moves:
    """The swing of each departed axis alone, from the agreed lens.

    Args:
        agreed, seen: for each cell the agreed lens and a consistent one, as near to the agreed as there is.
        months: of each cell.
    """
    axes = departed(options, agreed)
    base = series(agreed)
    said = []
    for axis, cells in axes.items():
        last, first = max(cells, key=lambda n: months[n]), min(cells, key=lambda n: months[n])
        moved = series([_with(a, axis, s[axis]) for a, s in zip(agreed, seen, strict=True)])
        said.append(
            Departure(
                axis=axis,
                contract=agreed[last][axis],
                consistent_with=options[axis],
                swing=_difference(moved, base),
                since=months[first],
            )
        )
    total = _difference(series(seen), base) if axes else None
    known = [d.swing for d in said if d.swing is not None]
    whole = total is not None and len(known) == len(said)
    return Moves(
        departures=tuple(said), total=total, interaction=total - sum(known) if total is not None and whole else None
    )


def nearest(space: Space, numbers: npt.NDArray[np.int64], matched: npt.NDArray[np.int64], agreed: Lens) -> Lens:
    """Of some definitions the one that departs from the agreed lens on the fewest axes; of those the best match."""

    def away(lens: Lens) -> int:
        return sum(option != other for (_, option), (_, other) in zip(lens.choices, agreed.choices, strict=True))

    best = min(
        (away(alias), -int(matched[n]), int(number), k)
        for n, number in enumerate(numbers[:2000])
        for k, alias in enumerate(space.aliases[number])
    )
    return space.aliases[best[2]][best[3]]


def _with(lens: Lens, axis: str, option: str) -> Lens:
    return Lens(tuple((name, option if name == axis else own) for name, own in lens.choices))


def _difference(one: Floats, other: Floats) -> float | None:
    both = ~(np.isnan(one) | np.isnan(other))
    return float((one[both] - other[both]).mean()) if both.any() else None
