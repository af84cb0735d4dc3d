"""Verifying: a touched part, a touched delivery, a forged manifest are found; what is whole is said to be whole."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from fullscore.run.verify import Verified, verify
from fullscore.store import manifest as manifests
from fullscore.store.parts import sha256_of
from fullscore.terms.fault import Fault
from tests.conftest import Folder, ledger, settings

FILES = {
    "programme.toml": settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, client, full"),
    "2025-01-31/ledger.csv": ledger(
        "D1,2025-01-05,6410,U1,10,USD", "D2,2025-02-06,6410,U9,20,EUR", "D3,soon,6410,,1,USD"
    ),
    "2025-01-31/unit.csv": "org_unit_id,name,parent_id,kind,country\nU1,One,,department,US\n",
}
LATER = {"2025-02-28/ledger.csv": ledger("D1,2025-01-05,6410,U1,11,USD")}


@pytest.fixture
def folder(programme: Callable[..., Folder]) -> Folder:
    made = programme(FILES)
    made.built()
    return made


def verified(folder: Folder, *, rebuild: bool = False) -> Verified:
    id = folder.current()
    assert id is not None
    return verify(folder.layout, manifests.read(folder.layout, id), rebuild=rebuild)


def forge(folder: Folder, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest of the published edition."""
    path = folder.layout.editions / str(folder.current()) / "manifest.json"
    said = json.loads(path.read_text("utf-8"))
    change(said)
    path.write_text(json.dumps(said), "utf-8")


def january(folder: Folder) -> Path:
    (found,) = (folder.layout.parts / "ledger_line").glob("2025-01-*")
    return found


def another_amount(folder: Folder) -> None:
    """Give the part of January another amount, as somebody with a tool would."""
    rows = pq.read_table(january(folder))
    at = rows.schema.get_field_index("amount_base")
    amounts = pc.cast(pc.multiply(rows["amount_base"], pa.scalar(2)), rows.schema.field(at).type)
    pq.write_table(rows.set_column(at, rows.schema.field(at), amounts), january(folder))


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_whole_edition_is_whole(folder: Folder, rebuild: bool) -> None:
    found = verified(folder, rebuild=rebuild)
    assert found.ok
    assert found.checked == (10 if rebuild else 6)
    assert not [path for path in folder.layout.derived.iterdir() if path.name.startswith("verify")]


def test_an_edition_that_grew_equals_its_rebuild(folder: Folder) -> None:
    first = folder.current()
    folder.put(LATER).built()
    assert verified(folder, rebuild=True).ok
    folder.built(as_of="2025-01-31")
    manifest = manifests.read(folder.layout, str(first))
    assert verify(folder.layout, manifest, rebuild=True).ok


def test_a_touched_part_is_named(folder: Folder) -> None:
    with january(folder).open("ab") as file:
        file.write(b"x")
    (difference,) = verified(folder).differences
    assert difference.startswith(f"ledger_line/{january(folder).name} was touched")


def test_a_part_that_is_gone_is_named(folder: Folder) -> None:
    january(folder).unlink()
    (difference,) = verified(folder).differences
    assert "is gone. Delete .fullscore and build again." in difference


def test_a_touched_delivery_is_named(folder: Folder) -> None:
    folder.put({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,99,USD")})
    (difference,) = verified(folder).differences
    assert difference.startswith("feeds/2025-01-31/ledger.csv is not the file that the edition was made from")


def test_a_delivery_that_is_gone_is_named(folder: Folder) -> None:
    (folder.layout.feeds / "2025-01-31/unit.csv").unlink()
    (difference,) = verified(folder).differences
    assert difference.startswith("feeds/2025-01-31/unit.csv is gone")


def test_a_part_forged_with_its_hash_is_found_by_a_rebuild(folder: Folder) -> None:
    another_amount(folder)

    def change(said: dict[str, Any]) -> None:
        for share in said["tables"]:
            for part in share["parts"]:
                part["bytes_sha256"] = sha256_of(folder.layout.parts / part["file"])

    forge(folder, change)
    assert verified(folder).ok
    (difference,) = verified(folder, rebuild=True).differences
    assert difference == (
        "ledger_line computed anew differs: D1, 1 as it stands in 2025-01-31/ledger.csv, line 2, is only in the "
        "edition. Delete .fullscore and build again."
    )


@pytest.mark.parametrize("what", ["settings", "read", "counts", "as_of"])
def test_a_forged_manifest_is_found_by_a_rebuild(folder: Folder, what: str) -> None:
    def change(said: dict[str, Any]) -> None:
        if what == "settings":
            said["settings"]["policy"] = {"in_scope_gl_accounts": ["6420"]}
        elif what == "read":
            said["files"][0]["read"] += 1
        elif what == "counts":
            ledger_line = next(share for share in said["tables"] if share["table"] == "ledger_line")
            ledger_line["in_force"] += 1
            ledger_line["held"] -= 1
        else:
            said["currency"] = "EUR"

    forge(folder, change)
    (difference,) = verified(folder, rebuild=True).differences
    assert difference == "The manifest was changed after it was written. Delete .fullscore and build again."


def test_held_rows_are_compared_as_well(folder: Folder) -> None:
    (held,) = (folder.layout.parts / "ledger_line").glob("held-*")
    rows = pq.read_table(held)
    pq.write_table(rows.set_column(rows.schema.get_field_index("_line"), "_line", pa.array([99], pa.int64())), held)

    def change(said: dict[str, Any]) -> None:
        for share in said["tables"]:
            if share["held_part"]:
                share["held_part"]["bytes_sha256"] = sha256_of(held)

    forge(folder, change)
    (difference,) = verified(folder, rebuild=True).differences
    assert "ledger_line computed anew differs: held rows differ" in difference


def test_other_settings_make_another_edition_and_verify_says_so(folder: Folder) -> None:
    folder.put({"programme.toml": FILES["programme.toml"] + "\n[policy]\ntenure_limit_months = 12\n"})
    assert verified(folder).ok
    (difference,) = verified(folder, rebuild=True).differences
    assert difference.startswith("The deliveries, settings or code of today make edition 2025-01-31-")


def test_a_mapping_of_the_programmes_own_is_there_for_the_rebuild(programme: Callable[..., Folder]) -> None:
    mapping = 'id = "own/ledger"\n[[table]]\nname = "ledger_line"\n[table.columns]\n' + "".join(
        f'{name} = {{ from = ["{name}"] }}\n' for name in ledger().strip().split(",")
    )
    folder = programme(
        {
            "programme.toml": settings().replace('table = "ledger_line"', 'mapping = "mappings/own.toml"'),
            "2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD"),
        }
    )
    (folder.root / "mappings").mkdir()
    (folder.root / "mappings/own.toml").write_text(mapping, "utf-8")
    folder.built()
    assert verified(folder, rebuild=True).ok


def test_deliveries_that_cannot_be_read_any_more_are_a_fault(folder: Folder) -> None:
    manifest = manifests.read(folder.layout, str(folder.current()))
    folder.put({"2025-01-30/ledger.csv": "vendor_id\nV1\n"})
    with pytest.raises(Fault, match=r"cannot be read any more.*2025-01-30/ledger\.csv"):
        verify(folder.layout, manifest, rebuild=True)
    assert not [path for path in folder.layout.derived.iterdir() if path.name.startswith("verify")]
