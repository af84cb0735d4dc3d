"""Parquet: the engine reads it by itself; every value is taken as the text that it would be in a file of text."""

from collections.abc import Iterator
from contextlib import contextmanager

from fullscore.feeds._cells.reasons import CELL_TOO_LONG
from fullscore.feeds._rows.engine_faults import is_of_engine
from fullscore.feeds._rows.paths import unpatterned
from fullscore.feeds._rows.records import LONGEST
from fullscore.feeds._way import Opened, Request, Traits, Way
from fullscore.store.engine import named, quoted
from fullscore.store.landed import FAULTS

_FIRST = 2
"""The line of the first row, as if a heading stood on line 1."""


def _open(request: Request) -> Iterator[Opened]:
    with request.path.open("rb") as file:
        if file.read(4) != b"PAR1":
            raise request.fault("it is no Parquet file, whatever its ending says", "export it again")
    source = quoted(unpatterned(request.path))
    try:
        found = request.engine.rows(f"DESCRIBE SELECT * FROM read_parquet({source}, hive_partitioning = false)")
    except Exception as error:
        if not is_of_engine(error):
            raise
        raise request.fault("the Parquet file is cut off or damaged", "deliver it again") from None
    headings = tuple(str(row[0]) for row in found)
    texts = [_text(heading, str(kind), request.reading.decimal) for heading, kind, *_ in found]

    @contextmanager
    def relation(cells: tuple[int, ...], numbered: bool) -> Iterator[str]:
        wanted = [f"{texts[cell]} AS c{cell}" for cell in cells]
        line = f"file_row_number + {_FIRST} AS _line"
        yield (
            f"(SELECT {', '.join([*wanted, line, _broken([headings[cell] for cell in cells])])} "
            f"FROM read_parquet({source}, hive_partitioning = false, file_row_number = true))"
        )

    yield Opened(headings=headings, relation=relation, traits=Traits(typed=True), breaks=True)


def _broken(headings: list[str]) -> str:
    """The fault of a row with a cell that is too long."""
    cases = " ".join(
        f"WHEN strlen(CAST({named(heading)} AS VARCHAR)) > {LONGEST} THEN "
        f"[{{'column': {quoted(heading)}, 'value': '', 'reason': {quoted(CELL_TOO_LONG)}}}]"
        for heading in headings
    )
    return f"(CASE {cases} END)::{FAULTS} AS _broken" if cases else f"NULL::{FAULTS} AS _broken"


def _text(heading: str, kind: str, decimal: str) -> str:
    """A value as text: in the declared style of numbers, so that it is read as it was meant."""
    value = named(heading)
    text = f"CAST({value} AS VARCHAR)"
    if kind.startswith("TIMESTAMP"):
        # A date that was stored as an instant is a date again; what has an hour keeps it.
        return f"regexp_replace({text}, ' 00:00:00(\\+00)?$', '')"
    if kind in ("DOUBLE", "FLOAT"):
        # Where some ids are missing, software stores the others as floats: 123.0 was 123.
        text = (
            f"CASE WHEN {value} = trunc({value}) AND abs({value}) < 1e15 THEN CAST(CAST({value} AS BIGINT) AS VARCHAR) "
            f"WHEN abs({value}) < 0.0001 THEN CAST(CAST({value} AS DECIMAL(38,20)) AS VARCHAR) ELSE upper({text}) END"
        )
    if decimal == "," and kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")):
        return f"replace({text}, '.', ',')"
    return text


parquet = Way(endings=(".parquet",), open=_open)
