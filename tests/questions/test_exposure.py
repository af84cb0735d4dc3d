"""Who is here without standing: as counted by hand, nobody accused where nobody is, unknown never compliant."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from fullscore.questions._shape import answered
from fullscore.questions.exposure import exposure
from fullscore.run.answers import trace_row
from fullscore.terms.answer import Answer
from fullscore.workforce.engaged import last_lawful_day
from tests.conftest import Folder, ledger, settings
from tests.questions.exposure_twin import DE, FEEDS, POLICY, RULES, Counts, Job, World, counted, last_lawful, world

TODAY = date(2025, 12, 31)
Make = Callable[..., Folder]


def asked(make: Make, told: World, more: str = RULES) -> tuple[Folder, Answer]:
    folder = make({"programme.toml": settings(*FEEDS, more=more), **told.files()}, at=f"p{id(told)}")
    folder.built()
    with folder.edition() as edition:
        return folder, answered(edition, exposure)


def counts(answer: Answer) -> Counts:
    return {
        (row.rule, row.country, row.org_unit_id): (row.count, row.falling_due_90_days, row.worst_days)
        for row in answer.rows.values()
    }


@pytest.mark.parametrize(("seed", "as_of"), [(1, TODAY), (2, date(2024, 2, 29)), (3, date(2025, 2, 28))])
def test_counts_are_those_of_a_twin_that_walks_from_day_to_day(programme: Make, seed: int, as_of: date) -> None:
    told = world(seed, as_of)
    _, answer = asked(programme, told)
    assert counts(answer) == counted(told)
    assert len(answer.rows) > 15


def test_the_last_lawful_day_is_the_calendars() -> None:
    starts = [date(2023, 2, 28) + timedelta(n) for n in range(1200)]
    numbers = np.array([np.datetime64(start).astype(np.int64) for start in starts])
    for months in (1, 9, 12, 18, 24):
        found = (
            last_lawful_day(numbers, months, np.zeros(len(numbers), dtype=np.int64)).astype("datetime64[D]").tolist()
        )
        assert found == [last_lawful(start, months, 0) for start in starts]


def one(**told: object) -> World:
    usual: dict[str, object] = {
        "id": "A-1", "worker": "W-1", "supplier": "S-1", "unit": "C-1", "site": "S-DE", "kind": "temp",
        "start": date(2025, 6, 1), "end": None, "pay": 40.0,
    }  # fmt: skip
    start = told.get("start", usual["start"])
    assert isinstance(start, date)
    return World(
        as_of=TODAY,
        jobs=[Job(**{**usual, **told})],  # type: ignore[arg-type]
        checks=[("W-1", "badge", start, start, None, "")],
        accounts=[("X-1", "W-1", start, None)],
        wages={"S-DE": [61920.0] * 3},
    )


def test_where_everybody_has_standing_nobody_is_accused(programme: Make) -> None:
    _, answer = asked(programme, one())
    assert answer.verdict is False
    assert answer.rows == {}
    assert answer.says == "Nobody of 1 people here is shown to be without standing."
    # Nor is whoever is known to leave on the last lawful day.
    _, answer = asked(programme, one(start=date(2024, 8, 1), end=date(2026, 1, 31)))
    assert answer.rows == {}


def test_no_word_is_not_compliance(programme: Make) -> None:
    told = one(site="S-ES", kind="contractor")
    told.checks = [("W-9", "badge", TODAY, None, None, "")]
    _, answer = asked(programme, told)
    assert answer.verdict is None
    assert answer.rows == {}
    assert "not a word about clearances in ES" in answer.says
    assert any(gap.table == "clearance" and "ES" in gap.effect for gap in answer.missing)


def test_rows_lead_to_all_assignments_of_the_time_that_counts_and_name_nobody(programme: Make) -> None:
    told = one(start=date(2023, 1, 2), end=date(2024, 3, 1))
    told.jobs.append(Job("A-2", "W-1", "S-2", "C-3", "S-DE", "contractor", date(2024, 4, 1), None, None))
    folder, answer = asked(programme, told)
    [(id, row)] = answer.rows.items()
    # The policy counts all of a person's time, the temp's at the supplier before as well: gone from 2 to 31 March.
    assert (row.rule, row.org_unit_id, row.count, row.worst_days) == (POLICY, "U-2", 1, 334)
    with folder.edition() as edition:
        traced = trace_row(edition, "exposure", id, limit=None)
    assert [record["key"]["assignment_id"] for record in traced.records] == ["A-1", "A-2"]
    assert "W-1" not in answer.says
    assert not any("W-1" in str(row) for row in answer.rows.values())


def test_two_worker_ids_of_one_person_are_counted_as_one(programme: Make) -> None:
    told = one(start=date(2024, 6, 1), end=date(2025, 3, 31), became="E-S-DE-0")
    told.jobs.append(Job("A-2", "W-2", "S-2", "C-3", "S-DE", "temp", date(2025, 4, 1), None, 40.0, became="E-S-DE-0"))
    told.checks.append(("W-2", "badge", TODAY, TODAY, None, ""))
    _, answer = asked(programme, told)
    # Neither id alone is beyond eighteen months; the account of the first is that of somebody who is here.
    assert [(row.rule, row.org_unit_id, row.worst_days) for row in answer.rows.values()] == [(DE, "U-2", 31)]


def test_what_is_assumed_can_be_assumed_otherwise(programme: Make) -> None:
    told = one(kind="independent_contractor", start=date(2025, 1, 1))
    told.jobs[0].hours = {date(2025, 12, 28) - timedelta(7 * n): 25.0 for n in range(26)}
    folder, answer = asked(programme, told)
    assert not answer.rows
    with folder.edition() as edition:
        answer = answered(edition, exposure, {"misclassified_weekly_hours": 25.0, "misclassified_after_days": 300.0})
    assert [row.count for row in answer.rows.values()] == [1]
    assert {a.name: a.source for a in answer.assumptions}["misclassified_weekly_hours"] == "what if"


def test_a_ledger_alone_cannot_tell_and_says_what_would(programme: Make) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D-1,2025-01-05,6410,U-1,100,USD")})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, exposure)
    assert answer.verdict is None
    assert not answer.rows
    assert "no feed delivers assignments" in answer.says
    assert {gap.table for gap in answer.missing} >= {"assignment", "clearance", "access_account"}
