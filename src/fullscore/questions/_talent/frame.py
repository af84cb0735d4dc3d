"""Columns of tables as arrays: names by their places, days as numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.measures._days import day_numbers
from fullscore.questions._talent.hazards import Flags, Floats, Ints
from fullscore.workforce.dependence import SMALLEST

FEW = f"fewer than {SMALLEST}"


def counted(number: float) -> int | str:
    """A count of people as it may be told."""
    whole = round(number)
    return whole if whole == 0 or whole >= SMALLEST else FEW


def places(column: Any, place: Mapping[str, int]) -> Ints:
    """The place of each cell's name; -1 where it is empty or has none."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = pc.cast(coded, pa.string()).dictionary_encode()
    of = np.array([place.get(name, -1) for name in coded.dictionary.to_pylist()] + [-1], dtype=np.int64)
    return of[np.asarray(pc.fill_null(coded.indices, len(of) - 1).to_numpy(zero_copy_only=False), dtype=np.int64)]


def codes(column: Any) -> Ints:
    """A number for each distinct name, empty cells sharing one."""
    coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = pc.cast(coded, pa.string()).dictionary_encode(null_encoding="encode")
    return np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def floats(column: Any) -> Floats:
    """Numbers, NaN where empty."""
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def days(column: Any) -> Floats:
    """Dates, or instants, as days since 1970; NaN where empty."""
    return day_numbers(pc.cast(column, pa.date32()))


def is_among(column: Any, names: set[str] | frozenset[str]) -> Flags:
    """Whether each cell is one of some names."""
    found: Flags = places(column, dict.fromkeys(names, 1)) > 0
    return found
