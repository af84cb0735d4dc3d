"""Counting days: calendar, business and working days as differences of positions, with pauses taken off.

A position is how many days of a kind have run up to a day, at a place. A clock from ``start`` to ``stop`` is the
position of the stop less that of the start; one that runs backwards is minus the count in the other direction. Days on
which a clock pauses are taken off the position, so that a difference never counts them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.measures._aggregates import Codes, Floats
from fullscore.terms.edition import Edition

KINDS = ("calendar", "business", "working")
_SPAN = 1_000_000
"""More days than any calendar has: keeps the days of different clocks apart in one sorted array."""


def day_numbers(column: Any) -> Floats:
    """A date column as days since 1970, NaN where it is null."""
    whole = pc.cast(pc.cast(column, "date32"), "int32")
    return np.asarray(pc.cast(whole, "float64").to_numpy(zero_copy_only=False), dtype=np.float64)


def dates(days: Floats) -> pa.Array:
    """Days since 1970 as a date column, null where they are NaN."""
    return pa.array(np.where(np.isnan(days), 0, days).astype(np.int32), mask=np.isnan(days)).cast(pa.date32())


class Calendar:
    """The running counts of every place of an edition."""

    def __init__(self, edition: Edition) -> None:
        table = edition.run(edition.calendar().order_by(["country", "subdivision", "day"]))
        names = list(zip(table["country"].to_pylist(), table["subdivision"].to_pylist(), strict=True))
        self._codes = {place: code for code, place in enumerate(dict.fromkeys(names))}
        days = day_numbers(table["day"]).astype(np.int64)
        places = len(self._codes)
        self._first = int(days.min())
        self._length = len(days) // places
        self._runs = {
            kind: np.asarray(table[f"{kind}_index"].to_numpy(), dtype=np.float64).reshape(places, self._length)
            for kind in ("business", "working")
        }
        self._default = self._codes[(edition.country, "")]

    def places(self, countries: list[str | None], subdivisions: list[str | None]) -> Codes:
        """The place of each row: its site's, else the programme's country."""
        return np.array(
            [self._codes.get((c or "", s or ""), self._default) for c, s in zip(countries, subdivisions, strict=True)],
            dtype=np.int64,
        )

    def position(self, kind: str, places: Codes, days: Floats) -> Floats:
        """How many days of a kind have run up to each day; NaN for no day, or one that the calendar does not reach."""
        if kind == "calendar":
            return days
        at = days - self._first
        inside = (at >= 0) & (at < self._length)
        found = np.full(len(days), np.nan)
        found[inside] = self._runs[kind][places[inside], at[inside].astype(np.int64)]
        return found

    def counts(self, kind: str, places: Codes, days: Codes) -> npt.NDArray[np.bool_]:
        """Whether each day is one of a kind."""
        if kind == "calendar":
            return np.ones(len(days), dtype=np.bool_)
        as_floats = days.astype(np.float64)
        step = self.position(kind, places, as_floats) - self.position(kind, places, as_floats - 1)
        return np.asarray(step > 0, dtype=np.bool_)


@dataclass(frozen=True, kw_only=True)
class Pauses:
    """Days on which clocks pause: for each clock its own, without repeats."""

    keys: Codes
    """``clock * span + day``, sorted."""

    def up_to(self, clocks: Codes, days: Floats) -> Floats:
        """How many pause days a clock has had up to each day; NaN for no day."""
        known = ~np.isnan(days)
        at = clocks * _SPAN + np.where(known, days, 0).astype(np.int64)
        first = np.searchsorted(self.keys, np.arange(clocks.max(initial=0) + 1) * _SPAN)
        found = np.searchsorted(self.keys, at, "right") - first[clocks]
        return np.where(known, found.astype(np.float64), np.nan)

    def only(self, calendar: Calendar, kind: str, place_of_clock: Codes) -> "Pauses":
        """Those of its days that are of a kind, at each clock's place."""
        clocks, days = np.divmod(self.keys, _SPAN)
        return Pauses(keys=self.keys[calendar.counts(kind, place_of_clock[clocks], days)])


def pauses(clocks: Codes, starts: Floats, stops: Floats, *, open_until: float) -> Pauses:
    """The days after each start up to and including its stop, of every interval, united within a clock.

    Args:
        clocks: which clock an interval belongs to, from 0.
        starts, stops: days since 1970; a start that is not known is no interval; a stop that is not known is open.
        open_until: the day up to which an open interval runs.
    """
    known = ~np.isnan(starts)
    clocks, starts = clocks[known], starts[known].astype(np.int64)
    ends = np.where(np.isnan(stops[known]), open_until, stops[known]).astype(np.int64)
    lengths = np.maximum(ends - starts, 0)
    first = np.repeat(starts + 1, lengths)
    offset = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    # Sorting and dropping neighbours takes a third of the time of numpy's own way to unique values.
    keys = np.sort(np.repeat(clocks, lengths) * _SPAN + first + offset)
    return Pauses(keys=keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]])
