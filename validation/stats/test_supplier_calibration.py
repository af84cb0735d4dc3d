"""Crossed effects are calibrated: data sets drawn from their own priors, ranks and rank probabilities held to them."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import chisquare

from fullscore.stats.crossed_effects import crossed_effects
from fullscore.stats.ranks import ranks

SETS, GROUPS, ROWS = 150, 12, 1500
FAMILIES = ("poisson", "binomial")
BINS = 10

Floats = npt.NDArray[np.float64]


@cache
def drawn(family: str) -> tuple[Floats, Floats, Floats]:
    """For each data set: where the true effects, less their mean, lie among their draws; the probability that was given
    to each group's true rank or one below it, at random within the rank; and the probabilities of ranks with the truth.

    Source: Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms with
    simulation-based calibration, arXiv:1804.06788.
    """
    places, steps, pairs = [], [], []
    for seed in range(SETS):
        random = np.random.default_rng([seed, 7])
        tau, of_units, of_sites = np.abs(random.normal(0, 0.5, 3))
        truth = random.normal(0, tau, GROUPS)
        size = random.dirichlet(np.full(GROUPS, 0.8))
        group = random.choice(GROUPS, ROWS, p=size)
        unit, site, kind = random.integers(0, 25, ROWS), random.integers(0, 5, ROWS), random.integers(0, 3, ROWS)
        eta = np.log(0.12) + truth[group] + random.normal(0, of_units, 25)[unit] + random.normal(0, of_sites, 5)[site]
        eta = eta + random.normal(0, 0.5, 3)[kind]
        if family == "poisson":
            y = random.poisson(np.exp(eta)).astype(float)
        else:
            y = (random.random(ROWS) < 1 / (1 + np.exp(-eta - 1.0))).astype(float)
        found = crossed_effects(
            y,
            np.ones(ROWS),
            group,
            GROUPS,
            family=family,  # type: ignore[arg-type]
            case_mix=[kind],
            crossed=[unit, site],
            within=False,
            draws=1000,
            seed=seed,
        )
        apart, true = found.effects - found.effects.mean(1, keepdims=True), truth - truth.mean()
        places.append((apart < true).mean(0))
        order = ranks(found.effects)
        rank = (-truth).argsort().argsort()
        whole = np.cumsum(order.probability, 1)[np.arange(GROUPS), rank]
        own = order.probability[np.arange(GROUPS), rank]
        steps.append(whole - random.random(GROUPS) * own)
        pairs.append(np.stack([order.probability.ravel(), (np.arange(GROUPS) == rank[:, None]).ravel()], 1))
    return np.concatenate(places), np.concatenate(steps), np.concatenate(pairs)


def even(places: Floats) -> float:
    """The p-value of even places; the groups of one data set hang together, so that a tenth of them counts."""
    counts = np.histogram(places, BINS, (0, 1))[0]
    return float(chisquare(counts / 4).pvalue)


@pytest.mark.parametrize("family", FAMILIES)
def test_true_effects_lie_evenly_among_their_draws(family: str) -> None:
    places, _, _ = drawn(family)
    assert even(places) > 0.01
    assert 0.87 <= np.mean((places > 0.05) & (places < 0.95)) <= 0.93


@pytest.mark.parametrize("family", FAMILIES)
def test_true_ranks_lie_evenly_among_their_probabilities(family: str) -> None:
    assert even(drawn(family)[1]) > 0.01


@pytest.mark.parametrize("family", FAMILIES)
def test_ranks_come_as_often_as_they_are_given_probability(family: str) -> None:
    pairs = drawn(family)[2]
    for low, high in ((0.0, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 0.6), (0.6, 1.0)):
        among = pairs[(pairs[:, 0] >= low) & (pairs[:, 0] < high)]
        said, came = among.mean(0)
        assert came == pytest.approx(said, abs=0.01 + 3 * (said * (1 - said) / len(among)) ** 0.5)
