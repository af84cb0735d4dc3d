"""Magnit's exports: an event log that feeds five tables, and billing lines that come apart into kinds and add up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fullscore.feeds._cells.pseudonyms import pseudonym
from tests.conftest import Folder, settings

ACTIONS = """
Request #,Engagement #,Type,Status,Client,Operational Unit,Manager,Manager Email,Manager GUID,Manager External ID,
Department,Department Number,Supplier,Start Date,Est. End Date,Actual End Date,Job Category,Job Hierarchy,
Job Title,Job Code,Project Name,Bill Rate,OT Bill Rate,DT Bill Rate,Pay Rate,Piece Bill Rate,Piece Pay Rate,
Multiple Rate,State/Province,City,Total Number of Positions,Number of Opened Positions,
Number of Remaining Positions,Number of Suppliers,Candidate Name,Candidate Current Status,
Candidate Supplier Name,Candidate Bill Rate,Candidate Pay Rate,Candidate Negotiated Bill Rate,
Candidate Availability Date,Action,Action Date,Action Time,Action by Name,Action by Role,Action Details,
Reviewed by Manager,Previous Engagement
""".replace("\n", "").split(",")
REQUEST = {
    "Request #": "4711", "Engagement #": "8001", "Type": "Staffing", "Status": "Filled", "Manager": "Qwertz, Uiop",
    "Manager Email": "q@yxcvb.org", "Manager GUID": "m-17", "Department": "Radiology", "Department Number": "0042",
    "Supplier": "Staffer A", "Start Date": "01/20/2025", "Est. End Date": "03/31/2025", "Job Title": "Nurse",
    "Job Code": "N1", "Bill Rate": "$1,085.50", "Pay Rate": "0.00", "State/Province": "TX", "City": "Austin",
    "Total Number of Positions": "1",
}  # fmt: skip


def log(*rows: dict[str, str], extra: tuple[str, ...] = ()) -> str:
    """A report of actions; what a row does not say is said by the request."""
    head = [*ACTIONS, *extra]
    lines = [",".join(head)]
    for row in rows:
        lines.append(",".join('"' + (REQUEST | row).get(heading, "") + '"' for heading in head))
    return "\n".join(lines) + "\n"


def action(what: str, day: str, time: str = "09:30 AM", by: str = "Manager", **more: str) -> dict[str, str]:
    cells = {"Action": what, "Action Date": day, "Action Time": time, "Action by Role": by}
    cells["Action by Name"] = "Some One"
    return cells | {key.replace("_", " "): value for key, value in more.items()}


ASDF = {"Candidate_Name": "Asdf, Ghjkl", "Candidate_Supplier_Name": "Staffer A", "Candidate_Bill_Rate": "90.00"}
PLACED = ASDF | {"Candidate_Current_Status": "Assigned", "Candidate_Pay_Rate": "60"}
MASKED = {"Candidate_Name": "XXXX", "Candidate_Supplier_Name": "XXXX", "Candidate_Bill_Rate": "85"}
LOG = log(
    action("Submitted", "01/02/2025"),
    action("Submitted", "01/03/2025"),
    action("Approved", "01/03/2025", "14:05"),
    action("Sent to suppliers", "01/06/2025", by="Program Representative"),
    action("Sent to suppliers", "01/06/2025", by="MSP", Supplier="Staffer B"),
    action("Candidate Submitted", "01/07/2025", by="Supplier", **PLACED),
    action("Candidate Submitted", "01/07/2025", by="Supplier", **MASKED),
    action("Interview Scheduled", "01/09/2025", **PLACED),
    action("Put On Hold", "01/10/2025", Action_Details="ask q@yxcvb.org"),
    action("Closed", "01/17/2025", by="System"),
    action("Approved", "17/01/2025"),
    action("Approved", "01/18/2025", by="Wizard"),
    action("Comment Added", "01/18/2025"),
)


@pytest.fixture
def landed(landing: Any) -> Any:
    return landing(LOG, mapping="magnit/candidate_actions")


def test_every_published_heading_is_known(landed: Any) -> None:
    assert landed.receipt.unknown_headings == ()
    assert landed.receipt.person_headings == ("Manager", "Manager Email", "Action by Name")
    absent = {share.table: set(share.absent) for share in landed.receipt.tables}
    assert absent["requisition"] >= {"currency", "rate_unit", "status_at", "identified"}
    assert absent["requisition_event"] == set()


def test_a_request_is_what_was_asked_first(landed: Any) -> None:
    columns = "requisition_id, title, org_unit_id, site_id, hiring_manager_id, resource_type, positions, max_bill_rate"
    assert landed.rows(columns, "requisition")[0] == (
        "4711", "Nurse", "0042", "Austin, TX", "m-17", "temp", 1, Decimal("1085.50"),
    )  # fmt: skip
    rows = landed.rows("submitted_at::VARCHAR, target_start, status, _revision", "requisition")
    assert rows[0][:3] == ("2025-01-02 09:30:00", date(2025, 1, 20), "filled")
    assert rows[0][3] > rows[1][3]


def test_actions_are_events_with_their_actor(landed: Any) -> None:
    assert landed.rows('event, "at"::VARCHAR, actor', "requisition_event") == [
        ("submitted", "2025-01-02 09:30:00", "client"),
        ("submitted", "2025-01-03 09:30:00", "client"),
        ("approved", "2025-01-03 14:05:00", "client"),
        ("released", "2025-01-06 09:30:00", "msp"),
        ("released", "2025-01-06 09:30:00", "msp"),
        ("held", "2025-01-10 09:30:00", "client"),
        ("filled", "2025-01-17 09:30:00", "msp"),
    ]
    assert landed.column("reason", "requisition_event")[5] == "ask [masked]"
    assert landed.faults("requisition_event") == [
        (12, "at", "17/01/2025 09:30 AM", "not_a_time"),
        (13, "actor", "Wizard", "unknown_value"),
    ]


def test_what_no_table_takes_is_named_by_its_action(landed: Any) -> None:
    untaken = landed.engine.rows(f"SELECT _line, _faults FROM '{landed.folder / 'untaken.parquet'}'")
    assert untaken == [(14, [{"column": "Action", "value": "Comment Added", "reason": "not_taken"}])]


def test_suppliers_and_candidates(landed: Any) -> None:
    assert landed.rows("supplier_id, distributed_at::VARCHAR", "distribution") == [
        ("Staffer A", "2025-01-06 09:30:00"),
        ("Staffer B", "2025-01-06 09:30:00"),
    ]
    assert landed.rows("supplier_id, submitted_at::VARCHAR, outcome, bill_rate, pay_rate", "submittal") == [
        ("Staffer A", "2025-01-07 09:30:00", "placed", Decimal(90), Decimal(60))
    ]
    assert landed.faults("submittal") == [(8, "candidate_id", "", "missing")]


def test_a_past_end_ends_nothing_and_a_rate_of_nothing_is_none(landed: Any, tmp_path: Path) -> None:
    key = bytes.fromhex((tmp_path / "governance" / "secret.key").read_text().strip())
    columns = "assignment_id, requisition_id, worker_id, planned_end, end_date, pay_rate"
    rows = landed.rows(columns, "assignment")
    assert rows == [("8001", "4711", pseudonym("Asdf, Ghjkl", key), date(2025, 3, 31), None, None)] * 2
    assert landed.column("submittal_id", "assignment")[0] == landed.column("submittal_id", "submittal")[0]


def test_no_name_is_stored(landed: Any) -> None:
    stored = landed.everything_stored()
    assert not [name for name in (b"Asdf", b"Ghjkl", b"Qwertz", b"yxcvb", b"Some One") if name in stored]


REASONS = {
    "Recalled": "client",
    "Unable to Fill": "unable_to_fill",
    "Filled by Outside Vendor": "outside_vendor",
    "Funding No Longer Available": "client",
    "Withdrawn by Client": "client",
    "Funding Not Approved": "client",
    "Worker Withdrawn": "worker_withdrawn",
    "HM Reviewing Resumes": None,
    "Moon in the wrong house": "other",
    "": None,
}
STATUSES = {
    "Draft": "draft",
    "Pending-Request Approval": "pending_approval",
    "Cancelled-Failed Approval": "cancelled",
    "Pending Sourcing (Quote Review)": "open",
    "Awaiting Duplicate Worker Validation": "open",
    "Closed": "filled",
    "On Hold": "on_hold",
    "Pending-Onboarding": "filled",
    "Cancelled": "cancelled",
}


def test_statuses_and_reasons(landing: Any) -> None:
    rows = [action("Submitted", "01/13/2025", Status="Cancelled", Status_Reason=reason) for reason in REASONS]
    rows += [action("Submitted", "01/13/2025", Status=status) for status in [*STATUSES, "Eclipsed"]]
    result = landing(log(*rows, extra=("Status Reason",)), mapping="magnit/candidate_actions")
    found = result.rows("status, close_reason, close_cause", "requisition")
    assert found[: len(REASONS)] == [("cancelled", said or None, cause) for said, cause in REASONS.items()]
    assert [status for status, _, _ in found[len(REASONS) :]] == list(STATUSES.values())
    assert result.reasons("requisition") == [("status", "unknown_value")]


def test_a_log_is_built_into_one_request_and_one_assignment(programme: Callable[..., Folder]) -> None:
    feed = '\n[[feed]]\nfiles = "actions*.csv"\nparty = "msp"\nmapping = "magnit/candidate_actions"\n'
    plain = settings("role, role*.csv, client, full").split("[[feed]]")[0]
    folder = programme({"programme.toml": plain + feed, "2025-01-31/actions.csv": LOG})
    made = folder.built()
    assert folder.rows("requisition", "requisition_id", "status") == [("4711", "filled")]
    assert folder.rows("assignment", "assignment_id", "end_date") == [("8001", None)]
    assert len(folder.rows("requisition_event", "event")) == 6
    shares = {share.table: share for share in made.tables}
    assert (shares["assignment"].landed, shares["assignment"].repeated) == (2, 1)


BILLING = (
    "Rate Application Type,Status,Status Reason,Operational Unit,Manager,Manager Email,Supplier,Worker,Requisition #,"
    "Parent Project #,Req Start Date,Req Est. End Date,Dept Number,Dept Name,Invoice Option,Currency,Pay Rate,"
    "Bill Rate,Mark Up,Earnings E/D,Days,Regular Hours,OT Hours,DT Hours,Holiday Hours,Milestones,Materials,Expenses,"
    "GST Amount,MSP GST Amount,Adjustment,Raw Bill,Volume Disc %,Volume Disc Amt,Prompt Pay %,PROMPT PAY AMT,"
    "MSP Up %,MSP Up Amt,Bill To Client,MSP Down %,MSP Down Amt,Pay Supplier,Grand Total,"
    "Time Date and Time Approved,Time Approved By,Non Billable Hours\n"
)


def billed(request: str, ends: str, approved: str, **parts: str) -> str:
    cells = {
        "Rate Application Type": "Per Hour", "Manager": "Qwertz, U", "Manager Email": "q@yxcvb.org",
        "Supplier": "Staffer A", "Worker": "Asdf, Ghjkl", "Requisition #": request, "Currency": "CAD",
        "Earnings E/D": ends, "Time Date and Time Approved": approved, "Time Approved By": "Qwertz, U",
    }  # fmt: skip
    cells |= {key.replace("_", " "): value for key, value in parts.items()}
    return ",".join('"' + cells.get(heading, "") + '"' for heading in BILLING.strip().split(",")) + "\n"


LINES = BILLING + "".join(
    [
        billed("8001", "01/19/2025", "01/21/2025 08:00", Raw_Bill="4,000.00", Volume_Disc_Amt="80.00",
               MSP_Up_Amt="78.40", Expenses="120.50", GST_Amount="206.00", MSP_GST_Amount="3.92", Adjustment="(15.00)",
               Bill_To_Client="3,978.48", Grand_Total="4,293.90", MSP_Down_Amt="40", Pay_Supplier="3,960.00")
        .replace('"","","","78.40"', '"","19.92","","78.40"'),
        billed("8001", "01/26/2025", "", Raw_Bill="100.00", Volume_Disc_Amt="0.00", Bill_To_Client="100.00",
               Grand_Total="100.00"),
        billed("8002", "26/01/2025", "", Raw_Bill="50.00"),
        billed("8003", "01/26/2025", "", Raw_Bill="many"),
    ]
)  # fmt: skip


def test_a_billing_line_comes_apart_and_adds_up(landing: Any) -> None:
    result = landing(LINES, mapping="magnit/billing_line")
    assert result.receipt.unknown_headings == ()
    people = ("Manager", "Manager Email", "Worker")
    assert result.receipt.person_headings == people
    first = dict(
        result.engine.rows(f"""
        SELECT kind, sum(amount) FROM '{result.folder / "invoice_line.parquet"}'
        WHERE invoice_id = '8001:01/19/2025' GROUP BY kind""")
    )
    assert first == {
        "labour": Decimal(4000), "discount": Decimal("-99.92"), "msp_fee": Decimal("78.40"),
        "expense": Decimal("120.50"), "tax": Decimal("209.92"), "adjustment": Decimal(-15),
    }  # fmt: skip
    assert first["labour"] + first["discount"] + first["msp_fee"] == Decimal("3978.48")
    assert sum(first.values()) == Decimal("4293.90")
    assert len(set(result.rows("invoice_id, line_no"))) == len(result.rows())
    assert b"Asdf" not in result.everything_stored()


def test_a_line_is_taken_unapproved_and_refused_undated(landing: Any) -> None:
    result = landing(LINES, mapping="magnit/billing_line")
    columns = "assignment_id, supplier_id, kind, amount, currency, service_date, invoiced_at"
    assert result.rows(columns)[-2:] == [
        ("8001", "Staffer A", kind, Decimal(amount), "CAD", date(2025, 1, 26), date(2025, 1, 26))
        for kind, amount in (("labour", 100), ("discount", 0))
    ]
    assert result.faults() == [
        (4, "service_date", "26/01/2025", "not_a_date"),
        (4, "invoiced_at", "26/01/2025", "not_a_date"),
        (5, "amount", "many", "not_a_number"),
    ]


def test_rows_by_day_repeat_the_line_and_load_once(programme: Callable[..., Folder]) -> None:
    head = BILLING.strip() + ",Date,Hours\n"
    line = billed("8001", "01/19/2025", "", Raw_Bill="320.00").strip()
    feed = '\n[[feed]]\nfiles = "billing*.csv"\nparty = "msp"\nmapping = "magnit/billing_line"\nsnapshot = "delta"\n'
    text = head + f"{line},01/15/2025,4\n{line},01/16/2025,4\n"
    folder = programme({"programme.toml": settings().split("[[feed]]")[0] + feed, "2025-01-31/billing.csv": text})
    made = folder.built()
    assert folder.rows("invoice_line", "amount") == [(Decimal(320),)]
    assert (made.read, made.quarantined, made.tables[0].repeated) == (2, 0, 1)
