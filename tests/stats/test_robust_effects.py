"""Huber's location of published measurements, least squares where nothing stands out, and what outliers cannot move."""

import numpy as np
import pytest

from fullscore.stats import robust_effects as module
from fullscore.stats.robust_effects import robust_effects

# Determinations of copper in wholemeal flour, in parts per million.
CHEM = [2.9, 3.1, 3.4, 3.4, 3.7, 3.7, 2.8, 2.5, 2.4, 2.4, 2.7, 2.2, 5.28, 3.37, 3.03, 3.03, 28.95, 3.77, 3.4, 2.2, 3.5,
        3.6, 3.7, 3.7]  # fmt: skip


def test_published_location_and_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Venables and Ripley (2002), Modern Applied Statistics with S, section 5.5: 3.206724 and 0.526323."""
    monkeypatch.setattr(module, "TUNING", 1.5)
    fit = robust_effects(CHEM, [], [])
    assert fit.constant == pytest.approx(3.206724, abs=3e-4)
    assert fit.scale == pytest.approx(0.526323, abs=1e-6)


def _rows(seed: int) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    random = np.random.default_rng(seed)
    ways = [random.integers(0, 6, 900), random.integers(0, 4, 900)]
    effects = [random.normal(0, 0.3, 6), random.normal(0, 0.3, 4)]
    return sum(e[w] for e, w in zip(effects, ways, strict=True)) + random.normal(0, 0.05, 900), ways, effects


def test_least_squares_where_every_row_weighs_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TUNING", 1e9)
    monkeypatch.setattr(module, "RIDGE", 1e-9)
    y, ways, _ = _rows(1)
    design = np.hstack([np.eye(6)[ways[0]], np.eye(4)[ways[1]]])
    twin = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    assert robust_effects(y, ways, [6, 4]).expected(ways) == pytest.approx(twin, abs=1e-4)


def test_rows_that_stand_far_out_hardly_move_an_effect() -> None:
    y, ways, effects = _rows(2)
    spoilt = y + np.where((ways[0] == 3) & (np.arange(900) % 6 == 0), 2.0, 0.0)
    fit = robust_effects(spoilt, ways, [6, 4])
    found = fit.effects[0] - fit.effects[0].mean()
    assert found == pytest.approx(effects[0] - effects[0].mean(), abs=0.03)


def test_a_way_that_is_left_out_and_a_level_that_nobody_met_add_nothing() -> None:
    y, ways, _ = _rows(3)
    fit = robust_effects(y, ways, [6, 5])
    alone = [np.array([2]), np.array([-1])]
    assert fit.expected(alone)[0] == pytest.approx(fit.constant + fit.effects[0][2])
    assert fit.expected([np.array([2]), np.array([4])])[0] == pytest.approx(fit.constant + fit.effects[0][2])
    assert fit.expected([np.array([2]), np.array([1])], without=0)[0] == pytest.approx(fit.constant + fit.effects[1][1])
