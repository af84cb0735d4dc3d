"""Rulings: kept in a chain, above the model at the next build, found out where somebody touched them."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fullscore.run.rulings import chain, in_force, rule
from fullscore.run.verify import verify
from fullscore.terms.fault import Fault
from tests.conftest import LEDGER, Folder, contents, settings

SUPPLIERS = """supplier_id,name,legal_name,registration_no,tier,parent_id,msp_affiliated,small,diverse,country,status
S-1,Calderon Medical Staffing,,,,,false,,,US,active
S-2,Orrery Group,,,,,false,,,US,active
"""
FEEDS = settings("ledger_line, ledger*.csv, client, delta", "supplier, supplier*.csv, msp, full")


def lines(*vendors: tuple[str, str], first: int = 1) -> str:
    rows = [f"D-{n},1,{id},{name},2025-01-15,6410,,100.00,USD" for n, (id, name) in enumerate(vendors, first)]
    return "\n".join([LEDGER, *rows]) + "\n"


VENDORS = (("V-1", "ORRERY GROUP LTD"), ("V-2", "Calderon Medical"), ("V-3", "Kerb Stone"))


@pytest.fixture
def folder(programme: Callable[..., Folder]) -> Folder:
    files = {"2025-01-31/ledger.csv": lines(*VENDORS), "2025-01-31/supplier.csv": SUPPLIERS}
    made = programme({"programme.toml": FEEDS, **files})
    made.build()
    return made


def ruled(folder: Folder, vendor: str, supplier: str, *, confirmed: bool = True, person: str = "Ann") -> Any:
    with folder.edition() as edition:
        return rule(edition, vendor=vendor, supplier=supplier, is_confirmed=confirmed, person=person)


def matched(folder: Folder) -> dict[str, tuple[str | None, str]]:
    rows = folder.rows("vendor_match", "vendor_id", "supplier_id", "decided_by")
    return {vendor: (supplier, by) for vendor, supplier, by in rows}


def test_a_ruling_reaches_the_next_edition_and_stays(folder: Folder) -> None:
    before = folder.current()
    assert matched(folder) == {"V-1": ("S-2", "model"), "V-2": (None, "model"), "V-3": (None, "model")}
    ruled(folder, "V-2", "S-1")
    ruled(folder, "V-1", "S-2", confirmed=False)
    assert folder.current() == before
    folder.build()
    want = {"V-1": (None, "person"), "V-2": ("S-1", "person"), "V-3": (None, "model")}
    assert matched(folder) == want
    again = folder.build()
    assert again.unchanged
    folder.put({"2025-02-28/ledger.csv": lines(("V-4", "Orrery Group"), first=10)})
    folder.build()
    assert matched(folder) == {**want, "V-4": ("S-2", "model")}


def test_the_latest_ruling_on_a_pair_counts_and_all_are_kept(folder: Folder) -> None:
    for confirmed in (True, False, True):
        ruled(folder, "V-3", "S-1", confirmed=confirmed, person=f"Ann {confirmed}")
    assert [entry.kind for entry in chain(folder.layout)] == ["match_confirmed", "match_refused", "match_confirmed"]
    [last] = in_force(folder.layout).of_vendors
    assert (last["is_confirmed"], last["sequence"]) == (True, 3)
    folder.build()
    assert matched(folder)["V-3"] == ("S-1", "person")


def test_what_was_seen_is_kept_with_the_ruling(folder: Folder) -> None:
    edition = folder.current()
    entry = ruled(folder, "V-1", "S-2", person="  Ann ")
    assert entry.person == "Ann"
    assert entry.body == {
        "edition": edition, "vendor_names": ["ORRERY GROUP LTD"], "supplier_name": "Orrery Group",
        "proposed": [["S-2", "0.9900", "matched"]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("vendor", "supplier", "person", "says"),
    [
        ("V-9", "S-1", "Ann", "the ledger has no vendor V-9"),
        ("V-1", "S-9", "Ann", "the programme has no supplier S-9"),
        ("V-1", "S-1", " ", "a ruling needs the person"),
    ],
)
def test_a_ruling_about_nothing_is_refused(folder: Folder, vendor: str, supplier: str, person: str, says: str) -> None:
    with pytest.raises(Fault, match=says):
        ruled(folder, vendor, supplier, person=person)
    assert not folder.layout.rulings.exists()


def test_two_who_rule_at_once_both_stand_in_the_chain(folder: Folder) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: ruled(folder, "V-3", "S-1", confirmed=n % 2 == 0, person=f"P{n}"), range(8)))
    assert sorted(entry.person for entry in chain(folder.layout)) == [f"P{n}" for n in range(8)]


def touched(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("Ann", "Bob"), "utf-8")


def cut_off(path: Path) -> None:
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")


def test_a_broken_chain_stops_ruling_and_building_and_verify_says_so(folder: Folder) -> None:
    ruled(folder, "V-2", "S-1")
    touched(folder.layout.rulings)
    says = "rulings.jsonl: line 1 breaks the chain: it was changed"
    with pytest.raises(Fault, match=says):
        ruled(folder, "V-3", "S-1")
    with pytest.raises(Fault, match=says):
        folder.build()
    with folder.edition() as edition:
        [difference] = verify(folder.layout, edition.manifest, rebuild=False).differences
    assert says in difference


def test_an_end_that_was_cut_off_is_found(folder: Folder) -> None:
    ruled(folder, "V-2", "S-1")
    ruled(folder, "V-3", "S-2", confirmed=False)
    manifest = folder.built()
    assert verify(folder.layout, manifest, rebuild=True).ok
    cut_off(folder.layout.rulings)
    assert verify(folder.layout, manifest, rebuild=False).differences == (
        "governance/rulings.jsonl does not hold ruling 2, which the edition was made with. Put it back from a backup.",
    )


def test_a_later_ruling_does_not_make_an_earlier_edition_wrong(folder: Folder) -> None:
    ruled(folder, "V-2", "S-1")
    manifest = folder.built()
    ruled(folder, "V-3", "S-1")
    assert verify(folder.layout, manifest, rebuild=False).ok


def test_an_entry_is_a_line_of_json(folder: Folder) -> None:
    ruled(folder, "V-2", "S-1")
    [line] = folder.layout.rulings.read_text("utf-8").splitlines()
    assert json.loads(line)["subject"] == {"vendor_id": "V-2", "supplier_id": "S-1"}


def test_what_did_not_change_is_shared(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = folder.built()
    monkeypatch.setattr("fullscore.identity.settle._vendor_rows", None)
    # A line of a vendor who is known already, and a supplier file that says what it said.
    folder.put({"2025-02-28/ledger.csv": lines(("V-1", "ORRERY GROUP LTD"), first=10)})
    second = folder.built()
    assert second.id != first.id
    parts = [manifest.share("vendor_match") for manifest in (first, second)]
    assert parts[0] is not None
    assert parts[1] is not None
    assert parts[0].parts == parts[1].parts
    assert verify(folder.layout, first, rebuild=False).ok


def test_a_rebuild_comes_to_the_same_matches(folder: Folder) -> None:
    ruled(folder, "V-2", "S-1")
    manifest = folder.built()
    folder.layout.derived.rename(folder.root / "aside")
    assert contents(folder.built()) == contents(manifest)
