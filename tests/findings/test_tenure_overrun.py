"""Units that let people stay beyond the limit are seen, those that end them in time are not."""

import pytest

from fullscore.findings._shape import Looked
from fullscore.findings.tenure_overrun import tenure_overrun
from tests.findings.sourced_edition import NOTHING, sourced_edition

pytestmark = pytest.mark.xdist_group("sourced")
SEED, SCALE = 17, 0.3


def seen(looked: Looked) -> set[str]:
    return {one.scope["org_unit_id"] for one in looked.sightings}


def test_the_unit_that_ends_nobody_is_seen_and_who_has_no_limit_to_keep_is_not() -> None:
    looked = tenure_overrun.look(sourced_edition(SEED, SCALE))
    assert "BU-02" in seen(looked) <= {"BU-02", "BU-08", "BU-05"}
    [one] = [one for one in looked.sightings if one.scope["org_unit_id"] == "BU-02"]
    assert "of type contractor" in one.says
    assert "contractor, 24 months by worker (policy)" in one.says
    assert one.q_value is not None
    assert one.q_value < 1e-4


def test_behind_it_are_engagements_that_went_beyond_two_years() -> None:
    edition = sourced_edition(SEED, SCALE)
    [behind] = tenure_overrun.behind(edition, {"org_unit_id": "BU-02"})
    ids = set(behind.keys["assignment_id"].to_pylist())
    rows = {row["assignment_id"]: row for row in edition.run(edition.table("assignment")).to_pylist()}
    units = {row["org_unit_id"]: row for row in edition.run(edition.table("org_unit")).to_pylist()}
    alone = [rows[id] for id in ids if sum(r["worker_id"] == rows[id]["worker_id"] for r in rows.values()) == 1]
    assert len(alone) > 5
    for row in alone:
        assert ((row["end_date"] or row["start_date"].max) - row["start_date"]).days > 729
        above = units[units[row["org_unit_id"]]["parent_id"]]["parent_id"]
        assert above == "BU-02"


def test_no_unit_is_seen_where_all_end_people_alike() -> None:
    assert tenure_overrun.look(sourced_edition(SEED, SCALE, NOTHING)).seen is False
