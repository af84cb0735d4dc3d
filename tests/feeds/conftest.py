"""A file in, its receipt and rows out: what every test of this room asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fullscore.feeds._landing import land
from fullscore.feeds._mapping.load import Mapping, load
from fullscore.store.engine import Engine
from fullscore.store.landed import Landed, LandedTable, landed_rows_of
from fullscore.terms.programme import Feed


@dataclass(frozen=True, kw_only=True)
class Result:
    """A landed file."""

    engine: Engine
    receipt: Landed
    folder: Path

    @property
    def share(self) -> LandedTable:
        (share,) = self.receipt.tables
        return share

    def rows(self, columns: str = "*", table: str = "") -> list[tuple[Any, ...]]:
        """Rows that landed, in the file's order."""
        return self._read(columns, "_faults IS NULL", table)

    def column(self, name: str, table: str = "") -> list[Any]:
        return [row[0] for row in self.rows(f'"{name}"', table)]

    def lines(self, table: str = "") -> list[int]:
        return [row[0] for row in self._read("_line", "true", table)]

    def faults(self, table: str = "") -> list[tuple[int, str, str, str]]:
        """Line, column, value and reason of every fault."""
        return [
            (line, fault["column"], fault["value"], fault["reason"])
            for line, faults in self._read("_line, _faults", "_faults IS NOT NULL", table)
            for fault in faults
        ]

    def reasons(self, table: str = "") -> list[tuple[str, str]]:
        return [(column, reason) for _, column, _, reason in self.faults(table)]

    def all(self, table: str = "") -> list[tuple[Any, ...]]:
        return self._read("*", "true", table)

    def everything_stored(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())

    def _read(self, columns: str, condition: str, table: str) -> list[tuple[Any, ...]]:
        path = self.folder / f"{table or self.share.table}.parquet"
        rows = landed_rows_of(path)
        return self.engine.rows(f"SELECT {columns} FROM {rows} WHERE {condition} ORDER BY _line, _revision")


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Engine(scratch=tmp_path_factory.mktemp("engine"), memory_limit="1GB", threads=2)
    yield engine
    engine.close()


Landing = Callable[..., Result]


@pytest.fixture
def landing(engine: Engine, tmp_path: Path) -> Landing:
    """Land a file given as text, bytes or path: ``landing("a,b\\n1,2\\n", table="ledger_line")``."""

    def go(
        content: str | bytes | Path,
        *,
        table: str = "",
        mapping: str = "exchange",
        toml: str = "",
        name: str = "delivered.csv",
        id_prefix: str = "",
        encoding: str = "utf-8",
        understood: Mapping | None = None,
    ) -> Result:
        number = len(list(tmp_path.iterdir()))
        if isinstance(content, Path):
            path = content
        else:
            path = tmp_path / f"delivery-{number}" / name
            path.parent.mkdir(parents=True)
            path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        if toml:
            mapping = f"mapping-{number}.toml"
            (tmp_path / mapping).write_text(toml, "utf-8")
        receipt = land(
            engine,
            path=path,
            delivery="2025-01-31",
            file=f"2025-01-31/{path.name}",
            feed=Feed(files="*", party="client", table=table, id_prefix=id_prefix),
            mapping=understood or load(mapping, table, tmp_path),
            into=tmp_path / f"landed[{number}]",
            programme_folder=tmp_path,
        )
        return Result(engine=engine, receipt=receipt, folder=tmp_path / f"landed[{number}]")

    return go
