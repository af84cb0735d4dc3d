"""Logistic growth: the census that Pearl and Reed fitted, curves found again, and the ceiling's interval."""

import numpy as np
import pytest

from fullscore.stats.logistic_growth import logistic_growth

CENSUS = (
    *(3.929214, 5.308483, 7.239881, 9.638453, 12.866020, 17.069453, 23.191876, 31.443321, 38.558371, 50.155783),
    *(62.947714, 75.994575, 91.972266),
)
"""Millions of people in the United States, 1790-1910."""


def test_the_population_of_the_united_states() -> None:
    """Pearl and Reed (1920), Proceedings of the National Academy of Sciences 6, 275-288: a ceiling of 197.27 million, a
    rate of .0313395 a year, and half of it in April 1914 (1790 + 124.21); they fitted three points and adjusted."""
    found = logistic_growth(np.arange(1790, 1911, 10), CENSUS)
    assert found is not None
    assert found.ceiling == pytest.approx(197.27, rel=0.05)
    assert found.rate == pytest.approx(0.0313, rel=0.03)
    assert found.middle == pytest.approx(1914.2, abs=4)
    assert found.low < 197.27 < found.high


@pytest.mark.parametrize(("ceiling", "rate", "middle"), [(0.94, 0.4, 12.0), (0.6, 1.5, 4.0), (300.0, 0.1, -5.0)])
def test_a_curve_is_found_again(ceiling: float, rate: float, middle: float) -> None:
    times = np.arange(0, 36.0)
    levels = ceiling / (1 + np.exp(-rate * (times - middle)))
    found = logistic_growth(times, levels)
    assert found is not None
    assert (found.ceiling, found.rate, found.middle) == pytest.approx((ceiling, rate, middle), rel=1e-4)
    assert found.level(times) == pytest.approx(levels, rel=1e-5)


def test_the_interval_holds_the_ceiling_of_noisy_curves() -> None:
    random = np.random.default_rng(12)
    times = np.arange(0, 30.0)
    true = 0.9 / (1 + np.exp(-0.35 * (times - 12)))
    fits = [logistic_growth(times, true + 0.02 * random.standard_normal(len(times))) for _ in range(100)]
    assert 0.81 < np.mean([fit is not None and fit.low <= 0.9 <= fit.high for fit in fits]) < 0.97


def test_too_little_cannot_be_fitted() -> None:
    assert logistic_growth([1, 2, 3, 4], [1, 2, 3, 4]) is None
    assert logistic_growth(range(8), [0.0] * 8) is None
