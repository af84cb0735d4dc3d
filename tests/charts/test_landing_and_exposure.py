"""The pictures of landing and exposure, from plain documents."""

from typing import Any

import pytest

from fullscore.charts._picture import svg
from fullscore.charts.exposure import exposure
from fullscore.charts.landing import landing


def money(value: float, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    told = {"estimate": value, "low": value if low is None else low, "high": value if high is None else high}
    return {**told, "level": 0.9, "n": 1, "currency": "USD"}


UNITS = [
    {"org_unit_id": "BU-1", "budget": money(100.0), "landing": money(114.0, 108, 121), "p_over": 0.99},
    {"org_unit_id": "BU-2", "budget": money(100.0), "landing": money(101.0, 95, 108), "p_over": 0.6},
    {"org_unit_id": "BU-3", "budget": money(100.0), "landing": money(90.0), "p_over": 0.0},
    {"org_unit_id": "BU-4", "budget": money(0.0), "landing": money(5.0), "p_over": 1.0},
]
COUNTS = [
    {"rule": "limit", "country": "DE", "org_unit_id": "BU-1", "count": 3, "falling_due_90_days": 1},
    {"rule": "limit", "country": "DE", "org_unit_id": "BU-2", "count": 2, "falling_due_90_days": 0},
    {"rule": "access open after leaving", "country": "US", "org_unit_id": "BU-1", "count": 0, "falling_due_90_days": 2},
]


@pytest.mark.parametrize("scheme", ["page", "light", "dark"])
def test_units_are_drawn_against_their_budgets(scheme: Any) -> None:
    drawn = svg(landing.draw({"rows": UNITS}), scheme)
    assert all(word in drawn for word in ("BU-1", "BU-2", "BU-3", "will miss", "not decided", "within"))
    # A share of no budget says nothing.
    assert "BU-4" not in drawn


def test_rules_are_drawn_by_country_and_units_are_summed() -> None:
    picture = exposure.draw({"rows": COUNTS})
    counts = {(row["line"], row["kind"]): 0 for row in picture.to_dict()["data"]["values"]}
    for row in picture.to_dict()["data"]["values"]:
        counts[row["line"], row["kind"]] += row["count"]
    assert counts == {
        ("limit, DE", "now"): 5, ("limit, DE", "within 90 days"): 1,
        ("access open after leaving, US", "now"): 0, ("access open after leaving, US", "within 90 days"): 2,
    }  # fmt: skip
    assert "limit, DE" in svg(picture, "light")


def test_where_there_is_nothing_nothing_is_drawn() -> None:
    assert landing.draw({"rows": []}) is None
    assert exposure.draw({"rows": []}) is None
