"""Rates drawn towards the whole: failures of ten pumps, and groups that are alike or not."""

import numpy as np
import pytest

from fullscore.stats.shrunk_rates import shrunk_rates

FAILURES = [5, 1, 5, 14, 3, 19, 1, 1, 4, 22]
HOURS = [94.3, 15.7, 62.9, 126.0, 5.24, 31.4, 1.05, 1.05, 2.1, 10.5]
PUBLISHED = [0.05985, 0.1015, 0.08892, 0.1156, 0.6043, 0.6121, 0.899, 0.9095, 1.587, 1.984]


def test_ten_pumps() -> None:
    """BUGS examples volume 1, Pumps: posterior means under shape ~ Exp(1), rate ~ Gamma(0.1, 1), by simulation."""
    drawn = shrunk_rates(
        FAILURES, HOURS, np.random.default_rng(1), 100_000, log_prior=lambda a, b: -a - 0.9 * np.log(b) - b
    )
    assert drawn.mean(axis=0) == pytest.approx(PUBLISHED, rel=0.025)


def test_groups_that_are_alike_learn_from_each_other() -> None:
    random = np.random.default_rng(2)
    watched = np.array([4000.0] * 9 + [50.0])
    events = random.poisson(0.1 * watched)
    drawn = shrunk_rates(events, watched, random, 4000)
    own = np.sqrt(0.1 / 50)
    assert drawn[:, -1].std() < own / 2
    assert drawn[:, -1].mean() == pytest.approx(0.1, rel=0.15)


def test_a_group_that_differs_surely_keeps_its_own_rate() -> None:
    drawn = shrunk_rates([100, 110, 95, 400], [1000.0] * 4, np.random.default_rng(3), 4000)
    assert drawn[:, -1].mean() == pytest.approx(0.4, rel=0.05)


def test_nothing_happened_is_no_certainty() -> None:
    drawn = shrunk_rates([0, 0], [100.0, 0.0], np.random.default_rng(4), 4000)
    assert 0 < np.quantile(drawn[:, 0], 0.95) < 0.06
    assert np.isfinite(drawn).all()
