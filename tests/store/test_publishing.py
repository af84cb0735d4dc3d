"""Publication: one small file replaced as a whole, so that a reader sees one edition or the other, never half."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fullscore.store import manifest as manifests
from fullscore.store.durable import replace_text
from fullscore.store.layout import Layout
from tests.conftest import Folder, ledger

JANUARY = {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")}
FEBRUARY = {"2025-02-28/ledger.csv": ledger("D2,2025-02-05,6410,U1,20,USD")}


def test_a_reader_keeps_the_edition_it_opened(programme: Callable[..., Folder]) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    with folder.edition() as reader:
        second = folder.put(FEBRUARY).built()
        found = reader.run(reader.table("ledger_line").document_id.name("id").as_table()).to_pylist()
        assert (reader.id, [row["id"] for row in found]) == (first.id, ["D1"])
    assert folder.current() == second.id
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D2",)]


@pytest.mark.parametrize("dies_at", ["replace", "fsync"])
def test_a_crash_before_the_rename_leaves_the_old_edition(
    programme: Callable[..., Folder], monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    folder.put(FEBRUARY)

    def die(*told: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*(Path, "replace", die) if dies_at == "replace" else (os, "fsync", die))
        with pytest.raises(KeyboardInterrupt):
            folder.build()
    assert folder.current() == first.id
    assert folder.rows("ledger_line", "document_id") == [("D1",)]
    second = folder.built()
    assert folder.current() == second.id
    assert folder.rows("ledger_line", "document_id") == [("D1",), ("D2",)]


def test_a_crash_between_the_manifest_and_publication_is_mended_by_the_next_build(
    programme: Callable[..., Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = programme(JANUARY)
    first = folder.built()
    folder.put(FEBRUARY)

    def die(layout: Layout, id: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(manifests, "publish", die)
        with pytest.raises(KeyboardInterrupt):
            folder.build()
    assert folder.current() == first.id
    built = folder.build()
    assert built.unchanged
    assert built.published
    assert built.manifest
    assert folder.current() == built.manifest.id


def test_text_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "current"
    replace_text(path, "one\n")
    replace_text(path, "two\n")
    assert path.read_text("utf-8") == "two\n"
    assert [found.name for found in path.parent.iterdir()] == ["current"]

    def die(handle: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", die)
    with pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
        replace_text(path, "three\n")
    assert path.read_text("utf-8") == "two\n"


def test_nothing_is_published_before_the_first_build(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert manifests.current_id(layout) is None
    layout.derived.mkdir()
    layout.current.write_text("\n", "utf-8")
    assert manifests.current_id(layout) is None
    manifests.publish(layout, "2025-01-31-a")
    assert manifests.current_id(layout) == "2025-01-31-a"
