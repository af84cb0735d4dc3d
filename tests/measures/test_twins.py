"""Every measure equals its plain twin: twenty lenses on two programmes here, two hundred on five in `make validate`."""

import math

import pytest

from fullscore.measures._shape import measures
from fullscore.measures._survey import survey
from tests.measures.agreement import alike, disagreements, drawn, single_lens
from tests.measures.worlds import built, make_world

WORLDS = ((1, "default"), (2, "sparse"))


@pytest.mark.parametrize(("seed", "shape"), WORLDS, ids=[shape for _, shape in WORLDS])
@pytest.mark.parametrize("name", measures())
def test_a_measure_equals_its_twin(name: str, seed: int, shape: str) -> None:
    world = make_world(seed, shape=shape)
    assert disagreements(measures()[name], world, built(world), lenses=20) == []


@pytest.mark.parametrize("name", measures())
def test_single_figures_equal_the_one_pass(name: str) -> None:
    measure, world = measures()[name], make_world(3)
    edition = built(world)
    found = survey(edition, measure)
    for lens in drawn(measure, 2, seed=7):
        all_at_once = {
            str(place[0]): (None if math.isnan(value) else value, n)
            for place, (value, n) in found.figures(lens).items()
        }
        one = single_lens(measure, edition, lens)
        for month in {*all_at_once, *one}:
            assert alike(all_at_once.get(month), one.get(month)), (str(lens), month)
