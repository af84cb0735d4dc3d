"""How satisfied hiring managers are with the people they were sent.

Responses of hiring managers to the survey about an assignment, in the month of the response. Scores are brought to 0
to 1 by the scale they were given on; a scale without width gives no vote. ``mean`` is their mean; ``top_two_box`` the
share at most one step below the top of the scale; ``nps`` the share of promoters (0.9 and up) less that of detractors
(0.6 and down), from -1 to 1. Each response is a vote (``per_response``), or each respondent has one in every figure,
which is the mean of the votes that his or her responses would have (``per_respondent``). Silence is left out, or read
as full marks (``satisfied``): then every assignment that ended in the month, and about which no hiring manager ever
answered, is one more response, of its hiring manager. A no-show is no assignment here. n is the number of votes.
"""

from typing import Any

from fullscore.measures._engagements import begun
from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Aggregate, Measure, Reading, Records
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.model.assignment import assignment
from fullscore.model.survey_response import survey_response
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("statistic", ("mean", "top_two_box", "nps")),
    Axis("voters", ("per_response", "per_respondent")),
    Axis("silence", ("left_out", "satisfied")),
)
STATISTICS = AXES[0].options
PROMOTER, DETRACTOR, TOP_STEPS = 0.9, 0.6, 1.0
ROUNDING = 1e-9
"""What scores lose on their way through floats, and no scale can show."""


def _atoms(edition: Edition) -> Any:
    answers = edition.table("survey_response")
    answers = answers.filter((answers.instrument == "assignment") & (answers.function == "hiring"))
    return _votes(edition, answers).union(_silence(edition, answers))


def _votes(edition: Edition, answers: Any) -> Any:
    ids = ("supplier_id", "org_unit_id", "site_id", "role_id", "resource_type")
    work = edition.table("assignment").select("assignment_id", *ids)
    answers = answers.filter(answers.scale_max > answers.scale_min)
    answers = with_segments(edition, answers.left_join(work, [("subject_id", "assignment_id")]))
    marks = (answers.score - answers.scale_min) / (answers.scale_max - answers.scale_min)
    promoted = (marks >= PROMOTER - ROUNDING).cast("float64")
    return answers.select(
        "response_id",
        assignment_id=unknown(Kind.id),
        voter="respondent_id",
        told="responded_at",
        **{name: column(name) for name in SEGMENTS},
        mean=marks,
        top_two_box=(answers.score >= answers.scale_max - TOP_STEPS - ROUNDING).cast("float64"),
        nps=promoted - (marks <= DETRACTOR + ROUNDING).cast("float64"),
        is_answer=constant(True),
    )


def _silence(edition: Edition, answers: Any) -> Any:
    work = begun(edition).filter(column("ended_on").notnull())
    silent = work.anti_join(answers, [work.assignment_id == answers.subject_id])
    return silent.select(
        response_id=unknown(Kind.id),
        assignment_id="assignment_id",
        voter="hiring_manager_id",
        told="ended_on",
        **{name: column(name) for name in SEGMENTS},
        **{statistic: constant(1.0) for statistic in STATISTICS},
        is_answer=constant(False),
    )


def _reading(lens: Lens) -> Reading:
    aggregate: Aggregate = "share" if lens["statistic"] == "top_two_box" else "mean"
    return Reading(
        month="told",
        value=lens["statistic"],
        stratum="voter",
        keep=("is_answer",) if lens["silence"] == "left_out" else (),
        aggregate=aggregate if lens["voters"] == "per_response" else "mean_of_means",
    )


def _records(lens: Lens) -> tuple[Records, ...]:
    answers = Records(table=survey_response, key=(("response_id", "response_id"),))
    if lens["silence"] == "left_out":
        return (answers,)
    return (answers, Records(table=assignment, key=(("assignment_id", "assignment_id"),)))


manager_satisfaction = Measure(
    name="manager_satisfaction",
    title="Manager satisfaction",
    unit="score",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=_records,
    rests_on=lambda lens: (survey_response,) if lens["silence"] == "left_out" else (survey_response, assignment),
    gains_if_higher=("msp", "supplier"),
)
