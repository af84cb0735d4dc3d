"""The spread of a normal middle, whoever stands apart from it, and tails that seldom accuse what is ordinary."""

import numpy as np
import pytest

from fullscore.stats.middle_null import EFFICIENCY, TO_SIGMA, middle_null


def test_equal_errors_give_the_closed_form() -> None:
    seen = np.array([-0.3, -0.1, 0.0, 0.2, 0.4])
    raised = 1 + (2 * EFFICIENCY * 4) ** -0.5
    # Absolute deviations from 0 are 0, 0.1, 0.2, 0.3, 0.4.
    whole = TO_SIGMA * raised * 0.2
    assert middle_null(seen, np.full(5, 0.05)).spread == pytest.approx((whole**2 - 0.05**2) ** 0.5, rel=1e-6)
    assert middle_null(seen, np.full(5, 1.0)).spread == pytest.approx(0.0, abs=1e-9)


def test_published_scale_and_efficiency() -> None:
    """Rousseeuw and Croux (1993): 1.4826 makes it consistent where errors are normal, and its efficiency is 37%."""
    random = np.random.default_rng(2)
    samples = random.normal(0, 1, (4000, 201))
    mad = TO_SIGMA * np.median(np.abs(samples - np.median(samples, 1, keepdims=True)), 1)
    assert mad.mean() == pytest.approx(1, abs=0.01)
    assert samples.std(1).var() / mad.var() == pytest.approx(EFFICIENCY, abs=0.03)


def test_places_that_stand_apart_do_not_widen_the_middle_much() -> None:
    random = np.random.default_rng(3)
    seen = random.normal(0, 0.05, 200)
    alone = middle_null(seen, np.full(200, 0.01)).spread
    seen[:20] += 5.0
    assert middle_null(seen, np.full(200, 0.01)).spread == pytest.approx(alone, rel=0.2)


@pytest.mark.parametrize("spread", [0.0, 0.01, 0.02, 0.2])
@pytest.mark.parametrize("places", [8, 20, 60])
def test_ordinary_places_are_seldom_accused(spread: float, places: int) -> None:
    random, told = np.random.default_rng(5), 0
    for _ in range(200):
        seen = random.normal(0, np.hypot(spread, 0.01), places)
        tails = middle_null(seen, np.full(places, 0.01)).upper_tail(seen, np.full(places, 0.01))
        told += bool(tails.min() * places <= 0.0026)
    assert told <= 3


def test_who_stands_far_apart_is_seen() -> None:
    seen, errors = np.append(np.random.default_rng(6).normal(0, 0.01, 19), 0.2), np.full(20, 0.01)
    tails = middle_null(seen, errors).upper_tail(seen, errors)
    assert tails[-1] * 20 < 1e-4
    assert tails[:-1].min() > 0.001
