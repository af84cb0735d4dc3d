"""The share of the candidates put forward whom the client wanted to interview.

Every submittal counts by itself, also where two suppliers put the same candidate forward; those of drafts never do.
Under ``reviewed`` only submittals that somebody has reviewed count, above the line and below it. In the ``submitted``
cohort a figure belongs to the month in which candidates were put forward, whenever they were interviewed: n is their
number. In the ``interviewed`` cohort it is the interviews that took place in the month over the submittals made in it,
which are other people, so that it may exceed one: n is the number of submittals, and a month without any has no value.
"""

from typing import Any

from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, constant
from fullscore.model.requisition import requisition
from fullscore.model.submittal import submittal
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("denominator", ("submittals", "reviewed")),
    Axis("numerator", ("candidates_interviewed",)),
    Axis("cohort", ("submitted", "interviewed")),
    Axis("population", ("recruited", "all")),
)


def _atoms(edition: Edition) -> Any:
    """One row for each submittal, and one more for its interview where that took place in another month."""
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft").select(
        "org_unit_id", "site_id", "role_id", "resource_type", _id="requisition_id", recruited=~asked.identified
    )
    sent = edition.table("submittal").inner_join(asked, [("requisition_id", "_id")])
    sent = with_segments(edition, sent)
    in_month = (sent.interviewed_on.strftime("%Y-%m") == sent.submitted_on.strftime("%Y-%m")).fill_null(False)
    told = {
        **{name: column(name) for name in ("submittal_id", *SEGMENTS)},
        "recruited": sent.recruited.fill_null(True),
        "was_reviewed": sent.reviewed_at.notnull(),
        "was_interviewed": sent.interviewed_at.notnull().ifelse(1.0, 0.0),
    }
    put_forward = sent.select(
        **told, submitted="submitted_on", happened="submitted_on", submittals=1.0, interviews=in_month.ifelse(1.0, 0.0)
    )
    later = sent.filter(sent.interviewed_at.notnull() & ~in_month)
    return put_forward.union(
        later.select(
            **told,
            submitted=constant(None).cast("date"),
            happened="interviewed_on",
            submittals=0.0,
            interviews=1.0,
        )
    )


def _reading(lens: Lens) -> Reading:
    keep = (
        *(["was_reviewed"] if lens["denominator"] == "reviewed" else []),
        *(["recruited"] if lens["population"] == "recruited" else []),
    )
    if lens["cohort"] == "interviewed":
        return Reading(month="happened", value="interviews", weight="submittals", keep=keep, aggregate="ratio")
    return Reading(month="submitted", value="was_interviewed", keep=keep, aggregate="share")


submittal_to_interview = Measure(
    name="submittal_to_interview",
    title="Submittal to interview",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=SEGMENTS,
    records=lambda lens: (Records(table=submittal, key=(("submittal_id", "submittal_id"),)),),
    rests_on=lambda lens: (submittal, requisition),
    gains_if_higher=("msp", "supplier"),
)
