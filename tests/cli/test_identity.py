"""``fullscore identity``: what waits stands first, a ruling is said back, wrong use is told apart from wrong ids."""

import json
from collections.abc import Callable

import pytest

from tests.conftest import LEDGER, Folder, Ran, settings

SUPPLIER = "supplier_id,name,msp_affiliated,country,status\nS-1,Calderon Medical Staffing,false,US,active\n"
FEEDS = settings("ledger_line, ledger*.csv, client, delta", "supplier, supplier*.csv, msp, full")
VENDORS = (("V-1", "Calderon Medical Staffing Ltd", 5), ("V-2", "Calderon Medical Ltd", 900), ("V-3", "Kerb Stone", 7))


@pytest.fixture
def folder(programme: Callable[..., Folder]) -> Folder:
    rows = [f"D-{n},1,{id},{name},2025-01-15,6410,,{a},USD" for n, (id, name, a) in enumerate(VENDORS)]
    files = {"2025-01-31/ledger.csv": "\n".join([LEDGER, *rows]), "2025-01-31/supplier.csv": SUPPLIER}
    made = programme({"programme.toml": FEEDS, **files})
    made.build()
    return made


def test_json_has_the_public_shape(folder: Folder, command: Callable[..., Ran]) -> None:
    said = json.loads(command("identity", "--programme", folder.root, "--json").out)
    assert set(said) == {"edition", "currency", "vendors", "workers", "org_units", "notes"}
    by_id = {row["vendor_id"]: row for row in said["vendors"]}
    assert [row["vendor_id"] for row in said["vendors"]] == ["V-2", "V-3", "V-1"]
    assert (by_id["V-1"]["supplier_id"], by_id["V-1"]["decided_by"]) == ("S-1", "model")
    assert (by_id["V-3"]["supplier_id"], by_id["V-3"]["p_match"]) == (None, 0)
    assert {"vendor_id", "vendor_name", "supplier_id", "p_match", "decided_by", "spend", "reasons"} <= set(by_id["V-2"])


def test_people_see_what_waits_and_how_to_rule(folder: Folder, command: Callable[..., Ran]) -> None:
    said = command("identity", "--programme", folder.root).out
    assert said.index("Wait for a person (1):") < said.index("V-2") < said.index("Matched (1):") < said.index("V-1")
    assert "only the supplier says staffing" in said
    assert "3 vendors, 1 matched, 1 wait for a person, 1 are nobody's" in said


def test_a_ruling_is_said_back_and_stands_after_the_next_build(folder: Folder, command: Callable[..., Ran]) -> None:
    ran = command("identity", "confirm", "V-2", "S-1", "--by", "Ann Lee", "--programme", folder.root)
    assert ran.code == 0
    assert ran.out.startswith(
        "Ruling 1 by Ann Lee: vendor V-2 (Calderon Medical Ltd) is supplier S-1 (Calderon Medical Staffing).\n"
    )
    assert "reaches the figures at the next `fullscore build`" in ran.out
    assert command("build", "--programme", folder.root).code == 0
    assert "Ann Lee" in command("identity", "--programme", folder.root).out
    refused = command("identity", "refuse", "V-2", "S-1", "--by", "Bo", "--programme", folder.root, "--json")
    assert json.loads(refused.out)["kind"] == "match_refused"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("confirm", "V-2", "S-1"), 2, "--by PERSON"),
        (("confirm", "V-2"), 2, "VENDOR SUPPLIER"),
        (("approve", "V-2", "S-1", "--by", "A"), 2, "approve"),
        (("confirm", "V-7", "S-1", "--by", "A"), 1, "the ledger has no vendor V-7"),
        (("confirm", "V-2", "S-7", "--by", "A"), 1, "the programme has no supplier S-7"),
    ],
)
def test_a_wrong_ruling_is_a_sentence(
    folder: Folder, command: Callable[..., Ran], words: tuple[str, ...], code: int, says: str
) -> None:
    ran = command("identity", *words, "--programme", folder.root)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
