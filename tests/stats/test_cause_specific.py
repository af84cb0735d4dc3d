"""Competing ends: against plain counting, against Kaplan-Meier where nothing competes, and seen late."""

import numpy as np
import pytest

from fullscore.stats._critical import normal
from fullscore.stats.cause_specific import aalen_johansen, exposure, hazards, incidence_at
from fullscore.stats.kaplan_meier import incidence


def subjects(seed: int, n: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    bad, other, seen = (random.exponential(mean, n).astype(int) for mean in (200, 150, 120))
    left = np.minimum(np.minimum(bad, other), seen)
    return left, (bad <= other) & (bad <= seen), (other < bad) & (other <= seen)


def by_hand(left: np.ndarray, bad: np.ndarray, other: np.ndarray, last: int) -> float:
    alive, ended = 1.0, 0.0
    for day in range(last + 1):
        risk = (left >= day).sum()
        if risk:
            one, two = (bad & (left == day)).sum(), (other & (left == day)).sum()
            ended += alive * one / risk
            alive *= 1 - (one + two) / risk
    return float(ended)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_sum_over_days(seed: int) -> None:
    left, bad, other = subjects(seed)
    found = aalen_johansen(hazards(np.zeros(300), left, bad, other, 90), 300)
    assert found.value == pytest.approx(by_hand(left, bad, other, 90))


def test_without_competitors_it_is_one_minus_kaplan_meier() -> None:
    left, bad, _ = subjects(3)
    found = aalen_johansen(hazards(np.zeros(300), left, bad, np.zeros(300, bool), 90), 300)
    plain = incidence(left, bad, 90)
    assert found.value == pytest.approx(plain.value)
    assert found.low == pytest.approx(plain.low, abs=0.01)
    assert found.high == pytest.approx(plain.high, abs=0.01)


def test_with_competitors_one_minus_kaplan_meier_says_too_much() -> None:
    left, bad, other = subjects(4)
    found = aalen_johansen(hazards(np.zeros(300), left, bad, other, 90), 300)
    assert (found.value or 0) < (incidence(left, bad, 90).value or 0) - 0.02


def test_without_censoring_it_is_the_share_with_its_binomial_variance() -> None:
    random = np.random.default_rng(5)
    left = random.integers(0, 200, 400)
    bad = random.random(400) < 0.4
    found = aalen_johansen(hazards(np.zeros(400), left, bad, ~bad, 90), 400)
    share = np.mean(bad & (left <= 90))
    assert found.value == pytest.approx(share)
    reach = normal(0.9) * (share * (1 - share) / 400) ** 0.5 / abs((1 - share) * np.log(1 - share))
    assert found.low == pytest.approx(1 - (1 - share) ** np.exp(-reach), abs=1e-9)


def test_who_was_seen_late_is_at_risk_from_then_on() -> None:
    found = hazards([0, 0, 30, 50], [10, 90, 40, 90], [True, False, True, False], [False] * 4, 90)
    assert list(found.at_risk[[0, 10, 29, 30, 40, 49, 50]]) == [2, 2, 1, 2, 2, 1, 2]
    assert found.cause[10] == 1 / 2
    assert found.cause[40] == 1 / 2
    assert exposure(found.cause, [0, 30], [90, 90]) == pytest.approx([1.0, 0.5])


def test_a_factor_of_the_hazard() -> None:
    left, bad, other = subjects(6, 4000)
    daily = hazards(np.zeros(4000), left, bad, other, 90)
    once, twice = incidence_at(daily, [1.0, 2.0])
    assert once == pytest.approx(aalen_johansen(daily, 4000).value, abs=0.003)
    assert once < twice < 2 * once
    assert incidence_at(daily, 0.0) == 0


def test_nothing_seen() -> None:
    assert aalen_johansen(hazards([], [], [], [], 90), 0).value is None
