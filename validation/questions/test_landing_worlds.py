"""Worlds of engagements and requests: nine in ten intervals of landing hold, chances to overspend are what they say."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from fullscore.questions._landing.draws import to_come
from tests.questions.landing_worlds import Shape, world

SHAPES = {
    "usual": (Shape(), "2025-12-31"),
    "half a year": (Shape(), "2026-03-31"),
    "a year": (Shape(a_day=0.2), "2026-09-30"),
    "small units": (Shape(holders=12, a_day=0.03, extended=0.4, positions=5, beside=80_000.0), "2025-12-31"),
    "little is extended": (Shape(extended=0.1, share=0.6, early=(0.004, 0.001)), "2026-03-31"),
    "mostly statements": (Shape(a_day=0.03, statements=0.08), "2026-03-31"),
    "mostly past the programme": (Shape(a_day=0.03, beside=400_000.0), "2025-12-31"),
    "a restless currency": (Shape(holders=3, a_day=0.3, spread=0.25), "2026-09-30"),
}
WORLDS, DRAWS = 50, 200

Floats = npt.NDArray[np.float64]


@cache
def forecasts(name: str) -> tuple[Floats, Floats]:
    """By world and holder what came, and the draws."""
    shape, day = SHAPES[name]
    until = float(np.datetime64(day).astype(np.int64))
    came, drawn = [], []
    for seed in range(WORLDS):
        told = world(500 + seed, until, shape)
        came.append(told.came)
        drawn.append(np.asarray(sum(to_come(told.known, until, DRAWS, seed, np.zeros(shape.holders)).values())))
    return np.array(came), np.array(drawn)


@pytest.mark.parametrize("name", SHAPES)
def test_intervals_of_each_shape_hold_about_their_level(name: str) -> None:
    came, drawn = forecasts(name)
    low, high = np.quantile(drawn, [0.05, 0.95], axis=1)
    held = ((came >= low) & (came <= high)).mean()
    # A shape alone is some hundred forecasts: within three standard errors, and what a small model error costs.
    assert 0.83 <= held <= 0.96
    assert abs(np.mean(came / drawn.mean(1)) - 1) < 0.04


def test_intervals_of_all_shapes_hold_their_level() -> None:
    held = []
    for name in SHAPES:
        came, drawn = forecasts(name)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=1)
        held.append(((came >= low) & (came <= high)).ravel())
    assert 0.87 <= np.concatenate(held).mean() <= 0.93


def test_a_chance_to_overspend_is_as_often_so() -> None:
    said, over = [], []
    random = np.random.default_rng(3)
    for name in SHAPES:
        came, drawn = forecasts(name)
        # Budgets that know nothing of the year: about what usually comes, more or less.
        budget = drawn.mean(1) * random.normal(1, 0.06, came.shape)
        said.append((drawn > budget[:, None, :]).mean(1).ravel())
        over.append((came > budget).ravel())
    chance, truth = np.concatenate(said), np.concatenate(over)
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        there = (chance >= low) & (chance < high)
        assert abs(truth[there].mean() - chance[there].mean()) < 0.06, (low, there.sum())
