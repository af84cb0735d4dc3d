"""Bass: the published fit of room air conditioners, curves found again, and ceilings that nobody should be shown."""

import csv
from pathlib import Path

import numpy as np
import pytest

from fullscore.stats.bass import adopted_share, bass, half_seen

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "published" / "bass_srinivasan_mason_series.csv"
ROOM_AIR_CONDITIONERS = (96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500)
"""Thousands a year, 1949-1961; Srinivasan and Mason (1986), as carried by the bass series of the shared data."""


def test_room_air_conditioners_as_published() -> None:
    found = bass(ROOM_AIR_CONDITIONERS)
    assert found is not None
    assert found.p == pytest.approx(0.00944, abs=5e-6)
    assert found.q == pytest.approx(0.37476, abs=5e-6)
    assert found.m == pytest.approx(18712.7, abs=0.05)


def test_the_typed_series_is_the_published_one() -> None:
    if not PUBLISHED.is_file():
        pytest.skip("the shared data are not there")
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["series"] == "room_air_conditioners"]
    assert tuple(float(row["adoptions"]) for row in rows) == ROOM_AIR_CONDITIONERS


@pytest.mark.parametrize("missing", [0, 7])
def test_a_curve_is_found_again_also_where_its_beginning_was_not_seen(missing: int) -> None:
    edges = np.r_[0.0, np.arange(missing + 1, 40.0)]
    came = 500 * np.diff(adopted_share(edges, 0.01, 0.3))
    found = bass(came, edges)
    assert found is not None
    assert (found.p, found.q, found.m) == pytest.approx((0.01, 0.3, 500), rel=1e-4)
    assert found.level(edges)[-1] == pytest.approx(came.sum(), rel=1e-4)


def test_before_the_middle_the_ceiling_is_drawn_to_what_was_seen_and_is_not_to_be_shown() -> None:
    random = np.random.default_rng(3)
    edges = np.arange(0, 8.0)
    true = 1000 * np.diff(adopted_share(edges, 0.01, 0.35))
    fits = [bass(true * random.lognormal(0, 0.1, len(true))) for _ in range(20)]
    shown = [fit for fit in fits if fit is not None and half_seen(true.sum(), fit.m_high)]
    assert true.sum() < 300
    assert len(shown) <= 2


def test_too_little_cannot_be_fitted() -> None:
    assert bass([1, 2, 3, 4]) is None
    assert bass([0] * 8) is None
