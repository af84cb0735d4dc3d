"""Which definitions fit what was reported: the whole lens space by elimination, cheapest cells first.

A definition fits exactly if it reproduces every cell to the last decimal, n too where it was reported; with twenty
cells or more, one in twenty may be wrong. It fits *nearly* if what it misses is no more than late entries and announced
corrections explain, at the rate that our own deliveries show: not more cells missed than have such a row in them, no
cell off by more than four standard deviations of what such rows move but the few that chance allows, and the rest not
further off, taken together, than that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import stats

from fullscore.lens._auditing.cells import Cell
from fullscore.measures._aggregates import Floats
from fullscore.measures._many import Many
from fullscore.measures._shape import Reading

Flags = npt.NDArray[np.bool_]
ONE_WRONG_IN = 20
FURTHEST = 4.0
"""Standard deviations from which a cell counts as wrong."""
STRAYING = 1.6
"""How far the squares of honest misses may lie above a normal distribution's, whose tails are thinner than theirs."""
SEARCHING = 0.75
"""Of that straying how much a definition may show that nobody stated or agreed, so that inventions do not fit one."""
CHANCE = 0.999
FIRST_CELLS = 6
ADDED_CELLS = 12


class Grain(IntEnum):
    """What a figure can be at all: a share of n, or a mean of n whole days, is a whole number over n; a median of whole
    days is one in halves. No late entry changes that."""

    any = 0
    wholes_over_n = 1
    halves = 2


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was reported, as arrays over the cells.

    Attributes:
        n: NaN where none was reported.
        possible: for each ``Grain``, the cells whose value a figure of that grain can have, whatever rows it counts.
        adds_up: whether figures are totals, which every late row makes larger.
    """

    values: Floats
    halves: Floats
    n: Floats
    adds_up: bool
    possible: Flags

    def at(self, numbers: list[int]) -> "Told":
        return Told(
            values=self.values[numbers],
            halves=self.halves[numbers],
            n=self.n[numbers],
            adds_up=self.adds_up,
            possible=self.possible[:, numbers],
        )


def told(cells: list[Cell], *, adds_up: bool) -> Told:
    """The cells as arrays."""
    values = np.array([cell.value for cell in cells], dtype=np.float64)
    halves = np.array([cell.half for cell in cells], dtype=np.float64)
    n = np.array([np.nan if cell.n is None else cell.n for cell in cells], dtype=np.float64)
    whole = np.abs(values * n - np.round(values * n)) <= halves * n + 1e-6
    in_halves = np.abs(2 * values - np.round(2 * values)) <= 2 * halves + 1e-6
    possible = np.stack([np.ones(len(cells), dtype=np.bool_), whole | np.isnan(n), in_halves])
    return Told(values=values, halves=halves, n=n, adds_up=adds_up, possible=possible)


def grain(reading: Reading, unit: str) -> Grain:
    """What the figures of a reading are made of."""
    if reading.aggregate == "share" or (reading.aggregate == "mean" and unit == "days"):
        return Grain.wholes_over_n
    if reading.aggregate == "median" and unit == "days":
        return Grain.halves
    return Grain.any


def exactly(of: Told, ours: Many) -> Flags:
    """Where our figures are the reported ones, to half a unit of the last decimal, inclusive."""
    with np.errstate(invalid="ignore"):
        value = np.abs(ours.values - of.values) <= of.halves + 1e-9 * np.maximum(1.0, np.abs(of.values))
    empty = (of.n == 0) & (ours.counts == 0)
    return np.asarray((value & n_exactly(of, ours)) | empty, dtype=np.bool_)


def n_exactly(of: Told, ours: Many) -> Flags:
    """Where our n is the reported one, or none was reported and we have any."""
    return np.where(np.isnan(of.n), ours.counts > 0, ours.counts == of.n)


def spread(final: Many, some: Many, cells: list[int]) -> Many:
    """Figures of some cells in place of this edition's."""
    values, counts, errors = final.values.copy(), final.counts.copy(), final.errors.copy()
    values[:, cells], counts[:, cells], errors[:, cells] = some.values, some.counts, some.errors
    return Many(values=values, counts=counts, errors=errors)


@dataclass(frozen=True, kw_only=True)
class Misses:
    """How far figures are from what was reported, cell by cell, in what late and corrected rows explain.

    Attributes:
        missed: not exact in any state.
        wrong: further off than chance allows.
        strays: squared standard deviations of the value, of cells that are missed and not wrong.
        lost: by how many rows n is off, where it is not wrong.
        n_wrong: n alone is further off than chance allows.
        impossible: no rows whatever give that value with that n.
    """

    missed: Flags
    wrong: Flags
    strays: Floats
    lost: Floats
    n_wrong: Flags
    impossible: Flags


def moved(states: list[Many], *, shares: bool) -> Floats:
    """The share of the rows in which some states differ: those that came between them and, of shares, that changed."""
    counts, values = np.stack([s.counts for s in states]), np.stack([s.values for s in states])
    with np.errstate(invalid="ignore"):
        came = (counts.max(axis=0) - counts.min(axis=0)) / np.maximum(counts.max(axis=0), 1)
        apart = np.nan_to_num(np.fmax.reduce(values) - np.fmin.reduce(values)) if shares else 0.0
    return np.asarray(np.minimum(came + apart, 1.0), dtype=np.float64)


def misses(
    of: Told, states: list[Many], rate: float, grains: npt.NDArray[np.int64], between: Floats | None = None
) -> Misses:
    """Compare figures in several states: between the lowest and the highest of them nothing is off.

    Args:
        rate: the share of rows that come late or are corrected.
        grains: the grain of each reading.
        between: the share of rows in which the states differ, where any state between them is to be excused: it need
            not lie between their figures.
    """
    values, counts = np.stack([s.values for s in states]), np.stack([s.counts for s in states])
    errors = np.fmax.reduce([s.errors for s in states])
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = np.fmin.reduce(values), np.fmax.reduce(values)
        n_low, n_high = counts.min(axis=0), counts.max(axis=0)
        drift = rate * np.abs(high) if of.adds_up else 0.0
        off = np.maximum(np.maximum(low - drift - of.values, of.values - high), 0) - of.halves
        scale = np.sqrt(rate + (0.0 if between is None else between)) * errors
        z = np.where(off <= 1e-9 * np.maximum(1.0, np.abs(of.values)), 0.0, off / np.maximum(scale, 1e-12))
    z = np.where(np.isnan(z), np.inf, z)
    lost = np.maximum(np.maximum(n_low - of.n, of.n - n_high), 0)
    lost = np.where(np.isnan(of.n), np.where(n_high > 0, 0.0, np.inf), lost)
    most = stats.poisson.ppf(CHANCE, rate * np.maximum(n_high, 1))
    n_wrong = lost > most
    empty = (of.n == 0) & (n_low == 0)
    missed = ~np.logical_or.reduce([exactly(of, state) for state in states])
    wrong = ((z > FURTHEST) | n_wrong) & ~empty & missed
    right = missed & ~wrong & ~empty
    return Misses(
        missed=missed,
        wrong=wrong,
        strays=np.where(right, np.minimum(z, FURTHEST) ** 2, 0.0),
        lost=np.where(right & np.isfinite(lost), lost, 0.0),
        n_wrong=n_wrong & ~empty & missed,
        impossible=missed & ~of.possible[grains],
    )


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """How much an honest series may miss.

    Attributes:
        exact: how many cells an exact fit may miss.
        missed, wrong, strays, lost: the most, over all cells, of what ``Misses`` counts.
    """

    exact: int
    missed: int
    wrong: int
    strays: float
    lost: float

    def holds(self, found: Misses) -> Flags:
        """The readings that stay within it."""
        return np.asarray(
            (found.missed.sum(axis=1) <= self.missed)
            & (found.wrong.sum(axis=1) <= self.wrong)
            & (found.strays.sum(axis=1) <= self.strays)
            & (found.lost.sum(axis=1) <= self.lost)
            & (found.impossible.sum(axis=1) <= self.exact),
            dtype=np.bool_,
        )


def allowed(sizes: Floats, rate: float, between: Floats | float = 0.0) -> Allowed:
    """What late and corrected rows explain, in a thousand series all but one.

    Args:
        sizes: about how many rows each cell has.
        between: for each cell the share of rows in which the states differ that are to be excused.
    """
    cells = len(sizes)
    touched = 1 - np.exp(-(rate + between) * sizes)
    missed = int(stats.binom.ppf(CHANCE, cells, touched.mean())) if cells else 0
    # A few of the touched cells stray far, since a single row can be an outlier.
    wrong = min(int(stats.binom.ppf(CHANCE, cells, min(0.03 + 0.1 * touched.mean(), 0.5))), cells // 4) if cells else 0
    return Allowed(
        exact=cells // ONE_WRONG_IN,
        missed=max(missed, cells // ONE_WRONG_IN),
        wrong=wrong,
        strays=float(STRAYING * stats.chi2.ppf(CHANCE, max(missed, 1))),
        lost=float(stats.poisson.ppf(CHANCE, ((rate + between) * sizes).sum())) if cells else 0.0,
    )


Evaluate = Callable[[npt.NDArray[np.int64], list[int]], list[Many]]
"""For some readings, by number, and some cells, by number: our figures, in each state that counts."""


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """Readings that fit, with how many cells each reproduces exactly, and by how much chance would have let it.

    Attributes:
        bits: the information in the cells: how often, in powers of two, a definition of the space would match them all
            by chance if its cells were independent.
    """

    readings: npt.NDArray[np.int64]
    matched: npt.NDArray[np.int64]
    bits: float


def exact_fits(of: Told, order: list[int], readings: int, evaluate: Evaluate, allow: Allowed) -> Fitting:
    """Readings that reproduce all cells but the few that may be wrong; if any reproduces all, only those."""
    alive = np.arange(readings)
    failed = np.zeros(readings, dtype=np.int64)
    bits = 0.0
    for block in _blocks(order):
        [ours] = evaluate(alive, block)
        right = exactly(of.at(block), ours)
        if block == order[: len(block)]:
            bits = _bits(right) / len(block) * len(order)
        failed = failed + (~right).sum(axis=1)
        keep = failed <= allow.exact
        alive, failed = alive[keep], failed[keep]
        if not len(alive):
            break
    if len(failed) and failed.min() == 0:
        alive, failed = alive[failed == 0], failed[failed == 0]
    return Fitting(readings=alive, matched=len(order) - failed, bits=bits)


def near_fits(
    of: Told, order: list[int], grains: npt.NDArray[np.int64], evaluate: Evaluate, allow: Allowed, rate: float
) -> Fitting:
    """Readings whose misses late entries and corrections explain.

    Args:
        grains: the grain of each reading.
    """
    alive = np.arange(len(grains))
    sums = np.zeros((5, len(grains)))
    limits = np.array([allow.missed, allow.wrong, SEARCHING * allow.strays, allow.lost, allow.exact])
    bits = 0.0
    for block in _blocks(order):
        found = misses(of.at(block), evaluate(alive, block), rate, grains[alive])
        if block == order[: len(block)]:
            bits = _bits(~found.wrong) / len(block) * len(order)
        parts = (found.missed, found.wrong, found.strays, found.lost, found.impossible)
        sums = sums + np.stack([part.sum(axis=1) for part in parts])
        keep = (sums <= limits[:, None]).all(axis=0)
        alive, sums = alive[keep], sums[:, keep]
        if not len(alive):
            break
    return Fitting(readings=alive, matched=(len(order) - sums[0]).astype(np.int64), bits=bits)


def reachable(
    of: Told, order: list[int], grains: npt.NDArray[np.int64], evaluate: Evaluate, allow: Allowed, rate: float
) -> bool:
    """Whether any reading reaches the reported n, but for what late entries, corrections and chance explain."""
    alive = np.arange(len(grains))
    failed = np.zeros(len(grains), dtype=np.int64)
    for block in _blocks(order):
        found = misses(of.at(block), evaluate(alive, block), rate, grains[alive])
        failed = failed + found.n_wrong.sum(axis=1)
        keep = failed <= max(allow.wrong, allow.exact)
        alive, failed = alive[keep], failed[keep]
    return bool(len(alive))


def _blocks(order: list[int]) -> list[list[int]]:
    """The cells in pieces: few at first, when all readings are still in."""
    cuts = [0, *range(FIRST_CELLS, len(order), ADDED_CELLS), len(order)]
    return [order[a:b] for a, b in pairwise(cuts) if b > a]


def _bits(right: Flags) -> float:
    """The information of some cells: the rarer a match among all definitions, the more it says."""
    share = (right.sum(axis=0) + 1) / (len(right) + 1)
    return float(-np.log2(share).sum())
