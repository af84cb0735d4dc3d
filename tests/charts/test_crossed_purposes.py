"""The picture of levers and functions, from plain documents."""

from typing import Any

import pytest

from fullscore.charts._picture import svg
from fullscore.charts._theme import COLOURS
from fullscore.charts.crossed_purposes import MARK, crossed_purposes


def row(
    lever: str, function: str, measure: str, way: tuple[float, float, float] | None, conflict: bool
) -> dict[str, Any]:
    value, low, high = way or (None, None, None)
    told = {"estimate": value, "low": low, "high": high, "level": 0.9, "n": 9}
    return {"lever": lever, "function": function, "measure": measure, "share_of_way": told, "conflict": conflict}


DOCUMENT = {
    "rows": [
        row("rejected_share", "hr", "early_attrition", (0.4, 0.3, 0.5), True),
        row("rejected_share", "hiring", "time_to_fill", (-0.9, -1.2, -0.6), True),
        row("approval_days", "hiring", "time_to_fill", (-0.3, -9.0, 8.4), False),
        row("approval_days", "sponsor", "adoption", None, False),
    ],
    "further": {
        "levers": [
            {"lever": "rejected_share", "title": "Share of candidates turned down"},
            {"lever": "approval_days", "title": "Days that approval takes"},
        ]
    },
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_levers_are_drawn_with_each_function_in_its_colour(scheme: Any) -> None:
    drawn = svg(crossed_purposes.draw(DOCUMENT), scheme)
    for said in ("Share of candidates turned down", "Days that approval takes", "HR: early attrition", MARK):
        assert said in drawn
    # What nothing is known of is not drawn; colours go with the function, whoever else is there.
    assert "sponsor" not in drawn
    assert COLOURS[scheme]["one"] in drawn
    assert COLOURS[scheme]["four"] in drawn
    assert COLOURS[scheme]["two"] not in drawn


def test_a_line_that_reaches_far_is_cut_off_and_conflicts_are_marked() -> None:
    points = crossed_purposes.draw(DOCUMENT).to_dict()["data"]["values"]
    assert [point["mark"] for point in points] == [MARK, MARK, ""]
    assert (points[2]["low"], points[2]["high"]) == (-2.0, 2.0)


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    assert crossed_purposes.draw({"rows": DOCUMENT["rows"][3:], "further": {}}) is None
