"""The analytics engine, embedded: one connection, its memory and its threads bounded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from fullscore.terms.fault import Fault

ENGINE = f"duckdb-{duckdb.__version__}"


class Engine:
    """A connection to the embedded engine.

    Every statement runs in UTC and keeps the order of what it reads, so that a row number is a line number.
    """

    def __init__(self, *, scratch: Path, memory_limit: str | None = None, threads: int | None = None) -> None:
        """Open the engine.

        Args:
            scratch: a folder for what does not fit in memory; made on demand, empty again at the end.
            memory_limit: such as ``"2GB"``; None leaves the engine's own default (80% of the machine's).
            threads: how many; None is one for each core.
        """
        self._connection = duckdb.connect()
        # Where it takes the session for a person's, the engine would draw a bar of its own into what is printed.
        self.sql("SET enable_progress_bar = false")
        self.sql("SET TimeZone = 'UTC'")
        self.sql("SET preserve_insertion_order = true")
        self.sql(f"SET temp_directory = {quoted(scratch)}")
        self.sql("SET autoinstall_known_extensions = false")
        self.sql("SET autoload_known_extensions = false")
        if memory_limit:
            self.sql(f"SET memory_limit = {quoted(memory_limit)}")
        if threads:
            self.sql(f"SET threads = {int(threads)}")

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return self._connection

    def sql(self, statement: str) -> None:
        """Run a statement for its effect."""
        with faults():
            self._connection.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query and fetch all of its rows, which must be few."""
        with faults():
            found: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        return found

    def one(self, query: str) -> tuple[Any, ...]:
        """Run a query that gives exactly one row."""
        (row,) = self.rows(query)
        return row

    @contextmanager
    def lent(self, name: str, arrow: Any) -> Iterator[None]:
        """Lend the engine an Arrow table or reader under a name, for the length of a ``with``."""
        self._connection.register(name, arrow)
        try:
            yield
        finally:
            self._connection.unregister(name)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def faults() -> Iterator[None]:
    """What a person can mend becomes a fault; a statement that is wrong stays the author's error."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise Fault(
            "the engine ran out of memory",
            next_step="allow it more with FULLSCORE_MEMORY_LIMIT, such as 4GB, or free some on this machine",
        ) from None
    except duckdb.IOException as error:
        said = str(error).splitlines()[0].removeprefix("IO Error: ")
        full = "No space left" in said or "write" in said.lower()
        raise Fault(
            said.rstrip("."),
            next_step="make room on the disk and try again; the last good edition stays"
            if full
            else "look at that file; `fullscore verify` says whether an edition is whole",
        ) from None


def quoted(value: object) -> str:
    """A literal: in single quotes, quotes inside doubled."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(*files: Path, named_files: bool = False, numbered: bool = False) -> str:
    """A relation of the rows of Parquet files.

    Args:
        named_files: each row says in ``filename`` where it stands.
        numbered: each row says in ``file_row_number`` its place in its file, from 0.
    """
    # A bracket or a star in the name of somebody's folder stands for itself: read as a pattern, it finds other files.
    exact = ["".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(file)) for file in files]
    listed = ", ".join(quoted(path) for path in exact)
    options = f"{', filename = true' if named_files else ''}{', file_row_number = true' if numbered else ''}"
    return f"read_parquet([{listed}], hive_partitioning = false{options})"


def named(name: str) -> str:
    """An identifier: in double quotes, quotes inside doubled."""
    return '"' + name.replace('"', '""') + '"'
