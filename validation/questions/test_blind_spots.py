"""Sample programmes of other seeds: what is not sent is missed, and nothing else; where all is sent, nothing is."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from fullscore.questions._blind.gaps import gaps
from fullscore.questions._blind.worth import Prices, worth_of
from fullscore.questions._shape import answered, question_called, questions, told
from fullscore.questions.blind_spots import blind_spots
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.stats.partial_information import partial_information
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from tests.questions.altered_edition import complete

PARTS = {
    "clearance for workers in ES": "clearance (country ES)",
    "assignment.pay_rate for consultants and independent contractors": (
        "assignment.pay_rate (resource type consultant, independent contractor)"
    ),
}
"""What was planted in part, and what it is called where it is missed."""


@pytest.fixture(scope="module", params=[11, 12])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("blind") / str(request.param)
    truth = northgate.write(folder, seed=request.param, scale=0.1).planted["blind_spots"]
    build(Layout(folder))
    with open_edition(Layout(folder)) as edition:
        yield edition, {PARTS.get(name, name) for names in truth.values() for name in names}


def names(edition: Any) -> set[str]:
    return {gap.name for gap in gaps(edition, list(questions().values()))}


def test_planted_and_only_planted(sample: tuple[StoredEdition, set[str]]) -> None:
    edition, planted = sample
    assert names(edition) == planted
    assert names(complete(edition)) == set()


def test_the_answer_says_so(sample: tuple[StoredEdition, set[str]]) -> None:
    edition, planted = sample
    answer = answered(edition, blind_spots)
    assert answer.verdict is True
    assert {thing["name"] for thing in answer.further["things"]} == planted
    for row in answer.rows.values():
        assert (row.worth_per_year is None) == (row.priced != "priced")
        assert row.have < row.need


def test_what_is_more_in_doubt_is_worth_more_to_know(sample: tuple[StoredEdition, set[str]]) -> None:
    """The same decisions, with a second look that tells more."""
    edition, _ = sample
    decisions = told(edition, question_called("build_or_buy")).decisions
    [gap] = [gap for gap in gaps(edition, [question_called("build_or_buy")]) if gap.column == "soc_code"]
    worths = [
        worth_of(gap, decisions, Prices(column=0, table=0, part=part, assumptions=()), "USD").gross
        for part in (0.0, 0.3, 1.0)
    ]
    assert worths[0] == 0
    assert worths[0] <= worths[1] <= worths[2] * 1.05


@pytest.mark.parametrize("mean", [0.0, 0.5, -1.5])
def test_values_are_right_on_average_and_intervals_hold(mean: float) -> None:
    """A normal difference between two options of which one part in four is told, over two hundred samples."""
    truth = norm.pdf(abs(mean)) - abs(mean) * norm.sf(abs(mean))
    values, held = [], 0
    for seed in range(200):
        random = np.random.default_rng(1000 + seed)
        known = random.normal(0, 1, 1500)
        gain = mean + known + random.normal(0, 3**0.5, 1500)
        found = partial_information(np.stack([gain, np.zeros(1500)]), known, seed=seed)
        values.append(found.value)
        held += found.low <= truth <= found.high
    assert np.mean(values) == pytest.approx(truth, rel=0.06)
    assert held >= 165
