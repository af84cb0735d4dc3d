"""A favour for affiliates is seen where the MSP chooses; where it shows them no more than others, it is not."""

import pytest

from fullscore.findings.affiliate_favouritism import affiliate_favouritism
from fullscore.lens.names import spelt
from tests.findings.sourced_edition import NOTHING, sourced_edition

pytestmark = pytest.mark.xdist_group("sourced")
SEED, SCALE = 17, 0.3


def test_a_favour_is_seen_with_whom_and_in_which_releases() -> None:
    edition = sourced_edition(SEED, SCALE)
    [one] = affiliate_favouritism.look(edition).sightings
    assert one.scope == {"rule": "msp_choice"}
    assert spelt(edition, one.says).startswith("Bellwether Talent S-002, Northlane Personnel S-014: on ")
    shown = edition.run(edition.table("distribution")).to_pylist()
    chosen = {row["requisition_id"] for row in shown if row["rule"] == "msp_choice"}
    assert one.population_share == pytest.approx(len(chosen) / len({row["requisition_id"] for row in shown}))
    [behind] = affiliate_favouritism.behind(edition, one.scope)
    suppliers = edition.run(behind.keys)["supplier_id"].to_pylist()
    assert set(suppliers) == {"S-002", "S-014"}


def test_no_favour_is_seen_where_there_is_none() -> None:
    looked = affiliate_favouritism.look(sourced_edition(SEED, SCALE, NOTHING))
    assert looked.sightings == ()
    assert looked.seen is not True


def test_without_the_rule_of_release_it_cannot_be_told() -> None:
    looked = affiliate_favouritism.look(sourced_edition(SEED, SCALE).without("distribution"))
    assert looked.seen is None
    assert looked.says.startswith("Cannot tell: no feed delivers distribution")
