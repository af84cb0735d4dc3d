"""Assignments month by month: one row for each month in which one was active, with the hours of its weeks."""

from typing import Any

import pyarrow as pa

from fullscore.measures._positions import NO_SHOW
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month, months_between


def at_work(edition: Edition) -> Any:
    """Assignments whose worker came, with segments; no-shows and starts after the edition's date are none of them."""
    work = edition.table("assignment")
    work = work.filter((work.start_date <= _day(edition)) & (work.end_cause.fill_null("") != NO_SHOW))
    return edition.keep(with_segments(edition, work))


def hours_by_month(edition: Edition) -> Any:
    """Hours by assignment and the month of the week's end: ``worked_for``, ``worked_in`` (its first day), ``hours``.

    Overtime counts as the hours that it is; weeks count whatever their status.
    """
    sheets = edition.table("timesheet")
    sheets = sheets.mutate(
        hours=(sheets.regular_hours + sheets.overtime_hours.fill_null(0)).cast("decimal(18, 2)"),
        worked_in=sheets.week_ending.truncate("M"),
    )
    return sheets.group_by(worked_for="assignment_id", worked_in="worked_in").aggregate(hours=column("hours").sum())


def month_by_month(edition: Edition, work: Any) -> Any:
    """Each assignment once for every month in which it was active, up to the edition's date.

    Args:
        work: ``at_work`` with whatever columns were added to it.

    Returns:
        Its rows with ``active_in`` (the month's first day), ``started`` (the same, in the month of the start only),
        ``hours`` (0 where there are none), ``has_hours`` and ``one``, the weight where every assignment counts alike.
    """
    until = column("end_date").fill_null(_day(edition))
    rows = work.cross_join(edition.lend(_months(edition)))
    rows = rows.filter(
        column("start_date") <= column("month_ends"), until >= column("active_in"), until >= column("start_date")
    )
    hours = edition.keep(hours_by_month(edition))
    rows = rows.left_join(hours, [("assignment_id", "worked_for"), ("active_in", "worked_in")])
    rows = rows.mutate(hours=column("hours").cast("float64").fill_null(0.0))
    return rows.mutate(
        has_hours=column("hours") > 0,
        one=constant(1.0),
        started=(column("start_date") >= column("active_in")).ifelse(column("active_in"), constant(None).cast("date")),
    )


def _months(edition: Edition) -> pa.Table:
    """Every month from the first start to the edition's date, with its first and last day."""
    first = edition.run(edition.table("assignment").start_date.min().name("first").as_table())["first"][0].as_py()
    last = Month.parse(edition.as_of)
    months = months_between(min(Month.of(first), last), last) if first else []
    return pa.table(
        {
            "active_in": pa.array([month.first_day for month in months], pa.date32()),
            "month_ends": pa.array([month.last_day for month in months], pa.date32()),
        }
    )


def _day(edition: Edition) -> Any:
    return constant(edition.as_of).cast("date")
