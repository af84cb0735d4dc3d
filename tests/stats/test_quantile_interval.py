"""A quantile and the order statistics around it: numpy's type 7, Nair's table, and what the binomial says."""

from math import comb

import numpy as np
import pytest

from fullscore.stats.quantile import quantile, ranks
from fullscore.terms.estimate import Estimate

NAIR_95 = {6: 1, 8: 1, 9: 2, 12: 3, 15: 4, 17: 5, 20: 6, 23: 7, 25: 8, 30: 10, 35: 12, 40: 14, 50: 18, 60: 22, 65: 25}
NAIR_99 = {8: 1, 11: 1, 12: 2, 15: 3, 18: 4, 24: 6, 30: 8, 40: 12, 50: 16, 61: 21, 65: 22}


@pytest.mark.parametrize(("level", "table"), [(0.95, NAIR_95), (0.99, NAIR_99)], ids=["95", "99"])
def test_ranks_around_a_median(level: float, table: dict[int, int]) -> None:
    """Nair (1940), Sankhya 4, 551-558, as reprinted by Dixon and Massey (1969), Introduction to Statistical Analysis:
    for n values the median lies between the k-th from below and the k-th from above."""
    assert {n: ranks(n, 0.5, level) for n in table} == {n: (k, n + 1 - k) for n, k in table.items()}


def coverage(n: int, q: float, first: int, last: int) -> float:
    """How often the two order statistics hold the quantile: P(first <= number below it < last)."""
    return sum(comb(n, count) * q**count * (1 - q) ** (n - count) for count in range(first, last))


@pytest.mark.parametrize("q", [0.1, 0.25, 0.5, 0.9])
def test_ranks_hold_the_level_and_no_nearer_pair_does(q: float) -> None:
    for n in range(2, 120):
        found = ranks(n, q, 0.9)
        if found is None:
            assert coverage(n, q, 1, n) < 0.9
            continue
        first, last = found
        assert coverage(n, q, first, last) >= 0.9 - 1e-12
        assert first <= q * (n - 1) + 1 <= last
        if (first, last) != (1, n):
            assert coverage(n, q, first + 1, last - 1) < 0.9


@pytest.mark.parametrize(("q", "fewest"), [(0.5, 5), (0.9, 22), (0.1, 22)])
def test_too_few_values_have_no_interval(q: float, fewest: int) -> None:
    assert ranks(fewest - 1, q, 0.9) is None
    assert ranks(fewest, q, 0.9) is not None
    assert quantile(range(fewest - 1), q).low is None


@pytest.mark.parametrize("q", [0.1, 0.5, 0.9])
def test_a_low_quantile_mirrors_a_high_one(q: float) -> None:
    for n in range(2, 200):
        found, mirrored = ranks(n, q, 0.9), ranks(n, 1 - q, 0.9)
        assert (found is None) == (mirrored is None)
        if found and mirrored:
            assert found == (n + 1 - mirrored[1], n + 1 - mirrored[0])


def test_a_million_values_are_between_ranks_of_the_normal_limit() -> None:
    """At large n the ranks are nq -+ z sqrt(nq(1 - q)): 900,000 -+ 1.645 x 300."""
    assert ranks(1_000_000, 0.9, 0.9) == pytest.approx((900_000 - 493.5, 900_000 + 493.5), abs=2)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 11, 57])
@pytest.mark.parametrize("q", [0.1, 0.5, 0.9, 0.37])
def test_values_are_those_of_type_seven(n: int, q: float) -> None:
    values = np.random.default_rng(n).lognormal(size=n)
    assert quantile(values, q).value == pytest.approx(float(np.quantile(values, q, method="linear")))


def test_interval_is_made_of_values_seen() -> None:
    """For 20 values at 0.9 the pair is the 6th from either end: 95.9% by Nair's table, the 7th holds only 88.5%."""
    assert quantile(range(10, 210, 10), 0.5) == Estimate(value=105.0, n=20, low=60.0, high=150.0)


def test_small_cases() -> None:
    assert quantile([], 0.5) == Estimate(value=None, n=0)
    assert quantile([4], 0.9) == Estimate(value=4.0, n=1)
    assert quantile([4, 8], 0.9) == Estimate(value=7.6, n=2)
