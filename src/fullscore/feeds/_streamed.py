"""Rows that Python reads, lent to the engine as a stream of text columns, never as a whole."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any

import pyarrow as pa

from fullscore.feeds._records import Broken, Row
from fullscore.feeds._way import BLANKS
from fullscore.store.engine import Engine

_ROWS, _CHARACTERS = 20_000, 16_000_000
"""A batch ends at so many rows or characters, so that long cells do not gather into gigabytes."""
_FAULTS = pa.list_(pa.struct([("column", pa.string()), ("value", pa.string()), ("reason", pa.string())]))
_NUMBERS = count(1)


def streamed(
    engine: Engine, rows: Callable[[], Iterator[Row]]
) -> Callable[[tuple[int, ...], bool], AbstractContextManager[str]]:
    """The ``relation`` of an opened file whose rows come from Python; each use reads the rows anew.

    Args:
        rows: gives the rows from the first on.
    """

    @contextmanager
    def relation(cells: tuple[int, ...], numbered: bool) -> Iterator[str]:
        name, trouble = f"delivered_{next(_NUMBERS)}", list[BaseException]()
        schema = pa.schema(
            [*((f"c{cell}", pa.string()) for cell in cells), ("_line", pa.int64()), ("_broken", _FAULTS)]
        )
        reader = pa.RecordBatchReader.from_batches(schema, _told(_batches(rows(), cells, schema), trouble))
        try:
            with engine.lent(name, reader):
                yield name
        except Exception:
            # What went wrong while Python read reaches here dressed as an error of the engine.
            if trouble:
                raise trouble[0] from None
            raise

    return relation


def _told(batches: Iterator[Any], trouble: list[BaseException]) -> Iterator[Any]:
    try:
        yield from batches
    except Exception as error:
        trouble.append(error)
        raise


def _batches(rows: Iterator[Row], cells: tuple[int, ...], schema: Any) -> Iterator[Any]:
    columns: list[list[str | None]] = [[] for _ in cells]
    lines: list[int] = []
    broken: list[list[dict[str, str]] | None] = []
    characters = 0

    def batch() -> Any:
        arrays = [*(pa.array(column, pa.string()) for column in columns), pa.array(lines, pa.int64())]
        return pa.record_batch([*arrays, pa.array(broken, _FAULTS)], schema=schema)

    for line, row in rows:
        lines.append(line)
        if isinstance(row, Broken):
            broken.append([{"column": row.column, "value": row.value, "reason": row.reason}])
            for column in columns:
                column.append(None)
        else:
            broken.append(None)
            for cell, column in zip(cells, columns, strict=True):
                text = row[cell].strip(BLANKS)
                characters += len(text)
                column.append(text or None)
        if len(lines) >= _ROWS or characters >= _CHARACTERS:
            yield batch()
            columns, lines, broken, characters = [[] for _ in cells], [], [], 0
    if lines:
        yield batch()
