"""Effects within groups: those of a dummy for every group; errors of leaving out each cluster by hand."""

import numpy as np
import pytest

from fullscore.stats.within_effects import within_effects

RANDOM = np.random.default_rng(5)
N = 400
UNIT, MONTH = RANDOM.integers(0, 9, N), RANDOM.integers(0, 12, N)
X = np.column_stack([RANDOM.normal(UNIT * 0.3, 1, N), RANDOM.normal(MONTH * 0.1, 1, N)])
Y = 2.0 * X[:, 0] - X[:, 1] + UNIT + 0.5 * MONTH + RANDOM.normal(0, 1, N)
WEIGHT = RANDOM.uniform(0, 3, N) * (RANDOM.random(N) < 0.95)


def with_dummies(rows: np.ndarray, weights: np.ndarray, *groupings: np.ndarray, values: np.ndarray = Y) -> np.ndarray:
    """The coefficients of a weighted regression with a column for every group."""
    dummies = [(codes[rows, None] == np.unique(codes)).astype(float) for codes in groupings]
    design = np.column_stack([X[rows], *dummies])
    rooted = np.sqrt(weights[rows])
    found = np.linalg.lstsq(design * rooted[:, None], values[rows] * rooted, rcond=None)[0]
    return found[:2]


@pytest.mark.parametrize("weights", [np.ones(N), WEIGHT])
def test_effects_are_those_of_a_dummy_for_every_group(weights: np.ndarray) -> None:
    found = within_effects(Y, X, (UNIT, MONTH), UNIT, weights)
    assert found.effects == pytest.approx(with_dummies(np.arange(N), weights, UNIT, MONTH), abs=1e-6)
    assert found.rows == np.count_nonzero(weights)


def test_errors_are_those_of_leaving_out_each_cluster() -> None:
    # With levels of the clusters alone, what is left of the others does not change when one is left out.
    values = Y + 2 * RANDOM.normal(0, 1, 9)[UNIT] * X.sum(1)
    found = within_effects(values, X, (UNIT,), UNIT)
    left = [np.flatnonzero(g != UNIT) for g in range(9)]
    without = np.array([with_dummies(rows, np.ones(N), UNIT, values=values) for rows in left])
    spread = 8 / 9 * (without - found.effects).T @ (without - found.effects)
    assert found.covariance == pytest.approx(spread, rel=1e-6)
    assert found.errors == pytest.approx(np.sqrt(np.diag(spread)), rel=1e-6)


def test_errors_are_never_below_those_of_rows_by_themselves() -> None:
    # Two clusters of the same rows: leaving out one of them changes nothing.
    x, y = np.tile(X[:100], (2, 1)), np.tile(Y[:100], 2)
    found = within_effects(y, x, (np.zeros(200, dtype=int),), np.repeat([0, 1], 100))
    inner, off = x - x.mean(0), y - y.mean()
    bread = np.linalg.inv(inner.T @ inner)
    scores = inner * (off - inner @ (bread @ inner.T @ off))[:, None]
    assert found.errors == pytest.approx(np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread)), rel=1e-6)


def test_even_clusters_count_whole_and_one_that_tells_all_counts_alone() -> None:
    unit = np.repeat(np.arange(10), 6)
    even = np.tile([-1.0, 1, -1, 1, -1, 1], 10)
    alone = np.where(unit == 0, even, 0.0)
    y = RANDOM.normal(0, 1, 60)
    assert within_effects(y, even[:, None], (unit,), unit).degrees == pytest.approx([9])
    assert within_effects(y, alone[:, None], (unit,), unit).degrees == pytest.approx([1])


def test_what_does_not_vary_by_itself_has_no_effect() -> None:
    x = np.column_stack([X[:, 0], UNIT, 2 * X[:, 0], np.ones(N)])
    found = within_effects(Y, x, (UNIT, MONTH), UNIT)
    assert np.isfinite(found.effects).tolist() == [True, False, False, False]
    assert found.left[1:].tolist() == [0, 0, 0]
    assert found.effects[0] == pytest.approx(within_effects(Y, X[:, :1], (UNIT, MONTH), UNIT).effects[0], abs=1e-6)


def test_a_single_cluster_is_refused() -> None:
    with pytest.raises(ValueError, match="single cluster"):
        within_effects(Y, X, (UNIT,), np.zeros(N))


def test_intervals_hold_their_level_where_clusters_share_shocks() -> None:
    from fullscore.stats._critical import student

    held = 0
    for seed in range(300):
        random = np.random.default_rng([seed, 3])
        unit = random.choice(12, 600, p=random.dirichlet(np.full(12, 3.0)))
        # Both the regressor and the error are shared within a unit's quarter: rows by themselves say too little.
        quarter = random.integers(0, 8, 600)
        shared = random.normal(0, 1, (2, 12, 8))[:, unit, quarter]
        x, y = shared[0] + random.normal(0, 1, 600), shared[1] + random.normal(0, 1, 600)
        found = within_effects(y, x[:, None], (unit, quarter), unit)
        held += abs(found.effects[0]) <= student(float(found.degrees[0]), 0.9) * found.errors[0]
    assert 0.86 <= held / 300 <= 0.97
