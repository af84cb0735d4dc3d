"""Entry is told by the rollout, else seen in the ledger, else nothing is inside."""

from collections.abc import Callable
from datetime import date

import pytest

from fullscore.workforce.inside import Inside, inside, top
from tests.conftest import Folder, ledger, settings

UNITS = "org_unit_id,name,parent_id,kind,country\nB1,One,,business_unit,US\nC1,Centre,B1,cost_centre,US\n"
UNITS += "B2,Two,,business_unit,US\nC2,Centre,B2,cost_centre,US\nB3,Three,,business_unit,US\n"
INVOICE = "invoice_id,line_no,supplier_id,kind,amount,currency,service_date,invoiced_at\n"


def seen(programme: Callable[..., Folder], files: dict[str, str], *feeds: str) -> Inside:
    folder = programme({"programme.toml": settings(*feeds), **files})
    folder.built()
    with folder.edition() as edition:
        return inside(edition)


def test_the_rollout_is_believed_and_holds_for_the_units_below(programme: Callable[..., Folder]) -> None:
    rollout = "org_unit_id,go_live_on,planned_on,exempt\nB1,2024-01-01,2024-01-01,false\nB2,2024-01-01,,true\n"
    rollout += "B3,,2026-01-01,false\n"
    found = seen(
        programme,
        {"2025-12-31/units.csv": UNITS, "2025-12-31/rollout.csv": rollout, "2025-12-31/ledger.csv": ledger()},
        "ledger_line, ledger.csv, client, full",
        "org_unit, units.csv, client, full",
        "rollout, rollout.csv, client, full",
    )
    assert found.source == "rollout"
    assert found.since == {"B1": date(2024, 7, 2), "C1": date(2024, 7, 2)}
    assert found.throughout(date(2024, 7, 1)) == frozenset()
    assert found.throughout(date(2025, 1, 1)) == {"B1", "C1"}


@pytest.mark.parametrize(("joins", "since"), [(1, date(2024, 1, 1)), (9, date(2024, 9, 1)), (30, None)])
def test_the_ledger_shows_entry(programme: Callable[..., Folder], joins: int, since: date | None) -> None:
    months = [(2024 + n // 12, n % 12 + 1) for n in range(24)]
    lines = ["document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency,"]
    lines[0] += "invoice_reference"
    bills = INVOICE
    for n, (year, month) in enumerate(months):
        bills += f"I{n},1,S1,labour,100,USD,{year}-{month:02d}-01,{year}-{month:02d}-03\n"
        for unit, first in (("C1", joins), ("C2", 1)):
            # A month with more bought elsewhere is no exit.
            reference, past = f"I{n}" if n + 1 >= first else "", 40 if n % 10 == 7 else 5
            lines.append(f"D{unit}{n},1,V,V,{year}-{month:02d}-05,6410,{unit},{100 + n},USD,{reference}")
            lines.append(f"E{unit}{n},1,V,V,{year}-{month:02d}-06,6410,{unit},{past},USD,")
    found = seen(
        programme,
        {
            "2025-12-31/units.csv": UNITS,
            "2025-12-31/ledger.csv": "\n".join(lines) + "\n",
            "2025-12-31/bills.csv": bills,
        },
        "ledger_line, ledger.csv, client, full",
        "org_unit, units.csv, client, full",
        "invoice_line, bills.csv, msp, full",
    )
    assert found.source == "ledger"
    assert found.since["C2"] == date(2024, 1, 1)
    if since is None:
        assert "C1" not in found.since
    else:
        months_late = (found.since["C1"].year - since.year) * 12 + found.since["C1"].month - since.month
        assert found.since["B1"] == found.since["C1"]
        assert 0 <= months_late <= 3


def test_a_ledger_alone_tells_nothing(programme: Callable[..., Folder]) -> None:
    found = seen(programme, {"2025-01-31/ledger.csv": ledger("D1, 2025-01-05, 6410, U1, 10, USD")})
    assert (found.source, dict(found.since)) == ("", {})
    assert "rollout would tell" in found.says


def test_below_a_single_head_its_parts_are_the_units() -> None:
    above = {"ALL": None, "B1": "ALL", "B2": "ALL", "C1": "B1", "LOST": None}
    assert [top(unit, above) for unit in ("C1", "B1", "ALL", "LOST")] == ["B1", "B1", "ALL", "LOST"]
    assert top("C1", {"B1": None, "C1": "B1", "B2": None, "C2": "B2"}) == "B1"
    assert top("X", {"X": "Y", "Y": "X"}) in "XY"
