"""Crossed effects: equal to brute force where that is possible, to the dense form where a block is eliminated, and true
where the truth was planted."""

import numpy as np
import pytest

from fullscore.stats import crossed_effects as method
from fullscore.stats.crossed_effects import CrossedEffects, crossed_effects


def by_brute_force(hits: list[int], trials: list[int], family: str) -> np.ndarray:
    """Posterior means of the groups' effects less their mean: constant ~ N(0, 10), spread ~ half-normal(0.5)."""
    y, n = np.array(hits, float), np.array(trials, float)
    effect = np.linspace(-3.5, 3.5, 241)
    level = 0.0
    rough = np.log(y.sum() / (n.sum() if family == "poisson" else n.sum() - y.sum()))
    values = np.zeros(len(y))
    for mean in rough + np.linspace(-1.5, 1.5, 61):
        eta = mean + effect
        curve = np.exp(eta) if family == "poisson" else np.logaddexp(0, eta)
        log = y[:, None] * eta - n[:, None] * curve
        for spread in np.linspace(0.02, 2.0, 100):
            prior = np.exp(-0.5 * (effect / spread) ** 2)
            prior /= prior.sum()
            density = np.exp(log - log.max()) * prior
            each = density.sum(1)
            weight = np.exp(np.log(each).sum() - 0.5 * (mean / 10) ** 2 - 0.5 * (spread / 0.5) ** 2 + 300.0)
            level += weight
            values += weight * (density @ effect) / each
    values /= level
    return np.asarray(values - values.mean())


@pytest.mark.parametrize("family", ["poisson", "binomial"])
def test_a_single_grouping_by_brute_force(family: str) -> None:
    hits, trials = [1, 9, 3, 14, 0, 6, 4], [40, 60, 45, 70, 25, 90, 30]
    found = crossed_effects(hits, trials, range(7), 7, family=family, draws=20000)  # type: ignore[arg-type]
    effects = found.effects.mean(0)
    assert effects - effects.mean() == pytest.approx(by_brute_force(hits, trials, family), abs=0.03)


def scores(seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    group, rater, site = random.integers(0, 12, 900), random.integers(0, 130, 900), random.integers(0, 5, 900)
    truth = random.normal(0, 0.4, 12)
    value = truth[group] + random.normal(0, 0.6, 130)[rater] + random.normal(0, 0.2, 5)[site]
    return {
        "group": group,
        "rater": rater,
        "site": site,
        "truth": truth,
        "value": value + random.normal(0, 0.8, 900),
    }


def test_raters_that_are_eliminated_are_raters_that_are_carried_along(monkeypatch: pytest.MonkeyPatch) -> None:
    made = scores(3)

    def fit() -> CrossedEffects:
        ways = [made["rater"], made["site"]]
        return crossed_effects(
            made["value"], np.ones(900), made["group"], 12, family="gaussian", crossed=ways, draws=8000
        )

    eliminated = fit()
    monkeypatch.setattr(method, "LARGE", 10**6)
    carried = fit()
    spread = carried.effects.std(0).mean()
    gap = eliminated.effects.mean(0) - carried.effects.mean(0)
    assert np.abs(gap - gap.mean()).max() < 0.1 * spread
    assert eliminated.effects.std(0) == pytest.approx(carried.effects.std(0), rel=0.1)
    assert np.corrcoef(eliminated.effects.mean(0), made["truth"])[0, 1] > 0.8


def counts(seed: int, *, confounded: bool, large: bool) -> tuple[np.ndarray, ...]:
    """Counts of groups whose better ones do the harder work, if confounded; units of which there are many, if large."""
    random = np.random.default_rng(seed)
    truth = random.normal(0, 0.35, 30)
    hard = np.array([-0.7, -0.2, 0.2, 0.7])
    taste = np.exp(-4.0 * confounded * np.outer(truth, hard))
    group = random.integers(0, 30, 6000)
    kind = (random.random(6000)[:, None] > np.cumsum(taste / taste.sum(1, keepdims=True), 1)[group]).sum(1).clip(max=3)
    unit = random.integers(0, 250 if large else 20, 6000)
    mean = 0.12 * np.exp(truth[group] + hard[kind] + random.normal(0, 0.25, unit.max() + 1)[unit])
    return group, kind, unit, random.poisson(mean), truth


@pytest.mark.parametrize("large", [False, True])
def test_intervals_hold_what_was_planted(large: bool) -> None:
    held = []
    for seed in range(5):
        group, kind, unit, y, truth = counts(seed, confounded=False, large=large)
        found = crossed_effects(y, np.ones(6000), group, 30, family="poisson", case_mix=[kind], crossed=[unit])
        apart = found.effects - found.effects.mean(1, keepdims=True)
        low, high = np.quantile(apart, [0.05, 0.95], axis=0)
        held.append(np.mean((truth - truth.mean() >= low) & (truth - truth.mean() <= high)))
    assert 0.82 <= np.mean(held) <= 0.97


def test_case_mix_is_estimated_within_groups() -> None:
    errors = dict.fromkeys((True, False), 0.0)
    for seed in range(4):
        group, kind, unit, y, truth = counts(seed, confounded=True, large=False)
        for within in errors:
            found = crossed_effects(
                y, np.ones(6000), group, 30, family="poisson", case_mix=[kind], crossed=[unit], within=within
            )
            effects = found.effects.mean(0)
            errors[within] += float(((effects - effects.mean() - truth + truth.mean()) ** 2).sum())
    assert errors[True] < errors[False]


def test_the_same_seed_gives_the_same_draws_and_a_group_without_rows_is_like_the_others() -> None:
    one, two = (crossed_effects([3, 9, 5], [40, 50, 45], [0, 1, 2], 4, family="poisson", seed=5) for _ in range(2))
    assert np.array_equal(one.effects, two.effects)
    assert np.isfinite(one.effects).all()
    assert one.effects[:, 3].std() > one.effects[:, 1].std()


def test_rows_without_a_size_are_the_authors_fault() -> None:
    with pytest.raises(ValueError, match="size above 0"):
        crossed_effects([1.0], [0.0], [0], 1, family="poisson")
