"""Chances drawn towards the whole: tumours in seventy-one groups of rats."""

import numpy as np
import pytest

from fullscore.stats.shrunk_chances import shrunk_chances, spread_of

TUMOURS = """
0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 1/19 1/18 1/18 2/25 2/24
2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20
4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/47 15/46 9/24 4/14
"""
CAME, TRIED = (np.array([float(pair.split("/")[n]) for pair in TUMOURS.split()]) for n in (0, 1))


def test_groups_of_rats() -> None:
    """Gelman et al. (2013), section 5.3, computed there on a grid: E(a | y) = 2.4 and E(b | y) = 14.3."""
    a, b, chance = spread_of(CAME, TRIED)
    assert (a @ chance, b @ chance) == (pytest.approx(2.4, abs=0.05), pytest.approx(14.3, abs=0.3))


def test_draws_lie_between_a_groups_own_share_and_the_whole() -> None:
    drawn = shrunk_chances(CAME, TRIED, np.random.default_rng(1), 4000)
    assert CAME.sum() / TRIED.sum() < drawn[:, -1].mean() < 4 / 14
    assert 0.02 < drawn[:, 0].mean() < 0.09


def test_a_group_that_never_tried_is_drawn_from_the_others() -> None:
    drawn = shrunk_chances([70, 80, 75, 0], [100, 100, 100, 0], np.random.default_rng(2), 4000)
    assert drawn[:, -1].mean() == pytest.approx(0.75, abs=0.05)
    assert drawn[:, -1].std() > drawn[:, 0].std()


def test_nobody_tried_is_finite() -> None:
    assert np.isfinite(shrunk_chances([0, 0], [0, 0], np.random.default_rng(3), 100)).all()
