"""Suppliers whose people leave early are seen, with what it costs; others are not, and nobody where nobody is poor."""

import numpy as np
import pytest

from fullscore.findings.supplier_early_attrition import _cost, supplier_early_attrition
from fullscore.simulate import _suppliers
from fullscore.workforce.starts import starts_of
from tests.findings.sourced_edition import NOTHING, WITHOUT, sourced_edition
from tests.questions.told_edition import ToldEdition

pytestmark = pytest.mark.xdist_group("sourced")
SEED, SCALE = 17, 0.3
POOR = {f"S-{n + 1:03d}" for n in _suppliers.POOR}


def early_in_the_year(edition: ToldEdition) -> dict[str, int]:
    """Counted in plain Python: bad ends within ninety days of the start, in the last twelve months."""
    rows = edition.run(edition.table("assignment")).to_pylist()
    found: dict[str, int] = {}
    for row in rows:
        end = row["end_date"]
        bad = row["end_cause"] in ("performance", "resignation", "no_show", "unknown")
        if end and bad and (end - row["start_date"]).days <= 90 and "2024-12-31" < str(end) <= edition.as_of:
            found[row["supplier_id"]] = found.get(row["supplier_id"], 0) + 1
    return found


def test_poor_suppliers_are_seen_and_nobody_else() -> None:
    edition = sourced_edition(SEED, SCALE)
    looked = supplier_early_attrition.look(edition)
    seen = {one.scope["supplier_id"] for one in looked.sightings}
    assert {f"S-{n + 1:03d}" for n in _suppliers.SEAT_FILLERS} <= seen <= POOR


def test_claims_are_the_early_ends_of_the_year_at_the_price_that_is_shown() -> None:
    edition = sourced_edition(SEED, SCALE)
    cost, assumptions = _cost(edition, starts_of(edition))
    shown = {one.name: float(one.value) for one in assumptions}
    days = (shown["price_early_end_low"] + shown["price_early_end_high"]) / 2
    days += (shown["price_lost_day_low"] + shown["price_lost_day_high"]) / 2 * shown["refill_days"]
    assert cost == pytest.approx(days * shown["day_bill"])
    counted = early_in_the_year(edition)
    for one in supplier_early_attrition.look(edition).sightings:
        assert one.claims is not None
        # Starts on units outside the programme are left out, which a plain count does not know.
        assert counted[one.scope["supplier_id"]] >= one.claims.num_rows > 0.9 * counted[one.scope["supplier_id"]]
        assert set(one.claims["spend"].to_pylist()) == {cost}


def test_the_value_is_what_ordinary_suppliers_would_have_saved() -> None:
    edition, without = sourced_edition(SEED, SCALE), sourced_edition(SEED, SCALE, WITHOUT)
    cost, _ = _cost(edition, starts_of(edition))
    assert cost is not None
    before, after = early_in_the_year(edition), early_in_the_year(without)
    looked = supplier_early_attrition.look(edition)
    truth = sum(before[s.scope["supplier_id"]] - after[s.scope["supplier_id"]] for s in looked.sightings) * cost
    value = sum(s.value_per_year.value or 0 for s in looked.sightings if s.value_per_year)
    # A year at three tenths of the size is some eighty ends: chance alone moves them by a tenth.
    assert value == pytest.approx(truth, rel=0.3)


def test_nobody_is_seen_where_nobody_is_poor() -> None:
    looked = supplier_early_attrition.look(sourced_edition(SEED, SCALE, NOTHING))
    assert looked.seen is False
    assert "enough starts" in looked.says


def test_a_supplier_keeps_its_records() -> None:
    edition = sourced_edition(SEED, SCALE)
    [behind] = supplier_early_attrition.behind(edition, {"supplier_id": "S-004"})
    ids = set(behind.keys["assignment_id"].to_pylist())
    rows = edition.run(edition.table("assignment")).to_pylist()
    own = [row for row in rows if row["assignment_id"] in ids]
    assert len(own) == len(ids)
    assert {row["supplier_id"] for row in own} == {"S-004"}
    assert np.max([(row["end_date"] - row["start_date"]).days for row in own]) <= 90
    assert supplier_early_attrition.behind(edition, {"supplier_id": "nobody"}) == ()
