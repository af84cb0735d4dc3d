"""Beeline's exports: final invoices only, dates of English months only, one head for three earning codes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fullscore.feeds._cells.pseudonyms import pseudonym
from tests.conftest import Folder, settings

INVOICE = (
    "Invoice Date,Billing Period End Date,Invoice ID,Invoice Type,Invoice Line Item ID,Financial Record Type,"
    "Supplier Name,Payment Terms,Worker Name,Engagement ID,Engagement Job Profile,Hiring Manager Name,"
    "Cost Center Name,Cost Center Code,Company Code,Quantity,Bill Rate,Amount,Currency\n"
)


def line(
    item: str, record: str, amount: str, *, day: str = "11-Dec-2025", kind: str = "FINAL", by: str = "Acme"
) -> str:
    return (
        f'{day},7-Dec-2025,2532,{kind},{item},{record},{by},NET_15,"Asdf, G",1023-000001,Developer,"Qwertz, U",'
        f'CC Admin,0123456,masters,40,85.50,"{amount}",USD\n'
    )


INVOICES = INVOICE + "".join(
    [
        line("TS_1093_2025-06-30_874ae1ae", "Timesheet", "3,420.00"),
        line("TS_1093_2025-06-30_0000001f", "timesheet", "-20"),
        line("EX_77_2025-06-30_00ffffff", "Expense", "12.10", by="XXXX"),
        line("MS_5_2025-06-30_00000001", "Milestone", "500", day="31-MAY-2025"),
        line("FE_9_2025-06-30_00000002", "MSP Fee", "68.40"),
        line("TS_1094_2025-06-30_00000003", "Timesheet", "3,420.00", kind="PRELIMINARY"),
        line("TS_1095_2025-06-30_00000004", "Timesheet", "10", day="11-Dez-2025"),
        line("TS_1095_2025-06-30", "Timesheet", "10"),
        line("TS_1096_2025-06-30_00000005", "Tombola", "10"),
    ]
)


def test_a_final_invoice_is_read_line_by_line(landing: Any) -> None:
    result = landing(INVOICES, mapping="beeline/invoice")
    assert result.receipt.unknown_headings == ()
    assert result.receipt.person_headings == ("Worker Name", "Hiring Manager Name")
    assert result.share.absent == ("sow_id", "timesheet_id", "paid_at")
    assert result.rows("line_no, kind, supplier_id, amount") == [
        (0x874AE1AE, "labour", "Acme", Decimal(3420)),
        (0x1F, "labour", "Acme", Decimal(-20)),
        (0xFFFFFF, "expense", "unknown", Decimal("12.10")),
        (1, "deliverable", "Acme", Decimal(500)),
        (2, "msp_fee", "Acme", Decimal("68.40")),
    ]
    assert result.rows("invoice_id, assignment_id, quantity, unit_rate, invoiced_at, service_date")[3] == (
        "2532", "1023-000001", 40.0, Decimal("85.50"), date(2025, 5, 31), date(2025, 12, 7),
    )  # fmt: skip


def test_what_is_wrong_with_an_invoice_is_said(landing: Any) -> None:
    result = landing(INVOICES, mapping="beeline/invoice")
    assert result.faults() == [
        (8, "invoiced_at", "11-Dez-2025", "not_a_date"),
        (9, "line_no", "TS_1095_2025-06-30", "not_split"),
        (10, "kind", "Tombola", "unknown_value"),
    ]
    (untaken,) = result.engine.rows(f"SELECT _line, _faults FROM '{result.folder / 'untaken.parquet'}'")
    assert untaken == (7, [{"column": "Invoice Type", "value": "PRELIMINARY", "reason": "not_taken"}])
    assert b"Asdf" not in result.everything_stored()


def test_an_invoice_is_spend_of_its_month(programme: Callable[..., Folder]) -> None:
    feed = '\n[[feed]]\nfiles = "inv*.csv"\nparty = "msp"\nmapping = "beeline/invoice"\nsnapshot = "delta"\n'
    folder = programme({"programme.toml": settings().split("[[feed]]")[0] + feed, "2025-12-31/inv.csv": INVOICES})
    made = folder.built()
    assert (made.read, made.quarantined) == (9, 4)
    assert sum(amount for (amount,) in folder.rows("invoice_line", "amount")) == Decimal("3980.50")


WORKERS = (
    "Legal First Name,Legal Last Name,Personal Email,Engagement Status,Job Profile Reference Id,"
    "Classification Reference Id,Supplier Reference Id,Supervisory Org Reference Id,Accountable Person Id,"
    "Cost Center Reference Id,Business Site Reference Id,Start Date,End Date,Timesheets Enabled,"
    "Work Schedule Reference Id,Holiday Schedule Reference Id,Entry Type,Person UID,Engagement ID,"
    "Spend Prior to Beeline,Spend Prior to Beeline currency\n"
    "A,Asdf,A.Asdf@yxcvb.org,ONBOARDED,JP1,CW,S1,ORG1,AP1,0042,BS1,03-Feb-2025,30-Jun-2025,TRUE,W,H,x,,,12000,USD\n"
    "A,Asdf,a.asdf@yxcvb.org ,ONBOARDED,JP1,CW,S2,ORG1,,0042,BS1,2025-07-01,31-Dec-2025,TRUE,W,H,x,,,,\n"
    "B,Sdfg,b@yxcvb.org,ONBOARDED,JP1,Employee,,ORG1,,0042,BS1,03-Feb-2025,31-Dec-2025,TRUE,W,H,x,,,,\n"
    "C,Dfgh,c@yxcvb.org,ONBOARDED,JP1,CW,S1,ORG1,,0042,BS1,03-févr-2025,31-Dec-2025,TRUE,W,H,x,,,,\n"
    "XXXX,XXXX,XXXX,ONBOARDED,JP1,CW,S1,ORG1,,0042,BS1,03-Feb-2025,31-Dec-2025,TRUE,W,H,x,,,,\n"
)


def test_workers_are_hashes_and_employees_no_assignments(landing: Any, tmp_path: Path) -> None:
    result = landing(WORKERS, mapping="beeline/worker")
    key = bytes.fromhex((tmp_path / "governance" / "secret.key").read_text().strip())
    assert result.receipt.unknown_headings == ()
    assert result.receipt.person_headings == ("Legal First Name", "Legal Last Name")
    columns = "worker_id, supplier_id, hiring_manager_id, resource_type, start_date, planned_end, end_date"
    worker = pseudonym("a.asdf@yxcvb.org", key)
    assert result.rows(columns) == [
        (worker, "S1", "AP1", "contractor", date(2025, 2, 3), date(2025, 6, 30), None),
        (worker, "S2", "unknown", "contractor", date(2025, 7, 1), date(2025, 12, 31), None),
    ]
    assert len(set(result.column("assignment_id"))) == 2
    assert result.faults() == [
        (4, "supplier_id", "", "missing"),
        (5, "start_date", "03-févr-2025", "not_a_date"),
        (6, "worker_id", "", "missing"),
    ]
    assert not [word for word in (b"Asdf", b"yxcvb", b"12000") if word in result.everything_stored()]
    assert {"bill_rate", "currency", "rate_unit", "end_date"} <= set(result.share.absent)


ASSIGNMENTS = (
    "Assignment ID,Resource ID,Beeline ID,Request ID,Supplier Name,Job Title,Cost Center Code,Work Location,"
    "Hiring Manager ID,Worker Type,Assignment Start Date,Assignment Current Start Date,Assignment Current End Date,"
    "Actual End Date,End Reason,Earning Code,Bill Rate,Pay Rate,Currency,Rate Unit,First Name\n"
    "A1,R1,B1,Q1,Acme,Nurse,0042,Austin,M1,CWS,06-Jan-2025,01-Jul-2025,31-Dec-2025,,,OT,150,100,USD,Hourly,Asdf\n"
    "A1,R1,B1,Q1,Acme,Nurse,0042,Austin,M1,CWS,06-Jan-2025,01-Jul-2025,31-Dec-2025,,,RT,100,0.00,USD,Hourly,Asdf\n"
    "A1,R1,B1,Q1,Acme,Nurse,0042,Austin,M1,CWS,06-Jan-2025,01-Jul-2025,31-Dec-2025,,,DT,200,130,USD,Hourly,Asdf\n"
    "A2,R2,B2,,XXXX,Nurse,0042,Austin,M1,CWS,06-Jan-2025,06-Jan-2025,31-Dec-2025,30-Jun-2025,Bored,RT,1,,USD,Hourly,\n"
    "A3,R3,B3,,Acme,Nurse,0042,Austin,M1,CWS,13/01/2025,06-Jan-2025,31-Dec-2025,,,RT,1,,USD,Hourly,\n"
)


def test_three_earning_codes_are_one_head(landing: Any) -> None:
    result = landing(ASSIGNMENTS, mapping="beeline/assignment")
    assert result.receipt.unknown_headings == ()
    columns = "assignment_id, supplier_id, start_date, planned_end, end_date, end_cause, bill_rate, pay_rate"
    assert result.rows(columns) == [
        ("A1", "Acme", date(2025, 1, 6), date(2025, 12, 31), None, None, Decimal(100), None),
        ("A2", "unknown", date(2025, 1, 6), date(2025, 12, 31), date(2025, 6, 30), "unknown", Decimal(1), None),
    ]
    assert result.faults() == [(6, "start_date", "13/01/2025", "not_a_date")]
    untaken = result.engine.rows(f"SELECT _line, _faults[1].value FROM '{result.folder / 'untaken.parquet'}'")
    assert untaken == [(2, "OT"), (4, "DT")]
    assert (result.receipt.rows, result.share.read, result.receipt.untaken) == (5, 3, 2)


def test_a_report_without_earning_codes_is_one_row_each(landing: Any) -> None:
    head = "Resource ID,Assignment ID,Beeline ID,Assignment Start Date,Assignment Current Start Date,"
    text = head + "Assignment Current End Date\nR1,A1,B1,06-Jan-2025,01-Jul-2025,31-Dec-2025\n"
    result = landing(text, mapping="beeline/assignment")
    assert result.rows("assignment_id, worker_id, start_date, planned_end") == [
        ("A1", "R1", date(2025, 1, 6), date(2025, 12, 31))
    ]
    assert (result.receipt.untaken, result.receipt.unknown_headings) == (0, ())
