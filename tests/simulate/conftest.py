"""The sample programme told at full scale, and written at a fiftieth of it: once for all tests that look at it."""

from pathlib import Path

import pytest

from fullscore.simulate import northgate
from fullscore.simulate._story import Story, story

SMALL = 0.02


@pytest.fixture(scope="session")
def told() -> Story:
    return story(northgate.SEED, 1.0)


@pytest.fixture(scope="session")
def little() -> Story:
    return story(northgate.SEED, SMALL)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "northgate"
    northgate.write(folder, scale=SMALL)
    return folder
