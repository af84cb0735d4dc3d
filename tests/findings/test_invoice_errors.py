"""Wrong invoice lines by supplier: the same programme is billed with the mistakes and without."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest

from fullscore.findings.invoice_errors import LEAST_SHARE, invoice_errors
from fullscore.lens.line_errors import line_errors
from fullscore.simulate import _money
from fullscore.simulate._deliveries import MONTHS
from fullscore.simulate._organisation import CURRENCIES
from fullscore.simulate._story import story
from fullscore.simulate._suppliers import COUNT
from tests.questions.told_edition import RATES, ToldEdition, northgate_edition, northgate_told

SEED, SCALE = 41, 0.06
ADDED = (1, 6)
"""Expenses, and taxes, which are a share of all else."""


@pytest.fixture(scope="module")
def edition() -> ToldEdition:
    return northgate_edition(SEED, SCALE, with_hours=True)


@pytest.fixture
def without_mistakes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(_money, "ERRORS", dict.fromkeys(_money.ERRORS, 0))
    northgate_told.cache_clear()
    yield
    northgate_told.cache_clear()


def billed(bills: _money.Bills) -> npt.NDArray[np.float64]:
    """What each supplier billed in the last twelve months, in dollars."""
    rates = np.array([RATES[code] for code in CURRENCIES])
    rows = (bills.month >= MONTHS - 12) & (bills.month < MONTHS) & ~np.isin(bills.kind, ADDED)
    money = bills.amount[rows] / 100 * rates[bills.country[rows]]
    return np.asarray(np.bincount(bills.supplier[rows], money, COUNT), dtype=np.float64)


def test_each_supplier_is_asked_for_what_it_billed_too_much(edition: ToldEdition, without_mistakes: None) -> None:
    looked = invoice_errors.look(edition)
    told = northgate_edition(SEED, SCALE, with_hours=True)
    assert invoice_errors.look(told).seen is False
    honest = billed(northgate_told(SEED, SCALE).bills)
    northgate_told.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_money, "ERRORS", {"duplicate": 60, "rate": 80, "hours": 60, "no_work": 40, "fee": 30})
        wrong = billed(story(SEED, SCALE).bills)
    over = {f"S-{n + 1:03d}": float(wrong[n] - honest[n]) for n in range(COUNT)}
    # Fees are a share of labour, so that a mistake in labour costs a little more than itself.
    truth = {id: amount for id, amount in over.items() if amount > 1.05 * LEAST_SHARE * wrong[int(id[2:]) - 1]}
    found = {one.scope["supplier_id"]: one.value_per_year.value for one in looked.sightings if one.value_per_year}
    assert len(truth) >= 3
    assert set(found) == set(truth)
    assert found == pytest.approx(truth, rel=0.06)


def test_reading_the_recent_lines_alone_finds_what_reading_all_does(edition: ToldEdition) -> None:
    looked = invoice_errors.look(edition)
    year = [error for error in line_errors(edition) if str(error.invoiced_at) > "2024-12-31"]
    assert looked.says.startswith(f"{len(year):,} of ")
    assert sum(one.value_per_year.value or 0 for one in looked.sightings if one.value_per_year) <= sum(
        float(error.amount_base or 0) for error in year
    )
