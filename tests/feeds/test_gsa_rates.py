"""Real labour rates in a raw and in a clean file: carriage returns, dollar signs, short years, mixed units."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "gsa-rates"
RAW, CLEAN = FOLDER / "s70_data_2017-02-21_bb051a7.csv", FOLDER / "s70_data_final_clean_utf8.csv"

pytestmark = pytest.mark.skipif(not RAW.exists(), reason="the folder of real rates is not beside the checkout")


@pytest.mark.parametrize(("path", "read", "refused", "repeats"), [(RAW, 1_138, 27, 7), (CLEAN, 4_157, 27, 19)])
def test_rates_land_and_are_told_apart(landing: Any, path: Path, read: int, refused: int, repeats: int) -> None:
    result = landing(path, mapping="gsa/labour_rates")
    assert (result.receipt.rows, result.share.read, result.share.refused) == (read, read, refused)
    assert result.receipt.unknown_headings == result.receipt.person_headings == ()
    ids = Counter(result.column("rate_card_id"))
    assert sum(count - 1 for count in ids.values()) == repeats
    # Rows that still share an id are the same in every column: repeats, not rivals.
    assert len(set(result.rows("* EXCLUDE (_line)"))) == len(ids)
    assert set(result.rows("currency, country")) == {("USD", "US")}
    assert set(result.column("rate_unit")) <= {"hour", "month"}


def test_what_was_refused_of_the_raw_file(landing: Any) -> None:
    result = landing(RAW, mapping="gsa/labour_rates")
    assert Counter((column, value, reason) for _, column, value, reason in result.faults()) == {
        ("max_bill_rate", "N/A", "not_a_number"): 10,
        ("max_bill_rate", "0.75%", "not_a_number"): 3,
        ("valid_from", "N/A", "not_a_date"): 9,
        ("valid_from", "", "missing"): 9,
        ("valid_from", "4/24//2014", "not_a_date"): 5,
    }


def test_the_rates_are_the_files_own(landing: Any) -> None:
    rates = sorted(landing(CLEAN, mapping="gsa/labour_rates").column("max_bill_rate"))
    assert rates[-1] == Decimal("491.94")
    assert landing(RAW, mapping="gsa/labour_rates").rows("role_id, max_bill_rate, valid_from::VARCHAR, _line")[0] == (
        "IT Technician 1", Decimal("23.55"), "2012-09-22", 2,
    )  # fmt: skip
