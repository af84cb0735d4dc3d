"""Parts: named by their content, whatever the order of rows or of work; shared, never rewritten, never mistaken."""

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from fullscore.model.ledger_line import ledger_line
from fullscore.model.site import site
from fullscore.store.engine import Engine
from fullscore.store.layout import Layout
from fullscore.store.manifest import Part
from fullscore.store.parts import sha256_of, write_held, write_versions
from fullscore.store.versions import arrange
from tests.conftest import Folder, landed_input, ledger

VERSION = "'2025-01-31'::DATE AS _from, NULL::DATE AS _to, false AS _beside"


def lines(count: int) -> list[dict[str, Any]]:
    return [
        {
            "document_id": f"D{n}",
            "line_no": n,
            "posted_at": date(2025, 1 + n % 3, 1 + n % 28),
            "amount": Decimal(n) / 4,
            "currency": "USD",
            "description": None if n % 5 else "",
        }
        for n in range(count)
    ]


def written(engine: Engine, layout: Layout, rows: list[dict[str, Any]], standing: Any = frozenset()) -> list[Part]:
    arrange(engine, ledger_line, [landed_input(layout.root / "rows.parquet", ledger_line, rows)], {})
    mine = ", ".join(column.name for column in ledger_line.columns)
    select = f"SELECT {mine}, amount AS amount_base, {VERSION} FROM landed_rows"
    return list(write_versions(engine, layout, ledger_line, select, standing))


def told(parts: list[Part]) -> list[tuple[str, int, str]]:
    return [(part.file, part.rows, part.content) for part in parts]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_does_not_matter(engine: Engine, tmp_path: Path, seed: int) -> None:
    rows = lines(40)
    first = written(engine, Layout(tmp_path / "a"), rows)
    random.Random(seed).shuffle(rows)
    assert told(written(engine, Layout(tmp_path / "b"), rows)) == told(first)
    assert [part.file.split("/")[1][:7] for part in first] == ["2025-01", "2025-02", "2025-03"]
    assert sum(part.rows for part in first) == 40


CHANGES: dict[str, dict[str, Any]] = {
    "another value": {"document_id": "D9x"},
    "one cent": {"amount": Decimal("2.26")},
    "null instead of empty": {"description": None},
    "empty instead of null": {"vendor_name": ""},
    "a value in the next column": {"vendor_id": None, "vendor_name": "Acme"},
    "the mark for null": {"vendor_name": "\x00x"},
    "the separator": {"vendor_id": "Acme\x1f", "vendor_name": ""},
}


def test_every_change_of_a_cell_gives_another_part(engine: Engine, tmp_path: Path) -> None:
    rows = lines(10)
    rows[0] |= {"description": "", "vendor_id": "Acme"}
    contents = {}
    for n, change in enumerate([{}, *CHANGES.values()]):
        found = written(engine, Layout(tmp_path / str(n)), [rows[0] | change, *rows[1:]])
        contents[n] = found[0].content
        assert told(found)[1:] == told(written(engine, Layout(tmp_path / f"{n}x"), rows))[1:]
    assert len(set(contents.values())) == len(contents)


def test_a_row_twice_is_not_a_row_once(engine: Engine, tmp_path: Path) -> None:
    rows = lines(3)
    once = written(engine, Layout(tmp_path / "a"), rows)
    twice = written(engine, Layout(tmp_path / "b"), [*rows, rows[0], rows[0]])
    assert once[0].content != twice[0].content
    assert once[1:] == twice[1:]


def test_what_stands_is_shared_and_not_written_again(engine: Engine, tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = written(engine, layout, lines(9))
    before = [(layout.parts / part.file).stat() for part in first]
    second = written(engine, layout, lines(9), {(part.file, part.bytes_sha256) for part in first})
    assert second == first
    after = [(layout.parts / part.file).stat() for part in second]
    assert [(s.st_ino, s.st_mtime_ns) for s in after] == [(s.st_ino, s.st_mtime_ns) for s in before]


@pytest.mark.parametrize("vouched", [True, False], ids=["a part of an edition", "a left-over"])
def test_a_touched_file_does_not_pass_for_a_part(engine: Engine, tmp_path: Path, vouched: bool) -> None:
    layout = Layout(tmp_path)
    first = written(engine, layout, lines(9))
    other = written(engine, Layout(tmp_path / "other"), [row | {"amount": Decimal(0)} for row in lines(9)])
    (layout.parts / first[0].file).write_bytes((tmp_path / "other/.fullscore/parts" / other[0].file).read_bytes())
    standing = {(part.file, part.bytes_sha256) for part in first} if vouched else set()
    second = written(engine, layout, lines(9), standing)
    assert told(second) == told(first)
    assert sorted(pq.read_table(layout.parts / second[0].file)["amount"].to_pylist()) == [
        0,
        Decimal("0.75"),
        Decimal("1.5"),
    ]
    assert all(sha256_of(layout.parts / part.file) == part.bytes_sha256 for part in second)


def test_a_part_is_one_file_however_the_engine_cuts_it(engine: Engine, tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    engine.sql("SET partitioned_write_max_open_files = 1")
    engine.sql("SET partitioned_write_flush_threshold = 2048")
    mine = ", ".join(f"NULL AS {c.name}" for c in ledger_line.columns if c.name not in ("line_no", "posted_at"))
    select = (
        f"SELECT {mine}, n AS line_no, DATE '2025-01-01' + (n * 7919 % 365)::INTEGER AS posted_at, "
        f"NULL::DECIMAL(18,4) AS amount_base, {VERSION} FROM range(30000) AS r(n)"
    )
    parts = write_versions(engine, layout, ledger_line, select, frozenset())
    assert len(parts) == 12
    assert sum(part.rows for part in parts) == 30000
    engine.sql("SET partitioned_write_max_open_files = 100")
    whole = write_versions(engine, Layout(tmp_path / "whole"), ledger_line, select, frozenset())
    assert told(list(whole)) == told(list(parts))


def test_a_table_that_is_not_cut_is_one_part(engine: Engine, tmp_path: Path) -> None:
    mine = ", ".join(f"'x' AS {column.name}" for column in site.columns)
    (part,) = write_versions(engine, Layout(tmp_path), site, f"SELECT {mine}, {VERSION}", frozenset())
    assert part.file.startswith("site/all-")
    assert (part.rows, part.in_force, part.without_base) == (1, 1, 0)


def test_no_rows_make_no_part(engine: Engine, tmp_path: Path) -> None:
    assert written(engine, Layout(tmp_path), []) == []


def test_nothing_that_waits_makes_no_part(engine: Engine, tmp_path: Path) -> None:
    arrange(engine, ledger_line, [landed_input(tmp_path / "rows.parquet", ledger_line, lines(3))], {})
    assert write_held(engine, Layout(tmp_path), ledger_line, frozenset()) is None


@pytest.mark.parametrize("name", ["Northgate [2025]", "a*b?", "it's", "Überlandwerk 50%", '"quoted"', "{}"])
def test_a_folder_may_have_any_name(programme: Callable[..., Folder], name: str) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")}, at=name)
    folder.built()
    assert folder.rows("ledger_line", "document_id") == [("D1",)]
