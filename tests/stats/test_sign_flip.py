"""The test over signs: a published example, all signs against draws, and a null that keeps its level."""

from itertools import product

import numpy as np
import pytest

from fullscore.stats import sign_flip as of
from fullscore.stats.sign_flip import sign_flip

DARWIN = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=np.float64)
"""Crossed less self-fertilised height of fifteen pairs of Zea mays, in eighths of an inch.

Fisher counts 863 of the 32,768 signs with a sum of 314 or more.
"""


def test_darwins_maize_as_fisher_counted_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of, "EXACT_UP_TO", 15)
    assert sign_flip(DARWIN) == 863 / 32768


def test_draws_come_close_to_all_signs() -> None:
    assert sign_flip(DARWIN) == pytest.approx(863 / 32768, abs=0.006)


def test_all_signs_are_those_of_a_plain_count() -> None:
    random = np.random.default_rng(3)
    for _ in range(20):
        sizes = np.round(random.normal(0.3, 1, 6), 1)
        kept = [abs(s) for s in sizes if s]
        sums = [sum(a * b for a, b in zip(signs, kept, strict=True)) for signs in product((1, -1), repeat=len(kept))]
        reached = sum(s >= sizes.sum() - 1e-9 for s in sums)
        assert sign_flip(sizes) == pytest.approx(reached / len(sums))


def test_nothing_that_moved_is_no_sign_of_anything() -> None:
    assert sign_flip(np.zeros(5)) == 1.0
    assert sign_flip(np.array([])) == 1.0


@pytest.mark.parametrize("n", [8, 40])
def test_without_direction_it_is_seldom_small(n: int) -> None:
    random = np.random.default_rng(11)
    found = [sign_flip(random.normal(0, 1, n)) for _ in range(60)]
    assert 0 <= np.mean(np.array(found) <= 0.1) <= 0.22
    assert sign_flip(np.abs(random.normal(0, 1, n))) <= 0.01
