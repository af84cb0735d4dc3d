"""Spans: files whose dates are not those of the period that they were sent for."""

from collections.abc import Callable

import pytest

from fullscore.run.spans import spans
from tests.conftest import Folder, ledger, settings

JANUARY = {"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD", "D2,2025-01-30,6410,U1,20,USD")}
FULL = {"programme.toml": settings("ledger_line, ledger*.csv, client, full")}


@pytest.mark.parametrize(("last", "said"), [("2025-01-30", 1), ("2025-01-29", 1), ("2025-01-31", 0), ("2025-02-27", 0)])
def test_a_delta_that_reaches_no_further_is_named(programme: Callable[..., Folder], last: str, said: int) -> None:
    february = {"2025-02-28/ledger.csv": ledger(f"D3,{last},6410,U1,30,USD")}
    notes = programme({**JANUARY, **february}).build().notes
    assert len(notes) == said
    assert all(f"the last day of its ledger_line rows is {last}" in note for note in notes)


def test_a_full_snapshot_may_say_the_same_again(programme: Callable[..., Folder]) -> None:
    february = {"2025-02-28/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")}
    assert programme({**JANUARY, **february, **FULL}).build().notes == ()


def test_files_of_one_delivery_are_not_held_against_each_other(programme: Callable[..., Folder]) -> None:
    more = {"2025-01-31/ledger_b.csv": ledger("D3,2025-01-02,6410,U1,30,USD")}
    assert programme({**JANUARY, **more}).build().notes == ()


def test_the_furthest_of_all_earlier_deliveries_counts(programme: Callable[..., Folder]) -> None:
    files = {
        "2025-02-28/ledger.csv": ledger("D3,2025-02-27,6410,U1,30,USD"),
        "2025-03-31/ledger.csv": ledger("D4,2025-01-27,6410,U1,30,USD"),
        "2025-04-30/ledger.csv": ledger("D5,2025-02-20,6410,U1,30,USD"),
    }
    notes = programme({**JANUARY, **files}).build().notes
    assert [note.split(":")[0] for note in notes] == ["feeds/2025-03-31/ledger.csv", "feeds/2025-04-30/ledger.csv"]
    assert all("feeds/2025-02-28/ledger.csv reached 2025-02-27" in note for note in notes)


def test_a_name_that_tells_of_other_months_is_named(programme: Callable[..., Folder]) -> None:
    toml = settings() + 'mapping = "uk/public_spend"\n'
    head = "Trans No,Supplier ID,Supplier Name,Paid Date,Expenditure Code,Organisational Unit,Amount\n"
    file = "2025-07-31/ledger-apr-jun-2025.csv"
    wrong = programme({"programme.toml": toml, file: head + "7_1,V1,Acme,31/01/2025,6410,U1,10\n"}, at="wrong").build()
    assert wrong.notes == (
        f"feeds/{file}: its name tells of 2025-04 to 2025-06, and its ledger_line rows are of 2025-01-31 to 2025-01-31",
    )
    right = programme({"programme.toml": toml, file: head + "7_1,V1,Acme,30/04/2025,6410,U1,10\n"}, at="right").build()
    assert right.notes == ()


def test_a_feed_without_files_says_nothing() -> None:
    assert spans([]) == []
