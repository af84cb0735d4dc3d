"""The assignments, timesheets, bills and employees behind a row of ``resource_mix``."""

from typing import Any

from fullscore.lens.need import Behind
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import constant
from fullscore.model.assignment import assignment
from fullscore.model.employee import employee
from fullscore.model.invoice_line import invoice_line
from fullscore.model.sow import sow
from fullscore.model.timesheet import timesheet
from fullscore.questions._mix.capability_mixes import EMPLOYEE
from fullscore.terms.edition import Edition
from fullscore.workforce.worked import WITHOUT_HOURS, Year, lines_for_hours, without_known_hours


def mix_behind(edition: Edition, row: Any) -> tuple[Behind, ...]:
    """The canonical rows that one row of the answer sums up."""
    year = Year.of(edition)
    if row.resource_type == EMPLOYEE:
        people = with_segments(edition, edition.table("employee"))
        people = people.filter(
            (people.capability == row.capability)
            & (people.hired_on <= constant(year.until))
            & (people.left_on.isnull() | (people.left_on > constant(year.after)))
        )
        return (Behind(table=employee, keys=people.select("employee_id")),)
    lines = edition.table("invoice_line")
    billed = lines.filter((lines.invoiced_at > constant(year.after)) & (lines.invoiced_at <= constant(year.until)))
    if row.hours is None:
        stated = edition.table("sow")
        stated = stated.filter(stated.capability == row.capability).select("sow_id")
        keys = billed.filter(billed.kind.isin(WITHOUT_HOURS) & billed.assignment_id.isnull()).semi_join(
            stated, "sow_id"
        )
        work = with_segments(edition, edition.table("assignment"))
        work = work.filter(work.capability == row.capability).semi_join(
            without_known_hours(edition, year), "assignment_id"
        )
        return (
            Behind(table=sow, keys=stated.semi_join(keys, "sow_id")),
            Behind(table=assignment, keys=work.select("assignment_id")),
            Behind(table=invoice_line, keys=keys.select("invoice_id", "line_no")),
        )
    work = with_segments(edition, edition.table("assignment"))
    work = work.filter((work.capability == row.capability) & (work.resource_type == row.resource_type))
    work = work.select("assignment_id")
    sheets = edition.table("timesheet")
    sheets = sheets.filter((sheets.week_ending > constant(year.after)) & (sheets.week_ending <= constant(year.until)))
    sheets = sheets.semi_join(work, "assignment_id")
    bills = lines_for_hours(edition, year).semi_join(work.select(_mine="assignment_id"), [("_for", "_mine")])
    active = sheets.select("assignment_id").union(bills.select(assignment_id="_for")).distinct()
    return (
        Behind(table=assignment, keys=active),
        Behind(table=timesheet, keys=sheets.select("timesheet_id")),
        Behind(table=invoice_line, keys=bills.select("invoice_id", "line_no")),
    )
