"""Settings that leave nobody worse off: tried over all levers that somebody gains by, their effects added.

A setting is taken where no objective gets worse by more than matters, and at least one gets better, each with
probability ``SURE``; what nothing tells of counts as getting worse. Only levers are moved that are shown to bring
somebody a gain, and only gains that are shown count in the order of settings, since the best of many noisy promises
disappoints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from fullscore.questions._crossed.aims import Aim
from fullscore.questions._crossed.conflicts import SURE, Cell, Range
from fullscore.questions._crossed.effects import Effects
from fullscore.stats._critical import student
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]

PARTS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""How far from where it stands towards the low or the high end each lever is tried."""
MOST_LEVERS = 6
"""Moved together; five places each make 15,625 settings."""
MOST = 4


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a setting changes of an objective's measure."""

    function: str
    measure: str
    change: Estimate
    p_worse: float
    p_better: float


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where the moved levers are set, what that brings each function, and the share of ways to targets it goes.

    ``gain`` is the mean of the shares by the weights that functions signed.
    """

    levers: Mapping[str, float]
    changes: tuple[Change, ...]
    gain: float


def settings_of(cells: Sequence[Cell], effects: Mapping[str, Effects], ranges: Mapping[str, Range]) -> list[Setting]:
    """The best settings that leave nobody worse off: the best of all, then the best of each lever by itself."""
    moved = _worth_moving(cells)
    aims = list({(c.aim.function, c.aim.measure): c.aim for c in cells if c.effect is not None}.values())
    if not moved or not aims:
        return []
    places = [
        [part * (over.high - over.now if part > 0 else over.now - over.low) for part in PARTS]
        for over in (ranges[lever] for lever in moved)
    ]
    moves = np.array(list(product(*places)))
    moves = np.unique(moves[np.abs(moves).sum(1) > 0], axis=0)
    if not len(moves):
        return []
    worse, better, mean, error, freedom = _judged(moves, moved, aims, effects)
    gain = _gain(moves, moved, aims, cells)
    fine = np.flatnonzero((worse <= 1 - SURE).all(1) & (better >= SURE).any(1) & (gain > 0))
    chosen = []
    alone = [fine[np.count_nonzero(np.delete(moves[fine], n, 1), axis=1) == 0] for n in range(len(moved))]
    for group in [fine, *alone]:
        if len(group):
            # Of settings that bring the same, the one that asks for the least.
            effort = np.abs(moves[group] / [max(ranges[lever].reach, 1e-12) for lever in moved]).sum(1)
            chosen.append(int(group[np.lexsort((effort, -np.round(gain[group], 9)))[0]]))
    ordered = [chosen[0], *sorted(chosen[1:], key=lambda n: -gain[n])] if chosen else []
    return [
        Setting(
            levers={
                lever: float(ranges[lever].now + move) for lever, move in zip(moved, moves[n], strict=True) if move != 0
            },
            changes=tuple(
                Change(
                    function=aim.function,
                    measure=aim.measure,
                    change=_estimate(mean[n, a], error[n, a], freedom[a], aim),
                    p_worse=float(worse[n, a]),
                    p_better=float(better[n, a]),
                )
                for a, aim in enumerate(aims)
            ),
            gain=float(gain[n]),
        )
        for n in list(dict.fromkeys(ordered))[:MOST]
    ]


def _worth_moving(cells: Sequence[Cell]) -> list[str]:
    """Levers that somebody is shown to gain by, one way or the other; the surest where there are many."""
    sure: dict[str, float] = {}
    for cell in cells:
        if cell.reading in ("gains", "loses"):
            sure[cell.lever] = max(sure.get(cell.lever, 0.0), cell.p_gain, cell.p_lose)
    return sorted(sorted(sure, key=lambda lever: (-sure[lever], lever))[:MOST_LEVERS])


def _judged(
    moves: Floats, moved: Sequence[str], aims: Sequence[Aim], effects: Mapping[str, Effects]
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """For every setting and objective: how probably worse, how probably better, the mean, its error; and freedom."""
    from scipy.special import stdtr

    shape = (len(moves), len(aims))
    worse, better, mean, error = (np.zeros(shape) for _ in range(4))
    freedom = np.ones(len(aims))
    for a, aim in enumerate(aims):
        told = effects[aim.measure]
        known = np.array([lever in told.of for lever in moved])
        slopes = np.array([told.of[lever].slope if lever in told.of else 0.0 for lever in moved])
        matrix = np.array([[told.covariance.get((one, two), 0.0) for two in moved] for one in moved])
        # The least freedom of those that are moved, so that no interval trusts itself too much.
        freedom[a] = min((told.of[lever].freedom for lever in moved if lever in told.of), default=1.0)
        mean[:, a] = moves @ slopes
        error[:, a] = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", moves, matrix, moves), 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = aim.sense * mean[:, a]
            still = error[:, a] == 0
            worse[:, a] = np.where(still, 0.0, stdtr(freedom[a], (-gain - aim.margin) / error[:, a]))
            better[:, a] = np.where(still, 0.0, stdtr(freedom[a], gain / error[:, a]))
        worse[(np.abs(moves[:, ~known]) > 0).any(1), a] = 1.0
    return worse, better, mean, error, freedom


def _gain(moves: Floats, moved: Sequence[str], aims: Sequence[Aim], cells: Sequence[Cell]) -> Floats:
    """The weighted share of the ways to targets that shown effects go, none further than to its target."""
    total, weights = np.zeros(len(moves)), 0.0
    for aim in aims:
        if aim.gap <= 0:
            continue
        shown = {
            cell.lever: cell.effect.slope
            for cell in cells
            if cell.aim == aim and cell.effect is not None and cell.reading in ("gains", "loses")
        }
        change = aim.sense * (moves @ np.array([shown.get(lever, 0.0) for lever in moved]))
        total += aim.weight * np.minimum(change / aim.gap, 1.0)
        weights += aim.weight
    return total / weights if weights else total


def _estimate(mean: float, error: float, freedom: float, aim: Aim) -> Estimate:
    reach = student(float(freedom), LEVEL) * float(error)
    return Estimate(value=float(mean), n=aim.now.n, low=float(mean - reach), high=float(mean + reach))
