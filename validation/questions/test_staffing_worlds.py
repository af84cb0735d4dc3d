"""Build or buy where the truth is known: small regret, nothing built that does not pay, no growth from entry."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from fullscore.questions._shape import answered
from fullscore.questions.build_or_buy import build_or_buy
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.store.layout import Layout
from tests.conftest import Folder
from tests.questions.staffed_programme import staffed
from tests.questions.staffing_regret import Judged, judged
from tests.questions.staffing_worlds import KINDS, staffing_world

WORLDS = 240
MOST_REGRET = 0.03
JOINING = (
    "2019-02-01",
    "2019-04-01",
    "2021-06-01",
    "2022-09-01",
    "2024-03-01",
    "2024-09-01",
    "2025-02-01",
    "2025-06-01",
)


@pytest.fixture(scope="module")
def worlds() -> dict[str, list[Judged]]:
    """Of every kind of demand: levels of 12 to 600, own hours at half to eleven tenths of a bought one."""
    found = defaultdict(list)
    for seed in range(1000, 1000 + WORLDS):
        world = staffing_world(seed)
        found[world.kind].append(judged(world, name=f"X{seed}"))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_regret_under_the_true_demand(worlds: dict[str, list[Judged]], kind: str) -> None:
    regret = np.array([one.regret for one in worlds[kind]])
    assert regret.mean() <= MOST_REGRET / 2
    assert (regret <= MOST_REGRET).mean() >= 0.9


def test_regret_over_all_worlds(worlds: dict[str, list[Judged]]) -> None:
    regret = np.array([one.regret for some in worlds.values() for one in some])
    assert regret.mean() <= 0.01
    assert (regret <= MOST_REGRET).mean() >= 0.95


def test_what_is_built_with_confidence_pays(worlds: dict[str, list[Judged]]) -> None:
    built = [one for some in worlds.values() for one in some if one.found.verdict == "build"]
    assert len(built) > WORLDS / 4
    assert sum(one.true_saving <= 0 for one in built) <= 0.02 * len(built)


def test_nothing_is_built_where_both_cost_the_same() -> None:
    """An own productive hour at the bought one's price, fee in: hiring, ramp and idle months come on top."""
    found = [judged(staffing_world(seed, ratio=1.03), name=f"N{seed}").found for seed in range(2000, 2060)]
    assert not [one for one in found if one.verdict == "build"]


@pytest.mark.parametrize(("seed", "scale"), [(7, 0.05), (99, 0.04)])
def test_the_sample_programme_on_other_seeds(seed: int, scale: float, tmp_path: Path) -> None:
    planted = northgate.write(tmp_path, seed=seed, scale=scale).planted["build_or_buy"]
    build(Layout(tmp_path))
    with open_edition(Layout(tmp_path)) as edition:
        found = answered(edition, build_or_buy)
    rows = {row.capability: row for row in found.rows.values()}
    assert rows[planted["build"]].verdict == "build"
    growth = found.further["growth_per_year"]
    assert growth.low <= 0 <= growth.high


def test_growth_is_zero_within_its_interval_as_units_join(tmp_path: Path) -> None:
    """Eight units of constant demand, of which those that bring adoption from 40% up join on the way."""
    held = 0
    for seed in range(20):
        units = tuple((f"U{n}", day) for n, day in enumerate(JOINING))
        folder = Folder(tmp_path / str(seed)).put(staffed(seed=seed, heads=12, units=units).files())
        folder.built()
        with folder.edition() as edition:
            found = answered(edition, build_or_buy)
        growth = found.further["growth_per_year"]
        held += int(growth.low <= 0 <= growth.high)
    assert held >= 16
