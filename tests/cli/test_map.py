"""``fullscore map``: a table for people, one JSON document, and a mapping that builds and is never overwritten."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Folder, Ran

Command = Callable[..., Ran]
EXPORT = """Voucher No;Row;Creditor Code;Creditor Nm;Pstg Date;GL Acct;Cost Centre;Net Amt;Curr;Mgr;Colour
V1;1;C1;Acme;13.01.2025;6410;U1;1.234,50;EUR;Ada Byron;red
V2;1;C2;Beta;02.02.2025;6420;U2;20,00;EUR;Ada Byron;blue
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(EXPORT, "utf-8")
    return path


def test_it_is_kept_and_builds(command: Command, programme: Callable[..., Folder], export: Path) -> None:
    folder = programme({"2025-01-31/ledger.csv": EXPORT})
    out = folder.root / "ledger.toml"
    ran = command("map", export, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert f"Written to {out}. Name it as a feed's mapping" in ran.out
    said = (folder.root / "programme.toml").read_text("utf-8")
    (folder.root / "programme.toml").write_text(f'{said}mapping = "ledger.toml"\n', "utf-8")
    folder.built()
    got = folder.rows("ledger_line", "document_id", "vendor_name", "posted_at", "amount", "currency")
    assert [tuple(map(str, row)) for row in got] == [
        ("V1", "Acme", "2025-01-13", "1234.5000", "EUR"),
        ("V2", "Beta", "2025-02-02", "20.0000", "EUR"),
    ]


def test_people_see_where_each_heading_goes_and_why(command: Command, export: Path) -> None:
    ran = command("map", export)
    assert ran.code == 0
    assert "ledger_line.posted_at" in ran.out
    assert "proven by 13.01.2025" in ran.out
    assert "it would identify a person and is left out" in ran.out
    assert "nothing in ledger_line is like it" in ran.out
    assert "Nothing was written; `--out FILE.toml` keeps it." in ran.out
    assert "Ada" not in ran.out


def test_json_is_one_document(command: Command, export: Path) -> None:
    ran = command("map", export, "--json")
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert (document["tables"], document["recognised"], document["complete"]) == (["ledger_line"], None, True)
    assert (document["people"], [one["heading"] for one in document["homeless"]]) == (["Mgr"], ["Colour"])
    placed = {one["heading"]: one for one in document["columns"]}
    assert placed["Net Amt"]["columns"] == ["ledger_line.amount"]
    assert 0 < placed["Net Amt"]["confidence"] <= 1
    assert {one["setting"] for one in document["reading"]} == {"delimiter"}
    assert document["written"] is None


def test_what_a_person_may_have_edited_is_never_overwritten(command: Command, export: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept.toml"
    out.write_text("mine", "utf-8")
    ran = command("map", export, "--out", out)
    assert (ran.code, ran.out) == (1, "")
    assert "there is a file here already" in ran.err
    assert out.read_text("utf-8") == "mine"


def test_a_sign_in_page_is_one_sentence(command: Command, tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<html><body>Sign in</body></html>", "utf-8")
    ran = command("map", tmp_path / "page.csv", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "probably a sign-in page" in ran.err
    assert ran.err.count("\n") == 1
