"""Statements of work that are people's time: what was planted is found, and a project never."""

import pytest

from fullscore.findings._statements import statements_of
from fullscore.findings.disguised_sow import disguised_sow
from fullscore.simulate import _statements
from fullscore.simulate._deliveries import MONTHS
from tests.questions.told_edition import ToldEdition, northgate_edition, northgate_told

SEED, SCALE = 31, 0.06


@pytest.fixture(scope="module")
def edition() -> ToldEdition:
    return northgate_edition(SEED, SCALE)


def billed_in_the_year() -> set[int]:
    bills = northgate_told(SEED, SCALE).bills
    rows = (bills.sow >= 0) & (bills.month >= MONTHS - 12)
    return set(bills.sow[rows].tolist())


def test_what_was_planted_is_found_and_nothing_else(edition: ToldEdition) -> None:
    works = northgate_told(SEED, SCALE).works
    found = statements_of(edition)
    truth = {f"SOW-{n:06d}" for n in billed_in_the_year() if works.disguised[n]}
    assert truth
    assert set(found.sow_id[found.is_disguised]) == truth
    looked = disguised_sow.look(edition)
    units = {f"BU-{works.centre[int(id[4:])] // 6 + 1:02d}" for id in truth}
    assert {one.scope["org_unit_id"] for one in looked.sightings} == units
    for one in looked.sightings:
        assert one.value_per_year is not None
        assert one.claims is not None
        assert 0 <= (one.value_per_year.low or 0) <= (one.value_per_year.value or 0) <= (one.value_per_year.high or 0)


def test_projects_alone_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_statements, "DISGUISED_SHARE", 0.0)
    northgate_told.cache_clear()
    try:
        looked = disguised_sow.look(northgate_edition(33, 0.05))
    finally:
        northgate_told.cache_clear()
    assert looked.seen is False
    assert looked.says.startswith("0 of ")


def test_without_contractors_the_statements_are_seen_and_have_no_price(edition: ToldEdition) -> None:
    looked = disguised_sow.look(edition.without("assignment"))
    assert looked.seen is True
    assert looked.assumptions == ()
    for one in looked.sightings:
        assert one.value_per_year is None
        assert one.claims is None
        assert one.says.endswith("what contractors cost in their place is not known.")


def test_without_invoices_what_was_accepted_tells_the_spend(edition: ToldEdition) -> None:
    billed, accepted = statements_of(edition), statements_of(edition.without("invoice_line"))
    # Billed on the fifth of the month after: the same up to a month at each end.
    assert accepted.spend.sum() == pytest.approx(billed.spend.sum(), rel=0.15)
