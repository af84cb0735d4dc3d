"""Assignments as time: when each began and ended, in which months it was under way, when it was first to end."""

from typing import Any

import pyarrow as pa

from fullscore.measures._positions import NO_SHOW
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month, months_between


def engagements(edition: Edition) -> Any:
    """Assignments that were to begin by the edition's date, no-shows among them, as an expression.

    Returns:
        Their columns and segments, with ``is_no_show``; ``ended_on``, null where the assignment goes on: an end after
        the edition's date is only announced; and ``last_on``, the last day that is known of it.
    """
    as_of = constant(edition.as_of).cast("date")
    work = edition.table("assignment")
    work = work.filter(work.start_date <= as_of)
    work = work.mutate(
        is_no_show=work.end_cause.fill_null("") == NO_SHOW,
        ended_on=(work.end_date <= as_of).ifelse(work.end_date, unknown(Kind.date)),
    )
    # Six measures count them, and each writes them out several times over.
    return edition.keep(with_segments(edition, work.mutate(last_on=column("ended_on").fill_null(as_of))))


def begun(edition: Edition) -> Any:
    """Engagements that were taken up: a no-show is not one."""
    return engagements(edition).filter(~column("is_no_show"))


def month_by_month(edition: Edition, work: Any) -> Any:
    """Each engagement once for every month in which it was under way on a day at least.

    One that ended before it began never was.

    Args:
        work: an expression with start_date, ended_on and last_on.

    Returns:
        The rows with ``month``, its first day; ``month_end``, its last day, or the edition's date where that month is
        not over; and ``is_end``, whether the engagement ended in it.
    """
    work = work.filter(work.last_on >= work.start_date)
    earliest = edition.run(work.aggregate(earliest=work.start_date.min()))["earliest"][0].as_py()
    last = Month.parse(edition.as_of)
    months = months_between(Month.of(earliest), last) if earliest else [last]
    calendar = edition.lend(
        pa.table({"month": [m.first_day for m in months], "month_end": [m.last_day for m in months]})
    )
    as_of = constant(edition.as_of).cast("date")
    calendar = calendar.mutate(month_end=(calendar.month_end > as_of).ifelse(as_of, calendar.month_end))
    rows = work.inner_join(calendar, [work.start_date <= calendar.month_end, work.last_on >= calendar.month])
    return rows.mutate(is_end=(rows.ended_on <= rows.month_end).fill_null(False))


def first_planned_ends(edition: Edition) -> Any:
    """For each ``assignment_id`` its ``first_planned_end``: what the first delivery that holds it said."""
    told = edition.versions("assignment")
    # A version that another of the same delivery replaced was in force on no day.
    told = told.filter(~told["_beside"] & (told["_to"].isnull() | (told["_to"] > told["_from"])))
    first = told.group_by("assignment_id").aggregate(first_from=told["_from"].min()).rename(first_id="assignment_id")
    told = told.inner_join(first, [told.assignment_id == first.first_id, told["_from"] == first.first_from])
    return told.select(told_id="assignment_id", first_planned_end="planned_end")
