"""Against the published analysis of thirteen trials of a vaccine, and laws of the method."""

import numpy as np
import pytest

from fullscore.stats.meta_regression import meta_regression

# Trials of the BCG vaccine against tuberculosis: cases and others among the vaccinated, cases and others among the
# rest, degrees of latitude. Colditz et al., Journal of the American Medical Association 271 (1994).
TRIALS = np.array(
    [
        (4, 119, 11, 128, 44), (6, 300, 29, 274, 55), (3, 228, 11, 209, 42), (62, 13536, 248, 12619, 52),
        (33, 5036, 47, 5761, 13), (180, 1361, 372, 1079, 44), (8, 2537, 10, 619, 19), (505, 87886, 499, 87892, 13),
        (29, 7470, 45, 7232, 27), (17, 1699, 65, 1600, 42), (186, 50448, 141, 27197, 18), (5, 2493, 3, 2338, 33),
        (27, 16886, 29, 17825, 33),
    ],
    dtype=float,
)  # fmt: skip
A, B, C, D, LATITUDE = TRIALS.T
LOG_RISK_RATIO = np.log(A / (A + B)) - np.log(C / (C + D))
VARIANCE = 1 / A - 1 / (A + B) + 1 / C - 1 / (C + D)


def test_the_common_effect_of_the_trials_is_the_published_one() -> None:
    found = meta_regression(LOG_RISK_RATIO, VARIANCE, np.ones((13, 1)))
    assert found.coefficients[0] == pytest.approx(-0.7145, abs=5e-5)
    assert found.between == pytest.approx(0.3132, abs=5e-5)


def test_latitude_explains_what_was_published() -> None:
    found = meta_regression(LOG_RISK_RATIO, VARIANCE, np.column_stack([np.ones(13), LATITUDE]))
    assert found.coefficients == pytest.approx([0.2515, -0.0291], abs=5e-5)
    # Published by a search that stopped within a ten-thousandth.
    assert found.between == pytest.approx(0.0764, abs=1e-4)


def test_values_without_spread_of_their_own_get_the_interval_of_their_errors() -> None:
    found = meta_regression(np.full(6, 2.0), np.full(6, 0.5), np.ones((6, 1)))
    assert (found.between, found.coefficients[0]) == (0, 2)
    assert found.errors[0] == pytest.approx(np.sqrt(0.5 / 6))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random = np.random.default_rng(7)
    group = np.column_stack([np.ones(20), np.arange(20) < 3])
    held = 0
    for _ in range(400):
        variances = random.uniform(0.02, 0.3, 20)
        values = group @ [0.3, 0.8] + random.normal(0, 0.4, 20) + random.normal(0, np.sqrt(variances))
        found = meta_regression(values, variances, group)
        held += bool(found.low[1] <= 0.8 <= found.high[1])
    assert 0.86 <= held / 400 <= 0.95


@pytest.mark.parametrize("regressors", [np.ones((2, 2)), np.ones((5, 2))])
def test_what_cannot_be_told_apart_is_refused(regressors: np.ndarray) -> None:
    k = len(regressors)
    with pytest.raises(ValueError, match="regressors"):
        meta_regression(np.arange(k, dtype=float), np.ones(k), regressors)
