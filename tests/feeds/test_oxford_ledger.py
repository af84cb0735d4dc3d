"""A city's real ledger of four years: seventeen files, fourteen headings, typing errors, a quarter without dates."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "oxford-ledger"
FILES = sorted(FOLDER.glob("*.csv"))

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real ledgers is not beside the checkout")


@pytest.fixture(scope="module")
def counted() -> dict[str, tuple[int, Decimal]]:
    """Rows and amount of each file, counted by hand with csv and Decimal."""
    found = {}
    for path in FILES:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        at = [heading.strip().lower() for heading in rows[0]].index("amount")
        found[path.name] = (len(rows) - 1, sum((Decimal(row[at] or 0) for row in rows[1:]), Decimal(0)))
    return found


def test_every_row_and_every_penny_is_accounted_for(landing: Any, counted: dict[str, tuple[int, Decimal]]) -> None:
    read = refused = 0
    for path in FILES:
        result = landing(path, mapping="uk/public_spend")
        share = result.share
        landed_amount, refused_amount = map(Decimal, share.amount["amount"])
        assert (result.receipt.rows, landed_amount + refused_amount) == counted[path.name], path.name
        assert (share.read, result.receipt.untaken) == (result.receipt.rows, 0)
        assert result.receipt.unknown_headings == result.receipt.person_headings == (), path.name
        assert share.absent in (
            ("purchase_order", "invoice_reference"),
            ("description", "purchase_order", "invoice_reference"),
        )
        assert share.notes == (), path.name
        read, refused = read + share.read, refused + share.refused
    assert len(FILES) == 17
    assert (read, refused) == (61_529, 3_837)


def test_a_quarter_without_dates_is_refused_whole(landing: Any) -> None:
    result = landing(FOLDER / "expenditure-over-500-apr-jun-2014.csv", mapping="uk/public_spend")
    assert Counter(result.faults()) == Counter(
        (line, "posted_at", "00:00:00", "not_a_date") for line in range(2, 3_838)
    )
    assert result.receipt.period == ("2014-04", "2014-06")
    assert result.share.amount["amount"][0] == "0"


def test_a_row_of_little_but_separators_is_the_only_other_refusal(landing: Any) -> None:
    result = landing(FOLDER / "expenditure-over-500-jan-mar-2014.csv", mapping="uk/public_spend")
    assert result.faults() == [
        (3_861, column, "", "missing") for column in ("document_id", "line_no", "posted_at", "gl_account", "amount")
    ]


def test_both_ways_of_writing_a_transaction_are_split(landing: Any) -> None:
    columns = "document_id, line_no, vendor_id, vendor_name, gl_account, org_unit_id, currency, description, _line"
    older = landing(FOLDER / "expenditure-over-500-apr-jun-2015.csv", mapping="uk/public_spend").rows(columns)
    assert older[0] == (
        "46285340", 1, "20000000_46285340", "Redacted personal data", "D3701", "Financial Services", "GBP", "Grants", 2,
    )  # fmt: skip
    newer = landing(FOLDER / "expenditure-over-500-apr-jun-2017.csv", mapping="uk/public_spend").rows(columns)
    assert newer[0] == ("1036863", 4, "unknown", "unknown", "Z910198", "General Fund", "GBP", "Difference A/c", 2)
