"""The mean's t interval: a published one, and its small cases."""

import numpy as np
import pytest

from fullscore.stats.mean import mean
from fullscore.terms.estimate import Estimate

EXTRA_SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]


def test_extra_hours_of_sleep() -> None:
    """Student (1908), Biometrika 6, table on p. 20: the difference between two drugs in ten patients, mean 1.58.

    Its 95% interval as printed for R's data set ``sleep`` by ``t.test``: 0.7001142 to 2.4598858.
    """
    found = mean(EXTRA_SLEEP, level=0.95)
    assert (found.value, found.n) == (pytest.approx(1.58), 10)
    assert (found.low, found.high) == (pytest.approx(0.7001142, abs=5e-8), pytest.approx(2.4598858, abs=5e-8))


def test_the_level_is_ninety_percent() -> None:
    """t of 9 degrees of freedom is 1.833 at 0.9 and 2.262 at 0.95 in any table of Student's t."""
    narrow, wide = mean(EXTRA_SLEEP), mean(EXTRA_SLEEP, level=0.95)
    assert narrow.high is not None
    assert wide.high is not None
    assert (narrow.high - 1.58) / (wide.high - 1.58) == pytest.approx(1.833 / 2.262, abs=1e-3)


def test_nothing_has_no_mean() -> None:
    assert mean([]) == Estimate(value=None, n=0)


def test_one_value_shows_no_doubt() -> None:
    assert mean([3.5]) == Estimate(value=3.5, n=1)


def test_equal_values_leave_no_width() -> None:
    assert mean(np.full(4, 7)) == Estimate(value=7.0, n=4, low=7.0, high=7.0)
