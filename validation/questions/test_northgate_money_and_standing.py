"""Sample programmes of other seeds: overspending units and people without standing are those that were planted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pytest

from fullscore.lens.as_of import AsOf
from fullscore.questions._shape import answered
from fullscore.questions.exposure import exposure
from fullscore.questions.landing import landing
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.simulate._story import Story, story
from fullscore.simulate._work import LAST
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.answer import Answer

SCALE = 0.2


@dataclass(frozen=True)
class Sample:
    told: Story
    truth: dict[str, Any]
    edition: StoredEdition
    landing: Answer
    exposure: Answer


@pytest.fixture(scope="module", params=[11, 77])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    folder = tmp_path_factory.mktemp("northgate") / "programme"
    planted = northgate.write(folder, seed=request.param, scale=SCALE).planted
    build(Layout(folder))
    with open_edition(Layout(folder)) as edition:
        yield Sample(
            story(request.param, SCALE), planted, edition, answered(edition, landing), answered(edition, exposure)
        )


def test_units_that_were_given_too_little_are_found_and_no_other_is_accused_falsely(sample: Sample) -> None:
    rows = {row.org_unit_id: row for row in sample.landing.rows.values()}
    assert sample.landing.verdict is True
    assert all(rows[unit].p_over > 0.9 for unit in sample.truth["landing"]["overspending_units"])
    # At the year's end nothing is left to chance: who is accused is over in the ledger, and who is not is not.
    assert all((row.p_over > 0.5) == (row.actual.value > row.budget.value) for row in rows.values())


def test_half_a_year_ahead_intervals_hold_what_the_ledger_then_posted(sample: Sample) -> None:
    came = {row.org_unit_id: row.landing.value for row in sample.landing.rows.values()}
    held, accused = [], []
    for day in (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30)):
        then = answered(AsOf(sample.edition, day), landing)
        for row in then.rows.values():
            held.append(row.landing.low <= came[row.org_unit_id] <= row.landing.high)
            if row.p_over > 0.9:
                accused.append(came[row.org_unit_id] > row.budget.value)
    assert np.mean(held) > 0.8
    assert np.mean(accused) > 0.8


def rows(answer: Answer, rule: str) -> list[Any]:
    return [row for row in answer.rows.values() if row.rule.startswith(rule)]


def test_german_temps_beyond_eighteen_months_are_where_the_law_was_ignored(sample: Sample) -> None:
    found = [row for row in rows(sample.exposure, "tenure limit: temp, 18 months by worker") if row.count]
    assert {row.org_unit_id for row in found} <= {sample.truth["work"]["german_limit_ignored_in"]}
    jobs = sample.told.jobs
    # Who has one engagement only; a worker's second is counted together with the first, and is tested by the twin.
    single = np.bincount(jobs.worker)[jobs.worker] == 1
    german = (jobs.asks.country == 2) & (jobs.asks.type == 1) & (jobs.cause != 3) & (jobs.start <= LAST)
    begun = jobs.start.astype("datetime64[D]")
    month = begun.astype("datetime64[M]")
    limit = (month + 18).astype("datetime64[D]") + (begun - month.astype("datetime64[D]"))
    now = german & (jobs.end >= LAST) & (limit.astype(np.int64) <= LAST)
    chained = german & (jobs.end >= LAST) & ~single
    assert int((now & single).sum()) <= sum(row.count for row in found) <= int((now & single).sum() + chained.sum())


def test_who_is_unvetted_and_whose_access_stayed_open_is_counted(sample: Sample) -> None:
    never = sum(row.count for row in rows(sample.exposure, "clearance due and not passed"))
    waived = sum(row.count for row in sample.exposure.further["waived"])
    jobs, today = sample.told.jobs, LAST
    planted = sample.truth["exposure"]["unvetted_planted"]
    # The first engagement of some of those planted was their only one; those who came back are there as well.
    assert never + waived == planted
    assert waived == max(1, round(30 * SCALE))
    opened = sum(row.count for row in rows(sample.exposure, "access open"))
    late = sum(row.count for row in sample.exposure.further["closed_late"])
    meant = sample.truth["exposure"]["open_accounts_planted"]
    back = np.bincount(jobs.worker)[jobs.worker][jobs.end < today - 60] > 1
    assert 0.75 * meant <= opened + late <= meant
    assert back.any()
    assert sample.truth["exposure"]["not_a_word_about"] == ["ES"]
    assert "not a word about clearances in ES" in sample.exposure.says
    assert not any(row.country == "ES" for row in rows(sample.exposure, "clearance"))
