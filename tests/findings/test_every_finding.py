"""Laws that hold for every finding: its places, its money, and its silence where nothing was delivered."""

import math

import numpy as np
import pytest

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._shape import CLAIM, Finding, finding_id, findings
from fullscore.model._shape import derived_tables, tables
from fullscore.terms.answer import FUNCTIONS
from fullscore.terms.evidence import GRADES
from tests.questions.told_edition import ToldEdition, northgate_edition

ALL = pytest.mark.parametrize("finding", list(findings().values()), ids=list(findings()))
EMPTY = ToldEdition({}, {}, "2024-12-31")


@pytest.fixture(scope="module")
def edition() -> ToldEdition:
    return northgate_edition(11, 0.1)


@ALL
def test_what_it_declares_is_meant(finding: Finding) -> None:
    assert finding.scope
    assert finding.concerns
    assert set(finding.concerns) <= set(FUNCTIONS)
    assert finding.needs
    assert all(need.table.name in {**tables(), **derived_tables()} for need in finding.needs)
    assert finding.change.endswith(".")


@ALL
def test_it_cannot_tell_where_nothing_was_delivered_and_says_what_it_takes(finding: Finding) -> None:
    looked = finding.look(EMPTY)
    assert looked.seen is None
    assert looked.sightings == ()
    assert looked.says.startswith("Cannot tell")


@ALL
def test_a_place_has_its_scope_its_money_and_its_records(finding: Finding, edition: ToldEdition) -> None:
    looked = finding.look(edition)
    assert looked.seen is (None if looked.seen is None else bool(looked.sightings))
    ids = [finding_id(finding.name, one.scope) for one in looked.sightings]
    assert len(set(ids)) == len(ids)
    for one in looked.sightings:
        # A scan names the columns of the segment that it found.
        assert one.scope.keys() <= set(finding.scope)
        assert one.scope
        assert one.says.endswith(".")
        assert one.evidence in GRADES
        assert one.population_share is None or 0 < one.population_share <= 1
        assert 0 <= one.confidence <= 1
        assert one.q_value is None or 0 <= one.q_value <= ERROR
        assert (one.claims is None) == (one.value_per_year is None) == (finding.takes == "nothing")
        if one.claims is not None and one.value_per_year is not None:
            assert one.claims.schema == CLAIM
            assert one.value_per_year.currency == edition.currency
            assert one.value_per_year.value == pytest.approx(sum(one.claims["saving"].to_pylist()), rel=1e-6)
            assert all(0 <= s <= m + 1e-6 for s, m in zip(one.claims["saving"].to_pylist(),
                                                          one.claims["spend"].to_pylist(), strict=True))  # fmt: skip
            records = list(zip(one.claims["purse"].to_pylist(), one.claims["record"].to_pylist(), strict=True))
            assert len(set(records)) == len(records)
        for behind in finding.behind(edition, one.scope):
            keys = behind.keys if hasattr(behind.keys, "semi_join") else edition.lend(behind.keys)
            names = list(keys.columns)
            assert edition.run(edition.table(behind.table.name).semi_join(keys.distinct(), names).limit(1)).num_rows


def test_looking_at_more_places_makes_each_less_sure() -> None:
    q = q_values(np.array([0.001, math.nan, 0.2, 0.0001]))
    assert q[3] == pytest.approx(0.0003)
    assert q[0] == pytest.approx(0.002)
    assert q[2] == pytest.approx(0.2)
    assert math.isnan(q[1])
