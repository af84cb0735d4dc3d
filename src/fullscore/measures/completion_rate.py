"""The share of ended assignments that lasted as long as was planned.

Of the assignments that ended in a month, those whose last day is the planned end or later, or earlier by no more than
the tolerance, whatever the cause of the end. The planned end is the one of the first delivery that holds the assignment
(``original``), or the one in force (``current``), which moves with every extension. An assignment whose end cause is
that the worker was hired counts as completed whenever that was, or is left out, or counts as ended early whenever that
was. A no-show is no assignment, and an end after the edition's date is none yet. n is the number of ended assignments.
"""

from typing import Any

from fullscore.measures._engagements import begun, first_planned_ends
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("planned", ("original", "current")),
    Axis("tolerance_days", ("0", "7", "14")),
    Axis("converted", ("completed", "left_out", "early")),
    Axis("cohort", ("ended",)),
)
PLANNED_ENDS = {"original": "first_planned_end", "current": "planned_end"}


def _atoms(edition: Edition) -> Any:
    work = begun(edition).filter(column("ended_on").notnull())
    work = work.left_join(first_planned_ends(edition), [("assignment_id", "told_id")])
    is_converted = (work.end_cause == "converted").fill_null(False)
    columns: dict[str, Any] = {"ended": work.ended_on, "not_converted": ~is_converted}
    for planned, end in PLANNED_ENDS.items():
        over = work.ended_on.delta(work[end], unit="day")
        for tolerance in AXES[1].options:
            lasted = over >= -int(tolerance)
            columns[f"{planned}_{tolerance}_completed"] = lasted | is_converted
            columns[f"{planned}_{tolerance}_left_out"] = lasted
            columns[f"{planned}_{tolerance}_early"] = lasted & ~is_converted
    return work.select("assignment_id", *SEGMENTS, **columns)


def _reading(lens: Lens) -> Reading:
    return Reading(
        month=lens["cohort"],
        value=f"{lens['planned']}_{lens['tolerance_days']}_{lens['converted']}",
        keep=("not_converted",) if lens["converted"] == "left_out" else (),
        aggregate="share",
    )


completion_rate = Measure(
    name="completion_rate",
    title="Completion rate",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=assignment, key=(("assignment_id", "assignment_id"),)),),
    rests_on=lambda lens: (assignment,),
    gains_if_higher=("msp", "supplier"),
)
