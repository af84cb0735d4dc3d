"""Groups of mixes are found where there are some, one where there is one; what is left is as far apart as the truth."""

import numpy as np
import pytest

from fullscore.stats.shrunk_mixes import chance_alone, mixes


def drawn(seed: int, shares: np.ndarray, many: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.stack([random.multinomial(many, share) for share in shares]).astype(float)


BASE = np.array([0.55, 0.2, 0.15, 0.1])
OTHER = np.array([0.2, 0.1, 0.05, 0.65])


@pytest.mark.parametrize("seed", range(4))
def test_chance_is_shrunk_out(seed: int) -> None:
    counts = drawn(seed, np.tile(BASE, (25, 1)), 30)
    found = mixes(counts)
    assert len(found.means) == 1
    spread = found.spread(np.ones((1, 25)))[0]
    raw = counts / counts.sum(1, keepdims=True)
    assert spread[:, 0].std() < 0.4 * raw[:, 0].std()
    assert np.allclose(spread.sum(1), 1)


@pytest.mark.parametrize("seed", range(4))
def test_two_habits_are_told_apart(seed: int) -> None:
    truth = np.where(np.arange(24)[:, None] % 3 == 0, OTHER, BASE)
    spread = mixes(drawn(seed, truth, 30)).spread(np.ones((2, 24)))
    assert np.abs(spread - truth).mean() < 0.04
    assert np.allclose(spread[0], spread[1])


def test_units_that_differ_smoothly_stay_as_far_apart_as_they_are() -> None:
    ratios = []
    for seed in range(12):
        random = np.random.default_rng(100 + seed)
        truth = random.dirichlet(12 * BASE, 40)
        counts = drawn(seed, truth, 30)
        spread = mixes(counts).spread(np.ones((1, 40)))[0]
        ratios.append(spread.std(0) / truth.std(0))
    assert np.mean(ratios) == pytest.approx(1, abs=0.1)


def test_permutations_say_how_probable_chance_is() -> None:
    told = []
    for seed in range(60):
        random = np.random.default_rng(seed)
        unit, kind = random.integers(0, 15, 400), random.choice(4, 400, p=BASE)
        told.append(chance_alone(unit, kind, random.lognormal(3, 1, 400)))
    assert 0.3 < np.mean(told) < 0.7
    assert np.mean(np.array(told) < 0.1) < 0.25
    unit = np.repeat(np.arange(15), 30)
    kind = np.where(unit < 5, 3, 0)
    assert chance_alone(unit, kind, np.ones(450)) < 1e-12
    assert chance_alone(unit, np.zeros(450, int), np.ones(450)) == 1
