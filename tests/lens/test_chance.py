"""What a widened fit says beyond chance: nothing where many reproduce it, and seldom much where nobody counted it."""

import numpy as np
import numpy.typing as npt

from fullscore.lens._auditing.chance import chosen, information, surplus
from fullscore.lens._auditing.fit import Evaluate, Fitting, Told
from fullscore.lens._auditing.verdict import SPARE_BITS
from fullscore.measures._aggregates import Floats
from fullscore.measures._many import Many

CELLS, READINGS = 24, 300


def reported(values: Floats, n: Floats) -> Told:
    halves = np.full(len(values), 0.05)
    return Told(values=values, halves=halves, n=n, adds_up=False, possible=np.ones((3, len(values)), dtype=np.bool_))


def reading_of(values: Floats, counts: npt.NDArray[np.int64]) -> Evaluate:
    def evaluate(numbers: npt.NDArray[np.int64], cells: list[int]) -> list[Many]:
        at = np.ix_(numbers, np.array(cells))
        return [Many(values=values[at], counts=counts[at], errors=np.ones((len(numbers), len(cells))))]

    return evaluate


def fitting(*numbers: int) -> Fitting:
    return Fitting(readings=np.array(numbers), matched=np.zeros(len(numbers), dtype=np.int64), bits=99.0)


def test_a_definition_is_told_from_chance_by_half_of_its_figures() -> None:
    draw = np.random.default_rng(1)
    values, counts = np.round(draw.normal(20, 5, (READINGS, CELLS)), 1), np.full((READINGS, CELLS), 30)
    told = values[7].copy()
    told[::2] += draw.choice([-0.4, 0.3], len(told[::2]))
    found = surplus(reported(told, counts[7] * 1.0), READINGS, fitting(7), reading_of(values, counts))
    assert found > SPARE_BITS


def test_noughts_that_everybody_reproduces_say_nothing() -> None:
    values, counts = np.zeros((READINGS, CELLS)), np.full((READINGS, CELLS), 12)
    values[:30, 0] = 0.3
    told = np.zeros(CELLS)
    told[CELLS // 2 :] = 0.2
    assert surplus(reported(told, counts[0] * 1.0), READINGS, fitting(40), reading_of(values, counts)) < 0


def test_the_n_of_an_invention_says_nothing_for_it() -> None:
    draw = np.random.default_rng(2)
    counts = draw.integers(5, 90, (READINGS, CELLS))
    values = np.zeros((READINGS, CELLS))
    told = np.where(np.arange(CELLS) < 12, 0.0, 0.4)
    assert surplus(reported(told, counts[3] * 1.0), READINGS, fitting(3), reading_of(values, counts)) < 0


def test_months_of_which_nothing_was_counted_say_nothing() -> None:
    values, counts = np.full((READINGS, CELLS), np.nan), np.zeros((READINGS, CELLS), dtype=np.int64)
    told = reported(np.zeros(CELLS), np.zeros(CELLS))
    assert surplus(told, READINGS, fitting(5), reading_of(values, counts)) <= -np.log2(READINGS)


def test_chance_says_as_little_as_it_is_said_to() -> None:
    """Of series that nobody counted at most one in 2**s has a surplus of s bits, whichever definition is picked."""
    draw = np.random.default_rng(3)
    found = []
    for _ in range(400):
        values = draw.integers(0, draw.integers(2, 9), (READINGS, CELLS)).astype(np.float64)
        counts = np.full((READINGS, CELLS), 9)
        told = reported(draw.integers(0, 5, CELLS).astype(np.float64), np.full(CELLS, 9.0))
        best = int((values == told.values).sum(axis=1).argmax())
        found.append(surplus(told, READINGS, fitting(best), reading_of(values, counts)))
    for bits in (0, 2, 4):
        assert np.mean(np.array(found) >= bits) <= 2.0**-bits
    assert max(found) < SPARE_BITS


def test_bits_are_those_of_counting() -> None:
    matched = np.array([[True, False], [True, False], [True, True]])
    assert information(matched).tolist() == [0.0, 1.0]
    assert np.allclose(chosen(18, np.array([9, 18, 0])), [np.log2(48620), 0.0, 0.0])
