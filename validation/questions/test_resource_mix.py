"""Over-indexed capabilities are found and their saving is right, chance accuses hardly any, entry is no growth."""

from pathlib import Path

import numpy as np
import pytest

from fullscore.questions._mix.capability_mixes import MARGIN, _judged
from fullscore.questions._mix.efficient_mix import CHANCE, efficient_mix
from fullscore.questions._mix.spend_bridge import SpendBridge, spend_bridge
from fullscore.simulate import northgate
from fullscore.terms.estimate import Estimate
from fullscore.workforce.inside import inside
from tests.conftest import Folder
from tests.questions.mix_programme import write
from tests.questions.mix_worlds import mix_world

WORLDS = 200
CLEARLY = 0.05
"""A world is over-indexed in earnest where its true excess is more than twice the margin."""
OF_TEN = CHANCE / 10
"""The significance of each of ten capabilities."""


def test_planted_capabilities_are_found_and_their_saving_is_right() -> None:
    right, ratios, held = [], [], []
    for seed in range(1000, 1000 + WORLDS):
        world = mix_world(seed, planted=True)
        found = efficient_mix(world.work, significance=OF_TEN)
        excess = 1 / (1 - world.saving) - 1
        if found is None or excess < CLEARLY:
            continue
        over, _, verdict = _judged(found, MARGIN, OF_TEN)
        right.append(verdict is True)
        ratios.append(found.saving / world.saving)
        assert over is not None
        assert over.low is not None
        assert over.high is not None
        held.append(over.low <= excess <= over.high)
    assert len(right) >= 0.7 * WORLDS
    assert np.mean(right) >= 0.95
    assert np.mean(ratios) == pytest.approx(1, abs=0.1)
    assert np.mean(held) >= 0.85


@pytest.mark.parametrize("engagements", [15, 60])
def test_chance_accuses_hardly_any(engagements: int) -> None:
    accused = []
    for seed in range(5000, 5000 + WORLDS):
        found = efficient_mix(mix_world(seed, planted=False, engagements=engagements).work, significance=CHANCE)
        if found is not None:
            accused.append(_judged(found, MARGIN, CHANCE)[2] is True)
    assert len(accused) >= 0.5 * WORLDS
    assert np.mean(accused) <= 0.02


def bridge_of(folder: Folder) -> SpendBridge:
    folder.built()
    with folder.edition() as edition:
        found = spend_bridge(edition, inside(edition))
    assert found is not None
    assert sum(step.cents for step in found.steps) == found.after_cents - found.before_cents
    return found


def volume(bridge: SpendBridge) -> Estimate:
    return next(step.amount for step in bridge.steps if step.name == "volume")


def test_entry_is_no_growth_in_generated_programmes(tmp_path: Path) -> None:
    held, places = [], []
    for seed in range(40, 60):
        folder = Folder(tmp_path / f"of{seed}")
        write(folder, seed)
        found = volume(bridge_of(folder))
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        held.append(found.low <= 0 <= found.high)
        places.append(found.value / (found.high - found.value))
    assert np.mean(held) >= 0.8
    assert abs(np.mean(places)) < 0.4


def test_entry_is_no_growth_in_sample_programmes(tmp_path: Path) -> None:
    held = []
    for seed in (3, 4, 5):
        folder = Folder(tmp_path / f"northgate{seed}")
        northgate.write(folder.root, seed=seed, scale=0.06)
        bridge = bridge_of(folder)
        found = volume(bridge)
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        held.append(found.low <= 0 <= found.high)
        brought = next(step.amount for step in bridge.steps if step.name == "brought_in")
        assert brought.value is not None
        assert brought.value > 3 * abs(found.value)
    assert sum(held) >= 2
