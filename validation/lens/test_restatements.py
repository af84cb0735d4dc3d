"""Every planted restatement found and nothing else called one, on 36 deliveries of four seeds and three sizes."""

from pathlib import Path

import pytest

from fullscore.simulate import northgate
from tests.lens.northgate_truth import disagreements, found_in


@pytest.mark.parametrize(("seed", "scale"), [(3, 0.02), (11, 0.02), (23, 0.1), (47, 0.3)])
def test_what_was_planted_is_found_and_nothing_else(tmp_path: Path, seed: int, scale: float) -> None:
    planted = northgate.write(tmp_path, seed=seed, scale=scale).planted["whose_numbers"]
    assert disagreements(found_in(tmp_path), planted) == []
