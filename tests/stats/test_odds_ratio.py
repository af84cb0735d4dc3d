"""Against the published analysis of admissions by department, and where nothing can be told."""

import numpy as np
import pytest

from fullscore.stats.odds_ratio import mantel_haenszel

# Admissions to the six largest departments at Berkeley in 1973: men admitted and rejected, women admitted and rejected.
# Bickel, Hammel and O'Connell (1975), Science 187, 398-403.
DEPARTMENTS = np.array(
    [
        (512, 313, 89, 19),
        (353, 207, 17, 8),
        (120, 205, 202, 391),
        (138, 279, 131, 244),
        (53, 138, 94, 299),
        (22, 351, 24, 317),
    ],
    dtype=float,
)


def test_the_common_odds_ratio_of_the_departments_is_the_published_one() -> None:
    found = mantel_haenszel(*DEPARTMENTS.T)
    reach = 1.959964 * np.sqrt(found.variance)
    assert np.exp(found.value) == pytest.approx(0.9046968, abs=5e-8)
    assert np.exp([found.value - reach, found.value + reach]) == pytest.approx([0.7719074, 1.0603298], abs=5e-6)


def test_one_stratum_has_woolfs_variance() -> None:
    a, b, c, d = 30.0, 10.0, 15.0, 25.0
    found = mantel_haenszel(*np.array([[a], [b], [c], [d]]))
    assert found.value == pytest.approx(np.log(a * d / (b * c)))
    assert found.variance == pytest.approx(1 / a + 1 / b + 1 / c + 1 / d)


def test_swapping_the_groups_turns_the_sign() -> None:
    yes, no, other_yes, other_no = DEPARTMENTS.T
    there, back = mantel_haenszel(yes, no, other_yes, other_no), mantel_haenszel(other_yes, other_no, yes, no)
    assert there.value == pytest.approx(-back.value)
    assert there.variance == pytest.approx(back.variance)


def test_strata_with_one_group_only_tell_nothing() -> None:
    zeros = np.zeros(2)
    assert np.isnan(mantel_haenszel(np.array([3.0, 2.0]), np.array([1.0, 5.0]), zeros, zeros)).all()
