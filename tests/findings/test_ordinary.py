"""What is ordinary is judged from the ordinary, however many stand apart; and ordinary places are seldom beyond it."""

import numpy as np
import pytest

from fullscore.findings._ordinary import Ordinary, beyond, beyond_count, beyond_share, ordinary


@pytest.mark.parametrize(("apart", "spread"), [(0, 0.0), (0, 0.15), (6, 0.0), (6, 0.15)])
def test_places_that_stand_apart_do_not_widen_what_is_ordinary(apart: int, spread: float) -> None:
    random = np.random.default_rng(3)
    found = []
    for _ in range(30):
        error = random.uniform(0.05, 0.3, 40)
        seen = 0.2 + spread * random.standard_normal(40) + error * random.standard_normal(40)
        seen[:apart] += random.choice([-0.8, 0.8], apart)
        found.append(ordinary(seen, error))
    assert np.mean([null.centre for null in found]) == pytest.approx(0.2, abs=0.03)
    assert np.mean([null.spread for null in found]) == pytest.approx(spread, abs=0.06)


def test_what_is_not_known_says_nothing() -> None:
    seen, error = np.array([0.1, np.nan, 9.0, 0.12]), np.array([0.1, 0.1, 50.0, 0.1])
    assert ordinary(seen, error) == ordinary(seen[[0, 3]], error[[0, 3]])
    assert ordinary(np.empty(0), np.empty(0)).centre == 0


def test_counts_of_ordinary_places_lie_beyond_as_seldom_as_is_said() -> None:
    random = np.random.default_rng(5)
    null, doubt, expected = Ordinary(centre=0.1, spread=0.15), np.full(40000, 0.1), np.full(40000, 12.0)
    rate = expected * np.exp(null.centre + np.hypot(null.spread, 0.1) * random.standard_normal(40000))
    p = beyond_count(null, random.poisson(rate).astype(float), expected, doubt)
    for level in (0.1, 0.01, 0.001):
        assert (p <= level).mean() <= level * 1.1 + 2 * (level / 40000) ** 0.5
    assert (p <= 0.1).mean() > 0.05


@pytest.mark.parametrize("of", [12, 200])
def test_shares_of_ordinary_places_lie_beyond_as_seldom_as_is_said(of: int) -> None:
    random = np.random.default_rng(6)
    null, centre, doubt = Ordinary(centre=0.1, spread=0.15), np.full(40000, -0.8), np.full(40000, 0.1)
    odds = np.exp(centre + null.centre + np.hypot(null.spread, 0.1) * random.standard_normal(40000))
    p = beyond_share(
        null, random.binomial(of, odds / (1 + odds)).astype(float), np.full(40000, float(of)), centre, doubt
    )
    for level in (0.1, 0.01, 0.001):
        assert (p <= level).mean() <= level * 1.1 + 2 * (level / 40000) ** 0.5
    assert (p <= 0.1).mean() > 0.05


def test_waits_of_ordinary_places_lie_beyond_as_seldom_as_is_said() -> None:
    random = np.random.default_rng(7)
    null, error = Ordinary(centre=0.0, spread=0.1), np.full(20000, 0.2)
    seen = np.hypot(0.1, 0.2) * random.standard_normal(20000)
    p = beyond(null, seen, error, np.full(20000, 1e6))
    assert (p <= 0.01).mean() == pytest.approx(0.01, abs=0.003)
    assert (
        beyond(null, np.array([0.5]), np.array([0.1]), np.array([3.0]))[0]
        > beyond(null, np.array([0.5]), np.array([0.1]), np.array([300.0]))[0]
    )


def test_no_event_is_never_beyond() -> None:
    assert beyond_count(Ordinary(centre=0.0, spread=0.1), np.zeros(1), np.ones(1), np.zeros(1))[0] == 1
    assert beyond_share(Ordinary(centre=0.0, spread=0.1), np.zeros(1), np.ones(1), np.zeros(1), np.zeros(1))[0] == 1
