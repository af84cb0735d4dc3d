"""Many readings of the same atoms at once: value, n and standard error at every place.

Readings that keep the same atoms in the same months share their rows, put in order of place once. Their values are rows
of one matrix, from which means, quantiles and dropped outliers are all taken: sorted once within each place, it serves
median, p90 and every drop.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.measures._aggregates import QUANTILES, Codes, Columns, Floats, values_and_counts
from fullscore.measures._atoms import Atoms, Coding
from fullscore.measures._frame import columns_of
from fullscore.measures._shape import Aggregate, Reading

SUMMED: tuple[Aggregate, ...] = ("mean", "share", "total", "median", "p90")
"""Aggregates of values alone, taken from the matrix."""
QUANTILE_ERROR: dict[Aggregate, float] = {"median": 1.2533, "p90": 1.7094}
"""Standard error of a quantile over that of the mean, for a normal distribution: sqrt(q(1-q)) over its density."""
Read = tuple[Columns, npt.NDArray[np.bool_]]
CELLS_AT_ONCE = 4_000_000
"""How many numbers a matrix holds at the most."""


@dataclass(frozen=True, kw_only=True)
class Many:
    """A row for each reading, a column for each place."""

    values: Floats
    """NaN where there is none."""
    counts: Codes
    errors: Floats
    """How far the value strays if the rows were drawn anew: its standard error; NaN with the value."""


def evaluate(atoms: Atoms, coding: Coding, readings: list[Reading]) -> Many:
    """Every reading at every place."""
    shape = (len(readings), len(coding.places))
    found = Many(values=np.full(shape, np.nan), counts=np.zeros(shape, dtype=np.int64), errors=np.full(shape, np.nan))
    shared: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for n, reading in enumerate(readings):
        keep = (*reading.keep, f"not_{reading.whole}") if reading.whole and coding.split else reading.keep
        shared[reading.month, tuple(sorted(keep))].append(n)
    ordered: dict[str, Codes] = {}
    columns: dict[tuple[object, ...], Read] = {}
    for (month, keep), numbers in shared.items():
        codes = coding.codes[month]
        if month not in ordered:
            inside = np.flatnonzero(codes >= 0)
            ordered[month] = inside[np.argsort(codes[inside], kind="stable")]
        rows = ordered[month][atoms.kept(keep)[ordered[month]]]
        by_value: dict[str | tuple[str, ...], list[int]] = defaultdict(list)
        for n in numbers:
            if readings[n].aggregate in SUMMED:
                by_value[readings[n].value].append(n)
            else:
                _one(atoms, codes, rows, readings[n], n, found, columns)
        _matrices(atoms, codes, rows, readings, by_value, found)
    return found


def _one(
    atoms: Atoms,
    codes: Codes,
    rows: Codes,
    reading: Reading,
    n: int,
    found: Many,
    columns: dict[tuple[object, ...], Read],
) -> None:
    """An aggregate of several columns, by itself."""
    key = (reading.value, reading.weight, reading.event, reading.stratum, reading.mix, reading.drop)
    if key not in columns:
        columns[key] = columns_of(reading, atoms.values)
    read, taken = columns[key]
    rows = rows[taken[rows]]
    c, places = read.at(rows), codes[rows]
    groups = found.values.shape[1]
    values, counts = values_and_counts(reading.aggregate, c, places, groups)
    found.values[n], found.counts[n] = values, counts
    size = np.maximum(counts, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if reading.aggregate in ("ratio", "positive_ratio", "counted_ratio", "unit_ratio"):
            off = c.value - values[places] * c.weight
            found.errors[n] = np.sqrt(np.bincount(places, off * off, groups)) / np.bincount(places, c.weight, groups)
        elif reading.aggregate == "unit_total":
            found.errors[n] = np.sqrt(np.bincount(places, c.value * c.value, groups))
        elif reading.aggregate in ("distinct", "daily_average"):
            found.errors[n] = np.sqrt(size)
        elif reading.aggregate in ("incidence", "distinct_share"):
            found.errors[n] = _share_error(values, size)
        else:
            found.errors[n] = np.abs(values) / np.sqrt(size)


def _share_error(values: Floats, n: Codes) -> Floats:
    # A share of none or all strays too: one more that counts and one more that does not keep it from the edge.
    p = (values * n + 1) / (n + 2)
    return np.asarray(np.sqrt(p * (1 - p) / n), dtype=np.float64)


def _matrices(
    atoms: Atoms,
    codes: Codes,
    rows: Codes,
    readings: list[Reading],
    by_value: dict[str | tuple[str, ...], list[int]],
    found: Many,
) -> None:
    """Aggregates of values alone: a matrix with a row for each value, so many at once as fit."""
    if not len(rows) or not by_value:
        return
    places, first = np.unique(codes[rows], return_index=True)
    names = list(by_value)
    at_once = max(1, CELLS_AT_ONCE // len(rows))
    for begin in range(0, len(names), at_once):
        some = names[begin : begin + at_once]
        matrix = np.empty((len(some), len(rows)))
        taken: dict[str, Floats] = {}
        for line, name in enumerate(some):
            matrix[line] = _value(atoms, rows, name, taken)
        wanted = [(line, n) for line, name in enumerate(some) for n in by_value[name]]
        if atoms.counts:
            for line, n in wanted:
                _totals(atoms, rows, some[line], first, places, n, found)
            continue
        times = atoms.times[rows] if len(atoms.times) else None
        _means(matrix, times, first, places, readings, wanted, found)
        _quantiles(matrix, times, first, places, readings, wanted, found)


def _value(atoms: Atoms, rows: Codes, name: str | tuple[str, ...], taken: dict[str, Floats]) -> Floats:
    """What a reading sums up, at some rows; of several columns the first less the greatest of the others."""

    def at_rows(column: str) -> Floats:
        if column not in taken:
            taken[column] = atoms.values[column][rows]
        return taken[column]

    if isinstance(name, str):
        return at_rows(name)
    first, second, *others = name
    below = at_rows(second)
    for other in others:
        below = np.where(np.isnan(below), np.nan, np.fmax(below, at_rows(other)))
    return at_rows(first) - below


def _totals(
    atoms: Atoms, rows: Codes, name: str | tuple[str, ...], first: Codes, places: Codes, n: int, found: Many
) -> None:
    if not isinstance(name, str):
        raise ValueError("a total is of one column")
    counts = np.add.reduceat(atoms.counts[name][rows], first).astype(np.int64)
    values = np.add.reduceat(np.nan_to_num(atoms.values[name][rows]), first)
    squares = np.add.reduceat(np.nan_to_num(atoms.squares[name][rows]), first)
    found.counts[n, places] = counts
    found.values[n, places] = np.where(counts > 0, values, np.nan)
    found.errors[n, places] = np.where(counts > 0, np.sqrt(squares), np.nan)


def _means(
    matrix: Floats,
    times: Floats | None,
    first: Codes,
    places: Codes,
    readings: list[Reading],
    wanted: list[tuple[int, int]],
    found: Many,
) -> None:
    """Means, shares and totals; the n of every reading, and the standard error of its mean.

    Args:
        times: how often each row counts; None: once.
    """
    often = 1.0 if times is None else times
    for drop in sorted({readings[n].drop for _, n in wanted}):
        here = [(line, n) for line, n in wanted if readings[n].drop == drop]
        lines, of = np.unique([line for line, _ in here], return_inverse=True)
        some = matrix if len(lines) == len(matrix) else matrix[lines]
        aggregates = np.array([readings[n].aggregate for _, n in here])
        numbers = np.array([n for _, n in here])
        with np.errstate(invalid="ignore", divide="ignore"):
            taken = _taken(some, drop)
            plain = np.where(taken, some, 0.0)
            counted = taken if times is None else np.where(taken, times, 0.0)
            counts = np.add.reduceat(counted, first, axis=1, dtype=np.int64)
            sums = np.add.reduceat(plain * often, first, axis=1)
            means = sums / counts
            squares = np.add.reduceat(plain * plain * often, first, axis=1)
            spread = np.sqrt(np.maximum(squares / counts - means * means, 0) / counts)
            found.counts[numbers[:, None], places] = counts[of]
            for aggregate in dict.fromkeys(aggregates.tolist()):
                is_it = aggregates == aggregate
                at, k = numbers[is_it][:, None], of[is_it]
                if aggregate in QUANTILES:
                    found.errors[at, places] = spread[k] * QUANTILE_ERROR[aggregate]
                elif aggregate == "total":
                    found.values[at, places] = np.where(counts[k] > 0, sums[k], np.nan)
                    found.errors[at, places] = np.sqrt(squares[k])
                else:
                    found.values[at, places] = means[k]
                    share = aggregate == "share"
                    found.errors[at, places] = _share_error(means[k], counts[k]) if share else spread[k]


def _taken(matrix: Floats, drop: str) -> npt.NDArray[np.bool_]:
    if drop == "negative":
        return np.asarray(matrix >= 0, dtype=np.bool_)
    return np.asarray(matrix <= 90 if drop == "over_90" else ~np.isnan(matrix), dtype=np.bool_)


def _quantiles(
    matrix: Floats,
    times: Floats | None,
    first: Codes,
    places: Codes,
    readings: list[Reading],
    wanted: list[tuple[int, int]],
    found: Many,
) -> None:
    """Medians and p90 by linear interpolation between order statistics (type 7), from values sorted once.

    Args:
        times: how often each row counts; None: once.
    """
    wanted = [(line, n) for line, n in wanted if readings[n].aggregate in QUANTILES]
    if not wanted:
        return
    lines, numbers = (np.array(part) for part in zip(*wanted, strict=True))
    q = np.array([QUANTILES[readings[n].aggregate] for n in numbers])
    drops = np.array([readings[n].drop for n in numbers])
    unique, of = np.unique(lines, return_inverse=True)
    ends = np.append(first[1:], matrix.shape[1])
    for place, begin, end in zip(places, first, ends, strict=True):
        block = matrix[unique, begin:end]
        if times is None:
            block = np.sort(block, axis=1)
        else:
            found.values[numbers, place] = _counted_quantiles(block, times[begin:end], of, q, drops)
            continue
        with np.errstate(invalid="ignore"):
            known = (~np.isnan(block)).sum(axis=1)[of]
            lowest = np.where(drops == "negative", (block < 0).sum(axis=1)[of], 0)
            highest = np.where(drops == "over_90", (block <= 90).sum(axis=1)[of], known)
        size = highest - lowest
        at = q * np.maximum(size - 1, 0)
        low = np.floor(at).astype(np.int64)
        last = block.shape[1] - 1
        under = block[of, np.minimum(lowest + low, last)]
        over = block[of, np.minimum(lowest + np.minimum(low + 1, np.maximum(size - 1, 0)), last)]
        found.values[numbers, place] = np.where(size > 0, under + (at - low) * (over - under), np.nan)


def _counted_quantiles(block: Floats, times: Floats, of: Codes, q: Floats, drops: npt.NDArray[np.str_]) -> Floats:
    """Quantiles of values that count several times each; NaN of none.

    Args:
        block: a row of values for each column that is read.
        of, q, drops: for each quantile the row that it is of, which it is, and what it drops.
    """
    order = np.argsort(block, axis=1)
    block = np.take_along_axis(block, order, axis=1)
    often = times[order]
    # Where each value's last copy stands; the order statistic k is the first value whose copies reach beyond k.
    upto = often.cumsum(axis=1)[of]

    def value(k: Floats) -> Floats:
        at = np.minimum((upto <= k[:, None]).sum(axis=1), block.shape[1] - 1)
        return np.asarray(block[of, at], dtype=np.float64)

    with np.errstate(invalid="ignore"):
        known = np.where(np.isnan(block), 0, often).sum(axis=1)[of]
        lowest = np.where(drops == "negative", np.where(block < 0, often, 0).sum(axis=1)[of], 0)
        highest = np.where(drops == "over_90", np.where(block <= 90, often, 0).sum(axis=1)[of], known)
    size = highest - lowest
    at = q * np.maximum(size - 1, 0)
    low = np.floor(at)
    under, over = value(lowest + low), value(lowest + np.minimum(low + 1, np.maximum(size - 1, 0)))
    return np.where(size > 0, under + (at - low) * (over - under), np.nan)
