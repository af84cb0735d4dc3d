"""By how much spending is over its budget, as a share of the budget; below zero it is under.

Spending is what was posted to the accounts in scope (all accounts where the policy names none, and the figure says so),
by the month of posting. ``to_date`` holds it against the budgets of the months that have ended by the edition's date: a
month under way has its whole budget but not its whole spending. ``landing`` takes every month that has a budget and
adds what is still to come: invoices that are neither paid nor named by the ledger, by their day of service; approved
weeks that nobody has billed, by their end; running and agreed assignments at forty hours a week at their bill rate
until their end, those under a statement of work aside; and what statements of work hold beyond what was invoiced,
spread over their days left. Each is taken as it stands, without chances, fees on work to come, or requisitions that
are still open: those are the question ``landing``'s. Months in which nobody has a budget do not count, budgets of all
categories do, and a part of the organisation without any has no figure. Budgets, and statements of work, are converted
at the edition's date. Both sides are counted, not sampled, so that the interval is the figure itself. n is the number
of budget lines above zero.
"""

from typing import Any

import pyarrow as pa

from fullscore.measures._ledger import scope_notes
from fullscore.measures._shape import Measure, Reading, Records
from fullscore.measures._still_to_come import (
    agreed_statements,
    agreed_work,
    knows_unbilled,
    not_billed,
    not_posted,
    posts_named_invoices,
)
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind, Table
from fullscore.model.assignment import assignment
from fullscore.model.budget import budget
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.sow import sow
from fullscore.model.timesheet import timesheet
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens
from fullscore.terms.period import Month

AXES = (Axis("against", ("landing", "to_date")),)
KEYS = {
    "budget_unit": Kind.id,
    "budget_month": Kind.date,
    "category": Kind.text,
    "document_id": Kind.id,
    "invoice_id": Kind.id,
    "line_no": Kind.whole,
    "timesheet_id": Kind.id,
    "assignment_id": Kind.id,
    "sow_id": Kind.id,
}


def _atoms(edition: Edition) -> Any:
    months = _budgeted_months(edition)
    parts = [_budgets(edition), _posted(edition)]
    to_come = [agreed_work(edition, months), agreed_statements(edition, months)]
    if posts_named_invoices(edition):
        to_come.append(not_posted(edition))
    if knows_unbilled(edition):
        to_come.append(not_billed(edition))
    parts += [rows.mutate(budgeted=constant(0.0), is_told=constant(False)) for rows in to_come]
    rows = [_whole(part) for part in parts]
    every = rows[0].union(*rows[1:]).mutate(_month=column("on").truncate("M"))
    every = every.inner_join(months, [("_month", "month")])
    return every.select(
        *KEYS,
        "org_unit",
        "on",
        "spent",
        "budgeted",
        variance=column("spent") - column("budgeted"),
        to_date=column("is_told") & column("is_over"),
        landing=constant(True),
    )


def _whole(rows: Any) -> Any:
    """Rows with every key; those that are not theirs are null."""
    have = set(rows.columns)
    keys = {name: column(name) if name in have else unknown(kind) for name, kind in KEYS.items()}
    return rows.select(**keys, **{name: column(name) for name in ("org_unit", "on", "spent", "budgeted", "is_told")})


def _budgets(edition: Edition) -> Any:
    lines = edition.table("budget")
    return lines.select(
        "category",
        budget_unit="org_unit_id",
        budget_month="month",
        org_unit="org_unit_id",
        on="month",
        spent=lines.amount_base.cast("float64") * 0,
        budgeted=lines.amount_base.cast("float64"),
        is_told=constant(True),
    )


def _posted(edition: Edition) -> Any:
    lines = edition.table("ledger_line")
    if accounts := in_scope_accounts(edition):
        lines = lines.filter(lines.gl_account.isin(accounts))
    return lines.select(
        "document_id",
        "line_no",
        org_unit="org_unit_id",
        on="posted_at",
        spent=lines.amount_base.cast("float64"),
        budgeted=constant(0.0),
        is_told=constant(True),
    )


def _budgeted_months(edition: Edition) -> Any:
    """Every month that anybody has a budget for: month, month_end, and whether it is over by the edition's date."""
    told = edition.run(edition.table("budget").select("month").distinct())["month"].to_pylist()
    months = sorted(Month.of(day) for day in told)
    return edition.lend(
        pa.table(
            {
                "month": pa.array([month.first_day for month in months], pa.date32()),
                "month_end": pa.array([month.last_day for month in months], pa.date32()),
                "is_over": pa.array([month.last_day.isoformat() <= edition.as_of for month in months], pa.bool_()),
            }
        )
    )


def _reading(lens: Lens) -> Reading:
    return Reading(month="on", value="variance", weight="budgeted", keep=(lens["against"],), aggregate="counted_ratio")


def _rests_on(lens: Lens) -> tuple[Table, ...]:
    return (budget, ledger_line) if lens["against"] == "to_date" else (budget, ledger_line, assignment)


def _records(lens: Lens) -> tuple[Records, ...]:
    told = (
        Records(
            table=budget, key=(("org_unit_id", "budget_unit"), ("month", "budget_month"), ("category", "category"))
        ),
        Records(table=ledger_line, key=(("document_id", "document_id"), ("line_no", "line_no"))),
    )
    if lens["against"] == "to_date":
        return told
    return (
        *told,
        Records(table=invoice_line, key=(("invoice_id", "invoice_id"), ("line_no", "line_no"))),
        Records(table=timesheet, key=(("timesheet_id", "timesheet_id"),)),
        Records(table=assignment, key=(("assignment_id", "assignment_id"),)),
        Records(table=sow, key=(("sow_id", "sow_id"),)),
    )


def _notes(edition: Edition, lens: Lens) -> tuple[str, ...]:
    said = list(scope_notes(edition))
    if lens["against"] == "landing":
        if not posts_named_invoices(edition):
            said.append(
                "The ledger names no programme invoice, so that invoices not yet posted are not in the landing."
            )
        if not knows_unbilled(edition):
            said.append("Without timesheets and invoices, work that is not billed yet is not in the landing.")
        if not edition.has("sow"):
            said.append("No feed delivers sow, so that statements of work are not in the landing.")
    return tuple(said)


budget_variance = Measure(
    name="budget_variance",
    title="Budget variance",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=("org_unit",),
    records=_records,
    rests_on=_rests_on,
    # What is spent beyond the budget looks bad for whoever runs the programme, and earns the MSP its fee.
    gains_if_higher=("msp",),
    gains_if_lower=("msp", "pmo"),
    notes=_notes,
)
