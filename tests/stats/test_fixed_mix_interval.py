"""A mean over a fixed mix of strata: a published stratified mean, and what is left out."""

import numpy as np
import pytest

from fullscore.stats._critical import student
from fullscore.stats.fixed_mix import fixed_mix
from fullscore.stats.mean import mean
from fullscore.stats.ratio import ratio
from fullscore.terms.estimate import Estimate

TCE = [
    (10, 10, 64, 542),
    (346, 191, 850, 30),
    (12, 23, 187, 164),
    (701, 2130, 1860, 622),
    (40, 42, 655, 21600),
    (67700, 38900, 584, 2540),
    (600, 663, 3750, 8760),
    (14000, 16100, 12800, 763),
    (11, 1160, 4270, 9870),
    (7320, 4030, 273, 190),
]
TCE_SD = [258.3, 354.8, 91.8, 778.4, 10681.1, 32111.5, 3837.4, 6904.5, 4411.7, 3418.0]


def test_a_pollutant_in_ten_strata() -> None:
    """Manly and Navarro Alberto (2014), Introduction to Ecological Sampling, table 2.3: ten strata of four, the same
    weight each; mean 5609.1, standard error 1760.4. The degrees of freedom follow from the printed deviations."""
    found = fixed_mix(np.ravel(TCE), np.ones(40), np.repeat(np.arange(10), 4), np.full(40, 0.1))
    assert found.high is not None
    assert found.value is not None
    variances = np.square(TCE_SD) / 4 / 100
    freedom = variances.sum() ** 2 / (variances**2 / 3).sum()
    assert (found.value, found.n) == (pytest.approx(5609.1, abs=0.05), 40)
    assert (found.high - found.value) / student(freedom, 0.9) == pytest.approx(1760.4, abs=0.5)


def test_of_one_stratum_it_is_the_mean() -> None:
    values = np.array([3.0, 5.0, 4.0, 9.0])
    plain, found = mean(values), fixed_mix(values, np.full(4, 2.0), np.zeros(4), np.full(4, 7.0))
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_of_one_stratum_with_weights_it_is_the_ratio() -> None:
    values, hours = np.array([30.0, 55.0, 40.0, 90.0]), np.array([10.0, 15.0, 20.0, 8.0])
    plain, found = ratio(values * hours, hours), fixed_mix(values, hours, np.zeros(4), np.ones(4))
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_the_mix_is_fixed_whatever_was_worked() -> None:
    """Stratum 0 means 10, stratum 1 means 20; three quarters of the mix are the first's, most hours the second's."""
    found = fixed_mix([8, 12, 20, 20], [1, 1, 500, 500], [0, 0, 1, 1], [3, 3, 1, 1])
    assert found.value == pytest.approx(12.5)
    assert found.n == 4


def test_strata_without_weight_leave_their_part_to_the_others() -> None:
    rest = fixed_mix([8, 12, 20, 24], [1, 1, 1, 1], [0, 0, 1, 1], [2, 2, 2, 2])
    found = fixed_mix([8, 12, 20, 24, 999, 777], [1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 2, 2], [2, 2, 2, 2, 6, 6])
    assert found == rest
    assert found.n == 4


def test_a_single_unit_is_given_the_variance_of_the_others() -> None:
    """Two strata of equal part: in one, deviations -+2 give a pooled variance of 8 with one degree of freedom, 4 in its
    mean; the other's single unit has all 8. Satterthwaite: 3 squared over 1 + 4, which is 1.8."""
    found = fixed_mix([8, 12, 20], [1, 1, 1], [0, 0, 1], [1, 1, 1])
    assert found.value == pytest.approx(15)
    assert found.high == pytest.approx(15 + student(1.8, 0.9) * ((4 + 8) / 4) ** 0.5)


def test_single_units_throughout_show_no_doubt() -> None:
    assert fixed_mix([8, 12, 20], [1, 1, 1], [0, 1, 2], [1, 1, 2]) == Estimate(value=15.0, n=3)


def test_small_cases() -> None:
    assert fixed_mix([], [], [], []) == Estimate(value=None, n=0)
    assert fixed_mix([5], [0], [0], [1]) == Estimate(value=None, n=0)
    assert fixed_mix([5], [2], [0], [1]) == Estimate(value=5.0, n=1)
    assert fixed_mix([5, 5, 6, 6], [1, 2, 1, 1], [0, 0, 1, 1], [1, 1, 1, 1]) == Estimate(
        value=5.5, n=4, low=5.5, high=5.5
    )
