"""What is seen month by month is one unit: over several months it counts once, and its interval is as wide as that."""

import numpy as np
import pytest

from fullscore.measures._aggregates import Columns, estimate, values_and_counts
from fullscore.measures._shape import Aggregate

NONE = np.empty(0)
UNIT = np.array([0.0, 0.0, 0.0, 1.0, 2.0, 2.0])
VALUE = np.array([8.0, 4.0, 0.0, 3.0, 1.0, 2.0])
WEIGHT = np.array([10.0, 10.0, 10.0, 5.0, 4.0, 6.0])


def columns(**more: np.ndarray) -> Columns:
    told = {"value": VALUE, "weight": WEIGHT, "event": UNIT, "stratum": NONE, "mix": NONE, **more}
    return Columns(**told)


def test_a_ratio_is_that_of_the_units_sums() -> None:
    by_month = estimate("unit_ratio", columns())
    by_unit = estimate("ratio", columns(value=np.array([12.0, 3.0, 3.0]), weight=np.array([30.0, 5.0, 10.0])))
    assert by_month == by_unit
    assert by_month.n == 3
    assert by_month.value == pytest.approx(18 / 45)


def test_a_mean_at_a_fixed_mix_counts_a_unit_once() -> None:
    more = {"stratum": np.array([0.0, 0.0, 0.0, 0.0, 1.0, 1.0]), "mix": np.array([1.0, 1.0, 1.0, 1.0, 3.0, 3.0])}
    found = estimate("unit_mix", columns(**more))
    of_first = (10 * (8 + 4 + 0) + 5 * 3) / 35
    of_second = (4 * 1 + 6 * 2) / 10
    assert found.n == 3
    assert found.value == pytest.approx((of_first + 3 * of_second) / 4)


def test_what_has_no_weight_adds_to_a_total_and_is_not_counted() -> None:
    found = estimate("unit_total", columns(weight=np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0]), event=UNIT))
    assert (found.value, found.n) == (18.0, 2)
    assert (found.low, found.high) == (18.0, 18.0)


def test_a_total_of_nothing_that_counts_has_no_value() -> None:
    found = estimate("unit_total", columns(weight=np.zeros(6)))
    assert (found.value, found.n, found.low, found.high) == (None, 0, None, None)


@pytest.mark.parametrize("aggregate", ["unit_ratio", "unit_total"])
def test_groups_in_one_pass_equal_groups_one_by_one(aggregate: Aggregate) -> None:
    codes = np.array([0, 2, 2, 0, 2, 2])
    told = columns(weight=np.array([10.0, 10.0, 0.0, 5.0, 4.0, 6.0]))
    values, counts = values_and_counts(aggregate, told, codes, 3)
    for group in (0, 2):
        one = estimate(aggregate, told.at(codes == group))
        assert values[group] == pytest.approx(one.value)
        assert counts[group] == one.n
    assert counts[1] == 0
    assert np.isnan(values[1])
