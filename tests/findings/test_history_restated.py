"""History restated: what leans to its sender's side is seen; what is not sure enough, or announced, is not."""

import numpy as np
import pytest

from fullscore.findings._alarm import ERROR
from fullscore.findings.history_restated import history_restated
from fullscore.lens._restating.lean import Lean
from fullscore.lens.history import History
from tests.questions.told_edition import ToldEdition, northgate_edition, northgate_told

SCALE = 0.09


def test_the_reporter_whose_changes_lean_its_way_is_seen() -> None:
    edition = northgate_edition(51, SCALE, with_history=True)
    looked = history_restated.look(edition)
    [one] = looked.sightings
    assert one.scope == {"party": "msp"}
    assert one.q_value is not None
    assert one.q_value <= ERROR
    assert one.value_per_year is None
    assert one.claims is None
    made = northgate_told(51, SCALE).made
    [behind] = history_restated.behind(edition, one.scope)
    assert set(behind.keys["requisition_id"].to_pylist()) == {f"R-{n:06d}" for n in np.flatnonzero(made.rewritten)}
    # Corrections and erasures that were announced, of which there are as many kinds, are not among them.
    assert made.corrected.any()


@pytest.mark.parametrize(("p_values", "is_seen"), [((0.0001,), True), ((0.004,), False), ((0.002, 0.5), False)])
def test_a_lean_is_told_only_where_it_is_surer_than_all_that_was_looked_at_needs(
    p_values: tuple[float, ...], is_seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    leans = tuple(
        Lean(measure=("time_to_fill", "fill_rate")[n], unit="days", party="msp", party_name="An MSP", kind="msp",
             gains_when="lower", rows=20, that_way=15, moved_by=-1.0, p_value=p, leans=True, says="")
        for n, p in enumerate(p_values)
    )  # fmt: skip
    found = History(
        edition="", as_of="2025-12-31", restatements=(), counts=(), effects=(), leans=leans, notes=()
    )  # fmt: skip
    monkeypatch.setattr("fullscore.findings.history_restated.history_of", lambda _: found)
    monkeypatch.setattr("fullscore.findings.history_restated._delivered_again", lambda _: True)
    looked = history_restated.look(ToldEdition({}, {}, "2025-12-31"))
    assert looked.seen is is_seen
    assert looked.sightings == () or looked.sightings[0].q_value == pytest.approx(min(p_values) * len(p_values))
