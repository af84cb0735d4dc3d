"""What went past the programme, disguised statements, wrong lines and restated history: planted, and in quiet worlds.

Each is held against the truth on ten seeds at scales that nothing was set by, and in worlds without any of it over the
editions of twenty-four months.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from fullscore.findings._statements import statements_of
from fullscore.findings.disguised_sow import disguised_sow
from fullscore.findings.history_restated import history_restated
from fullscore.findings.invoice_errors import LEAST_SHARE, invoice_errors
from fullscore.findings.off_programme_spend import off_programme_spend
from fullscore.simulate import _ledger, _money, _statements, _story
from fullscore.simulate._deliveries import MONTHS
from fullscore.simulate._organisation import (
    CAPABILITIES,
    CENTRE_COUNTRY,
    CURRENCIES,
    LEVEL_OF_RATES,
    PER_UNIT,
)
from fullscore.simulate._requests import Requests, requests
from fullscore.simulate._suppliers import COUNT
from tests.questions.told_edition import RATES, northgate_edition, northgate_told

SEEDS = [(seed, scale) for seed, scale in zip(range(61, 71), (0.1, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2, 0.3, 0.3, 0.4))]  # noqa: B905
NULL_SEEDS, EDITIONS = (71, 72), range(MONTHS - 24, MONTHS)
FEE = 0.03
"""Of an hour's bill, what MSP and VMS take in the sample programme."""
LEVEL_SHARES = np.array([0.2, 0.4, 0.3, 0.1])


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    northgate_told.cache_clear()
    yield
    northgate_told.cache_clear()


def dollars(cells: npt.NDArray[np.int64], country: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    rates = np.array([RATES[code] for code in CURRENCIES])
    return np.asarray(cells / 100 * rates[country], dtype=np.float64)


def test_disguised_statements_are_found_and_their_premium_is_near_what_was_planted() -> None:
    """The premium was never planted as such: what was is ninety-five dollars an hour, against contractors' rates."""
    right = said = planted = 0
    value = truth = 0.0
    for seed, scale in SEEDS:
        edition = northgate_edition(seed, scale, with_hours=True)
        told = northgate_told(seed, scale)
        found = statements_of(edition)
        rows = np.flatnonzero((told.bills.sow >= 0) & (told.bills.month >= MONTHS - 12) & (told.bills.month < MONTHS))
        rows = rows[told.works.disguised[told.bills.sow[rows]]]
        ids = {f"SOW-{n:06d}" for n in told.bills.sow[rows].tolist()}
        mine = set(found.sow_id[found.is_disguised])
        right, said, planted = right + len(ids & mine), said + len(mine), planted + len(ids)
        for one in disguised_sow.look(edition).sightings:
            assert one.value_per_year is not None
            value += one.value_per_year.value or 0.0
        sow = told.bills.sow[rows]
        country = CENTRE_COUNTRY[told.works.centre[sow]]
        base = np.array([rate for _, _, rate, _ in CAPABILITIES])[told.works.capability[sow]]
        hour = base * float(LEVEL_SHARES @ 1.22 ** (np.arange(1, 5) - 2.0)) * LEVEL_OF_RATES[country] * (1 + FEE)
        paid = told.bills.amount[rows] / 100 * PER_UNIT[country]
        truth += float((paid * (1 - hour / 95)).sum())
        print(f"seed {seed} scale {scale}: {len(ids & mine)} of {len(ids)}, {len(mine)} said")
    print(f"precision {right / said:.3f}, recall {right / planted:.3f}, value over truth {value / truth:.3f}")
    assert right / said >= 0.95
    assert right / planted >= 0.95
    assert value == pytest.approx(truth, rel=0.15)


def billed(bills: _money.Bills) -> npt.NDArray[np.float64]:
    rows = (bills.month >= MONTHS - 12) & (bills.month < MONTHS) & ~np.isin(bills.kind, (1, 6))
    money = dollars(bills.amount[rows], bills.country[rows])
    return np.asarray(np.bincount(bills.supplier[rows], money, COUNT), dtype=np.float64)


def test_wrong_lines_are_asked_back_from_whoever_billed_them(monkeypatch: pytest.MonkeyPatch) -> None:
    right = said = planted = 0
    for seed, scale in SEEDS:
        edition = northgate_edition(seed, scale, with_hours=True)
        wrong = billed(northgate_told(seed, scale).bills)
        with monkeypatch.context() as patch:
            patch.setattr(_money, "ERRORS", dict.fromkeys(_money.ERRORS, 0))
            over = wrong - billed(_story.story(seed, scale).bills)
        truth = {f"S-{n + 1:03d}" for n in range(COUNT) if over[n] > (1 + FEE) * LEAST_SHARE * wrong[n]}
        looked = invoice_errors.look(edition)
        found = {
            one.scope["supplier_id"]: one.value_per_year.value or 0 for one in looked.sightings if one.value_per_year
        }
        right, said, planted = right + len(truth & set(found)), said + len(found), planted + len(truth)
        ratio = sum(found.values()) / over.sum()
        print(f"seed {seed} scale {scale}: {len(truth & set(found))} of {len(truth)}, value over truth {ratio:.3f}")
        assert ratio == pytest.approx(1.0, abs=0.15)
    print(f"precision {right / said:.3f}, recall {right / planted:.3f}")
    assert right / said >= 0.95
    assert right / planted >= 0.95


def test_spend_past_the_programme_is_dearer_by_what_is_assumed_within_its_interval() -> None:
    """No ledger tells the price of an hour: the assumed share is checked against what was planted, not derived."""
    value = truth = 0.0
    for seed, scale in SEEDS:
        looked = off_programme_spend.look(northgate_edition(seed, scale))
        units = {one.scope["org_unit_id"] for one in looked.sightings}
        # Who bypasses for good; in a smaller world hardly anybody asks there in a year.
        assert {"BU-04", "BU-15"} <= units or scale < 0.15
        assert "BU-20" not in units
        spend = sum(sum(one.claims["spend"].to_pylist()) for one in looked.sightings if one.claims)
        mine = sum(one.value_per_year.value or 0 for one in looked.sightings if one.value_per_year)
        value, truth = value + mine, truth + spend * (1 - 1 / _ledger.DEARER_OUTSIDE)
        print(f"seed {seed} scale {scale}: {sorted(units)}, {spend:,.0f} past the programme")
    print(f"value over truth {value / truth:.3f}")
    assert value == pytest.approx(truth, rel=0.15)


def nothing(*_: object) -> tuple[npt.NDArray[np.generic], ...]:
    empty = np.empty(0, np.int64)
    return (empty, empty, empty.astype("datetime64[D]"), empty, empty, empty)


@pytest.mark.parametrize("seed", NULL_SEEDS)
def test_quiet_worlds_are_quiet_for_two_years(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ledger, "_outside", nothing)
    monkeypatch.setattr(_ledger, "HIDDEN", 0)
    monkeypatch.setattr(_statements, "DISGUISED_SHARE", 0.0)
    monkeypatch.setattr(_money, "ERRORS", dict.fromkeys(_money.ERRORS, 0))
    for last in EDITIONS:
        edition = northgate_edition(seed, 0.06, last, with_hours=True)
        for finding in (off_programme_spend, disguised_sow, invoice_errors):
            assert finding.look(edition).sightings == (), (last, finding.name)


@pytest.mark.parametrize("seed", [73, 74, 75])
def test_changes_of_history_that_go_both_ways_are_not_seen(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once made they are in every later edition, so that one edition stands for all."""

    def both_ways(*args: object) -> Requests:
        made = requests(*args)  # type: ignore[arg-type]
        rows = np.flatnonzero(made.rewritten)
        shift = made.shift.copy()
        shift[rows] *= np.random.default_rng(seed).choice([-1, 1], len(rows))
        return replace(made, shift=shift)

    monkeypatch.setattr("fullscore.simulate._story.requests", both_ways)
    looked = history_restated.look(northgate_edition(seed, 0.15, with_history=True))
    assert "changed later without a word" in looked.says
    assert looked.sightings == ()


@pytest.mark.parametrize("seed", range(76, 80))
def test_history_restated_to_its_senders_gain_is_seen(seed: int) -> None:
    [one] = history_restated.look(northgate_edition(seed, 0.15, with_history=True)).sightings
    assert one.scope == {"party": "msp"}
