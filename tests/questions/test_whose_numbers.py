"""Planted in the sample programme: two reported measures through other definitions, one honest, and silent changes."""

from collections.abc import Callable

import pytest

from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.questions._shape import answered, questions
from fullscore.questions.whose_numbers import whose_numbers
from fullscore.terms.answer import Answer, document
from tests.conftest import Folder, ledger, settings


@pytest.fixture(scope="module")
def told(little_northgate: Folder) -> Answer:
    with little_northgate.edition() as edition:
        return answered(edition, whose_numbers)


def test_what_was_planted_is_said(told: Answer) -> None:
    status = {row.measure: row.status for row in told.rows.values()}
    assert status["headcount"] == "as_stated"
    assert status["time_to_fill"] == "other_definition"
    assert told.verdict is True
    fill = next(row for row in told.rows.values() if row.measure == "time_to_fill")
    assert fill.reported < fill.contract < fill.client
    assert {departed.split(":")[0] for departed in fill.departures} <= {
        "start",
        "stop",
        "reopened",
        "outliers",
        "pauses",
    }
    assert told.further["restatements"]["rewritten"] > 0
    assert told.further["neutrality"].verdict is True
    assert "consistent with another definition" in told.says
    # What the MSP's own records admit against its interest is not made stronger by anybody else.
    assert told.evidence == "independent"


def test_it_is_drawn(told: Answer) -> None:
    picture = charts()["whose_numbers"].draw(document(told))
    assert "time to fill" in svg(picture)


def test_without_reports_nothing_is_accused_and_nothing_cleared(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, whose_numbers)
    assert (found.verdict, dict(found.rows), found.confidence) == (None, {}, None)
    assert "a feed of reported_measure would let it" in found.says
    assert {missing.table for missing in found.missing} == {"reported_measure", "distribution", "correction_notice"}


REPORT = "report_id,measure,month,value,unit,decimals,n\n"


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [
        (1.0, False),
        # A figure that no definition reaches is no finding: the record list is asked for.
        (1.13, None),
    ],
)
def test_honest_figures_are_cleared_and_unknown_ones_asked_for(
    programme: Callable[..., Folder], factor: float, verdict: bool | None
) -> None:
    months = range(1, 13)
    rows = [f"R{n},spend,2024-{n:02d}-01,{factor * n * n:.2f},currency,2,1" for n in months]
    lines = [f"D{n},2024-{n:02d}-05,6410,U1,{n * n},USD" for n in months]
    folder = programme(
        {
            "programme.toml": settings(
                "ledger_line, ledger*.csv, client, delta", "reported_measure, reported*.csv, msp, delta"
            ),
            "2024-12-31/ledger.csv": ledger(*lines),
            "2024-12-31/reported.csv": REPORT + "\n".join(rows) + "\n",
        }
    )
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, whose_numbers)
    assert found.verdict is verdict, found.says
    assert [option.id for option in found.options] == ([] if verdict is False else ["records:spend:msp"])


def test_figures_of_which_none_can_be_used_are_not_said_to_be_missing(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            "programme.toml": settings(
                "ledger_line, ledger*.csv, client, delta", "reported_measure, reported*.csv, msp, delta"
            ),
            "2024-12-31/ledger.csv": ledger("D1,2024-12-05,6410,U1,10,USD"),
            "2024-12-31/reported.csv": REPORT + "R1,speed,2024-12-01,3,days,0,1\n",
        }
    )
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, whose_numbers)
    assert (found.verdict, dict(found.rows)) == (None, {})
    assert "Nobody's" not in found.says
    assert "`fullscore lens` says what is wrong" in found.says


@pytest.mark.parametrize("question", questions().values(), ids=lambda question: question.name)
def test_every_chart_that_a_question_names_is_there(question) -> None:  # type: ignore[no-untyped-def]
    assert set(question.figures) <= set(charts())
