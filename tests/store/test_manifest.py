"""An edition's manifest: what is written is read back, its equations hold, and a damaged one is a sentence."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from fullscore.store import manifest as manifests
from fullscore.store.landed import LandedTable
from fullscore.store.layout import Layout
from fullscore.store.manifest import FileShare, Manifest, Part, TableShare
from fullscore.terms.fault import Fault

PART = Part(
    file="ledger_line/2025-01-ab.parquet", rows=3, in_force=2, without_base=1, bytes_sha256="cd", content="3-ef"
)
HELD = Part(file="ledger_line/held-ab.parquet", rows=1, bytes_sha256="cd", content="1-ef")
SHARE = TableShare(
    table="ledger_line",
    landed=5,
    in_force=2,
    superseded=1,
    repeated=1,
    held=1,
    recipe="r",
    inputs=("a", "b"),
    parts=(PART,),
    held_part=HELD,
)
FILE = FileShare(
    delivery="2025-01-31",
    file="2025-01-31/ledger.csv",
    sha256="ab",
    folder="2025-01-31-ab",
    feed="ledger*.csv",
    party="client",
    read=7,
    landed=5,
    refused=2,
    tables=("ledger_line",),
    period=("2025-01", "2025-02"),
)
MANIFEST = Manifest(
    id="2025-01-31-abcdef012345",
    as_of="2025-01-31",
    currency="USD",
    country="US",
    code="1",
    engine="e",
    settings={"programme": {"name": "Ünternehmen"}, "fx": {"EUR": 1.1}},
    rulings="",
    files=(FILE, replace(FILE, file="2025-01-31/other.csv", period=None)),
    tables=(SHARE, replace(SHARE, table="site", held_part=None)),
    notes=("one", "two"),
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    manifests.write(layout, MANIFEST)
    assert manifests.read(layout, MANIFEST.id) == MANIFEST
    assert manifests.ids(layout) == [MANIFEST.id]


def test_what_was_read_is_loaded_or_in_quarantine() -> None:
    assert MANIFEST.read == 14
    assert MANIFEST.quarantined == 2 + 2 + 1 + 1


@pytest.mark.parametrize("column", ["landed", "in_force", "superseded", "repeated", "held"])
def test_a_table_that_lost_a_row_is_refused(column: str) -> None:
    with pytest.raises(AssertionError, match="landed"):
        replace(SHARE, **{column: getattr(SHARE, column) + 1})


@pytest.mark.parametrize("column", ["read", "landed", "refused"])
def test_a_file_that_lost_a_row_is_refused(column: str) -> None:
    share = LandedTable(table="site", read=3, landed=2, refused=1, amount={}, absent=(), notes=())
    with pytest.raises(AssertionError, match="read"):
        replace(share, **{column: getattr(share, column) + 1})


def test_editions_are_listed_by_date(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert manifests.ids(layout) == []
    for id in ("2025-02-28-a", "2024-12-31-z", "2025-01-31-c"):
        manifests.write(layout, replace(MANIFEST, id=id))
    (layout.editions / "2025-03-31-half").mkdir()
    assert manifests.ids(layout) == ["2024-12-31-z", "2025-01-31-c", "2025-02-28-a"]


def damaged() -> dict[str, str]:
    whole = json.loads(json.dumps(asdict(MANIFEST)))
    return {
        "not JSON": "{",
        "not a manifest": "[1]",
        "empty": "{}",
        "of another release": json.dumps({**whole, "novel": 1}),
        "cut short": json.dumps({**whole, "tables": [{"table": "site"}]}),
        "numbers changed": json.dumps({**whole, "tables": [{**whole["tables"][0], "landed": 4}]}),
    }


@pytest.mark.parametrize("how", damaged())
def test_a_damaged_manifest_is_one_sentence(tmp_path: Path, how: str) -> None:
    layout = Layout(tmp_path)
    manifests.write(layout, MANIFEST)
    (layout.editions / MANIFEST.id / "manifest.json").write_text(damaged()[how], "utf-8")
    with pytest.raises(Fault, match=r"manifest cannot be read .* Delete this edition's folder"):
        manifests.read(layout, MANIFEST.id)


@pytest.mark.parametrize("id", ["2025-01-31-none", "../elsewhere", ".", ""])
def test_an_edition_that_is_not_there_is_one_sentence(tmp_path: Path, id: str) -> None:
    with pytest.raises(Fault, match=r"there is no edition .* lists those there are"):
        manifests.read(Layout(tmp_path), id)
