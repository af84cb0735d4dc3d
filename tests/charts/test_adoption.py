"""The pictures of adoption, from plain documents."""

from typing import Any

import pytest

from fullscore.charts._picture import svg
from fullscore.charts.adoption import adoption
from fullscore.charts.adoption_by_unit import adoption_by_unit


def estimate(value: float | None, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"estimate": value, "low": low, "high": high, "level": 0.9, "n": 9}


MONTHS = [
    {"month": "2025-01", "share": estimate(0.4, 0.35, 0.45), "unchained": 0.4, "entered": []},
    {"month": "2025-02", "share": estimate(0.5), "unchained": 0.6, "entered": ["BU-1"]},
    {"month": "2025-03", "share": estimate(None), "unchained": None, "entered": []},
]
AHEAD = [{"month": f"2025-0{n}", "estimate": 0.6, "low": 0.5, "high": 0.7} for n in (4, 5)]
ROWS = [
    {"org_unit_id": "BU-1", "share_now": estimate(0.8, 0.7, 0.9), "main_friction": "rejections"},
    {"org_unit_id": "BU-2", "share_now": estimate(0.9, 0.85, 0.95), "main_friction": None},
    {"org_unit_id": "BU-3", "share_now": estimate(None), "main_friction": None},
]


@pytest.mark.parametrize("scheme", ["page", "light", "dark"])
def test_the_series_is_drawn_with_entries_target_and_what_is_expected(scheme: Any) -> None:
    document = {"further": {"series": MONTHS, "forecast": AHEAD, "target": 0.94}, "rows": ROWS}
    drawn = svg(adoption.draw(document), scheme)
    assert all(word in drawn for word in ("share of spend", "expected", "target", "BU-1"))


def test_units_are_drawn_with_the_friction_that_stands_out() -> None:
    drawn = svg(adoption_by_unit.draw({"further": {"target": 0.94}, "rows": ROWS}), "light")
    assert all(word in drawn for word in ("BU-1", "BU-2", "rejections", "no friction stands out"))
    # A unit without spend has no share.
    assert "BU-3" not in drawn


def test_where_there_is_nothing_nothing_is_drawn() -> None:
    assert adoption.draw({"further": {"shares": {}}, "rows": []}) is None
    assert adoption_by_unit.draw({"further": {}, "rows": []}) is None
