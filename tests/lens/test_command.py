"""``fullscore lens``: a line for each audit, detail for one measure, and the document that was promised."""

import json
from collections.abc import Callable

import pytest

from tests.conftest import Folder, Ran, ledger, settings

FEEDS = ("ledger_line, ledger*.csv, client, delta", "reported_measure, reported*.csv, msp, delta")
HEAD = "report_id,measure,month,value,unit,decimals,n,reported_on\n"
PROMISED = {
    "measure", "reporter", "months", "status", "contract_lens", "consistent_count", "consistent_axes",
    "consistent_lenses", "departures", "reported_mean", "contract_mean", "excluded_records", "credit_at_stake",
}  # fmt: skip


def lines() -> str:
    rows = [f"D-{n}, 2024-{1 + n % 9:02d}-15, 6410, , {100 + 7 * n}.25, USD" for n in range(45)]
    return ledger(*rows)


def reports(unit: str = "USD") -> str:
    said = HEAD
    for month in range(1, 10):
        own = [n for n in range(45) if 1 + n % 9 == month]
        total = sum(100.25 + 7 * n for n in own)
        said += f"R-{month},spend,2024-{month:02d}-01,{total:.0f},{unit},0,{len(own)},2024-{month:02d}-28\n"
    return said


@pytest.fixture
def built(programme: Callable[..., Folder]) -> Callable[[str], Folder]:
    def make(unit: str) -> Folder:
        folder = programme({
            "programme.toml": settings(*FEEDS), "2024-12-31/ledger.csv": lines(),
            "2024-12-31/reported.csv": reports(unit),
        })  # fmt: skip
        folder.built()
        return folder

    return make


def test_the_document_has_what_was_promised(command: Callable[..., Ran], built: Callable[[str], Folder]) -> None:
    ran = command("lens", "--programme", built("USD").root, "--json")
    assert ran.code == 0, ran.err
    [audit] = json.loads(ran.out)["audits"]
    assert set(audit) >= PROMISED
    assert (audit["reporter"], audit["months"], audit["status"]) == ("msp", 9, "as_contracted")
    assert audit["consistent_count"] >= len(audit["consistent_lenses"]) >= 1
    assert audit["consistent_lenses"][0]["cells_matched"] == audit["consistent_lenses"][0]["cells"] == 9
    assert audit["credit_at_stake"]["currency"] == "USD"


def test_a_person_reads_a_line_an_audit_and_the_detail_of_one(
    command: Callable[..., Ran], built: Callable[[str], Folder]
) -> None:
    root = built("USD").root
    ran = command("lens", "--programme", root)
    assert "as_contracted" in ran.out
    assert "consistent with" in ran.out
    detail = command("lens", "spend", "--programme", root)
    assert "2024-09" in detail.out
    assert "they used" not in detail.out


def test_what_cannot_be_read_is_a_sentence(command: Callable[..., Ran], built: Callable[[str], Folder]) -> None:
    ran = command("lens", "--programme", built("parsecs").root)
    assert ran.code == 1
    assert "reported.csv, line 2: spend cannot be reported in 'parsecs'. Give the figure in USD, and say so." in ran.err
    assert command("lens", "speed", "--programme", built("USD").root).code == 1
