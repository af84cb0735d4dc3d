"""Paths by time since units began: what is certain stays certain, entry follows its day, others teach the ramp."""

import numpy as np
import pytest

from fullscore.stats.ramp_paths import ramp_paths

RAMP = np.array([0.05, 0.3, 0.6, 0.8, 0.88, 0.9])


def grid(begun: list[float], months: int, ceiling: float = 0.9) -> np.ndarray:
    age = np.nan_to_num(np.arange(months)[None, :] - np.array(begun)[:, None], nan=-1)
    return np.where(age < 0, 0.0, RAMP[np.clip(age, 0, 5).astype(int)] * ceiling / 0.9)


def test_units_that_all_do_alike_are_followed() -> None:
    begun = [-20.0, -10.0, 1.0, 4.0, 12.0]
    shares = grid(begun, 14)
    # The last began two months ago, so that it stands where the others stood then.
    drawn = ramp_paths(shares, np.array(begun), np.full((50, 5), np.nan), months=6, seed=1)
    assert drawn[:, 0] == pytest.approx(0.9, abs=0.02)
    assert np.median(drawn[:, 4], axis=0) == pytest.approx([0.6, 0.8, 0.88, 0.9, 0.9, 0.9], abs=0.03)


def test_a_planned_unit_is_outside_until_its_day_and_ramps_as_others_did() -> None:
    begun = [-20.0, 1.0, 2.0, 3.0, np.nan, np.nan]
    shares = grid(begun, 12)
    coming = np.full((40, 6), np.nan)
    coming[:, 4] = 14.0
    drawn = ramp_paths(shares, np.array(begun), coming, months=8, seed=2)
    assert (drawn[:, 4, :2] == 0).all()
    assert np.median(drawn[:, 4, 2:], axis=0) == pytest.approx([0.05, 0.3, 0.6, 0.8, 0.88, 0.9], abs=0.04)
    assert (drawn[:, 5] == 0).all()


def test_where_no_ramp_was_seen_all_is_wide() -> None:
    drawn = ramp_paths(np.zeros((2, 6)), np.full(2, np.nan), np.full((300, 2), 6.0), months=12, seed=3)
    low, high = np.quantile(drawn[:, 0, 5], [0.05, 0.95])
    assert low < 0.45
    assert high > 0.8
    assert ((drawn >= 0) & (drawn <= 1)).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_what_moves_all_units_moves_their_sum(seed: int) -> None:
    random = np.random.default_rng(seed)
    begun = -20.0 - np.arange(25.0)
    together = 0.4 * random.standard_normal(24)
    own = 0.4 * random.standard_normal((25, 24))
    none = np.full((400, 25), np.nan)

    def spread(levels: np.ndarray) -> float:
        drawn = ramp_paths(1 / (1 + np.exp(-1 - levels)), begun, none, months=1, seed=4)
        return float(drawn.mean(1).std())

    assert spread(np.tile(together, (25, 1))) > 1.5 * spread(own)
