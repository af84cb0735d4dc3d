"""A ratio's linearised interval: a textbook's, its bounds, and where it is a weighted share."""

import numpy as np
import pytest

from fullscore.stats._critical import student
from fullscore.stats.mean import mean
from fullscore.stats.ratio import ratio
from fullscore.stats.share import share
from fullscore.terms.estimate import Estimate

SUGAR = [0.021, 0.030, 0.025, 0.022, 0.033, 0.027, 0.019, 0.021, 0.023, 0.025]
WEIGHT = [0.40, 0.48, 0.43, 0.42, 0.50, 0.46, 0.39, 0.41, 0.42, 0.44]


def test_sugar_in_a_load_of_oranges() -> None:
    """Scheaffer, Mendenhall and Ott, Elementary Survey Sampling, the oranges of the chapter on ratio estimation: ten
    oranges, a load of 1,800 pounds, 101.79 pounds of sugar give or take two standard errors, 6.3. They divide by
    n - 1 for any weights; oranges are so alike that it makes less than a hundredth here."""
    found, weights = ratio(SUGAR, WEIGHT), np.array(WEIGHT) / sum(WEIGHT)
    assert found.value is not None
    assert found.high is not None
    freedom = (weights**2).sum() ** 2 / (weights**4).sum() - 1
    assert 8.5 < freedom < 9
    error = (found.high - found.value) / student(freedom, 0.9)
    assert 1800 * found.value == pytest.approx(101.79, abs=0.005)
    assert 2 * 1800 * error == pytest.approx(6.3, abs=0.05)


def test_over_ones_it_is_the_mean() -> None:
    plain, found = mean(WEIGHT), ratio(WEIGHT, np.ones(10))
    assert found.n == plain.n
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


@pytest.mark.parametrize("successes", [0, 1, 7, 12])
def test_of_units_that_weigh_the_same_it_is_the_share(successes: int) -> None:
    hits = np.arange(12) < successes
    plain, found = share(successes, 12), ratio(hits * 40.0, np.full(12, 40.0))
    assert found.n == plain.n
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_a_weighted_share_of_everything_is_not_certain() -> None:
    """Kish's effective number of weights 1, 1, 2 is 16 / 6."""
    found = ratio([1, 1, 2], [1, 1, 2])
    assert (found.value, found.n, found.high) == (1.0, 3, 1.0)
    assert found.low == pytest.approx((16 / 6) / (16 / 6 + 1.6449**2), abs=1e-4)


def test_one_small_unit_makes_no_certainty() -> None:
    """That one line in a thousandth of the amount counts must not bring the upper end near to 0."""
    none, little = ratio([0, 0, 0, 0], [0.1, 50, 60, 70]), ratio([0.1, 0, 0, 0], [0.1, 50, 60, 70])
    assert none.high is not None
    assert little.high is not None
    assert little.high > none.high > 0.3


def test_parts_of_units_stay_between_none_and_all() -> None:
    found = ratio([9.9, 10, 0, 10], [10, 10, 1, 10])
    assert found.low is not None
    assert 0 < found.low < 0.99
    assert found.high == 1.0
    assert ratio([0.1, 0, 0, 30], [10, 10, 1, 10]).low == 0.0


def test_uneven_weights_do_not_look_more_certain_than_even_ones() -> None:
    """Two unit ratios 10 and 14, weights 3/4 and 1/4: their variance is 4**2 / 2 = 8 with one degree of freedom, the
    mean's (9 + 1) / 16 of it; n / (n - 1) would give 4.5 instead of 5."""
    found = ratio([30, 14], [3, 1])
    assert found.value == 11
    assert found.high == pytest.approx(11 + student(1, 0.9) * 5**0.5)


def test_credits_count_in_both_sums() -> None:
    found = ratio([30, -10, 20], [50, -10, 40])
    assert (found.value, found.n) == (0.5, 2)


@pytest.mark.parametrize("denominators", [[], [0, 0], [-5, 5], [3, -8]])
def test_no_positive_whole_no_ratio(denominators: list[float]) -> None:
    found = ratio([1.0] * len(denominators), denominators)
    assert found == Estimate(value=None, n=sum(denominator > 0 for denominator in denominators))


def test_one_unit_shows_no_doubt() -> None:
    assert ratio([3], [4]) == Estimate(value=0.75, n=1)
    assert ratio([3, 0], [4, 0]) == Estimate(value=0.75, n=1)


def test_equal_ratios_leave_no_width() -> None:
    found = ratio([2, 4, 6], [4, 8, 12])
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)
