"""Parquet: the engine reads it by itself; every value is taken as the text that it would be in a file of text."""

from collections.abc import Iterator
from contextlib import contextmanager

from fullscore.feeds._paths import unpatterned
from fullscore.feeds._way import Opened, Request, Traits, Way
from fullscore.store.engine import named, quoted

_FIRST = 2
"""The line of the first row, as if a heading stood on line 1."""


def _open(request: Request) -> Iterator[Opened]:
    with request.path.open("rb") as file:
        if file.read(4) != b"PAR1":
            raise request.fault("it is no Parquet file, whatever its ending says", "export it again")
    source = quoted(unpatterned(request.path))
    found = request.engine.rows(f"DESCRIBE SELECT * FROM read_parquet({source}, hive_partitioning = false)")
    headings = tuple(str(row[0]) for row in found)
    texts = [_text(heading, str(kind), request.reading.decimal) for heading, kind, *_ in found]

    @contextmanager
    def relation(cells: tuple[int, ...], numbered: bool) -> Iterator[str]:
        wanted = [*(f"{texts[cell]} AS c{cell}" for cell in cells), f"file_row_number + {_FIRST} AS _line"]
        yield (
            f"(SELECT {', '.join(wanted)} "
            f"FROM read_parquet({source}, hive_partitioning = false, file_row_number = true))"
        )

    yield Opened(headings=headings, relation=relation, traits=Traits(typed=True))


def _text(heading: str, kind: str, decimal: str) -> str:
    """A value as text: in the declared style of numbers, so that it is read as it was meant."""
    text = f"nullif(CAST({named(heading)} AS VARCHAR), '')"
    if kind.startswith("TIMESTAMP"):
        # A date that was stored as an instant is a date again; what has an hour keeps it.
        return f"regexp_replace({text}, ' 00:00:00(\\+00)?$', '')"
    if decimal == "," and kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")):
        return f"replace({text}, '.', ',')"
    return text


parquet = Way(endings=(".parquet",), open=_open)
