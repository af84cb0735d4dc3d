"""Colours that can be seen and told apart, and pictures that ask nothing of a network."""

from itertools import combinations

import pytest

from fullscore.charts._marks import flat, intervals
from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.charts._theme import COLOURS, ROLES, themed

GROUND = {"light": "#ffffff", "dark": "#161b22"}
KINDS = ("one", "two", "three", "four")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_stand_out(scheme: str) -> None:
    colours = COLOURS[scheme]
    assert tuple(colours) == ROLES
    for role in ("ink", "quiet", "one"):
        assert contrast(colours[role], GROUND[scheme]) >= 4.5, role
    for role in KINDS:
        assert contrast(colours[role], GROUND[scheme]) >= 3, role


def seen_without_red_cones(colour: str) -> tuple[float, float, float]:
    """A colour as a person without long-wave cones sees it (Viénot, Brettel and Mollon 1999, linear RGB)."""
    red, green, blue = ((int(colour[n : n + 2], 16) / 255) ** 2.2 for n in (1, 3, 5))
    mixed = 0.11238 * red + 0.88762 * green
    return mixed, mixed, 0.00401 * red - 0.00401 * green + blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_kinds_differ_for_a_colour_blind_reader(scheme: str) -> None:
    for one, other in combinations(KINDS, 2):
        here, there = (seen_without_red_cones(COLOURS[scheme][role]) for role in (one, other))
        assert sum((a - b) ** 2 for a, b in zip(here, there, strict=True)) ** 0.5 > 0.03, (one, other)


ROWS = [
    {"supplier": "S-1", "verdict": "delivers", "quality": {"estimate": 0.11, "low": 0.03, "high": 0.19, "level": 0.9}},
    {"supplier": "S-2", "verdict": "unproven", "quality": {"estimate": -0.02, "low": None, "high": None, "level": 0.9}},
    {"supplier": "S-3", "verdict": "unproven", "quality": {"estimate": None, "low": None, "high": None, "level": 0.9}},
]


def test_an_interval_is_always_drawn() -> None:
    rows = flat(ROWS, "quality")
    assert [(row["value"], row["low"], row["high"]) for row in rows] == [(0.11, 0.03, 0.19), (-0.02, -0.02, -0.02)]
    picture = intervals(
        rows, label="supplier", title="difference", kind="verdict", kinds=("delivers", "unproven"), reference=0
    )
    drawn = svg(picture)
    assert drawn.startswith("<svg")
    assert drawn.count("mark-rule") >= 2
    assert "var(--one)" in drawn
    assert "role:" not in drawn
    assert "S-3" not in drawn
    for scheme, colours in COLOURS.items():
        assert colours["one"] in str(themed(picture, scheme))  # type: ignore[arg-type]


@pytest.mark.parametrize("chart", charts().values(), ids=lambda chart: chart.name)
def test_a_picture_says_what_it_shows_and_how_to_read_it(chart) -> None:  # type: ignore[no-untyped-def]
    assert not chart.title.endswith(".")
    for sentence in (chart.shows, chart.reading):
        assert sentence.endswith(".")


@pytest.mark.parametrize("chart", charts().values(), ids=lambda chart: chart.name)
def test_nothing_to_draw_is_no_picture(chart) -> None:  # type: ignore[no-untyped-def]
    assert chart.draw({"rows": [], "further": {}, "options": []}) is None
