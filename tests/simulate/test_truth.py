"""The truth beside this file is the default seed's at full scale; `python -m tests.simulate.test_truth` renews it."""

import json
from pathlib import Path
from typing import Any

from fullscore.simulate import northgate
from fullscore.simulate._claims import claims
from fullscore.simulate._story import Story, story
from fullscore.simulate._truth import truth

KEPT = Path(__file__).with_name("northgate_truth.json")


def fresh(told: Story) -> Any:
    return json.loads(json.dumps(truth(told, claims(told.asks, told.course, told.found, told.made, told.jobs))))


def test_the_kept_truth_is_what_the_default_seed_gives(told: Story) -> None:
    assert json.loads(KEPT.read_text("utf-8")) == fresh(told)


def test_a_fiftieth_has_the_same_shape(told: Story, little: Story) -> None:
    assert fresh(little).keys() == fresh(told).keys()


if __name__ == "__main__":
    KEPT.write_text(json.dumps(fresh(story(northgate.SEED, 1.0)), indent=1, sort_keys=True) + "\n", "utf-8")
