"""Dropping old editions: the newest and the published stay, with every part that they name, and nothing else."""

import fcntl
from collections.abc import Callable

import pytest

from fullscore.run.prune import prune
from fullscore.run.verify import verify
from fullscore.store import manifest as manifests
from fullscore.terms.fault import Fault
from tests.conftest import Folder, contents, ledger

MONTHS = ["2025-01-31", "2025-02-28", "2025-03-31"]


@pytest.fixture
def folder(programme: Callable[..., Folder]) -> Folder:
    """Three editions: each delivery restates January and adds its own month."""
    made = programme({})
    for n, day in enumerate(MONTHS):
        rows = [f"D0,2025-01-05,6410,U1,{n + 1},USD", f"D{n + 1},{day[:7]}-06,6410,U1,20,USD"]
        made.put({f"{day}/ledger.csv": ledger(*rows)}).built()
    return made


def parts(folder: Folder) -> set[str]:
    return {path.relative_to(folder.layout.parts).as_posix() for path in folder.layout.parts.rglob("*.parquet")}


def test_what_is_named_stays_and_the_rest_goes(folder: Folder) -> None:
    ids = manifests.ids(folder.layout)
    before = parts(folder)
    dropped, gone = prune(folder.layout, 2)
    assert dropped == ids[:1]
    assert manifests.ids(folder.layout) == ids[1:]
    kept = [manifests.read(folder.layout, id) for id in ids[1:]]
    assert parts(folder) == {file for manifest in kept for file in contents(manifest)}
    assert gone == len(before) - len(parts(folder)) > 0
    assert all(verify(folder.layout, manifest, rebuild=False).ok for manifest in kept)


def test_the_published_edition_always_stays(folder: Folder) -> None:
    ids = manifests.ids(folder.layout)
    manifests.publish(folder.layout, ids[0])
    assert prune(folder.layout, 1)[0] == [ids[1]]
    assert manifests.ids(folder.layout) == [ids[0], ids[2]]
    assert folder.rows("ledger_line", "document_id") == [("D0",), ("D1",)]


def test_a_part_that_nobody_names_goes(folder: Folder) -> None:
    left_over = folder.layout.parts / "ledger_line" / "2020-01-abc.parquet"
    left_over.write_bytes(b"")
    assert prune(folder.layout, 3) == ([], 1)
    assert not left_over.exists()


def test_held_rows_of_what_stays_stay(programme: Callable[..., Folder]) -> None:
    toml = {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,1,USD", "D1,2025-01-05,6410,U1,2,USD")}
    folder = programme(toml)
    (share, _) = folder.built().tables
    assert share.held_part
    prune(folder.layout, 1)
    assert share.held_part.file in parts(folder)


def test_nothing_is_dropped_while_a_build_runs(folder: Folder) -> None:
    # A running build has written parts that no manifest names yet.
    with folder.layout.lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(Fault, match="another build of this programme is running"):
            prune(folder.layout, 1)
    assert len(manifests.ids(folder.layout)) == 3


def test_there_may_be_nothing_to_drop(programme: Callable[..., Folder]) -> None:
    assert prune(programme({}).layout, 1) == ([], 0)
