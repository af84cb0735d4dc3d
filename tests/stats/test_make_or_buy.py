"""Making against buying: the figures of published exercises, and a source that contradicts itself."""

import pytest

from fullscore.stats.make_or_buy import Channel, break_even, cheapest, indifference_price, relevant_cost

CHANNELS = {
    "A": Channel(fixed=400_000, variable=35),
    "B": Channel(fixed=200_000, variable=50),
    "buy": Channel(fixed=0, variable=110),
}


def test_the_published_three_ways() -> None:
    def even(one: str, other: str) -> float:
        return break_even(CHANNELS[one], CHANNELS[other])  # type: ignore[return-value]

    assert even("A", "B") == pytest.approx(13333.33, abs=0.005)
    assert even("A", "buy") == pytest.approx(5333.33, abs=0.005)
    assert even("B", "buy") == pytest.approx(3333.33, abs=0.005)
    assert [CHANNELS[name].cost(8000) for name in ("A", "B", "buy")] == [680_000, 600_000, 880_000]
    assert cheapest(CHANNELS, 8000) == "B"
    assert cheapest(CHANNELS, 3000) == "buy"
    assert cheapest(CHANNELS, 20000) == "A"


def test_channels_that_never_cross() -> None:
    assert break_even(Channel(fixed=5, variable=3), Channel(fixed=4, variable=2)) is None
    assert break_even(Channel(fixed=5, variable=3), Channel(fixed=4, variable=3)) is None


def test_the_published_relevant_cost() -> None:
    """Of 40,000 fixed costs 30,000 stay: making costs 80,000 against a price of 100,000."""
    make = relevant_cost([10_000, 40_000, 20_000], 40_000, 30_000)
    assert make == 80_000
    assert cheapest({"make": Channel(fixed=make, variable=0), "buy": Channel(fixed=100_000, variable=0)}, 1) == "make"


def test_a_source_that_contradicts_itself_is_refused() -> None:
    """Its parts come to 47.50 a unit and its total to 47.60; with that total its price of 50.10 would follow."""
    with pytest.raises(ValueError, match=r"come to 1,900,000\.00, their source states 1,904,000\.00"):
        indifference_price([15, 25, 2, 5.5], 40_000, 100_000, stated=1_904_000)
    assert indifference_price([47.6], 40_000, 100_000, stated=1_904_000) == pytest.approx(50.1)
