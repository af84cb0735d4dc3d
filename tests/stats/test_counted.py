"""Totals and headcounts are counted, not sampled."""

from fullscore.stats.distinct import distinct
from fullscore.stats.total import total
from fullscore.terms.estimate import Estimate


def test_a_total_has_no_doubt() -> None:
    assert total([1.5, -0.5, 4.0]) == Estimate(value=5.0, n=3, low=5.0, high=5.0)
    assert total([2]) == Estimate(value=2.0, n=1, low=2.0, high=2.0)
    assert total([]) == Estimate(value=None, n=0)


def test_each_code_counts_once() -> None:
    assert distinct([7, 7, 3, 9, 3]) == Estimate(value=3.0, n=3, low=3.0, high=3.0)
    assert distinct(["w-1", "w-2", "w-1"]).value == 2.0
    assert distinct([]) == Estimate(value=None, n=0)
