"""The share of assignments that ended because the client hired the worker.

Of the assignments that ended in a month (``ended``), or of those that were under way on a day of it (``active``), those
that ended in that month by a hiring: by the books of ``hris`` where the assignment names an employee whom the HRIS
knows, by those of the ``vms`` where its end cause says so. An assignment that has not ended is no conversion yet, even
if its employee is known. A no-show is no assignment. n is the number of assignments.
"""

from typing import Any

from fullscore.measures._engagements import begun, month_by_month
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, unknown
from fullscore.model._shape import Kind
from fullscore.model.assignment import assignment
from fullscore.model.employee import employee
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (Axis("of", ("ended", "active")), Axis("source", ("hris", "vms")))
SOURCES = AXES[1].options


def _atoms(edition: Edition) -> Any:
    known = edition.table("employee").select(employee_id="employee_id")
    work = begun(edition).left_join(known, [("converted_employee_id", "employee_id")])
    work = work.mutate(
        hris=work.employee_id.notnull(),
        vms=(work.end_cause == "converted").fill_null(False),
    )
    kept = ("assignment_id", "employee_id", *SEGMENTS)
    ended = work.select(*kept, *SOURCES, ended="ended_on", active=unknown(Kind.date))
    months = month_by_month(edition, work)
    in_month = {source: months[source] & months.is_end for source in SOURCES}
    active = months.select(*kept, **in_month, ended=unknown(Kind.date), active="month")
    return ended.filter(column("ended").notnull()).union(active)


def _reading(lens: Lens) -> Reading:
    return Reading(month=lens["of"], value=lens["source"], aggregate="share")


def _records(lens: Lens) -> tuple[Records, ...]:
    assignments = Records(table=assignment, key=(("assignment_id", "assignment_id"),))
    if lens["source"] == "vms":
        return (assignments,)
    return (assignments, Records(table=employee, key=(("employee_id", "employee_id"),)))


conversion_rate = Measure(
    name="conversion_rate",
    title="Conversion rate",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=_records,
    rests_on=lambda lens: (assignment, employee) if lens["source"] == "hris" else (assignment,),
    gains_if_higher=("msp", "supplier"),
)
