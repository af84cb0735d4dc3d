"""Units that are slow by themselves are seen, with the days that it costs; where all take as long, none is."""

from copy import copy

import pytest

from fullscore.findings._shape import WAITING
from fullscore.findings._waiting import delay_day, may_be_told
from fullscore.findings.slow_client_approval import slow_client_approval
from tests.findings.sourced_edition import NOTHING, WITHOUT, sourced_edition
from tests.questions.told_edition import ToldEdition

pytestmark = pytest.mark.xdist_group("sourced")
SEED, SCALE = 17, 0.3


def waited(edition: ToldEdition) -> dict[str, float]:
    """Counted in plain Python: by unit, the days that positions waited for the client in the last twelve months."""
    units = {row["org_unit_id"]: row["parent_id"] for row in edition.run(edition.table("org_unit")).to_pylist()}
    asked = {row["requisition_id"]: row for row in edition.run(edition.table("requisition")).to_pylist()}
    found: dict[str, float] = {}

    def add(requisition: str, since: object, until: object, times: int) -> None:
        row = asked[requisition]
        if until and "2024-12-31" < str(until)[:10] <= edition.as_of and not row["identified"]:
            unit = units[units[row["org_unit_id"]]]
            days = (until.date() - since.date()).days  # type: ignore[attr-defined]
            found[unit] = found.get(unit, 0.0) + days * times

    for id, row in asked.items():
        add(id, row["submitted_at"], row["approved_at"], row["positions"])
    for row in edition.run(edition.table("submittal")).to_pylist():
        highest = asked.get(row["requisition_id"], {}).get("max_bill_rate")
        if row["outcome"] == "placed" and row["requisition_id"] in asked and row["bill_rate"] <= highest:
            add(row["requisition_id"], row["submitted_at"], row["offered_at"], 1)
    return found


def test_the_slow_units_are_seen_and_those_that_became_quicker_make_nobody_slow() -> None:
    looked = slow_client_approval.look(sourced_edition(SEED, SCALE))
    assert {one.scope["org_unit_id"] for one in looked.sightings} == {"BU-04", "BU-07"}
    by_unit = {one.scope["org_unit_id"]: one.says for one in looked.sightings}
    assert "answering" in by_unit["BU-04"]
    assert "answering" not in by_unit["BU-07"]


def test_the_value_is_what_waiting_as_others_do_would_have_saved() -> None:
    edition = sourced_edition(SEED, SCALE)
    before, after = waited(edition), waited(sourced_edition(SEED, SCALE, WITHOUT))
    price, _ = delay_day(edition)
    assert price is not None
    looked = slow_client_approval.look(edition)
    value = sum(one.value_per_year.value or 0 for one in looked.sightings if one.value_per_year)
    truth = sum(before[one.scope["org_unit_id"]] - after[one.scope["org_unit_id"]] for one in looked.sightings) * price
    assert value == pytest.approx(truth, rel=0.2)


def test_claims_are_on_requisitions_and_lie_within_the_days_they_were_open() -> None:
    edition = sourced_edition(SEED, SCALE)
    asked = {row["requisition_id"]: row for row in edition.run(edition.table("requisition")).to_pylist()}
    price, _ = delay_day(edition)
    assert price is not None
    for one in slow_client_approval.look(edition).sightings:
        assert one.claims is not None
        assert set(one.claims["purse"].to_pylist()) == {WAITING}
        for record, spend in zip(one.claims["record"].to_pylist(), one.claims["spend"].to_pylist(), strict=True):
            row = asked[record]
            if row["status"] == "filled":
                days = (row["status_at"].date() - row["submitted_at"].date()).days
                assert spend == pytest.approx(days * row["positions"] * price)


def test_no_unit_is_seen_where_none_is_slow() -> None:
    assert slow_client_approval.look(sourced_edition(SEED, SCALE, NOTHING)).seen is False


def test_a_unit_of_few_managers_is_not_told() -> None:
    edition = copy(sourced_edition(SEED, SCALE))
    assert {"BU-04", "BU-07"} <= may_be_told(edition)
    edition.settings = {**edition.settings, "privacy": [{"country": "US", "minimum_group": 10_000}]}
    assert "BU-07" not in may_be_told(edition)
    assert "BU-04" in may_be_told(edition)
    edition.settings["privacy"] = [{"country": "US", "manager_level": "named", "minimum_group": 10_000}]
    assert "BU-07" in may_be_told(edition)
