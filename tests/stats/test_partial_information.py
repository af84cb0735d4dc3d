"""Closed forms: two options whose difference is normal; a part of a sum of normals; what does not matter is worth 0."""

import numpy as np
import pytest
from scipy.stats import norm

from fullscore.stats.partial_information import partial_information, perfect_information


def unit_normal_loss(z: float) -> float:
    return float(norm.pdf(z) - z * norm.sf(z))


def worth(mean: float, deviation: float) -> float:
    """Of knowing a normal difference between two options: deviation x unit normal loss of |mean| / deviation."""
    return deviation * unit_normal_loss(abs(mean) / deviation)


@pytest.mark.parametrize(("mean", "deviation"), [(0.0, 1.0), (1.0, 2.0), (-30.0, 20.0)])
def test_knowing_all_of_a_normal_difference(mean: float, deviation: float) -> None:
    gain = np.random.default_rng(3).normal(mean, deviation, 20_000)
    benefit = np.stack([np.zeros_like(gain), gain])
    expected = worth(mean, deviation)
    assert perfect_information(benefit) == pytest.approx(expected, rel=0.04)
    found = partial_information(benefit, gain)
    assert found.value == pytest.approx(expected, rel=0.04)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("deviation", [0.5, 1.0, 3.0])
def test_one_of_several_normals(seed: int, deviation: float) -> None:
    random = np.random.default_rng(seed)
    one = random.normal(0, deviation, 20_000)
    gain = 0.4 + one + random.normal(0, 1, (3, 20_000)).sum(0)
    found = partial_information(np.stack([gain, np.zeros(20_000)]), one, seed=seed)
    assert found.value == pytest.approx(worth(0.4, deviation), rel=0.06, abs=0.01)


def test_several_known_together_are_worth_more_than_each_and_do_not_add_up() -> None:
    random = np.random.default_rng(5)
    both = random.normal(0, 1.5, (8000, 2))
    benefit = np.stack([both.sum(1) + random.normal(0, 1, 8000), np.zeros(8000)])
    apart = [partial_information(benefit, both[:, n]).value for n in (0, 1)]
    together = partial_information(benefit, both).value
    assert together == pytest.approx(worth(0, 4.5**0.5), rel=0.06)
    assert max(apart) < together
    assert sum(apart) > 1.3 * together


def test_a_product_needs_both() -> None:
    random = np.random.default_rng(6)
    both = random.normal(0, 1, (6000, 2))
    benefit = np.stack([both.prod(1), np.zeros(6000)])
    assert partial_information(benefit, both[:, 0]).value < 0.05
    # Half the mean of |x||y|, which is 2 / pi for independent standard normals.
    assert partial_information(benefit, both).value == pytest.approx(1 / np.pi, rel=0.1)


def test_a_bend_is_followed() -> None:
    """Gain of 1 less the square of a standard normal: the mean of its positive part is 2 pdf(1) = 0.484."""
    random = np.random.default_rng(7)
    one = random.normal(0, 1, 8000)
    benefit = np.stack([1 - one**2 + random.normal(0, 0.5, 8000), np.zeros(8000)])
    assert partial_information(benefit, one).value == pytest.approx(2 * norm.pdf(1), rel=0.06)


@pytest.mark.parametrize("part", [0.25, 0.5, 0.81])
def test_a_part_is_worth_what_is_left_of_the_deviation(part: float) -> None:
    random = np.random.default_rng(8)
    one = random.normal(0, 2, 20_000)
    benefit = np.stack([0.5 + one, np.zeros(20_000)])
    assert partial_information(benefit, one, part=part).value == pytest.approx(worth(0.5, 2 * part**0.5), rel=0.06)


def test_what_does_not_matter_is_worth_nothing() -> None:
    found = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        benefit = np.stack([random.normal(0.3, 1, 1500), np.zeros(1500)])
        found.append(partial_information(benefit, random.normal(0, 1, (1500, 2)), seed=seed).value)
    assert np.count_nonzero(found) <= 2
    assert max(found) < 0.02


def test_nor_what_could_turn_nothing() -> None:
    random = np.random.default_rng(9)
    one = random.normal(0, 1, 2000)
    benefit = np.stack([50 + one, np.zeros(2000)])
    assert partial_information(benefit, one).value == 0
    assert partial_information(benefit, np.ones(2000)).value == 0
    assert partial_information(benefit[:1], one).value == 0
    assert partial_information(benefit, one, part=0.0).value == 0


def test_the_interval_holds_the_truth() -> None:
    held = 0
    for seed in range(40):
        random = np.random.default_rng(100 + seed)
        one = random.normal(0, 1, 1000)
        benefit = np.stack([0.2 + one + random.normal(0, 1, 1000), np.zeros(1000)])
        found = partial_information(benefit, one, seed=seed)
        held += found.low <= worth(0.2, 1) <= found.high
    assert held >= 32


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="same draws"):
        partial_information(np.zeros((2, 5)), np.zeros(4))
    with pytest.raises(ValueError, match="0 to 1"):
        partial_information(np.zeros((2, 5)), np.zeros(5), part=1.5)
