"""The scan tells what stands apart once and whole, nothing that another finding explains, and is quiet otherwise."""

import numpy as np
import pytest

from fullscore.findings._alarm import ERROR
from fullscore.findings._scan import scan
from fullscore.findings.segment_apart import segment_apart
from tests.findings.rate_worlds import dearer, rate_world
from tests.findings.rates_edition import planted, quiet, saved


def test_the_planted_segment_is_found_and_nothing_that_others_explain() -> None:
    """A dear unit, a dear capability, a supplier above its card and one that inflates levels are there as well."""
    [one] = segment_apart.look(planted()).sightings
    assert one.scope == {"site_id": "ST-02", "capability": "Logistics"}
    assert one.value_per_year is not None
    assert one.value_per_year.value == pytest.approx(saved("segment_apart"), rel=0.15)
    [behind] = segment_apart.behind(planted(), one.scope)
    assert set(one.claims["record"].to_pylist() if one.claims else ()) <= set(behind.keys["assignment_id"].to_pylist())


def test_nothing_is_told_where_nothing_is_apart() -> None:
    assert segment_apart.look(quiet()).seen is False


@pytest.mark.parametrize(
    "where",
    [
        {"site_id": "P0002", "capability": "C0003"},
        {"site_id": "P0005"},
        {"supplier_id": "S0002", "site_id": "P0001"},
    ],
)
def test_a_segment_is_told_whole_and_once(where: dict[str, str]) -> None:
    for seed in range(200, 203):
        [found] = scan(*dearer(rate_world(seed), 1.25, **where)).segments
        assert found.scope == where
        assert found.q <= ERROR
        assert found.gap == pytest.approx(np.log(1.25), abs=0.06)


def test_what_a_supplier_a_unit_or_a_capability_explains_stands_nowhere_apart() -> None:
    for where in ({"supplier_id": "S0003"}, {"org_unit_id": "U0001"}, {"capability": "C0002"}):
        assert scan(*dearer(rate_world(210), 1.3, **where)).segments == ()


@pytest.mark.parametrize("freedom", [np.inf, 3.0])
def test_quiet_worlds_stay_quiet(freedom: float) -> None:
    assert sum(bool(scan(*rate_world(seed, freedom=freedom)).segments) for seed in range(12)) == 0


def test_two_segments_are_told_one_after_the_other() -> None:
    world = dearer(rate_world(220), 1.3, site_id="P0002", capability="C0003")
    found = scan(*dearer(world, 1.2, supplier_id="S0001", capability="C0005")).segments
    assert sorted(tuple(sorted(one.scope.values())) for one in found) == [("C0003", "P0002"), ("C0005", "S0001")]
    assert not (found[0].rows & found[1].rows & found[1].telling).any()


def test_the_value_comes_from_the_half_that_did_not_choose() -> None:
    [found] = scan(*dearer(rate_world(230), 1.25, site_id="P0002", capability="C0003")).segments
    assert 0 < found.telling.sum() < found.rows.sum()
    orders = rate_world(230)[1].order
    assert not set(orders[found.telling]) & set(orders[found.rows & ~found.telling])
