"""Monetary-unit sampling: the auditors' reliability factors, certain lines, and totals that intervals hold."""

import numpy as np
import pytest

from fullscore.stats.monetary_unit_sample import monetary_unit_sample, sampled_total


@pytest.mark.parametrize(("found", "factor"), [(0, 3.00), (1, 4.75), (2, 6.30), (3, 7.76), (4, 9.16), (5, 10.52)])
def test_upper_ends_are_the_published_reliability_factors(found: int, factor: float) -> None:
    """Poisson factors at 95% on one side, as in every table of monetary-unit sampling."""
    amounts = np.full(10_000, 100.0)
    sample = monetary_unit_sample(amounts, 100, start=0.5)
    hits = np.zeros(len(amounts), np.bool_)
    hits[sample.drawn[:found]] = True
    told = sampled_total(amounts, hits, sample, level=0.9)
    assert sample.interval == 10_000
    assert told.value == 10_000 * found
    assert told.high is not None
    assert round(told.high / sample.interval, 2) == pytest.approx(factor, abs=0.011)


def test_large_lines_are_held_for_certain_and_never_doubted() -> None:
    amounts = np.r_[[50_000.0, 20_000.0], np.full(300, 100.0)]
    sample = monetary_unit_sample(amounts, 50, start=0.2)
    assert set(sample.certain) == {0, 1}
    hits = np.zeros(302, np.bool_)
    hits[0] = True
    told = sampled_total(amounts, hits, sample)
    assert (told.value, told.low) == (50_000, 50_000)
    assert told.high is not None
    assert 50_000 < told.high < 52_500
    assert sample.interval * len(sample.drawn) == pytest.approx(30_000)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2])
def test_totals_of_drawn_ledgers_are_met_without_bias_and_held(share: float) -> None:
    held, off = 0, []
    for seed in range(400):
        random = np.random.default_rng([seed, 8])
        amounts = random.lognormal(7, 1.2, 3000)
        hits = random.random(3000) < share
        told = sampled_total(amounts, hits, monetary_unit_sample(amounts, 200, start=random.random()))
        truth = float(amounts[hits].sum())
        assert told.low is not None
        assert told.high is not None
        assert told.value is not None
        held += told.low <= truth <= told.high
        off.append((told.value - truth) / amounts.sum())
    assert held >= 0.88 * 400
    assert abs(np.mean(off)) < 0.002


def test_nothing_and_credits() -> None:
    sample = monetary_unit_sample([-5.0, 0.0], 10, start=0.0)
    assert len(sample.drawn) == len(sample.certain) == 0
    assert sampled_total([-5.0, 0.0], [True, True], sample).high == 0
    sample = monetary_unit_sample([-5.0, 10.0, 10.0], 1, start=0.6)
    assert list(sample.drawn) == [2]
