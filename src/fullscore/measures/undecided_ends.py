"""How many assignments are about to end without anybody having said what comes then.

At the end of each month, or on the edition's date where the month is not over: the assignments that had begun and whose
planned end was that day or up to so many days later, while no end, no cause of an end and no hiring was told; an
extension moves the planned end and so takes an assignment out of the count. What was told is what the deliveries up to
that day said, so that a past month shows what was undecided then; months before the first delivery have no figure. An
assignment that ran past its planned end is overdue and not counted here. Over several months an assignment counts once.
n is the count itself.
"""

from typing import Any

import pyarrow as pa

from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import constant
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens
from fullscore.terms.period import Month, months_between

AXES = (Axis("within_days", ("30", "60", "90")),)


def _atoms(edition: Edition) -> Any:
    told = edition.versions("assignment")
    told = told.filter(~told["_beside"])
    told = told.filter(told.end_date.isnull() & told.end_cause.isnull() & told.converted_employee_id.isnull())
    days = _month_ends(edition, told)
    known = (told["_from"] <= days.day) & (told["_to"].isnull() | (told["_to"] > days.day))
    ahead = told.planned_end.delta(days.day, unit="day")
    rows = told.inner_join(days, [known, told.start_date <= days.day, ahead >= 0, ahead <= int(AXES[0].options[-1])])
    left = rows.planned_end.delta(rows.day, unit="day")
    rows = rows.mutate(**{f"within_{days}": left <= int(days) for days in AXES[0].options})
    masks = (f"within_{days}" for days in AXES[0].options)
    return with_segments(edition, rows).select("assignment_id", *SEGMENTS, "day", *masks)


def _month_ends(edition: Edition, told: Any) -> Any:
    """The last day of every month since the first delivery; of the edition's own month the edition's date."""
    earliest = edition.run(told.aggregate(earliest=told["_from"].min()))["earliest"][0].as_py()
    last = Month.parse(edition.as_of)
    months = months_between(Month.of(earliest), last) if earliest else [last]
    days = edition.lend(pa.table({"day": [month.last_day for month in months]}))
    as_of = constant(edition.as_of).cast("date")
    return days.mutate(day=(days.day > as_of).ifelse(as_of, days.day))


def _reading(lens: Lens) -> Reading:
    return Reading(month="day", value="assignment_id", keep=(f"within_{lens['within_days']}",), aggregate="distinct")


undecided_ends = Measure(
    name="undecided_ends",
    title="Undecided ends",
    unit="assignments",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=assignment, key=(("assignment_id", "assignment_id"),)),),
    rests_on=lambda lens: (assignment,),
    gains_if_lower=("msp",),
)
