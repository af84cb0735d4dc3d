"""Columns as they are written: ids, exact money, instants and words, made from whole numpy arrays at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Array = NDArray[Any]

NEVER = np.datetime64("NaT", "s")


def streams(seed: int, room: str) -> np.random.Generator:
    """A generator of its own for each part, so that one part's change leaves the others as they were."""
    return np.random.default_rng([seed, *room.encode()])


def ids(prefix: str, numbers: Array) -> pa.Array:
    """``R-000017`` from 17; a negative number is an empty cell."""
    numbers = np.asarray(numbers, dtype=np.int64)
    digits = pc.utf8_lpad(pa.array(np.abs(numbers)).cast(pa.string()), 6, "0")
    named = pc.binary_join_element_wise(pa.scalar(prefix), digits, pa.scalar(""))
    return pc.if_else(pa.array(numbers >= 0), named, pa.scalar(None, pa.string()))


def words(options: Sequence[str | None], codes: Array) -> pa.Array:
    """The option of each code; a negative code is an empty cell."""
    codes = np.asarray(codes, dtype=np.int32)
    return pa.array(list(options), pa.string()).take(pa.array(codes, mask=codes < 0))


def exact(hundredths: Array, known: Array | None = None) -> pa.Array:
    """Whole hundredths as a decimal with two places, empty where it is not known."""
    low = np.ascontiguousarray(hundredths, dtype=np.int64)
    both = np.column_stack([low, low >> 63])
    made = pa.Array.from_buffers(pa.decimal128(18, 2), len(low), [None, pa.py_buffer(both.tobytes())])
    return made if known is None else pc.if_else(pa.array(known), made, pa.scalar(None, made.type))


def instants(moments: Array) -> pa.Array:
    """Instants as ISO 8601 in UTC; never is an empty cell."""
    moments = np.asarray(moments, dtype="datetime64[s]")
    return pa.array(np.datetime_as_string(moments, timezone="UTC").astype(object), mask=np.isnat(moments))


def days(dates: Array) -> pa.Array:
    """Days; never is an empty cell."""
    dates = np.asarray(dates, dtype="datetime64[D]")
    return pa.array(dates, pa.date32(), mask=np.isnat(dates))


def flags(values: Array) -> pa.Array:
    return pa.array(np.asarray(values, dtype=np.bool_))


def whole(values: Array, known: Array | None = None) -> pa.Array:
    return pa.array(np.asarray(values, dtype=np.int64), mask=None if known is None else ~known)


def at_work(when: Array) -> Array:
    """Fractional days since 1970 as instants of working days between 9:00 and 17:30 UTC, their order kept.

    In these hours the date is the same from California to India, so that a local date never differs from the instant's.
    """
    known = ~np.isnan(when)
    day = np.floor(np.where(known, when, 0)).astype(np.int64)
    part = np.where(known, when, 0) - day
    weekday = (day + 3) % 7
    hour = np.where(weekday == 5, 9 + 0.4 * part, np.where(weekday == 6, 9.4 + 0.4 * part, 10 + 7.5 * part))
    day = day + np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0))
    made = (day * 86400 + (hour * 3600).astype(np.int64)).astype("datetime64[s]")
    return np.where(known, made, NEVER)


def fractional(dates: Array) -> Array:
    """Days since 1970 as numbers."""
    return np.asarray(dates, dtype="datetime64[D]").astype(np.int64).astype(np.float64)


def monday(day: Array) -> Array:
    """The Monday on or after each day number."""
    whole_days = np.ceil(day).astype(np.int64)
    return whole_days + (-(whole_days + 3)) % 7
