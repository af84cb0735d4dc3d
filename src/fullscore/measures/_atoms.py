"""A measure's atoms in memory, read once: months, segments, masks and values as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._days import day_numbers
from fullscore.measures._figures import Where, with_subtrees
from fullscore.measures._frame import flags, numbers
from fullscore.measures._shape import Aggregate, Measure, Reading
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

REPEATABLE: tuple[Aggregate, ...] = ("mean", "share", "median", "p90")
"""Aggregates that can count an atom several times over."""
Flags = npt.NDArray[np.bool_]
NO_MONTH = -1


@dataclass(frozen=True, kw_only=True)
class Atoms:
    """The columns that some readings read, row by row.

    Where every reading is a total, a row stands for all atoms of the same months, segments and masks, since fetching
    millions of lines to add them up costs ten times as much as adding them where they are.

    Attributes:
        days: for every month column the day, since 1970; NaN for none. Of summed atoms it is the month's first.
        segments: for every segment asked for, a code of each row and the names that the codes stand for.
        counts: for every value of summed atoms, how many atoms it is the sum of; empty otherwise.
        squares: for every value of summed atoms, the sum of their squares; empty otherwise.
        times: how many atoms a row stands for that agree in everything that is read of them; empty where each has its
            own row.
    """

    rows: int
    days: dict[str, Floats]
    segments: dict[str, tuple[Codes, list[Any]]]
    masks: dict[str, Flags]
    values: dict[str, Floats]
    counts: dict[str, Floats]
    squares: dict[str, Floats]
    times: Floats

    def months(self, name: str) -> Codes:
        """The month of every row under a month column, counted from the year 0; ``NO_MONTH`` for none."""
        return month_numbers(self.days[name])

    def kept(self, names: tuple[str, ...]) -> Flags:
        """The rows for which all of some masks hold."""
        masks = [self.masks[name] for name in names] or [np.ones(self.rows, dtype=np.bool_)]
        return np.asarray(np.logical_and.reduce(masks), dtype=np.bool_)


def month_numbers(days: Floats) -> Codes:
    """The month of every day since 1970, counted from the year 0; ``NO_MONTH`` for none."""
    known = ~np.isnan(days)
    whole = np.where(known, days, 0).astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    return np.where(known, whole.astype(np.int64) + 1970 * 12, NO_MONTH)


def month_number(month: Month) -> int:
    """A month as ``Atoms.months`` counts it."""
    return month.year * 12 + month.month - 1


def month_text(number: int) -> str:
    """A month that ``Atoms.months`` counted, as ``2025-01``."""
    return str(Month(number // 12, number % 12 + 1))


def load(
    edition: Edition,
    measure: Measure,
    readings: list[Reading],
    *,
    segments: tuple[str, ...] = (),
    subtrees: bool = True,
    only: Sequence[Month] = (),
    by_day: bool = False,
    expression: Any = None,
) -> Atoms:
    """Fetch what some readings read.

    Args:
        segments: the segments that figures will be split by.
        subtrees: whether an org unit holds those below it.
        only: fetch only atoms that some month column places in one of these months; empty: all.
        by_day: keep the day of every atom, also where a month's would do.
        expression: the measure's atoms, where they are at hand.
    """
    months = sorted({r.month for r in readings})
    masks = sorted({m for r in readings for m in r.keep} | {f"not_{r.whole}" for r in readings if r.whole})
    read = sorted({c for r in readings for c in r.columns[1:]} | {v for r in readings for v in _value(r)})
    rows = measure.atoms(edition) if expression is None else expression
    if only:
        firsts = [constant(month.first_day) for month in only]
        rows = rows.filter(_any([column(m).cast("date").truncate("M").isin(firsts) for m in months]))
    if "org_unit" in segments and subtrees:
        rows = with_subtrees(edition, rows)
    parts: dict[str, Any] = {f"s_{name}": column(name) for name in segments}
    parts |= {f"k_{name}": column(name) for name in masks}
    counted = False
    summed = not by_day and all(r.aggregate == "total" and not r.drop for r in readings)
    if summed:
        parts |= {f"m_{name}": column(name).cast("date").truncate("M") for name in months}
        # A square needs more digits than an exact amount has room for; it only says how far a total may stray.
        rough = {f"q_{name}": column(name).cast("float64") for name in read}
        rows = rows.select(**parts, **{f"v_{name}": column(name) for name in read}, **rough)
        sums = {f"v_{name}": column(f"v_{name}").sum() for name in read}
        sums |= {f"n_{name}": column(f"v_{name}").count() for name in read}
        sums |= {f"q_{name}": (column(f"q_{name}") * column(f"q_{name}")).sum() for name in read}
        rows = rows.group_by(list(parts)).aggregate(**sums)
    else:
        parts |= {f"m_{name}": column(name).cast("date") for name in months}
        rows = rows.select(**parts, **{f"v_{name}": column(name) for name in read})
        if counted := not by_day and _agree_often(rows, readings, parts):
            rows = rows.group_by(list(rows.columns)).aggregate(times=rows.count())
    table = edition.run(rows)
    return Atoms(
        rows=table.num_rows,
        days={name: day_numbers(table[f"m_{name}"]) for name in months},
        segments={name: _coded(table[f"s_{name}"]) for name in segments},
        masks={name: flags(table[f"k_{name}"]) for name in masks},
        values={name: numbers(table[f"v_{name}"]) for name in read},
        counts={name: numbers(table[f"n_{name}"]) for name in read} if summed else {},
        squares={name: numbers(table[f"q_{name}"]) for name in read} if summed else {},
        times=numbers(table["times"]) if counted else np.empty(0),
    )


MOST_READ = 8
"""How many columns atoms may have to be put together where they agree: with more of them they seldom do."""


def _agree_often(rows: Any, readings: list[Reading], parts: dict[str, Any]) -> bool:
    """Whether many atoms are likely to agree in all that is read of them: in few whole numbers and truths."""
    values = [kind for name, kind in rows.schema().items() if name not in parts]
    return (
        len(rows.columns) <= MOST_READ
        and all(r.aggregate in REPEATABLE for r in readings)
        and all(kind.is_boolean() or kind.is_integer() for kind in values)
    )


def _value(reading: Reading) -> tuple[str, ...]:
    return reading.value if isinstance(reading.value, tuple) else (reading.value,)


def _any(tests: list[Any]) -> Any:
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return found.fill_null(False)


def _coded(names: Any) -> tuple[Codes, list[Any]]:
    """A code for every row's name, None among the names."""
    encoded = names.combine_chunks().dictionary_encode(null_encoding="encode")
    codes = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary.to_pylist()


@dataclass(frozen=True, kw_only=True)
class Coding:
    """Which place, of some places, each atom belongs to."""

    places: tuple[Where, ...]
    codes: dict[str, Codes]
    """For every month column each row's place, -1 where it belongs to none."""
    split: bool
    """Whether by anything but month."""


def everywhere(atoms: Atoms, by: tuple[str, ...]) -> Coding:
    """Every place that has atoms under some month column.

    Args:
        by: segments, of those that the atoms were loaded with, and month.
    """
    keys = {name: _keys(atoms, by, months) for name, months in ((n, atoms.months(n)) for n in atoms.days)}
    found = np.unique(np.concatenate([k[k >= 0] for k in keys.values()])) if keys else np.empty(0, np.int64)
    codes = {name: np.where(k >= 0, np.searchsorted(found, k), -1) for name, k in keys.items()}
    return Coding(places=tuple(_place(atoms, by, int(k)) for k in found), codes=codes, split=bool(set(by) - {"month"}))


def at_places(atoms: Atoms, by: tuple[str, ...], places: tuple[Where, ...]) -> Coding:
    """The given places only, in their order; months are ``2025-01``."""
    wanted = np.array([_key(atoms, by, place) for place in places], dtype=np.int64)
    order = np.argsort(wanted, kind="stable")
    # What lies after all places stands for none, as keys below 0 do.
    ordered = np.append(wanted[order], np.iinfo(np.int64).max)
    numbers = np.append(order, -1)
    codes = {}
    for name in atoms.days:
        keys = _keys(atoms, by, atoms.months(name))
        at = np.searchsorted(ordered, keys)
        codes[name] = np.where((keys >= 0) & (ordered[at] == keys), numbers[at], -1)
    return Coding(places=places, codes=codes, split=bool(set(by) - {"month"}))


_MONTHS = 12 * 10_000
"""More months than any calendar has: keeps months and segments apart in one number."""


def _keys(atoms: Atoms, by: tuple[str, ...], months: Codes) -> Codes:
    keys = np.zeros(atoms.rows, dtype=np.int64)
    for name in by:
        if name == "month":
            keys = keys * _MONTHS + np.maximum(months, 0)
        else:
            codes, names = atoms.segments[name]
            keys = keys * max(len(names), 1) + codes
    return np.where(months == NO_MONTH, -1, keys)


def _key(atoms: Atoms, by: tuple[str, ...], place: Where) -> int:
    """The number that ``_keys`` gives to the rows of a place; -2 for a place that no row can have."""
    key = 0
    for name, value in zip(by, place, strict=True):
        if name == "month":
            key = key * _MONTHS + month_number(Month.parse(value))
            continue
        names = atoms.segments[name][1]
        if value not in names:
            return -2
        key = key * max(len(names), 1) + names.index(value)
    return key


def _place(atoms: Atoms, by: tuple[str, ...], key: int) -> Where:
    found: list[Any] = []
    for name in reversed(by):
        if name == "month":
            key, number = divmod(key, _MONTHS)
            found.append(month_text(number))
        else:
            names = atoms.segments[name][1]
            key, code = divmod(key, max(len(names), 1))
            found.append(names[code])
    return tuple(reversed(found))
