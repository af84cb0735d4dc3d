"""Effects drawn towards each other: the two classic data sets as published, and what must hold of any."""

import numpy as np
import pytest

from fullscore.stats.binomial_effects import binomial_effects
from fullscore.stats.normal_effects import normal_effects

DEATHS = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24]
OPERATIONS = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360]
PUBLISHED = [0.0536, 0.1032, 0.0711, 0.0599, 0.0524, 0.0698, 0.0669, 0.1223, 0.0704, 0.0780, 0.1018, 0.0685]
COACHED = [28, 8, -3, 7, -1, 1, 18, 12]
ERRORS = [15, 10, 16, 11, 9, 11, 10, 18]


def test_surgical_mortality_in_twelve_hospitals() -> None:
    """BUGS Examples Volume 1, "Surgical: institutional ranking": posterior means as published, prior gamma(.001, .001)
    on the precision."""
    found = binomial_effects(DEATHS, OPERATIONS)
    assert [share.value for share in found.shares] == pytest.approx(PUBLISHED, abs=0.003)
    assert found.centre.value == pytest.approx(0.0731, abs=0.003)
    assert found.variance.value == pytest.approx(0.183, abs=0.02)
    assert found.draws.mean(0) == pytest.approx([share.value for share in found.shares], abs=0.002)
    for share in found.shares:
        assert share.low is not None
        assert share.high is not None
        assert share.low < (share.value or 0) < share.high


def test_eight_schools() -> None:
    """Rubin (1981), Journal of Educational Statistics 6, 377-401; the reference posterior of posteriordb has mu 4.41
    and tau 3.60 under mu ~ N(0, 5) and tau ~ half-Cauchy(0, 5)."""
    found = normal_effects(COACHED, ERRORS, mean_scale=5, spread_scale=5)
    assert found.mean.value == pytest.approx(4.41, abs=0.15)
    assert found.spread.value == pytest.approx(3.60, abs=0.15)
    values = [effect.value or 0.0 for effect in found.effects]
    assert all(min(COACHED) < value < max(COACHED) for value in values)


def test_a_mean_by_brute_force() -> None:
    """The mean of mu by a plain sum over a grid of mu and tau."""
    y, s = np.array([3.0, -1.0, 2.0]), np.array([1.0, 2.0, 1.5])
    mu, tau = np.meshgrid(np.linspace(-30, 30, 1201), np.tan(np.linspace(0.0005, 0.9995, 1500) * np.pi / 2) * 2)
    spread = s**2 + tau[..., None] ** 2
    log = -0.5 * (((y - mu[..., None]) ** 2) / spread + np.log(spread)).sum(-1) - 0.5 * (mu / 5) ** 2
    weight = np.exp(log - log.max())
    found = normal_effects(y, s, mean_scale=5, spread_scale=2)
    assert found.mean.value == pytest.approx(float((weight * mu).sum() / weight.sum()), abs=0.02)


def test_a_unit_without_trials_is_what_the_others_are() -> None:
    found = binomial_effects([5, 6, 4, 0], [50, 60, 45, 0])
    assert found.shares[3].n == 0
    assert found.shares[3].value == pytest.approx(0.11, abs=0.03)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and the trials"):
        binomial_effects([3], [2])
    with pytest.raises(ValueError, match="error above 0"):
        normal_effects([1.0], [0.0], mean_scale=1, spread_scale=1)
