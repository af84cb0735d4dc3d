"""What tests share: a programme folder written from texts, built and read in process; landed rows without a feed."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fullscore.cli import main
from fullscore.model._shape import Kind, Table
from fullscore.run.build import Built, build
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.store import manifest as manifests
from fullscore.store.edition import StoredEdition
from fullscore.store.engine import Engine
from fullscore.store.layout import Layout
from fullscore.store.manifest import Manifest
from fullscore.store.versions import Input

LEDGER = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency"
KINDS = {
    Kind.date: pa.date32(),
    Kind.month: pa.date32(),
    Kind.time: pa.timestamp("us"),
    Kind.money: pa.decimal128(18, 4),
    Kind.hours: pa.decimal128(9, 2),
    Kind.number: pa.float64(),
    Kind.whole: pa.int64(),
    Kind.flag: pa.bool_(),
}


def ledger(*rows: str) -> str:
    """A ledger file from ``document, posted, account, unit, amount, currency``; line 1, vendor ``V-1``."""
    lines = [LEDGER]
    for row in rows:
        document, posted, account, unit, amount, currency = (cell.strip() for cell in row.split(","))
        lines.append(f"{document},1,V-1,Acme,{posted},{account},{unit},{amount},{currency}")
    return "\n".join(lines) + "\n"


def settings(*feeds: str, currency: str = "USD", more: str = "") -> str:
    """A ``programme.toml`` with two parties, client and msp, and feeds given as ``table, pattern, party, snapshot``."""
    text = f'[programme]\nname = "Northgate"\ncurrency = "{currency}"\ncountry = "US"\n'
    for party in ("client", "msp"):
        text += f'\n[[party]]\nid = "{party}"\nname = "{party.title()}"\nkind = "{party}"\n'
    for feed in feeds or ("ledger_line, ledger*.csv, client, delta",):
        table, files, party, snapshot = (word.strip() for word in feed.split(","))
        text += f'\n[[feed]]\ntable = "{table}"\nfiles = "{files}"\nparty = "{party}"\nsnapshot = "{snapshot}"\n'
    return text + more


@dataclass(frozen=True)
class Folder:
    """A programme folder."""

    root: Path

    @property
    def layout(self) -> Layout:
        return Layout(self.root)

    def put(self, files: Mapping[str, str | bytes]) -> "Folder":
        """Write files by their paths: ``programme.toml``, or the path inside ``feeds``."""
        for name, content in files.items():
            path = self.root / name if name == "programme.toml" else self.layout.feeds / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def build(self, **asked: Any) -> Built:
        return build(self.layout, **asked)

    def built(self, **asked: Any) -> Manifest:
        """The manifest of a build that must come to an edition."""
        made = self.build(**asked).manifest
        assert made is not None
        return made

    def edition(self, id: str | None = None) -> StoredEdition:
        return open_edition(self.layout, id)

    def current(self) -> str | None:
        return manifests.current_id(self.layout)

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """The rows in force of the published edition, sorted."""
        with self.edition() as edition:
            found = edition.run(edition.table(table).select(*columns)).to_pylist()
        return sorted((tuple(row[c] for c in columns) for row in found), key=str)


def contents(manifest: Manifest) -> dict[str, str]:
    """The content of every part of an edition by its name, held rows among them."""
    parts = [p for share in manifest.tables for p in (*share.parts, *([share.held_part] if share.held_part else []))]
    return {part.file: part.content for part in parts}


@pytest.fixture
def programme(tmp_path: Path) -> Callable[..., Folder]:
    """Make a programme folder from files; ``at`` names it where a test needs several."""

    def make(files: Mapping[str, str | bytes], at: str = "programme") -> Folder:
        folder = Folder(tmp_path / at)
        return folder.put({"programme.toml": settings(), **files})

    return make


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = Engine(scratch=tmp_path / "engine", threads=1)
    yield opened
    opened.close()


def landed_parquet(path: Path, table: Table, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows as landing would, each on its own line from 2 on; columns that a row does not name are empty."""
    columns: dict[str, pa.Array] = {
        c.name: pa.array([row.get(c.name) for row in rows], KINDS.get(c.kind, pa.string())) for c in table.columns
    }
    columns["_line"] = pa.array(range(2, len(rows) + 2), pa.int64())
    columns["_revision"] = pa.array([None] * len(rows), pa.int64())
    columns["_faults"] = pa.array([None] * len(rows), pa.list_(pa.string()))
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def landed_input(path: Path, table: Table, rows: Sequence[Mapping[str, Any]], **place: Any) -> Input:
    """One landed file of a delta feed; ``place`` says otherwise."""
    landed_parquet(path, table, rows)
    usual: dict[str, Any] = {
        "folder": path.stem, "feed": "feed", "feed_no": 0, "full": False, "delivery": "2025-01-31",
        "file": f"2025-01-31/{path.stem}.csv", "order": 0, "sequence": 0, "ends_on": None,
    }  # fmt: skip
    return Input(**{"rows": path, "landed": len(rows), **usual, **place})


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``fullscore`` with arguments in this process, as a shell would."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["fullscore", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture(scope="session")
def little_northgate(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The sample programme at a fiftieth of its size, built; for whoever only reads it."""
    folder = Folder(tmp_path_factory.mktemp("little") / "northgate")
    northgate.write(folder.root, scale=0.02)
    folder.built()
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is dear to set up is set up in one process: the little sample programme, and what a module's tests share.

    It comes first, because the groups are read in the same hook.
    """
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        if "little_northgate" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("little_northgate"))
        elif any(
            fixture.scope == "module"
            for fixtures in item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
            for fixture in fixtures
        ):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::", 1)[0]))
