"""Which levers set one function's objective against another's, and which harm nobody.

An effect is shown where it goes beyond the margin that matters, over the whole range in which its lever is set, with an
error that is shared among all effects that are looked at (Holm), so that one in twenty answers at the most shows any
that is not there. A conflict is named where one function's gain and another's loss by the same lever are both shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fullscore.questions._crossed.aims import Aim
from fullscore.questions._crossed.effects import Effect, Effects

Reading = Literal["gains", "loses", "no difference that matters", "cannot tell"]

ERROR = 0.05
"""Shared among all effects."""
SURE = 0.9


@dataclass(frozen=True, kw_only=True)
class Range:
    """Where a lever stands, and between what it can be set.

    Attributes:
        now: its mean over the last year's requests.
        by_unit: the same by org unit, highest level.
    """

    now: float
    low: float
    high: float
    by_unit: Mapping[str, float]

    @property
    def reach(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A lever and an objective.

    Attributes:
        effect: None where it cannot be told.
        p_gain, p_lose: how probable it is that the function gains, or loses, more than matters when the lever rises.
        reading: what it comes to when the lever rises.
    """

    lever: str
    aim: Aim
    effect: Effect | None
    p_gain: float = 0.0
    p_lose: float = 0.0
    reading: Reading = "cannot tell"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A lever by whose rise one function gains and the other loses; its fall does the opposite."""

    lever: str
    gains: str
    gains_by: str
    loses: str
    loses_by: str
    p: float
    how: tuple[str, ...]


def cells_of(aims: Sequence[Aim], effects: Mapping[str, Effects], ranges: Mapping[str, Range]) -> list[Cell]:
    """Every lever beside every objective.

    Args:
        effects: by measure.
    """
    found = [_cell(lever, aim, effects[aim.measure].of.get(lever), ranges[lever]) for lever in ranges for aim in aims]
    told = [n for n, cell in enumerate(found) if cell.effect is not None]
    # Two functions that signed the same measure are told the same thing by the same numbers: it is looked at once.
    tests: dict[tuple[str, str], float] = {}
    for n in told:
        key = (found[n].lever, found[n].aim.measure)
        tests[key] = max(tests.get(key, 0.0), 1 - max(found[n].p_gain, found[n].p_lose))
    shown = set()
    for rank, (key, p) in enumerate(sorted(tests.items(), key=lambda item: item[1])):
        if 2 * p > ERROR / (len(tests) - rank):
            break
        shown.add(key)
    return [_read(cell, (cell.lever, cell.aim.measure) in shown) for cell in found]


def conflicts_in(cells: Sequence[Cell]) -> list[Conflict]:
    """The conflicts that are shown, the surest first."""
    found = []
    for gains in cells:
        for loses in cells:
            apart = gains.lever == loses.lever and gains.aim.function != loses.aim.function
            if apart and (gains.reading, loses.reading) == ("gains", "loses"):
                found.append(_conflict(gains, loses))
    return sorted(found, key=lambda one: (-one.p, one.lever, one.gains, one.loses))


def likeliest(cells: Sequence[Cell]) -> Conflict | None:
    """The pair of effects that is likeliest to be a conflict, named or not; None where no two can be told."""
    told = [cell for cell in cells if cell.effect is not None]
    pairs = [
        _conflict(gains, loses)
        for gains in told
        for loses in told
        if gains.lever == loses.lever and gains.aim.function != loses.aim.function
    ]
    return max(pairs, key=lambda one: (one.p, one.lever, one.gains), default=None)


def _conflict(gains: Cell, loses: Cell) -> Conflict:
    assert gains.effect is not None
    assert loses.effect is not None
    return Conflict(
        lever=gains.lever,
        gains=gains.aim.function,
        gains_by=gains.aim.measure,
        loses=loses.aim.function,
        loses_by=loses.aim.measure,
        p=gains.p_gain * loses.p_lose,
        how=tuple(sorted({gains.effect.how, loses.effect.how})),
    )


def _cell(lever: str, aim: Aim, effect: Effect | None, over: Range) -> Cell:
    if effect is None or aim.sense == 0 or over.reach <= 0:
        return Cell(lever=lever, aim=aim, effect=None)
    whole = effect.times(over.reach * aim.sense)
    return Cell(
        lever=lever,
        aim=aim,
        effect=effect,
        p_gain=above(whole.slope, whole.error, whole.freedom, aim.margin),
        p_lose=above(-whole.slope, whole.error, whole.freedom, aim.margin),
    )


def _read(cell: Cell, shown: bool) -> Cell:
    if cell.effect is None:
        return cell
    reading: Reading = "cannot tell"
    if shown:
        reading = "gains" if cell.p_gain > cell.p_lose else "loses"
    elif cell.p_gain + cell.p_lose <= 1 - SURE:
        reading = "no difference that matters"
    return Cell(
        lever=cell.lever, aim=cell.aim, effect=cell.effect, p_gain=cell.p_gain, p_lose=cell.p_lose, reading=reading
    )


def above(size: float, error: float, freedom: float, margin: float) -> float:
    """How probable it is that something is more than a margin."""
    from scipy.special import stdtr

    return float(stdtr(freedom, (size - margin) / error)) if error > 0 else float(np.sign(size - margin) > 0)
