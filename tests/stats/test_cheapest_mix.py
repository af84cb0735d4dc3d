"""The linear programme is as cheap as filling up from the cheapest, and says when there is nothing to choose."""

import numpy as np
import pytest

from fullscore.stats.cheapest_mix import cheapest_mix


def filled_up(cost: np.ndarray, low: np.ndarray, high: np.ndarray, total: float) -> np.ndarray:
    """Take the least of everything, then of the cheapest as much as may be: Dantzig (1957), Operations Research 5."""
    taken = low.copy()
    for kind in cost.argsort(kind="stable"):
        taken[kind] += min(high[kind] - low[kind], total - taken.sum())
    return taken


def test_it_is_as_cheap_as_filling_up() -> None:
    random = np.random.default_rng(3)
    cost = random.random((200, 5))
    own = random.dirichlet(np.ones(5), 200)
    low, high = own * random.random((200, 5)), own + random.random((200, 5))
    found = cheapest_mix(cost, low, high, own.sum(1))
    for unit in range(200):
        assert np.allclose(found[unit], filled_up(cost[unit], low[unit], high[unit], 1.0), atol=1e-6)


def test_bounds_that_leave_one_mix_give_it() -> None:
    own = np.array([[0.2, 0.3, 0.5]])
    assert np.allclose(cheapest_mix(np.array([[3.0, 2.0, 1.0]]), own, own, own.sum(1)), own)


def test_bounds_that_leave_none_are_said() -> None:
    with pytest.raises(ValueError, match="leave no mix"):
        cheapest_mix([[1.0, 2.0]], [[0.0, 0.0]], [[0.3, 0.3]], [1.0])


def test_it_says_nothing_aloud(capfd: pytest.CaptureFixture[str]) -> None:
    cheapest_mix([[1.0, 2.0]], [[0.0, 0.0]], [[1.0, 1.0]], [1.0])
    assert capfd.readouterr() == ("", "")
