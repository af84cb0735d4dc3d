"""How long people have been with us, in months of 30.4375 days; the first day and the last count.

Of a worker: the days on which the worker was under way on any assignment, each once, since the last break. ``bridged``:
only a break of the policy's ``tenure_break_days`` or more sets the count back to nothing; the days of a shorter one are
not counted, but those before it are. ``reset``: every break does that holds a day from Monday to Friday; a weekend
alone is none. Of an assignment: from its start on; breaks cannot act.

``active``: those under way on a day of the month, each once, with their tenure at its end, or on the edition's date
where it is not over; a worker with two spells in the month with that of the assignment that began last. ``ended``:
spells, or assignments, that ended in the month, with their whole tenure; an end after the edition's date is none yet,
and a spell goes on while any of its assignments does. A worker belongs to the segments of the assignment that began
last, of those under way in the month, or with which the spell ended. Over several months a worker who is active in each
counts in each. A no-show is no assignment. n is the number of workers, spells or assignments.
"""

from typing import Any

from fullscore.measures._engagements import begun, month_by_month
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.measures._spells import BREAKS, spells
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.model.assignment import assignment
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("of", ("worker", "assignment")),
    Axis("breaks", BREAKS),
    Axis("who", ("active", "ended")),
    Axis("aggregate", ("mean", "median", "p90")),
)
DAYS_PER_MONTH = 365.25 / 12


def _atoms(edition: Edition) -> Any:
    work = begun(edition).filter(column("last_on") >= column("start_date"))
    work = work.inner_join(spells(edition, work), [("assignment_id", "spell_of")])
    return _active(edition, work).union(_ended(work))


def _active(edition: Edition, work: Any) -> Any:
    rows = month_by_month(edition, work)
    epoch = constant("1970-01-01").cast("date")
    start, end = (rows[name].delta(epoch, unit="day") for name in ("start_date", "month_end"))
    own = (rows.last_on < rows.month_end).ifelse(rows.last_on, rows.month_end)
    reached = (rows.reach < end).ifelse(rows.reach, end)
    is_last = rows.place == rows.place.max().over(group_by=["worker_id", "month"])
    return _shaped(
        rows,
        active=rows.month,
        ended=unknown(Kind.date),
        assignment=own.delta(rows.start_date, unit="day") + 1,
        **{kind: rows[f"before_{kind}"] + reached - start + 1 for kind in BREAKS},
        **{f"is_{kind}": is_last for kind in BREAKS},
    )


def _ended(work: Any) -> Any:
    rows = work.filter(work.ended_on.notnull())
    return _shaped(
        rows,
        active=unknown(Kind.date),
        ended=rows.ended_on,
        assignment=rows.ended_on.delta(rows.start_date, unit="day") + 1,
        **{kind: rows[f"whole_{kind}"] for kind in BREAKS},
        **{f"is_{kind}": rows[f"closes_{kind}"] for kind in BREAKS},
    )


def _shaped(rows: Any, **columns: Any) -> Any:
    """Atoms in the shape that both kinds share; tenures are given in days."""
    for name in ("assignment", *BREAKS):
        columns[name] = columns[name] / DAYS_PER_MONTH
    return rows.select("assignment_id", "worker_id", *SEGMENTS, **columns)


def _reading(lens: Lens) -> Reading:
    of_worker = lens["of"] == "worker"
    return Reading(
        month=lens["who"],
        value=lens["breaks"] if of_worker else "assignment",
        keep=(f"is_{lens['breaks']}",) if of_worker else (),
        aggregate=lens["aggregate"],  # type: ignore[arg-type]
    )


def _canonical(lens: Lens) -> Lens:
    if lens["of"] == "worker":
        return lens
    return Lens(tuple((axis, BREAKS[0] if axis == "breaks" else option) for axis, option in lens.choices))


tenure = Measure(
    name="tenure",
    title="Tenure",
    unit="months",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    # Whoever traces a worker's tenure wants to see the assignments before the last one too.
    records=lambda lens: (
        Records(
            table=assignment,
            key=(("assignment_id", "assignment_id"),) if lens["of"] == "assignment" else (("worker_id", "worker_id"),),
        ),
    ),
    rests_on=lambda lens: (assignment,),
    # Long work goes on earning, and short work stays within its limit.
    gains_if_higher=("msp", "supplier"),
    gains_if_lower=("msp", "supplier"),
    canonical=_canonical,
)
