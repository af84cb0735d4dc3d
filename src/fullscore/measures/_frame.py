"""Atoms in memory: the columns that a lens reads, as numpy arrays."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.measures._aggregates import Columns, Floats
from fullscore.measures._shape import Reading


def numbers(column: Any) -> Floats:
    """A column as floats, NaN where it is null; text and dates as codes of their distinct values."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_date(kind):
        coded = column.combine_chunks().dictionary_encode()
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        column = coded.indices
    if pa.types.is_boolean(kind):
        column = pc.cast(column, pa.int8())
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def flags(column: Any) -> npt.NDArray[np.bool_]:
    """A boolean column; null is false."""
    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def columns_of(reading: Reading, frame: dict[str, Floats]) -> tuple[Columns, npt.NDArray[np.bool_]]:
    """What a reading sums up, and which atoms have a value that it takes.

    A value of several columns is the first less the greatest of the others, of which the second must be known.
    """
    none = np.empty(0)
    if isinstance(reading.value, tuple):
        first, second, *others = (frame[name] for name in reading.value)
        for other in others:
            second = np.where(np.isnan(second), np.nan, np.fmax(second, other))
        value = first - second
    else:
        value = frame[reading.value]
    taken = ~np.isnan(value)
    for name in filter(None, (reading.weight, reading.mix)):
        taken &= ~np.isnan(frame[name])
    with np.errstate(invalid="ignore"):
        if reading.drop == "negative":
            taken &= value >= 0
        elif reading.drop == "over_90":
            taken &= value <= 90
    found = Columns(
        value=value,
        weight=frame[reading.weight] if reading.weight else none,
        event=frame[reading.event] if reading.event else none,
        stratum=frame[reading.stratum] if reading.stratum else none,
        mix=frame[reading.mix] if reading.mix else none,
    )
    return found, taken
