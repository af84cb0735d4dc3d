"""Spend past the programme: what was planted, counted again in plain Python; who is not inside bypasses nothing."""

import copy
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

from fullscore.findings.off_programme_spend import STILL_DAYS, off_programme_spend
from fullscore.simulate import _ledger
from fullscore.simulate._deliveries import MONTH_ENDS
from fullscore.simulate._organisation import CENTRE_COUNTRY, CENTRE_UNIT, CURRENCIES, GO_LIVE
from fullscore.workforce.worked import year_before
from tests.questions.told_edition import RATES, ToldEdition, northgate_edition, northgate_told

SEED, SCALE = 21, 0.06
SETTLING = 183
LEAST = 0.5 * (1 - 0.94)


@pytest.fixture(scope="module")
def edition() -> ToldEdition:
    return northgate_edition(SEED, SCALE)


def planted(last: int) -> dict[str, float]:
    """What each unit that goes past the programme by half of what the target leaves, or more, posted past it."""
    lines = northgate_told(SEED, SCALE).lines
    until = date.fromisoformat(str(MONTH_ENDS[last]))
    after = year_before(until)
    sums: dict[tuple[int, str], float] = defaultdict(float)
    rows = zip(
        lines.centre, lines.posted.astype("datetime64[D]"), lines.account, lines.amount, lines.invoice, strict=True
    )
    for centre, posted, account, amount, invoice in rows:
        unit, day = int(CENTRE_UNIT[centre]), posted.item()
        if account > 1 or not after < day <= until or np.isnat(GO_LIVE[unit]):
            continue
        if day < GO_LIVE[unit].item() + timedelta(days=SETTLING):
            continue
        money = float(amount) / 100 * RATES[CURRENCIES[CENTRE_COUNTRY[centre]]]
        for part in ("year", *(["lately"] if day > until - timedelta(days=STILL_DAYS) else [])):
            sums[unit, f"{part} all"] += money
            sums[unit, f"{part} past"] += money if invoice < 0 else 0.0
    return {
        f"BU-{unit + 1:02d}": sums[unit, "year past"]
        for unit in range(len(GO_LIVE))
        if all(sums[unit, f"{part} past"] > LEAST * sums[unit, f"{part} all"] for part in ("year", "lately"))
    }


def seen(edition: ToldEdition) -> dict[str, float]:
    looked = off_programme_spend.look(edition)
    found = {}
    for one in looked.sightings:
        assert one.claims is not None
        found[one.scope["org_unit_id"]] = sum(one.claims["spend"].to_pylist())
    return found


@pytest.mark.parametrize("last", [35, 29])
def test_the_units_and_their_spend_are_those_that_were_planted(last: int, edition: ToldEdition) -> None:
    found = seen(edition if last == 35 else northgate_edition(SEED, SCALE, last))
    assert found == pytest.approx(planted(last), rel=1e-6)
    assert "BU-04" in found
    # Insurance Services went live in March 2025, and the Foundation never does.
    assert not {"BU-20", *(["BU-19"] if last == 29 else [])} & set(found)


def test_the_value_is_an_assumed_share_of_the_spend_and_says_whose_it_is(edition: ToldEdition) -> None:
    plain = off_programme_spend.look(edition)
    [assumption] = plain.assumptions
    assert (assumption.value, assumption.source) == (0.05, "public")
    other = copy.copy(edition)
    other.settings = copy.deepcopy(edition.settings)
    other.settings["assumptions"]["off_programme_saving_share"] = 0.1
    written = off_programme_spend.look(other)
    assert written.assumptions[0].source == "policy"
    for one, twice in zip(plain.sightings, written.sightings, strict=True):
        assert one.value_per_year is not None
        assert twice.value_per_year is not None
        assert one.value_per_year.value is not None
        assert twice.value_per_year.value == pytest.approx(2 * one.value_per_year.value)
        assert one.value_per_year.low == 0.0


def test_without_accounts_in_the_policy_they_are_told_by_the_suppliers_that_are_paid_from_them(
    edition: ToldEdition,
) -> None:
    other = copy.copy(edition)
    other.settings = copy.deepcopy(edition.settings)
    del other.settings["policy"]["in_scope_gl_accounts"]
    assert seen(other).keys() == seen(edition).keys()


def test_where_nothing_goes_past_the_programme_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> tuple[np.ndarray, ...]:
        empty = np.empty(0, np.int64)
        return (empty, empty, empty.astype("datetime64[D]"), empty, empty, empty)

    monkeypatch.setattr(_ledger, "_outside", nothing)
    monkeypatch.setattr(_ledger, "HIDDEN", 0)
    northgate_told.cache_clear()
    try:
        looked = off_programme_spend.look(northgate_edition(22, 0.03))
    finally:
        northgate_told.cache_clear()
    assert looked.seen is False
    assert looked.sightings == ()


def test_it_cannot_be_told_by_a_ledger_alone(edition: ToldEdition) -> None:
    looked = off_programme_spend.look(edition.without("invoice_line", "supplier"))
    assert looked.seen is None
    assert looked.says.startswith("Cannot tell: it takes the programme's invoices")
