"""JSON: an array of objects, or one object on each line; packed or not. Keys are headings."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fullscore.feeds._cells.reasons import CELL_TOO_LONG, NOT_A_RECORD, NOT_TEXT
from fullscore.feeds._rows.raw_text import encoding_of, looked_at, text
from fullscore.feeds._rows.records import LONGEST, Broken, Row, cut
from fullscore.feeds._rows.streamed import streamed
from fullscore.feeds._way import Opened, Request, Traits, Way

Record = tuple[int, dict[str, Any] | None]
"""The line where an object begins, and the object; None where something else stands."""


def _open(request: Request) -> Iterator[Opened]:
    encoding = encoding_of(request, looked_at(request))
    # Keys may be left out where a value is missing, so that only a look at all objects knows all headings.
    seen: dict[str, None] = {}
    for _, record in _records(request, encoding):
        seen.update(dict.fromkeys(record or ()))
    # An array without objects is a delivery without rows: it lacks no heading.
    keys = tuple(seen) or tuple(variants[0] for variants in request.essential)
    headings = tuple(key.encode("utf-8", "replace").decode() for key in keys)
    decimal = request.reading.decimal

    def rows() -> Iterator[Row]:
        for line, record in _records(request, encoding):
            if record is None:
                yield line, Broken(NOT_A_RECORD)
                continue
            cells = [_as_text(record.get(key), decimal) for key in keys]
            long = next((at for at, cell in enumerate(cells) if len(cell) > LONGEST), None)
            if any("\0" in cell for cell in cells):
                yield line, Broken(NOT_TEXT)
            elif long is None:
                yield line, cells
            else:
                yield line, Broken(CELL_TOO_LONG, headings[long], cut(cells[long], headings[long]))

    yield Opened(headings=headings, relation=streamed(request.engine, rows), traits=Traits(typed=True), breaks=True)


def _records(request: Request, encoding: str) -> Iterator[Record]:
    name = request.path.name.lower().removesuffix(".gz")
    return _of_lines(request, encoding) if name.endswith("l") else _of_array(request, encoding)


def _of_lines(request: Request, encoding: str) -> Iterator[Record]:
    with text(request, encoding) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    found = _DECODER.decode(line.strip())
                except (ValueError, RecursionError):
                    found = None
                yield number, found if isinstance(found, dict) else None


def _of_array(request: Request, encoding: str) -> Iterator[Record]:
    with text(request, encoding) as stream:
        whole = stream.read()
    at, line, counted = _start(request, whole), 1, 0
    while True:
        at = _behind_blanks(whole, at)
        if whole[at : at + 1] == "]":
            return
        try:
            found, end = _DECODER.raw_decode(whole, at)
        except (ValueError, RecursionError):
            raise _damaged(request, whole.count("\n", 0, at) + 1) from None
        line += whole.count("\n", counted, at)
        counted = at
        yield line, found if isinstance(found, dict) else None
        at = _behind_blanks(whole, end)
        if whole[at : at + 1] == ",":
            at += 1
        elif whole[at : at + 1] != "]":
            raise _damaged(request, whole.count("\n", 0, at) + 1)


def _start(request: Request, whole: str) -> int:
    """Where the array's first element stands: the array at the top, or the only one in an object at the top."""
    at = _behind_blanks(whole, 0)
    if whole[at : at + 1] == "[":
        return at + 1
    arrays = []
    try:
        while whole[at : at + 1] in ("{", ","):
            at = _behind_blanks(whole, at + 1)
            _, at = _DECODER.raw_decode(whole, at)
            value = _behind_blanks(whole, whole.index(":", at) + 1)
            arrays += [value + 1] if whole[value] == "[" else []
            at = _behind_blanks(whole, _DECODER.raw_decode(whole, value)[1])
    except (ValueError, IndexError, RecursionError):
        raise _damaged(request, whole.count("\n", 0, at) + 1) from None
    if len(arrays) != 1:
        raise request.fault(
            "it holds no array of objects, or several",
            "deliver one array of objects, or one object on each line (.jsonl)",
        )
    return arrays[0]


def _behind_blanks(whole: str, at: int) -> int:
    while at < len(whole) and whole[at] in " \t\r\n":
        at += 1
    return at


def _damaged(request: Request, line: int) -> Exception:
    return request.fault(f"the JSON is cut off or damaged near line {line}", "deliver it again")


class _Number(str):
    """A number as it was written, so that no digit of it is lost."""


_DECODER = json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_Number)


def _as_text(value: Any, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _Number):
        written = _without_exponent(value)
        return written.replace(".", decimal) if decimal != "." else written
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without_exponent(number: str) -> str:
    """1.5e3 as 1500, which it is in JSON; what would take more than forty digits stays as it is written."""
    if "e" not in number.lower():
        return str(number)
    value = Decimal(number)
    return format(value, "f") if abs(value.adjusted()) < 40 else str(number)


json_records = Way(endings=(".json", ".jsonl", ".json.gz", ".jsonl.gz"), open=_open)
