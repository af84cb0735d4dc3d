"""The share of the workers who were there on the day on which they were to start, or within the days of grace.

The day is the requisition's target start, or the start that was planned at the offer: the start date in the first
delivery that holds the assignment, if that delivery came no later than this date. One that came later tells what
happened, not what was planned, and the assignment is left out, as is one without a target. Grace is in calendar days;
an early start is on time. A no-show is late, or left out; an assignment that starts after the edition's date does not
count yet, however late it is. A figure belongs to the month of the start (of a no-show: of the start that did not
happen), or of the target. n is the number of assignments.
"""

from typing import Any

from fullscore.measures._positions import NO_SHOW
from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, constant
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

TARGETS = ("target_start", "planned_start_at_offer")
GRACE_DAYS = (0, 1, 3, 5)
AXES = (
    Axis("target", TARGETS),
    Axis("grace_days", tuple(str(days) for days in GRACE_DAYS)),
    Axis("no_shows", ("late", "left_out")),
    Axis("cohort", ("started", "target")),
)


def _atoms(edition: Edition) -> Any:
    work = edition.table("assignment")
    work = work.filter(work.start_date <= constant(edition.as_of).cast("date"))
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft").select(_asked="requisition_id", target_start="target_start")
    work = work.left_join(asked, [("requisition_id", "_asked")])
    work = work.left_join(_first_told(edition), [("assignment_id", "_told")])
    work = with_segments(edition, work)
    came = work.end_cause.fill_null("") != NO_SHOW
    hits = {}
    for target in TARGETS:
        late = work.start_date.delta(work[target], unit="day")
        for grace in GRACE_DAYS:
            on_time = (came & (late <= grace)).ifelse(1.0, 0.0)
            hits[f"{target}_{grace}"] = work[target].notnull().ifelse(on_time, None)
    return work.select("assignment_id", "requisition_id", *SEGMENTS, "start_date", *TARGETS, came=came, **hits)


def _first_told(edition: Edition) -> Any:
    """The start date of each assignment in the first delivery that holds it, null where it had passed by then."""
    told = edition.versions("assignment")
    told = told.filter(~told["_beside"])
    first = told.group_by("assignment_id").aggregate(_first=column("_from").min())
    told = told.inner_join(first.rename(_told="assignment_id"), [("assignment_id", "_told"), ("_from", "_first")])
    return told.select("_told", planned_start_at_offer=(told["_from"] <= told.start_date).ifelse(told.start_date, None))


def _reading(lens: Lens) -> Reading:
    return Reading(
        month="start_date" if lens["cohort"] == "started" else lens["target"],
        value=f"{lens['target']}_{lens['grace_days']}",
        keep=("came",) if lens["no_shows"] == "left_out" else (),
        aggregate="share",
    )


on_time_start = Measure(
    name="on_time_start",
    title="On-time start",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=SEGMENTS,
    records=lambda lens: (
        Records(table=assignment, key=(("assignment_id", "assignment_id"),)),
        *(
            [Records(table=requisition, key=(("requisition_id", "requisition_id"),))]
            if lens["target"] == "target_start"
            else []
        ),
    ),
    rests_on=lambda lens: (assignment, *([requisition] if lens["target"] == "target_start" else [])),
    gains_if_higher=("msp", "supplier"),
)
