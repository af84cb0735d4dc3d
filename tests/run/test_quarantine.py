"""Quarantine: every row that was refused or waits, once, with file, line, column, value and reason."""

from collections.abc import Callable

import pytest

from fullscore.run.quarantine import Quarantined, quarantined, reasons
from tests.conftest import Folder, ledger, settings

FILES = {
    "programme.toml": settings("ledger_line, ledger*.csv, client, delta", "org_unit, unit*.csv, msp, full"),
    "2025-01-31/ledger.csv": ledger(
        "D1,2025-01-05,6410,U1,10,USD",
        "D2,soon,6410,U1,a lot,USD",
        "D3,2025-01-05,6410,U9,30,USD",
        "D1,2025-01-05,6410,U1,11,USD",
    ),
    "2025-01-31/unit.csv": "org_unit_id,name,parent_id,kind,country\nU1,One,,department,US\nU2,Two,,planet,US\n",
    "2025-02-28/ledger.csv": ledger("D4,2025-01-05,,U1,40,USD"),
}


@pytest.fixture
def rows(programme: Callable[..., Folder]) -> list[Quarantined]:
    folder = programme(FILES)
    made = folder.built()
    with folder.edition() as edition:
        found = list(quarantined(edition))
        assert len(found) == made.quarantined == 5
        assert [list(quarantined(edition, limit=n)) for n in (0, 2, 99)] == [[], found[:2], found]
        counted = {(r["table"], r["column"], r["reason"]): r["rows"] for r in reasons(edition)}
    assert sum(counted.values()) == 6
    assert counted[("ledger_line", "org_unit_id", "orphan")] == 1
    assert counted[("ledger_line", "document_id, line_no", "conflicting_key")] == 1
    return found


def test_each_row_is_there_once_in_the_order_of_deliveries(rows: list[Quarantined]) -> None:
    assert [(row.delivery, row.file, row.line, row.severity) for row in rows] == [
        ("2025-01-31", "2025-01-31/ledger.csv", 3, "refused"),
        ("2025-01-31", "2025-01-31/ledger.csv", 4, "held"),
        ("2025-01-31", "2025-01-31/ledger.csv", 5, "held"),
        ("2025-01-31", "2025-01-31/unit.csv", 3, "refused"),
        ("2025-02-28", "2025-02-28/ledger.csv", 2, "refused"),
    ]


def test_a_row_says_its_first_fault_and_the_others(rows: list[Quarantined]) -> None:
    first = rows[0]
    assert (first.table, first.column, first.value, first.reason) == ("ledger_line", "posted_at", "soon", "not_a_date")
    assert first.also == ({"column": "amount", "value": "a lot", "reason": "not_a_number"},)
    assert (rows[1].column, rows[1].value, rows[1].reason) == ("org_unit_id", "U9", "orphan")
    assert (rows[2].column, rows[2].value, rows[2].reason) == ("document_id, line_no", "D1, 1", "conflicting_key")
    assert (rows[4].column, rows[4].value, rows[4].reason) == ("gl_account", "", "missing")


def test_a_row_says_whose_it_is(rows: list[Quarantined]) -> None:
    assert [row.owner for row in rows] == ["client", "client", "client", "msp", "client"]


def test_what_came_since_is_in_quarantine_no_longer(programme: Callable[..., Folder]) -> None:
    folder = programme(FILES)
    folder.built()
    units = FILES["2025-01-31/unit.csv"].replace("planet", "department") + "U9,Nine,,department,US\n"
    folder.put({"2025-02-28/unit.csv": units}).built()
    with folder.edition() as edition:
        assert [row.reason for row in quarantined(edition)] == [
            "not_a_date",
            "conflicting_key",
            "unknown_value",
            "missing",
        ]
