"""Real public wages: a row for each occupation and percentile, no group of occupations, no wage that was not given."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "wages" / "national_M2022_dl.csv"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the folder of public wages is not beside the checkout")


def test_wages_land_by_occupation_and_percentile(landing: Any) -> None:
    result = landing(FILE, mapping="us/occupational_wages")
    assert result.receipt.unknown_headings == result.receipt.person_headings == ()
    rates = {(soc, at): rate for soc, at, rate in result.rows("soc_code, percentile, rate")}
    assert rates["15-1252", 50] == Decimal("61.18")
    assert not [soc for soc, _ in rates if soc.endswith("-0000")]
    assert set(result.rows("country, kind, rate_unit, currency")) == {("US", "wage", "hour", "USD")}
    assert len(rates) + result.share.refused == result.share.read > 4000
    assert {(column, reason) for _, column, _, reason in result.faults()} == {("rate", "not_a_number")}
    assert set(Counter(at for _, at in rates)) == {10, 25, 50, 75, 90}
