"""Every measure equals its plain twin under two hundred lenses (all, where there are fewer) on five programmes."""

import pytest

from fullscore.measures._shape import measures
from tests.measures.agreement import disagreements
from tests.measures.worlds import built, make_world

WORLDS = ((11, "default"), (12, "sparse"), (13, "single_currency"), (14, "no_events"), (15, "busy"))


@pytest.mark.parametrize(("seed", "shape"), WORLDS, ids=[shape for _, shape in WORLDS])
@pytest.mark.parametrize("name", measures())
def test_a_measure_equals_its_twin(name: str, seed: int, shape: str) -> None:
    world = make_world(seed, shape=shape)
    assert disagreements(measures()[name], world, built(world), lenses=200) == []
