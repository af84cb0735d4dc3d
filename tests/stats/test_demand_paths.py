"""Paths start from today, foretell seasons, keep bursts, cover what comes; growth that is not there is not found."""

import numpy as np
import pytest

from fullscore.stats.demand_paths import demand_paths, growth_per_year


def walk(seed: int, months: int, size: float = 2.0) -> np.ndarray:
    return np.maximum(100 + np.random.default_rng([seed, 5]).normal(0, size, months).cumsum(), 0)


def test_the_same_seed_gives_the_same_paths_and_none_falls_below_nothing() -> None:
    history = walk(1, 30, 12.0)
    assert np.array_equal(demand_paths(history, 24, 200, seed=3), demand_paths(history, 24, 200, seed=3))
    assert not np.array_equal(demand_paths(history, 24, 200, seed=3), demand_paths(history, 24, 200, seed=4))
    assert demand_paths(history, 24, 200).min() >= 0
    assert demand_paths(np.zeros(20), 12, 50).max() < 1e-6


@pytest.mark.parametrize("months", [1, 3, 4, 11, 40])
def test_paths_start_from_todays_level(months: int) -> None:
    history = walk(2, 40)[-months:]
    paths = demand_paths(history, 24, 2000)
    assert paths.shape == (2000, 24)
    assert np.median(paths[:, 0]) == pytest.approx(history[-1], abs=6)
    assert paths[:, -1].std() > paths[:, 0].std()


def test_a_season_that_was_seen_comes_again() -> None:
    time = np.arange(36)
    season = 20 * np.sin(2 * np.pi * time / 12)
    history = 100 + season + np.random.default_rng(3).normal(0, 2, 36)
    middle = np.median(demand_paths(history, 12, 1000), axis=0)
    assert np.corrcoef(middle, season[:12])[0, 1] > 0.95
    assert middle.max() - middle.min() > 28


def test_bursts_stay_bursts() -> None:
    """Of forty months six in two bursts stand 60% above: as often and as high in the paths, and no lull beside them."""
    history = 100 + np.random.default_rng(6).normal(0, 1, 40)
    history[[8, 9, 10, 25, 26, 27]] += 60
    paths = demand_paths(history, 24, 4000)
    assert (paths > 140).mean() == pytest.approx(6 / 40, abs=0.06)
    assert (paths < 85).mean() < 0.02
    assert np.quantile(paths, 0.5) == pytest.approx(100, abs=3)


def test_a_burst_that_is_going_on_ends() -> None:
    history = 100 + np.random.default_rng(7).normal(0, 1, 30)
    history[[10, 11, 12, 29]] += 60
    paths = demand_paths(history, 6, 2000)
    assert np.median(paths[:, 0]) == pytest.approx(160, abs=8)
    assert np.median(paths[:, 3]) == pytest.approx(100, abs=8)


def test_what_has_not_come_back_is_no_burst() -> None:
    history = np.concatenate([np.full(26, 100.0), np.full(4, 150.0)]) + np.random.default_rng(8).normal(0, 1, 30)
    assert np.median(demand_paths(history, 12, 1000)[:, -1]) > 120


def test_a_drift_is_carried_on_where_the_months_support_it() -> None:
    still, rising = walk(8, 36, 1.0), walk(8, 36, 1.0) + 1.5 * np.arange(36)
    ahead = [np.median(demand_paths(h, 12, 1500)[:, -1]) - h[-1] for h in (still, rising)]
    assert abs(ahead[0]) < 6
    assert ahead[1] > 8
    closed = demand_paths(rising, 12, 1500, can_drift=False)
    assert abs(np.median(closed[:, -1]) - rising[-1]) < ahead[1] / 2
    falling = 400 * 0.98 ** np.arange(40)
    assert demand_paths(falling, 48, 500)[:, -1].mean() == pytest.approx(falling[-1] * 0.98**48, rel=0.25)


def test_growth_of_walks_without_drift_is_zero_within_its_interval() -> None:
    found = [growth_per_year(walk(seed, 24 + seed % 20, 1 + seed % 3)) for seed in range(150)]
    held = sum(e.low <= 0 <= e.high for e in found)  # type: ignore[operator]
    assert 125 <= held <= 148


def test_growth_that_is_there_is_found() -> None:
    found = growth_per_year(walk(9, 36, 0.8) + 1.2 * np.arange(36))
    assert 0 < found.low < 12 * 1.2 / 120 < found.high  # type: ignore[operator]
    counts = np.random.default_rng(3).poisson(60 * 1.02 ** np.arange(36)).astype(float)
    assert growth_per_year(counts).low > 0  # type: ignore[operator]
    assert growth_per_year([1.0, 2.0]).value is None
    assert growth_per_year([0.0] * 12).value is None


@pytest.mark.parametrize("back", [0.6, 1.0])
def test_paths_hold_what_comes(back: float) -> None:
    """Nine in ten months a year ahead lie where the paths say, for a level that returns and for one that walks."""
    held, count = 0, 150
    for seed in range(count):
        random = np.random.default_rng([seed, 7])
        level = np.zeros(48)
        for month in range(1, 48):
            level[month] = back * level[month - 1] + random.normal(0, 3)
        demand = 120 + level + random.normal(0, 1, 48)
        low, high = np.quantile(demand_paths(demand[:36], 12, 400, seed=seed)[:, -1], [0.05, 0.95])
        held += int(low <= demand[-1] <= high)
    assert 0.84 * count <= held <= 0.97 * count
