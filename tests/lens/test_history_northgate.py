"""The sample programme on a seed other than its own: every planted change found, and no ordinary progress flagged."""

from pathlib import Path

from fullscore.simulate import northgate
from tests.lens.northgate_truth import disagreements, found_in

KEPT = ("msp_requisition.csv", "msp_assignment.csv", "pmo_correction_notice.csv")
"""Building all that is sent takes ten times as long; `make validate` does."""


def test_what_was_planted_is_found_and_nothing_else(tmp_path: Path) -> None:
    planted = northgate.write(tmp_path, seed=7, scale=0.02).planted["whose_numbers"]
    for path in (tmp_path / "feeds").rglob("*.csv"):
        if path.name not in KEPT:
            path.unlink()
    found = found_in(tmp_path)
    assert len(planted["rewritten_requisitions"]) >= 2
    assert disagreements(found, planted) == []
