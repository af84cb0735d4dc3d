"""Requests posted again are counted with the days of their first posting, as plain Python counts them."""

import pytest

from fullscore.findings._waiting import delay_day
from fullscore.findings.reposted_demand import reposted_demand
from tests.findings.sourced_edition import NOTHING, sourced_edition

pytestmark = pytest.mark.xdist_group("sourced")
SEED, SCALE = 17, 0.3


def test_days_of_first_postings_are_counted_for_each_position() -> None:
    edition = sourced_edition(SEED, SCALE)
    asked = {row["requisition_id"]: row for row in edition.run(edition.table("requisition")).to_pylist()}
    lost = {}
    for row in asked.values():
        earlier = asked.get(row["reopened_from"])
        if earlier and "2024-12-31" < str(row["submitted_at"])[:10] <= edition.as_of:
            days = (row["submitted_at"].date() - earlier["submitted_at"].date()).days
            lost[earlier["requisition_id"]] = days * min(row["positions"], earlier["positions"])
    price, assumptions = delay_day(edition)
    assert price is not None
    shown = {one.name: float(one.value) for one in assumptions}
    assert price == pytest.approx(
        (shown["price_delay_day_low"] + shown["price_delay_day_high"]) / 2 * shown["day_bill"]
    )
    [one] = reposted_demand.look(edition).sightings
    assert one.scope == {"programme": "all"}
    assert one.claims is not None
    told = dict(zip(one.claims["record"].to_pylist(), one.claims["saving"].to_pylist(), strict=True))
    assert told == pytest.approx({id: days * price for id, days in lost.items()})
    [behind] = reposted_demand.behind(edition, one.scope)
    assert set(lost) < set(behind.keys["requisition_id"].to_pylist())


def test_where_nothing_names_an_earlier_request_it_cannot_be_told() -> None:
    looked = reposted_demand.look(sourced_edition(SEED, SCALE, NOTHING))
    assert looked.seen is None
    assert looked.says.startswith("Cannot tell: no requisition says")


def test_a_few_are_a_slip_of_the_pen() -> None:
    looked = reposted_demand.look(sourced_edition(SEED, 0.04, {"REPOSTED": 0.006}))
    assert looked.sightings == ()
