"""How much of what could go through the programme does.

By spend: of the amounts posted in a month to the accounts in scope, net of credits, those that came through the
programme, as their invoice reference names a programme invoice. A ledger without references falls back to vendors that
are suppliers who invoiced the programme in that month, the one before or the one after, and the figure says so.
``programme_only`` leaves lines whose vendor is no known supplier out of the total.

By workers, or by the managers whom they work for: of all different people of a month, those with an assignment under
way in it that was asked for: a requisition was submitted no later than the start or, where use after the fact is
``counted``, at any time. One such assignment is enough. All people are those of assignments and, under
``in_scope_accounts``, those to whom a badge or sign-in was open on a day of the month, or who vouched for it; without
such access records the whole cannot be told (the HRIS lists employees only). ``programme_only`` takes the people of
assignments alone.

By requisitions: of those submitted in a month, drafts aside, the ones that were not submitted after an assignment on
them had started; where that is ``counted``, all are use.

No-shows and starts after the edition's date are no assignments. n is the number of lines with an amount above zero, of
different people, or of requisitions.
"""

from dataclasses import replace
from typing import Any

from fullscore.measures._engagements import begun, month_by_month
from fullscore.measures._ledger import LEDGER_SEGMENTS, lines_in_scope, reference_notes, scope_notes
from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column, constant, unknown
from fullscore.model._shape import Kind, Table
from fullscore.model.access_account import access_account
from fullscore.model.assignment import assignment
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.requisition import requisition
from fullscore.model.supplier import supplier
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("by", ("spend", "managers", "workers", "requisitions")),
    Axis("retroactive", ("left_out", "counted")),
    Axis("total", ("in_scope_accounts", "programme_only")),
)
PEOPLE = {"managers": "manager", "workers": "worker"}
ALL_SEGMENTS = (*SEGMENTS, *(name for name in LEDGER_SEGMENTS if name not in SEGMENTS))
COLUMNS = {
    **dict.fromkeys(("document_id", "assignment_id", "requisition_id", "account_id", "worker", "manager"), Kind.id),
    **dict.fromkeys(("amount", "through"), Kind.money),
    **dict.fromkeys(("used_left_out", "used_counted", "is_line", "is_work", "is_asked", "is_ours"), Kind.flag),
    **{name: Kind.whole if name in ("tier", "level") else Kind.id for name in ALL_SEGMENTS},
    "line_no": Kind.whole,
    "on": Kind.date,
}
OF_PEOPLE = (
    *("assignment_id", "requisition_id", "account_id", "worker", "manager", "used_left_out", "used_counted", "is_ours"),
    *("start_date", "ended_on", "last_on", *SEGMENTS),
)


def _atoms(edition: Edition) -> Any:
    return _whole(_lines(edition)).union(_whole(_people(edition)), _whole(_requisitions(edition)))


def adoption_by(by: str) -> Measure:
    """The measure with only the atoms that one way of counting reads: the same figures for a third of the work."""
    of = {"spend": _lines, "requisitions": _requisitions}.get(by, _people)
    return replace(adoption, atoms=lambda edition: _whole(of(edition)))


def _whole(rows: Any) -> Any:
    """Rows with every column of the atoms; what they do not know is null."""
    have = set(rows.columns)
    return rows.select(
        **{name: column(name) if name in have else unknown(kind) for name, kind in COLUMNS.items()},
    )


def _lines(edition: Edition) -> Any:
    lines = lines_in_scope(edition)
    return lines.mutate(
        amount=lines.amount_base,
        through=lines.is_through.ifelse(lines.amount_base, 0),
        is_line=constant(True),
        is_ours=lines.is_known,
    )


def _people(edition: Edition) -> Any:
    """Each assignment and each access account once for every month in which it was under way."""
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft").select(_asked="requisition_id", _asked_on="submitted_on")
    work = begun(edition).left_join(asked, [("requisition_id", "_asked")])
    work = work.mutate(
        account_id=unknown(Kind.id),
        worker=work.worker_id,
        manager=work.hiring_manager_id,
        used_left_out=(column("_asked_on") <= work.start_date).fill_null(False),
        used_counted=column("_asked").notnull(),
        is_ours=constant(True),
    )
    as_of = constant(edition.as_of).cast("date")
    doors = edition.table("access_account")
    doors = doors.filter(doors.opened_on <= as_of).mutate(
        start_date=doors.opened_on,
        ended_on=(doors.closed_on <= as_of).ifelse(doors.closed_on, unknown(Kind.date)),
        worker=doors.worker_id,
        manager=doors.sponsor_id,
        assignment_id=unknown(Kind.id),
        requisition_id=unknown(Kind.id),
        **{name: constant(False) for name in ("used_left_out", "used_counted", "is_ours")},
    )
    doors = with_segments(edition, doors.mutate(last_on=column("ended_on").fill_null(as_of)))
    months = month_by_month(edition, work.select(*OF_PEOPLE).union(doors.select(*OF_PEOPLE)))
    return months.mutate(on=column("month"), is_work=constant(True))


def _requisitions(edition: Edition) -> Any:
    work = begun(edition).group_by(_of="requisition_id").aggregate(_began=column("start_date").min())
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft").left_join(work, [("requisition_id", "_of")])
    return with_segments(edition, asked).mutate(
        on=column("submitted_on"),
        used_left_out=(column("submitted_on") <= column("_began")).fill_null(True),
        used_counted=constant(True),
        is_asked=constant(True),
    )


def _reading(lens: Lens) -> Reading:
    ours = ("is_ours",) if lens["total"] == "programme_only" else ()
    if lens["by"] == "spend":
        return Reading(
            month="on", value="through", weight="amount", keep=("is_line", *ours), aggregate="positive_ratio"
        )
    used = f"used_{lens['retroactive']}"
    if lens["by"] == "requisitions":
        return Reading(month="on", value=used, keep=("is_asked",), aggregate="share")
    return Reading(
        month="on", value=PEOPLE[lens["by"]], event=used, keep=("is_work", *ours), aggregate="distinct_share"
    )


def _canonical(lens: Lens) -> Lens:
    """Money is not asked when it was asked for, and only money and people have a total to choose."""
    fixed = {"spend": ("retroactive", "left_out"), "requisitions": ("total", "in_scope_accounts")}.get(lens["by"])
    return Lens(tuple(fixed if fixed and axis == fixed[0] else (axis, option) for axis, option in lens.choices))


def _rests_on(lens: Lens) -> tuple[Table, ...]:
    whole = lens["total"] == "in_scope_accounts"
    if lens["by"] == "spend":
        return (ledger_line, invoice_line) if whole else (ledger_line, invoice_line, supplier)
    if lens["by"] == "requisitions" or not whole:
        return (requisition, assignment)
    return (requisition, assignment, access_account)


def _records(lens: Lens) -> tuple[Records, ...]:
    if lens["by"] == "spend":
        return (Records(table=ledger_line, key=(("document_id", "document_id"), ("line_no", "line_no"))),)
    asked = Records(table=requisition, key=(("requisition_id", "requisition_id"),))
    if lens["by"] == "requisitions":
        return (asked, Records(table=assignment, key=(("requisition_id", "requisition_id"),)))
    work = Records(table=assignment, key=(("assignment_id", "assignment_id"),))
    if lens["total"] == "programme_only":
        return (work, asked)
    return (work, asked, Records(table=access_account, key=(("account_id", "account_id"),)))


def _notes(edition: Edition, lens: Lens) -> tuple[str, ...]:
    if lens["by"] == "spend":
        return (*scope_notes(edition), *reference_notes(edition))
    if lens["by"] == "requisitions" or lens["total"] == "programme_only":
        return ()
    named = {"managers": "sponsor_id", "workers": "worker_id"}[lens["by"]]
    doors = edition.table("access_account")
    nameless = edition.run(doors.filter(doors[named].isnull()).count().name("n").as_table()).to_pylist()[0]["n"]
    said = f"{nameless:,} access accounts name no {PEOPLE[lens['by']]} and are not counted."
    return (said,) if nameless else ()


adoption = Measure(
    name="adoption",
    title="Adoption",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=ALL_SEGMENTS,
    records=_records,
    rests_on=_rests_on,
    gains_if_higher=("msp", "vms", "pmo"),
    canonical=_canonical,
    notes=_notes,
)
