"""Wilson's interval of a share: published ones, and its small cases."""

import pytest

from fullscore.stats.share import share, share_of
from fullscore.terms.estimate import Estimate


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombes_four_examples(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3, 95%."""
    found = share(successes, n, level=0.95)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert (found.value, found.n) == (successes / n, n)


def test_the_level_is_ninety_percent() -> None:
    """At no successes the upper end is z2 / (n + z2), with z = 1.645 at 0.9 in any table of the normal."""
    assert share(0, 20).high == pytest.approx(1.645**2 / (20 + 1.645**2), abs=1e-4)


@pytest.mark.parametrize("n", [2, 3, 7, 1000])
def test_all_and_none_mirror_each_other_and_are_not_certain(n: int) -> None:
    nothing, everything = share(0, n), share(n, n)
    assert nothing.low == 0.0
    assert everything.high == 1.0
    assert nothing.high is not None
    assert nothing.high > 0
    assert everything.low == pytest.approx(1 - nothing.high)


def test_nothing_tried_has_no_share() -> None:
    assert share(0, 0) == Estimate(value=None, n=0)


def test_one_trial_shows_no_doubt() -> None:
    assert share(1, 1) == Estimate(value=1.0, n=1)


def test_hits_are_counted() -> None:
    assert share_of([True, False, False, True, True]) == share(3, 5)
    assert share_of([]) == share(0, 0)


@pytest.mark.parametrize("successes", [-1, 4])
def test_more_successes_than_trials_are_refused(successes: int) -> None:
    with pytest.raises(ValueError, match=f"{successes} successes in 3 trials"):
        share(successes, 3)
