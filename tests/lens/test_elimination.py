"""Elimination, cheapest cells first, comes to what the full search comes to."""

import random

import numpy as np
import pytest

from fullscore.lens._auditing import fit as _fit
from fullscore.lens._auditing.fit import Evaluate, Told, allowed, exact_fits, near_fits
from fullscore.measures._aggregates import Floats
from fullscore.measures._many import Many

READINGS, CELLS = 400, 40


def series(seed: int, off: float) -> tuple[Told, list[int], Floats, Evaluate]:
    """A reported series that one of many readings gives, but for some cells that are off; some are alike."""
    draw = np.random.default_rng(seed)
    counts = draw.integers(20, 90, (READINGS // 4, CELLS)).repeat(4, axis=0)
    values = draw.normal(20, 6, (READINGS, 1)) + draw.normal(0, 2, (READINGS, CELLS))
    values[1::4] = values[0::4] + draw.normal(0, 0.02, (READINGS // 4, CELLS))
    planted = int(draw.integers(READINGS))
    told = values[planted] + draw.normal(0, off, CELLS) * (draw.random(CELLS) < 0.3)
    of = Told(
        values=np.round(told, 1),
        halves=np.full(CELLS, 0.05),
        n=counts[planted].astype(np.float64),
        adds_up=False,
        possible=np.ones((3, CELLS), dtype=np.bool_),
    )
    order = random.Random(seed).sample(range(CELLS), CELLS)

    def evaluate(readings: np.ndarray, cells: list[int]) -> list[Many]:
        at = np.ix_(readings, cells)
        return [Many(values=values[at], counts=counts[at], errors=np.full((len(readings), len(cells)), 0.9))]

    return of, order, of.n, evaluate


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("off", [0.0, 0.2, 1.0])
def test_the_class_is_that_of_the_full_search(seed: int, off: float, monkeypatch: pytest.MonkeyPatch) -> None:
    of, order, sizes, evaluate = series(seed, off)
    grains = np.zeros(READINGS, dtype=np.int64)
    allow = allowed(sizes, 0.05)
    by_elimination = (
        exact_fits(of, order, READINGS, evaluate, allow),
        near_fits(of, order, grains, evaluate, allow, 0.05),
    )
    monkeypatch.setattr(_fit, "FIRST_CELLS", CELLS)
    in_full = (
        exact_fits(of, order, READINGS, evaluate, allow),
        near_fits(of, order, grains, evaluate, allow, 0.05),
    )
    for one, other in zip(by_elimination, in_full, strict=True):
        assert one.readings.tolist() == other.readings.tolist()
        assert one.matched.tolist() == other.matched.tolist()
    assert len(in_full[0].readings) > 0 or off > 0
