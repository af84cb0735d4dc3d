"""Places are averaged by decision, judged against their middle, and valued by resource type."""

from dataclasses import replace

import numpy as np
import pytest

from fullscore.findings._apart import SLAB, Gaps, chances, excess, gaps, valued
from fullscore.findings._rates import coded
from tests.findings.rate_worlds import rate_world


def test_an_order_counts_once_however_many_it_brought() -> None:
    residual = np.array([0.08, 0.1, 0.12, 0.16, 0.4, 0.5])
    found = gaps(residual, np.array([0, 0, 0, 0, 1, -1]), np.array([7, 7, 7, 8, 9, 7]), 3)
    assert found.mean[:2] == pytest.approx([0.13, 0.4])
    assert found.count.tolist() == [2, 1, 0]
    # Pooled: two decisions of one place are 0.03 from their mean, at one degree of freedom.
    assert found.error[:2] == pytest.approx([0.03, 0.03 * 2**0.5])
    assert np.isnan(found.mean[2])
    assert np.isinf(found.error[2])


def test_no_single_row_makes_a_small_place_stand_out() -> None:
    random = np.random.default_rng(4)
    residual, place = random.normal(0, 0.01, 401), np.append(np.repeat(np.arange(100), 4), 0)
    residual[400] = 5.0
    found = gaps(residual, place, np.arange(401), 100, scanned=True)
    assert abs(found.mean[0]) < 0.02


def _places(*mean: float) -> Gaps:
    return Gaps(mean=np.array(mean), error=np.full(len(mean), 0.01), count=np.full(len(mean), 20.0))


def test_few_places_must_stand_out_further_and_two_cannot() -> None:
    many, _, _ = chances(_places(*np.linspace(-0.01, 0.01, 12), 0.1), 8)
    few, _, _ = chances(_places(-0.01, 0.0, 0.01, 0.1), 8)
    assert many[-1] < 1e-3 < few[-1] < 0.1
    assert np.isnan(chances(_places(0.0, 0.3), 8)[0]).all()


def test_places_that_scatter_widely_are_their_own_null() -> None:
    p, _, _ = chances(_places(*np.random.default_rng(3).normal(0, 0.2, 60)), 8)
    assert np.nanmin(p) > 1e-3


def test_each_resource_type_is_valued_by_what_it_costs_more() -> None:
    work, _ = rate_world(9)
    kind = work.texts["resource_type"]
    over = np.where(kind == "T0000", np.log(1.25), 0.0)
    everywhere = np.ones(len(work), dtype=np.bool_)
    part = excess(work, over, everywhere, everywhere, 0.0)
    assert part[kind == "T0000"] == pytest.approx(0.2)
    assert part[kind != "T0000"] == pytest.approx(0.0)
    assert excess(work, over, everywhere, everywhere, SLAB)[kind == "T0000"] == pytest.approx(0.1)
    # Of a type that tells nothing the place as a whole does.
    spend = replace(work, spend=np.ones(len(work)))
    other = excess(spend, over, kind != "T0002", everywhere, 0.0)[kind == "T0002"]
    assert other == pytest.approx(0.2 * (kind == "T0000").sum() / (kind != "T0002").sum())


def test_an_interval_holds_the_value_and_stays_above_nothing() -> None:
    found = valued(np.array([60.0, 40.0]), 0.1, 0.02, 2, "USD")
    assert found.value == pytest.approx(100)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 100 < found.high
    assert valued(np.array([1.0]), 0.1, 0.2, 1, "USD").low == 0.0


def test_codes_stand_for_what_all_columns_say() -> None:
    first, second = np.array(["a", None, "b", "a"], dtype=object), np.array([1.0, 2.0, None, 1.0], dtype=object)
    codes, values = coded(first, second)
    assert codes.tolist() == [0, -1, -1, 0]
    assert values == [("a", 1.0)]
    assert coded(np.array([None, None], dtype=object))[0].tolist() == [-1, -1]
