"""The newsvendor: a published exercise, and the mean cost over draws made least by hand."""

import numpy as np
import pytest

from fullscore.stats.newsvendor import critical_fractile, normal_stock, sample_stock


def test_the_published_staffing_exercise() -> None:
    """Police officers: demand 50 with deviation 10, 150 too much, 240 too little; 53, and 57 at a shortage of 25%."""
    ratio = critical_fractile(150, 240)
    assert ratio == pytest.approx(0.6153846, abs=1e-7)
    assert normal_stock(50, 10, ratio) == pytest.approx(52.93381, abs=1e-5)
    assert round(normal_stock(50, 10, ratio)) == 53
    assert normal_stock(50, 10, 0.75) == pytest.approx(56.7449, abs=1e-4)
    assert round(normal_stock(50, 10, 0.75)) == 57


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_other_stock_costs_less_over_the_draws(seed: int) -> None:
    random = np.random.default_rng(seed)
    demand = random.poisson(random.uniform(3, 60), 301)
    over, under = random.uniform(1, 9, 2)

    def cost(stock: float) -> float:
        return float(np.mean(over * np.maximum(stock - demand, 0) + under * np.maximum(demand - stock, 0)))

    found = sample_stock(demand, critical_fractile(over, under))
    assert cost(found) <= min(cost(stock) for stock in range(200)) + 1e-9
    assert found in demand


def test_ends() -> None:
    assert critical_fractile(5, 0) == 0
    assert critical_fractile(0, 5) == 1
    assert sample_stock([3, 9, 4], 0) == 0
    assert sample_stock([3, 9, 4], 1) == 9
    with pytest.raises(ValueError, match="not negative"):
        critical_fractile(-1, 5)
