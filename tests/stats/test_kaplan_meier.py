"""Kaplan-Meier incidence: the leukaemia trial as printed, and what happens at its ends."""

import numpy as np
import pytest

from fullscore.stats.kaplan_meier import incidence, incidences
from fullscore.stats.share import share
from fullscore.terms.estimate import Estimate

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PRINTED = [
    (6, 0.8571, 0.6197, 0.9516),
    (7, 0.8067, 0.5631, 0.9228),
    (10, 0.7529, 0.5032, 0.8894),
    (13, 0.6902, 0.4316, 0.8491),
    (16, 0.6275, 0.3675, 0.8049),
    (22, 0.5378, 0.2678, 0.7468),
    (23, 0.4482, 0.1881, 0.6801),
]
CONTROL = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


@pytest.mark.parametrize(("week", "survival", "low", "high"), PRINTED, ids=lambda cell: str(cell))
def test_six_mercaptopurine(week: int, survival: float, low: float, high: float) -> None:
    """Freireich et al. (1963), Blood 21, 699-716, the 21 treated; Kaplan-Meier survival and 95% log(-log) limits as
    Stata's ``sts list`` prints them for these data (Rodriguez, Princeton, Demographic Methods, Kaplan-Meier)."""
    found = incidence(WEEKS, RELAPSED, week, level=0.95)
    assert found.n == 21
    assert found.value == pytest.approx(1 - survival, abs=5e-5)
    assert (found.low, found.high) == (pytest.approx(1 - high, abs=5e-5), pytest.approx(1 - low, abs=5e-5))


@pytest.mark.parametrize(
    ("week", "survival", "low", "high"), [(1, 0.9048, 0.6700, 0.9753), (2, 0.8095, 0.5689, 0.9239)]
)
def test_the_untreated(week: int, survival: float, low: float, high: float) -> None:
    """The 21 controls of the same trial, nobody censored; the same print."""
    found = incidence(CONTROL, [True] * 21, week, level=0.95)
    assert (found.value, found.low, found.high) == pytest.approx((1 - survival, 1 - high, 1 - low), abs=5e-5)


def test_between_events_nothing_changes() -> None:
    assert incidence(WEEKS, RELAPSED, 15.9) == incidence(WEEKS, RELAPSED, 13)


def test_an_event_on_the_day_counts_and_whoever_left_that_day_was_at_risk() -> None:
    found = incidence([90, 90, 120, 120], [True, False, False, False], 90)
    assert found.value == pytest.approx(1 / 4)
    assert incidence([90, 90, 120, 120], [True, False, False, False], 89).value == 0.0


def test_without_censoring_it_is_the_plain_share() -> None:
    times = np.arange(1, 41)
    assert incidence(times, [True] * 40, 13).value == pytest.approx(13 / 40)


def test_no_event_is_no_certainty() -> None:
    """Three were watched to the day, so that it is worth none of three, not none of five."""
    found = incidence([10, 20, 95, 120, 90], [False] * 5, 90)
    assert (found.value, found.n) == (0.0, 5)
    assert (found.low, found.high) == (0.0, share(0, 3).high)


def test_every_event_is_no_certainty() -> None:
    found = incidence([5, 10, 30, 40], [False, True, True, True], 90)
    assert (found.value, found.n) == (1.0, 4)
    assert (found.low, found.high) == (share(3, 3).low, 1.0)


def test_beyond_what_anybody_was_watched_there_is_no_interval() -> None:
    assert incidence([30, 40, 50, 60], [True, False, False, False], 90) == Estimate(value=0.25, n=4)
    assert incidence([30, 40, 50, 90], [True, False, False, False], 90).high is not None


def test_small_cases() -> None:
    assert incidence([], [], 90) == Estimate(value=None, n=0)
    assert incidence([30], [True], 90) == Estimate(value=1.0, n=1)


@pytest.mark.parametrize("seed", range(5))
def test_many_groups_at_once_are_each_told_as_by_itself(seed: int) -> None:
    draw = np.random.default_rng(seed)
    times = draw.integers(-3, 40, 300).astype(np.float64)
    is_event, groups = draw.random(300) < 0.4, draw.integers(0, 60, 300)
    found = incidences(times, is_event, 21.0, groups, 62)
    for group, value in enumerate(found):
        alone = incidence(times[groups == group], is_event[groups == group], 21.0).value
        assert np.isnan(value) if alone is None else value == pytest.approx(alone)
    assert np.isnan(incidences(times[:0], is_event[:0], 21.0, groups[:0], 2)).all()
