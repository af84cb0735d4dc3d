"""A unit that pays more for the like is found among units that do not, also where it is alone in its country."""

from typing import Any

import numpy as np
import pytest

from fullscore.findings import like_for_like_spread as module
from fullscore.findings._shape import findings
from fullscore.findings.like_for_like_spread import like_for_like_spread
from tests.findings.rate_worlds import dearer, rate_world
from tests.findings.rates_edition import planted, quiet, saved


def test_the_planted_unit_is_found_at_what_it_cost() -> None:
    looked = like_for_like_spread.look(planted())
    [one] = looked.sightings
    assert one.scope == {"org_unit_id": "BU-14"}
    assert one.value_per_year is not None
    assert one.value_per_year.value == pytest.approx(saved("like_for_like_spread"), rel=0.15)
    assert one.value_per_year.low is not None
    assert one.value_per_year.low < one.value_per_year.value < (one.value_per_year.high or 0)
    [behind] = like_for_like_spread.behind(planted(), one.scope)
    assert len(behind.keys) >= len(one.claims or ())


def test_units_that_pay_alike_are_not_told() -> None:
    looked = like_for_like_spread.look(quiet())
    assert looked.seen is False
    assert looked.sightings == ()


class _Nowhere:
    """An edition that is never asked."""


def _units(monkeypatch: pytest.MonkeyPatch, world: Any) -> Any:
    monkeypatch.setattr(module, "work_of", lambda edition: world[0])
    monkeypatch.setattr(module, "rates_of", lambda edition: world[1])
    return module._units(_Nowhere())


def test_without_a_card_units_are_compared_within_their_country(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _units(monkeypatch, dearer(rate_world(5), 1.25, org_unit_id="U0002"))
    assert not found.by_card
    at = found.names.index("U0002")
    # The middle of six units moves with the one that is dear, and each has a level of its own.
    assert found.gap[at] == np.nanmax(found.gap)
    assert found.gap[at] == pytest.approx(np.log(1.25), abs=0.12)


def test_a_middle_of_its_own_takes_three_units_of_a_country() -> None:
    gap, count = np.array([0.0, 0.1, 0.3, 1.0, 1.2]), np.full(5, 20.0)
    unit, country = np.arange(5), np.array([0, 0, 0, 1, 1])
    assert module._centres(gap, count, unit, country, by_card=True) == pytest.approx([0.1, 0.1, 0.1, 0.3, 0.3])
    alone = module._centres(gap, count, unit, country, by_card=False)
    assert alone[:3] == pytest.approx([0.1] * 3)
    assert np.isnan(alone[3:]).all()


@pytest.mark.parametrize(
    "name",
    ["like_for_like_spread", "rate_above_benchmark", "level_inflation", "overtime_concentration", "segment_apart"],
)
def test_no_finding_on_rates_can_tell_where_nobody_worked_in_the_year(name: str) -> None:
    looked = findings()[name].look(planted().without("timesheet", "invoice_line"))
    assert looked.seen is None
    assert looked.says.startswith("Cannot tell")
