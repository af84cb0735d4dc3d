"""Planted programmes of nine shapes: quality intervals hold, ranking is an oracle's, the innocent are left alone."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import spearmanr

from fullscore.questions._supplier.chances import Chances, chances
from fullscore.workforce.standardised import early_ends
from tests.questions.supplier_worlds import Shape, World, league, oracle, world

MARGIN, SURE = 0.02, 0.9
SHAPES = {
    "bell": Shape(),
    "two camps": Shape(camps="two camps", spread=0.35),
    "heavy tails": Shape(camps="heavy tail", tail=1.4),
    "sparse": Shape(suppliers=80, starts=4000, tail=1.2, units=120),
    "few suppliers": Shape(suppliers=8, starts=5000),
    "confounded": Shape(confounded=1.0),
    "logistic, late ends": Shape(logistic=True, late=True),
    "seat fillers": Shape(suppliers=50, starts=15000, fillers=3),
    "many units": Shape(suppliers=60, starts=15000, units=300),
}
LARGE = (
    Shape(starts=40000, camps="two camps", spread=0.35, units=110, confounded=0.5),
    Shape(starts=40000, units=110, confounded=0.5),
    Shape(starts=40000, logistic=True, spread=0.35, units=110),
)
WORLDS = 14

Floats = npt.NDArray[np.float64]


@cache
def judged(seed: int, shape: Shape) -> tuple[World, Chances]:
    made = world(seed, shape)
    found, _ = early_ends(made.starts)
    return made, chances(found, made.starts, MARGIN)


def held(shape: Shape) -> Floats:
    """For each world the share of suppliers with a start whose interval holds their true quality."""
    found = []
    for seed in range(5000, 5000 + WORLDS):
        made, sure = judged(seed, shape)
        low, high = np.quantile(sure.quality, [0.05, 0.95], axis=0)
        there = np.bincount(made.starts.supplier.codes, minlength=len(low)) > 0
        found.append(np.mean(((made.quality >= low) & (made.quality <= high))[there]))
    return np.array(found)


def test_intervals_hold_nine_in_ten_over_all_shapes() -> None:
    by_shape = {name: held(shape).mean() for name, shape in SHAPES.items()}
    assert 0.87 <= np.mean(list(by_shape.values())) <= 0.93, by_shape
    # A shape alone has fourteen worlds, each with a level and a case mix of its own that all suppliers share.
    assert all(0.82 <= share <= 0.97 for share in by_shape.values()), by_shape


def test_the_ranking_is_nearly_that_of_an_oracle_and_well_above_the_league_table() -> None:
    ours, best, raw = [], [], []
    for seed in range(6000, 6012):
        made, sure = judged(seed, LARGE[seed % len(LARGE)])
        ours.append(spearmanr(sure.quality.mean(0), made.quality)[0])
        best.append(spearmanr(oracle(made), made.quality)[0])
        raw.append(spearmanr(league(made), made.quality)[0])
    assert np.mean(ours) >= 0.98 * np.mean(best), (np.mean(ours), np.mean(best))
    assert np.mean(ours) >= np.mean(raw) + 0.05, np.mean(raw)


def test_seat_fillers_are_told_from_others() -> None:
    above = []
    for seed in range(5000, 5000 + WORLDS):
        made, sure = judged(seed, SHAPES["seat fillers"])
        above.append((sure.worse[made.fillers][:, None] > sure.worse[~made.fillers][None, :]).mean())
    assert np.mean(above) >= 0.95


@pytest.mark.parametrize("suppliers", [8, 40, 120])
def test_where_nobody_differs_nobody_is_accused(suppliers: int) -> None:
    shape = Shape(spread=0, extra=0, suppliers=suppliers, starts=8000, tail=1.3)
    flagged = [np.maximum(s.better, s.worse) > SURE for s in (judged(seed, shape)[1] for seed in range(10))]
    assert np.concatenate(flagged).mean() <= 0.02


def test_who_is_set_apart_is_apart() -> None:
    """Of suppliers above the bar, by as many as the bar says the truth is beyond the margin."""
    right = []
    for shape in SHAPES.values():
        for seed in range(5000, 5000 + WORLDS):
            made, sure = judged(seed, shape)
            right += list(made.quality[sure.better > SURE] > MARGIN) + list(made.quality[sure.worse > SURE] < -MARGIN)
    assert np.mean(right) >= SURE
