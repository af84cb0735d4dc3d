"""What an hour of the extended workforce is billed at, on average, in the programme's currency.

The bill rate of each assignment, by the hour, weighted by the hours of its weeks that end in the month (overtime as the
hours that it is, whatever the week's status), or every assignment alike. A month's assignments are those active in it
whose worker came, or, of ``starts``, those that started in it; weighted by hours, only those with hours in it. With a
fixed mix the average is taken for each role at each site and these are weighted by the programme's own mix, the same
in every month and for every segment: all hours worked there, or all assignments there, up to the edition's date; roles
and sites without anybody in a month are left out of that month. Rates are converted at the day of the start; one
without an exchange rate is left out. n is the number of assignments.
"""

from typing import Any

from fullscore.measures._rates import hourly
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.measures._work_months import at_work, month_by_month
from fullscore.model._expressions import column, constant
from fullscore.model.assignment import assignment
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("weight", ("hours", "assignments")),
    Axis("who", ("active", "starts")),
    Axis("mix", ("raw", "fixed")),
)


def _atoms(edition: Edition) -> Any:
    rows = month_by_month(edition, at_work(edition))
    rows = rows.mutate(rate=hourly(column("bill_rate_base"), column("rate_unit")))
    mix = rows.group_by(_role="role_id", _site="site_id").aggregate(
        mix_hours=column("hours").sum(), mix_assignments=column("assignment_id").nunique().cast("float64")
    )
    rows = rows.left_join(mix, [("role_id", "_role"), ("site_id", "_site")])
    return rows.select(
        "assignment_id",
        "active_in",
        "started",
        "rate",
        "hours",
        "one",
        "has_hours",
        "mix_hours",
        "mix_assignments",
        *SEGMENTS,
        billed=column("rate") * column("hours"),
        # An id may hold any sign but this one, so that no two pairs of ids read the same.
        role_at_site=column("role_id") + constant("\x1f") + column("site_id"),
    )


def _reading(lens: Lens) -> Reading:
    month = {"active": "active_in", "starts": "started"}[lens["who"]]
    by_hours = lens["weight"] == "hours"
    keep, weight = (("has_hours",), "hours") if by_hours else ((), "one")
    if lens["mix"] == "fixed":
        return Reading(
            month=month,
            value="rate",
            keep=keep,
            weight=weight,
            event="assignment_id",
            stratum="role_at_site",
            mix=f"mix_{lens['weight']}",
            aggregate="unit_mix",
        )
    value = "billed" if by_hours else "rate"
    return Reading(month=month, value=value, keep=keep, weight=weight, event="assignment_id", aggregate="unit_ratio")


average_bill_rate = Measure(
    name="average_bill_rate",
    title="Average bill rate",
    unit="currency/hour",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    records=lambda lens: (Records(table=assignment, key=(("assignment_id", "assignment_id"),)),),
    rests_on=lambda lens: (assignment, *((timesheet,) if lens["weight"] == "hours" else ())),
    # A higher rate pays whoever takes a share of it, and a lower one looks like savings.
    gains_if_higher=("msp", "supplier"),
    gains_if_lower=("msp", "supplier"),
)
