"""Only lawful benchmarks are used, refusals are said, and the capability bought above the market is found."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from fullscore.findings import _benchmarks
from fullscore.findings._benchmarks import market_of, refusal
from fullscore.findings._work import work_of
from fullscore.findings.rate_above_benchmark import rate_above_benchmark
from fullscore.simulate._organisation import COUNTRIES, LEVEL_OF_RATES, PER_UNIT, ROLE_RATE
from fullscore.simulate._voice import MARKET
from tests.findings.rates_edition import planted, quiet, saved

GOOD: dict[str, Any] = {"source": "Index", "contributors": 5, "largest_share": 0.25, "as_of": date(2025, 9, 30)}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, ""),
        ({"contributors": 4}, "fewer than five"),
        ({"contributors": None}, "without its source"),
        ({"largest_share": 0.26}, "more than a quarter"),
        ({"largest_share": None}, "without its source"),
        ({"source": ""}, "without its source"),
        ({"as_of": date(2025, 10, 1)}, "under three months"),
        ({"as_of": date(2025, 9, 1)}, ""),
    ],
)
def test_what_may_not_be_used_is_refused_with_its_reason(changed: dict[str, Any], reason: str) -> None:
    found = refusal({**GOOD, **changed}, date(2025, 12, 31))
    assert reason in found
    assert bool(found) == bool(reason)


def test_three_months_end_with_the_shorter_month() -> None:
    assert refusal({**GOOD, "as_of": date(2024, 11, 30)}, date(2025, 2, 27))
    assert not refusal({**GOOD, "as_of": date(2024, 11, 30)}, date(2025, 2, 28))


def test_the_market_is_the_latest_that_may_be_used() -> None:
    edition = planted()
    work, market = work_of(edition), market_of(edition)
    assert market.lawful == 3 * len(ROLE_RATE) * len(COUNTRIES)
    assert market.refused == {"under three months old": len(ROLE_RATE) * len(COUNTRIES)}
    role = np.array([int(name.removeprefix("RO-")) - 1 for name in work.texts["role_id"]])
    country = np.array([COUNTRIES.index(name) for name in work.texts["country"]])
    twin = ROLE_RATE[role] * LEVEL_OF_RATES[country] * MARKET * 0.98 / PER_UNIT[country]
    assert np.exp(market.log_rate) == pytest.approx(np.round(twin, 2), abs=0.011)


def test_the_planted_capability_is_found_at_what_it_cost() -> None:
    looked = rate_above_benchmark.look(planted())
    [one] = looked.sightings
    assert one.scope == {"capability": "Human Resources"}
    assert one.value_per_year is not None
    assert one.value_per_year.value == pytest.approx(saved("rate_above_benchmark"), rel=0.15)
    assert "448 benchmarks were refused: 448 under three months old." in looked.says
    assert [behind.table.name for behind in rate_above_benchmark.behind(planted(), one.scope)] == [
        "assignment", "benchmark",
    ]  # fmt: skip


def test_nothing_is_told_where_everything_is_bought_alike() -> None:
    assert rate_above_benchmark.look(quiet()).seen is False


def test_it_cannot_tell_without_a_benchmark_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rate_above_benchmark.look(planted().without("benchmark")).seen is None
    monkeypatch.setattr(_benchmarks, "FEWEST_CONTRIBUTORS", 100)
    looked = rate_above_benchmark.look(planted().without())
    assert looked.seen is None
    assert "no benchmark may be used" in looked.says
    assert "with fewer than five contributors" in looked.says
