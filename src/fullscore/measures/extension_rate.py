"""The share of assignments that were extended: their end was moved further out at least once.

Of the assignments that ended in a month (``ended``), or of those that were under way on a day of it (``active``), those
that have been extended by the edition's date, whenever that was: exports say how often, not when. Where the export does
not count extensions, an assignment was extended if its planned end lies later than in the first delivery that holds it.
A no-show is no assignment, and an end after the edition's date is none yet. n is the number of assignments.
"""

from typing import Any

from fullscore.measures._engagements import begun, first_planned_ends, month_by_month
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, unknown
from fullscore.model._shape import Kind
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (Axis("of", ("ended", "active")),)


def _atoms(edition: Edition) -> Any:
    work = begun(edition).left_join(first_planned_ends(edition), [("assignment_id", "told_id")])
    moved = work.planned_end > work.first_planned_end
    work = work.mutate(is_extended=(work.extensions > 0).fill_null(moved).fill_null(False))
    kept = ("assignment_id", "is_extended", *SEGMENTS)
    ended = work.select(*kept, ended="ended_on", active=unknown(Kind.date))
    active = month_by_month(edition, work).select(*kept, ended=unknown(Kind.date), active="month")
    return ended.filter(column("ended").notnull()).union(active)


def _reading(lens: Lens) -> Reading:
    return Reading(month=lens["of"], value="is_extended", aggregate="share")


extension_rate = Measure(
    name="extension_rate",
    title="Extension rate",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=assignment, key=(("assignment_id", "assignment_id"),)),),
    rests_on=lambda lens: (assignment,),
    gains_if_higher=("msp", "supplier"),
)
