"""A planted excess is found and its size is right; chance alone is no excess; what must not rise does not."""

from dataclasses import replace

import numpy as np
import pytest

from fullscore.questions._mix.capability_mixes import MARGIN, _judged
from fullscore.questions._mix.efficient_mix import Work, efficient_mix
from tests.questions.mix_worlds import KINDS, MAY_RISE, mix_world

SIGNIFICANCE = 0.001


def test_the_saving_is_right_on_average() -> None:
    worlds = [mix_world(seed, planted=True) for seed in range(20, 28)]
    found = [efficient_mix(world.work, significance=SIGNIFICANCE) for world in worlds]
    ratios = [one.saving / world.saving for one, world in zip(found, worlds, strict=True) if one]
    assert np.mean(ratios) == pytest.approx(1, abs=0.12)


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_a_planted_excess_is_found(seed: int) -> None:
    world = mix_world(seed, planted=True)
    found = efficient_mix(world.work, significance=SIGNIFICANCE)
    assert found is not None
    assert _judged(found, MARGIN, SIGNIFICANCE)[2] is True
    assert world.saving * 0.7 < found.saving < world.saving * 1.3
    own = np.bincount(world.work.kind, world.work.hours) / world.work.hours.sum()
    assert np.isclose(found.shares.sum(), 1)
    assert (found.shares[~MAY_RISE] <= own[~MAY_RISE] + 1e-6).all()
    assert found.shares[KINDS.index("consultant")] < own[KINDS.index("consultant")]


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_chance_is_no_excess(seed: int) -> None:
    world = mix_world(seed, planted=False)
    found = efficient_mix(world.work, significance=SIGNIFICANCE)
    assert found is not None
    assert (found.saving, _judged(found, MARGIN, SIGNIFICANCE)[2]) in ((0.0, False), (0.0, None))


def test_raw_shares_would_have_accused_chance() -> None:
    world = mix_world(11, planted=False, engagements=25)
    shares = np.zeros((int(world.work.unit.max()) + 1, len(KINDS)))
    np.add.at(shares, (world.work.unit, world.work.kind), world.work.hours)
    shares /= shares.sum(1, keepdims=True)
    lowest = np.quantile(shares[:, 4], 0.1)
    assert (np.maximum(shares[:, 4] - lowest, 0)).mean() * (world.price[4] - 1) > MARGIN
    found = efficient_mix(world.work, significance=SIGNIFICANCE)
    assert found is not None
    assert found.saving == 0


def of_units(work: Work, count: int) -> Work:
    rows = work.unit < count
    names = ("unit", "cell", "kind", "engagement", "hours", "cost", "days", "quarters", "open_hours")
    return replace(work, **{name: getattr(work, name)[rows] for name in names})


def test_fewer_than_ten_comparable_units_tell_nothing() -> None:
    world = mix_world(3, planted=True)
    assert efficient_mix(of_units(world.work, 9)) is None
    apart = world.work.unit % 5
    assert efficient_mix(replace(world.work, days=world.work.days * 3.0**apart)) is None


def test_a_labour_rule_holds_a_type_where_it_is() -> None:
    world = mix_world(2, planted=True)
    free = efficient_mix(world.work)
    held = world.work.open_hours.copy()
    temp = KINDS.index("temp")
    held[world.work.kind != temp, temp] = 0
    bound = efficient_mix(replace(world.work, open_hours=held))
    own = np.bincount(world.work.kind, world.work.hours) / world.work.hours.sum()
    assert free is not None
    assert bound is not None
    assert free.shares[temp] > own[temp] + 0.005
    assert bound.shares[temp] <= own[temp] + 1e-6
    assert 0 < bound.saving < free.saving
