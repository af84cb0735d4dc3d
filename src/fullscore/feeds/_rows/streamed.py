"""Rows that Python reads, lent to the engine as a stream of text columns, never as a whole."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any

import pyarrow as pa

from fullscore.feeds._cells.reasons import NOT_TEXT
from fullscore.feeds._rows.records import Broken, Row
from fullscore.store.engine import Engine

_ROWS, _CHARACTERS = 4_096, 16_000_000
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
    nothing: list[None] = [None] * (max(cells, default=0) + 1)
    texts: list[Sequence[str | None]] = []
    lines: list[int] = []
    broken: dict[int, list[dict[str, str]]] = {}
    characters = 0

    def batch() -> Any:
        try:
            return arrays()
        except UnicodeEncodeError:
            # JSON can name halves of characters, which are no text: their rows are refused, the others stand.
            for place, row in enumerate(texts):
                if not _is_text(row):
                    texts[place], broken[place] = nothing, [{"column": "", "value": "", "reason": NOT_TEXT}]
            return arrays()

    def arrays() -> Any:
        columns = list(zip(*texts, strict=False))
        found = [pa.array(columns[cell], pa.string()) for cell in cells]
        faults = pa.array(
            [broken.get(place) for place in range(len(lines))] if broken else [None] * len(lines), _FAULTS
        )
        return pa.record_batch([*found, pa.array(lines, pa.int64()), faults], schema=schema)

    for line, row in rows:
        if isinstance(row, Broken):
            broken[len(lines)] = [{"column": row.column, "value": row.value, "reason": row.reason}]
            texts.append(nothing)
        else:
            texts.append(row)
            characters += sum(map(len, row))
        lines.append(line)
        if len(lines) >= _ROWS or characters >= _CHARACTERS:
            yield batch()
            texts, lines, broken, characters = [], [], {}, 0
    if lines:
        yield batch()


def _is_text(row: Sequence[str | None]) -> bool:
    try:
        for cell in row:
            (cell or "").encode()
    except UnicodeEncodeError:
        return False
    return True
