"""The published analysis of damage to ships, and what its own simulations say of its intervals."""

import numpy as np
import pytest

from fullscore.stats.log_link import _errors, log_link
from fullscore.stats.marginal_totals import marginal_totals

# McCullagh and Nelder (1989), Generalized Linear Models, section 6.3.2: months of service and incidents of damage by
# type of ship (A to E), year of construction (1960-64, 65-69, 70-74, 75-79) and period of operation (1960-74, 75-79).
MONTHS = """
127 63 1095 1095 1512 3353 0 2244
44882 17176 28609 20370 7064 13099 0 7117
1179 552 781 676 783 1948 0 274
251 105 288 192 349 1208 0 2051
45 0 789 437 1157 2161 0 542
"""
INCIDENTS = """
0 0 3 4 6 18 0 11
39 29 58 53 12 44 0 18
1 1 0 1 6 2 0 1
0 0 0 0 2 11 0 4
0 0 7 7 5 12 0 1
"""


def ships() -> tuple[np.ndarray, ...]:
    months, incidents = (np.array(text.split(), dtype=float) for text in (MONTHS, INCIDENTS))
    kind, year, period = (code.ravel() for code in np.indices((5, 4, 2)))
    x = np.column_stack([year == 1, year == 2, year == 3, period == 1]).astype(float)
    return incidents, months, kind, x


def test_the_published_damage_to_ships() -> None:
    incidents, months, kind, x = ships()
    found = log_link(incidents, months, kind, x, np.arange(40))
    assert np.round(found.coefficients, 2).tolist() == [0.70, 0.82, 0.45, 0.38]
    assert np.round(found.levels[0], 2) == -6.41
    assert np.round(found.levels - found.levels[0], 2).tolist() == [0, -0.54, -0.69, -0.08, 0.33]
    assert round(found.deviance, 1) == 38.7
    assert np.allclose(np.bincount(kind, found.expected), np.bincount(kind, incidents))


def test_the_same_with_every_effect_as_a_regressor() -> None:
    incidents, months, kind, x = ships()
    every = np.column_stack([x, *(kind == k for k in range(1, 5))])
    whole = log_link(incidents, months, np.zeros(40, int), every, np.arange(40))
    apart = log_link(incidents, months, kind, x, np.arange(40))
    assert np.allclose(whole.coefficients[:4], apart.coefficients)
    assert np.allclose(whole.errors[:4], apart.errors)


@pytest.mark.parametrize("family", ["poisson", "gamma"])
def test_intervals_hold_their_level_when_clusters_differ(family: str) -> None:
    held = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        cluster, cell = np.repeat(np.arange(40), 12), random.integers(0, 6, 480)
        x = (random.random(480) < random.beta(1, 1, 40)[cluster]).astype(float)
        hours = random.lognormal(5, 1, 480)
        # What differs between clusters is the factor itself, and the spread grows otherwise than either family says.
        slope = 0.3 + random.normal(0, 0.15, 40)[cluster]
        mean = hours * np.exp(3 + 0.2 * cell + slope * x)
        cost = mean * random.gamma(4, 1 / 4, 480)
        found = log_link(cost, hours, cell, x[:, None], cluster, family=family)  # type: ignore[arg-type]
        held += found.low[0] <= 0.3 <= found.high[0]
    assert 0.83 <= held / 200 <= 0.96


def test_what_cannot_be_told_apart_is_said() -> None:
    ones, cell = np.ones(6), np.array([0, 0, 0, 1, 1, 1])
    with pytest.raises(ValueError, match="told apart"):
        log_link(ones, ones, cell, (cell == 1)[:, None].astype(float), np.arange(6))
    with pytest.raises(ValueError, match="single cluster"):
        log_link(ones, ones, cell, np.array([[0, 1, 0, 1, 0, 1]]).T, np.zeros(6))


def test_marginal_totals_are_the_same_estimate() -> None:
    random = np.random.default_rng(5)
    hours = random.gamma(1, 100, (3, 7, 4)) * (random.random((3, 7, 4)) < 0.7)
    hours[:, 0] += 1
    cost = hours * random.lognormal(4, 0.3, hours.shape)
    levels, factors = marginal_totals(cost, hours, 1)
    row, column = (code.ravel() for code in np.indices((7, 4)))
    others = [0, 2, 3]
    x = np.column_stack([column == c for c in others]).astype(float)
    for table in range(3):
        found = log_link(cost[table].ravel(), hours[table].ravel(), row, x, np.arange(28))
        assert np.allclose(np.log(factors[table][others]), found.coefficients, atol=1e-6)
        assert np.allclose(np.log(levels[table]), found.levels, atol=1e-6, equal_nan=True)


@pytest.mark.filterwarnings("error")
def test_a_variance_that_rounding_took_below_zero_has_no_error_and_warns_nobody() -> None:
    found = _errors(np.array([4.0, 0.0, -1e-18]), 2)
    assert found[:2] == pytest.approx([np.sqrt(8), 0.0])
    assert np.isnan(found[2])
