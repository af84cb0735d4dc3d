"""Ranks over draws, acceptabilities over prices, and the middle that ordinary units make."""

import numpy as np
import pytest

from fullscore.stats.acceptability import acceptability
from fullscore.stats.empirical_null import empirical_null
from fullscore.stats.ranks import ranks
from fullscore.stats.stated_total import stated_total
from fullscore.terms.fault import Fault


def test_ranks_are_counted() -> None:
    found = ranks([[3.0, 2.0, 1.0], [3.0, 1.0, 2.0], [1.0, 2.0, 3.0], [5.0, 4.0, 0.0]])
    assert found.probability[0] == pytest.approx([0.75, 0, 0.25])
    assert found.mean == pytest.approx([1.5, 2.25, 2.25])
    assert list(found.place) == [1, 2, 3]
    assert (found.low[0], found.high[0]) == (1, 3)
    assert found.probability.sum(0) == pytest.approx(np.ones(3))


def test_a_rank_interval_holds_nine_draws_in_ten() -> None:
    random = np.random.default_rng(1)
    draws = random.normal(np.linspace(0, 2, 12), 0.7, (4000, 12))
    found = ranks(draws)
    rank = (-draws).argsort(1).argsort(1) + 1
    held = ((rank >= found.low) & (rank <= found.high)).mean(0)
    assert (held >= 0.9).all()


def test_acceptability_is_the_share_of_prices() -> None:
    """Two units, one better at each of two things: the first is preferred where its price is the greater."""
    found = acceptability([np.tile([1.0, 0.0], (4000, 1)), np.tile([0.0, 1.0], (4000, 1))], [(0, 3), (0, 1)])
    assert found.ranks.probability[0, 0] == pytest.approx(1 - 1 / 6, abs=0.01)
    assert found.central[0, 0] > found.central[1, 0]


def test_prices_that_nobody_could_accept() -> None:
    with pytest.raises(ValueError, match="one range of prices"):
        acceptability([np.zeros((10, 2))], [(2, 1)])


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_the_middle_is_found_whatever_the_ends_are(spread: float) -> None:
    found = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        error = random.uniform(0.05, 0.3, 100)
        seen = 0.5 + random.normal(0, 1, 100) * np.hypot(spread, error)
        seen[:8] += 2.0
        middle = empirical_null(seen, error)
        assert middle.centre == pytest.approx(0.5, abs=0.2)
        found.append(middle.spread)
    assert np.mean(found) == pytest.approx(spread, abs=0.06)


def test_few_units_have_no_middle() -> None:
    assert empirical_null([1.0, 2.0], [0.1, 0.1]).spread == 0


def test_a_source_that_contradicts_itself_is_refused() -> None:
    """A make-or-buy exercise (wizedu.com, question 95699): 15, 25, 2 and 5.50 a unit, 40,000 units and 1,904,000 in
    all, which is 47.60 a unit; the page prints 48. Parts of 47.50 come to 1,900,000."""
    with pytest.raises(Fault, match=r"parts come to 1,900,000, but it states 1,904,000"):
        stated_total([40000 * cost for cost in (15, 25, 2, 5.50)], 1904000, within=200, source="exercise 95699")


def test_a_source_that_agrees_with_itself_is_taken() -> None:
    """A worked example of price, volume and mix (freemathhelp.com) that adds up: 4.0, 20.4 and -0.4 are 24.0."""
    assert stated_total([4.0, 20.4, -0.4], 24.0, within=0.15, source="two products") == 24.0


def test_the_middle_of_units_that_differ_far_more_than_their_errors_is_their_quartiles() -> None:
    seen = np.random.default_rng(4).normal(3.0, 1.0, 40)
    far = empirical_null(seen, np.full(40, 1e-6))
    assert far.centre == pytest.approx(3.0, abs=0.5)
    assert far.spread == pytest.approx(1.0, rel=0.35)
