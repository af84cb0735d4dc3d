"""Findings on rates, levels and overtime: planted places found, valued within 15%, and silence where there are none."""

from collections import defaultdict

import pytest

from fullscore.findings._shape import findings
from fullscore.simulate._deliveries import MONTHS
from tests.findings.rates_edition import WITHOUT, edition_of, paid, premium, told, without

PLANTED = {
    "like_for_like_spread": {"org_unit_id": "BU-14"},
    "rate_above_benchmark": {"capability": "Human Resources"},
    "segment_apart": {"site_id": "ST-02", "capability": "Logistics"},
    "level_inflation": {"supplier_id": "S-015"},
    "overtime_concentration": {"site_id": "ST-10"},
}
WORLDS = ((40, 0.2), (41, 0.2), (42, 0.3), (43, 0.2), (44, 0.4), (45, 0.2), (46, 0.3), (47, 0.2), (48, 0.4), (49, 0.2))
NEAR, LEAST = 0.15, 0.95


def test_planted_places_are_found_and_nothing_else_and_valued() -> None:
    hits, false, near = defaultdict(int), defaultdict(int), defaultdict(int)
    for seed, scale in WORLDS:
        story = told(seed, scale)
        edition = edition_of(story)
        for name, scope in PLANTED.items():
            off, cost = told(seed, scale, name), premium if name == "overtime_concentration" else paid
            truth = cost(story) - cost(off)
            for one in findings()[name].look(edition).sightings:
                if dict(one.scope) != scope:
                    false[name] += 1
                    continue
                hits[name] += 1
                assert one.value_per_year is not None
                assert one.value_per_year.value is not None
                near[name] += abs(one.value_per_year.value / truth - 1) <= NEAR
                print(seed, scale, name, round(one.value_per_year.value / truth, 3))
    for name in PLANTED:
        assert hits[name] >= LEAST * len(WORLDS), name
        assert hits[name] >= LEAST * (hits[name] + false[name]), name
        assert near[name] >= LEAST * hits[name], name


@pytest.mark.parametrize(("seed", "absent"), [(21, tuple(PLANTED)), (22, tuple(WITHOUT))])
def test_at_most_one_false_alarm_in_two_years(seed: int, absent: tuple[str, ...]) -> None:
    story = told(seed, 0.15, *absent)
    alarms = []
    for last in range(MONTHS - 24, MONTHS):
        with without(*absent):
            edition = edition_of(story, last)
        alarms += [
            (last, name, dict(one.scope)) for name in PLANTED for one in findings()[name].look(edition).sightings
        ]
    assert len(alarms) <= 1, alarms
