"""How many people the extended workforce is: workers, each once however many assignments they have, or assignments.

On the last day of the month (``month_end``; in a month that is not over, on the edition's date), on its first, on
average over its days up to the edition's date, or on any of them. The last day worked is in; an end after the edition's
date does not take anybody off yet; a no-show never counts. Statements of work have no heads; workers under assignments
of that resource type are in, or left out. Within a segment everybody counts once, so that a worker of two suppliers
counts with both and once in the whole. Over several months everybody counts once who was there on any of the days
looked at; an average is one over the days of the months in which anybody was there. n is the figure itself, of an
average to the nearest whole, at least 1.
"""

from datetime import date
from typing import Any

from fullscore.measures._engagements import begun, month_by_month
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, constant
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("at", ("month_end", "month_start", "average", "any_day")),
    Axis("who", ("workers", "assignments")),
    Axis("population", ("all", "exclude_sow")),
)
KEYS = {"workers": "worker_id", "assignments": "assignment_id"}
ORIGIN = date(1970, 1, 1)


def _atoms(edition: Edition) -> Any:
    rows = month_by_month(edition, begun(edition))
    first = (rows.start_date > rows.month).ifelse(rows.start_date, rows.month)
    last = (rows.last_on < rows.month_end).ifelse(rows.last_on, rows.month_end)
    days = {"first_day": first, "last_day": last, "month_end_day": rows.month_end}
    return rows.select(
        *KEYS.values(),
        *SEGMENTS,
        there="month",
        at_month_end=last == rows.month_end,
        at_month_start=first == rows.month,
        is_head=column("resource_type") != "sow",
        **{name: day.delta(constant(ORIGIN), unit="day") for name, day in days.items()},
    )


def _reading(lens: Lens) -> Reading:
    keep = ("is_head",) if lens["population"] == "exclude_sow" else ()
    who = KEYS[lens["who"]]
    if lens["at"] == "average":
        return Reading(
            month="there",
            value="first_day",
            weight="last_day",
            stratum=who,
            mix="month_end_day",
            keep=keep,
            aggregate="daily_average",
        )
    on = () if lens["at"] == "any_day" else (f"at_{lens['at']}",)
    return Reading(month="there", value=who, keep=(*keep, *on), aggregate="distinct")


headcount = Measure(
    name="headcount",
    title="Headcount",
    unit="people",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=assignment, key=(("assignment_id", "assignment_id"),)),),
    rests_on=lambda lens: (assignment,),
    gains_if_higher=("msp", "vms", "supplier"),
    paid_by=("percent_of_spend", "per_hire"),
    notes=lambda edition, lens: (
        ("Over several months everybody counts once who was there in any of them.",) if lens["at"] != "average" else ()
    ),
)
