"""Counts of many unlike chances against their exact distribution, and counts that come in bursts."""

import numpy as np
import pytest

from fullscore.stats.count_draws import count_draws


def exactly(chances: list[float]) -> np.ndarray:  # type: ignore[type-arg]
    """The distribution of how many come to pass, by convolution."""
    found = np.array([1.0])
    for chance in chances:
        found = np.convolve(found, [1 - chance, chance])
    return found


@pytest.mark.parametrize(
    ("chances", "within"),
    [([0.9] * 20 + [0.2] * 30, 0.02), ([0.95] * 200, 0.02), ([0.3] * 7 + [1.0] * 4, 0.05), ([0.9, 0.6, 0.5], 0.05)],
)
def test_unlike_chances(chances: list[float], within: float) -> None:
    p = np.array(chances)
    drawn = count_draws(np.full(40_000, p.sum()), np.full(40_000, (p * (1 - p)).sum()), np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(p.sum(), rel=0.01)
    assert drawn.var() == pytest.approx((p * (1 - p)).sum(), rel=0.12, abs=0.02)
    cumulative = np.cumsum(exactly(chances))
    found = np.array([(drawn <= n).mean() for n in range(len(cumulative))])
    assert np.abs(found - cumulative).max() < within


@pytest.mark.parametrize(("mean", "variance"), [(30.0, 30.0), (30.0, 75.0), (0.4, 1.2)])
def test_bursts(mean: float, variance: float) -> None:
    drawn = count_draws(np.full(40_000, mean), np.full(40_000, variance), np.random.default_rng(2))
    assert (drawn.mean(), drawn.var()) == (pytest.approx(mean, rel=0.03), pytest.approx(variance, rel=0.06))
    assert (drawn == np.floor(drawn)).all()


def test_nobody_is_nobody() -> None:
    assert (count_draws(np.zeros(5), np.zeros(5), np.random.default_rng(3)) == 0).all()
