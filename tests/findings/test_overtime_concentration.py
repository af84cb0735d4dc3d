"""The site where overtime is worked is found, and the premium is what the story paid for it."""

import numpy as np
import pytest

from fullscore.findings._work import work_of
from fullscore.findings.overtime_concentration import _sites, overtime_concentration
from fullscore.simulate._organisation import SITES
from tests.findings.rates_edition import SCALE, SEED, planted, premium, quiet, told


def test_the_planted_site_is_found_at_the_premium_that_it_cost() -> None:
    [one] = overtime_concentration.look(planted()).sightings
    assert one.scope == {"site_id": "ST-10"}
    truth = premium(told(SEED, SCALE)) - premium(told(SEED, SCALE, "overtime_concentration"))
    assert one.value_per_year is not None
    assert one.value_per_year.value == pytest.approx(truth, rel=0.15)


def test_the_premium_of_every_assignment_is_half_the_rate_of_its_overtime() -> None:
    found = _sites(planted())
    assert found is not None
    whole = float((found.premium * work_of(planted()).known_spend).sum())
    assert whole == pytest.approx(premium(told(SEED, SCALE)), rel=0.01)
    assert len(found.names) == len(SITES)
    assert not np.isnan(found.p).any()


def test_nothing_is_told_where_sites_are_alike() -> None:
    assert overtime_concentration.look(quiet()).seen is False


def test_it_cannot_tell_without_timesheets() -> None:
    assert overtime_concentration.look(planted().without("timesheet")).seen is None
