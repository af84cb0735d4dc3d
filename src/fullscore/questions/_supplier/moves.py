"""What moving work between suppliers would be worth: within what both serve, up to what the other has shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fullscore.terms.answer import Option
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.standardised import merged
from fullscore.workforce.starts import Codes, Flags, Floats, Starts

EXPLORED_SHARE = 0.1
"""Of the work in question so much stays where it is, so that what is known of everybody goes on growing."""
YEAR, HALF, HALVES = 364, 182, 6
LEAST = 1.0
"""Starts a year below which nothing is proposed."""


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """What each supplier is; unknown is None throughout."""

    small: Flags | None
    diverse: Flags | None
    new: Flags


@dataclass(frozen=True, kw_only=True)
class Move:
    """What could be moved away from a supplier; ``change``: starts a year more or less, by supplier."""

    option: Option
    source: str
    change: Floats


def moves(
    starts: Starts, away: Sequence[int], towards: Sequence[int], worth: Floats, kinds: Kinds, currency: str
) -> tuple[Move, ...]:
    """One for each supplier that work could be moved away from.

    Args:
        away: suppliers that fall short; ``towards``: those that deliver, the best first.
        worth: draws of each supplier's net benefit per start, shape (draws, suppliers).
    """
    suppliers = len(starts.supplier.names)
    cell, _ = merged([starts.capability.codes, starts.site.codes])
    cells = int(cell.max(initial=0)) + 1
    now, most = _volumes(starts, cell, suppliers, cells)
    room = np.maximum(most - now, 0) * (now > 0)
    whole = _shown_together(starts, suppliers) - now.sum(1)
    found = []
    for source in away:
        left = now[source] * (1 - EXPLORED_SHARE)
        moved: dict[int, float] = {}
        for target in towards:
            taken = np.minimum(left, room[target]) * (now[source] > 0)
            # Best half-years of single cells did not all fall together: the whole has its own bound.
            taken *= min(1.0, max(0.0, float(whole[target])) / max(float(taken.sum()), 1e-9))
            if taken.sum() >= LEAST:
                moved[target] = float(taken.sum())
                left, room[target] = left - taken, room[target] - taken
                whole[target] -= taken.sum()
        if moved:
            change = np.zeros(suppliers)
            change[list(moved)] = list(moved.values())
            change[source] -= sum(moved.values())
            option = _option(starts, source, moved, change, now.sum(1), worth, kinds, currency)
            found.append(Move(option=option, source=starts.supplier.names[source], change=change))
    return tuple(found)


def _volumes(starts: Starts, cell: Codes, suppliers: int, cells: int) -> tuple[Floats, Floats]:
    """Starts in the last year of each supplier in each cell, and the most that it has shown, as starts a year."""
    ago = starts.today - starts.began
    key = starts.supplier.codes * cells + cell
    recent = (ago >= 0) & (ago < YEAR)
    now = np.bincount(key[recent], minlength=suppliers * cells).reshape(suppliers, cells).astype(np.float64)
    return now, _best_half(key[ago >= 0], ago[ago >= 0], suppliers * cells).reshape(suppliers, cells)


def _shown_together(starts: Starts, suppliers: int) -> Floats:
    """The most starts in any half-year of each supplier, as starts a year."""
    ago = starts.today - starts.began
    return _best_half(starts.supplier.codes[ago >= 0], ago[ago >= 0], suppliers)


def _best_half(key: Codes, ago: Codes, keys: int) -> Floats:
    """The most of each key in any half-year of the last three years, twice."""
    half = ago // HALF
    seen = half < HALVES
    by = np.bincount(key[seen] * HALVES + half[seen], minlength=keys * HALVES)
    return np.asarray(by.reshape(keys, HALVES).max(1) * (YEAR / HALF))


def _option(
    starts: Starts,
    source: int,
    moved: Mapping[int, float],
    change: Floats,
    volume: Floats,
    worth: Floats,
    kinds: Kinds,
    currency: str,
) -> Option:
    names = starts.supplier.names
    gain = worth @ change
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(gain, [outside, 1 - outside])
    total = sum(moved.values())
    told = ", ".join(f"{count:.0f} to {names[target]}" for target, count in moved.items())
    effects = "; ".join(
        f"{name} suppliers {'+' if (by := float(change[is_kind].sum())) >= 0 else '-'}{abs(by):.0f}"
        for name, is_kind in (("small", kinds.small), ("certified-diverse", kinds.diverse), ("new", kinds.new))
        if is_kind is not None
    )
    return Option(
        id=f"move_from_{names[source]}",
        says=(
            f"Of {volume[source]:.0f} starts a year through {names[source]}, move {total:.0f} ({told}), only where "
            f"both already serve the same capability and site; starts a year of {effects}."
        ),
        value_per_year=Estimate(
            value=float(gain.mean()), n=round(total), low=float(low), high=float(high), currency=currency
        ),
    )
