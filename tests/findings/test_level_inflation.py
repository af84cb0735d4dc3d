"""Levels billed above those ordered are counted as the story planted them, and priced at the ordered level."""

import numpy as np
import pytest

from fullscore.findings._rates import rates_of
from fullscore.findings._work import work_of
from fullscore.findings.level_inflation import level_inflation
from fullscore.simulate import _suppliers
from tests.findings.rates_edition import SCALE, SEED, planted, quiet, saved, told


def test_the_planted_supplier_is_found_at_what_it_cost() -> None:
    [one] = level_inflation.look(planted()).sightings
    assert one.scope == {"supplier_id": "S-015"}
    assert one.value_per_year is not None
    assert one.value_per_year.value == pytest.approx(saved("level_inflation"), rel=0.15)
    assert len(one.claims or ()) == one.value_per_year.n


def test_what_was_raised_is_what_the_story_raised() -> None:
    jobs, work, rates = told(SEED, SCALE).jobs, work_of(planted()), rates_of(planted())
    number = np.array([int(name.removeprefix("A-")) for name in work.texts["assignment_id"]])
    raised = (jobs.role != jobs.asks.role) & (jobs.requisition >= 0)
    assert rates.raised.tolist() == raised[number].tolist()
    assert set(jobs.supplier[number][rates.raised]) == {_suppliers.INFLATING}


def test_nothing_is_told_where_levels_are_billed_as_ordered() -> None:
    assert level_inflation.look(quiet()).seen is False


def test_it_cannot_tell_without_what_was_ordered() -> None:
    assert level_inflation.look(planted().without("requisition")).seen is None
