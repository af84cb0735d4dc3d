"""SimpleVMS: who left, when the assignment ended and when the posting would have, and why."""

from datetime import date
from decimal import Decimal
from typing import Any

HEAD = (
    "Site_Group,Vendor_Group,WorkerName,WorkerFirstName,WorkerLastName,Username,ClientWorkerID,ClientWorkerID2,SSN,"
    "DateOfBirth,SiteName,VendorName,CostCenterName,Department,Title,TeamName,Status,StartDate,EndDate,"
    "JobPostingEndDate,SupervisorName,LastPunch,BillableRate,PayRate,TerminationReason\n"
)


def left(
    worker: str, start: str, end: str, planned: str, pay: str, reason: str, *, vendor: str = "Acme Staffing"
) -> str:
    return (
        f'Austin,Acme,"Asdf, Ghjkl",Ghjkl,Asdf,gasdf,{worker},,123-45-6789,04/01/1990,Austin,{vendor},0042 Picking,'
        f'Logistics,Picker,Night,Inactive,{start},{end},{planned},"Qwertz, Uiop",{end} 10:15 PM,"1,021.50",{pay},'
        f'"{reason}"\n'
    )


TURNOVER = HEAD + "".join(
    [
        left("0017", "01/06/2025", "02/14/2025", "06/30/2025", "0.00", "Poor Performance"),
        left("0017", "03/03/2025", "07/18/2025", "06/30/2025", "15.25", "assignment completed"),
        left("0018", "2025-01-06", "01/31/2025", "06/30/2025", "15.25", "No Call/No Show", vendor="XXXX"),
        left("0019", "01/06/2025", "01/06/2025", "06/30/2025", "15.25", "No Show"),
        left("0020", "01/06/2025", "01/31/2025", "06/30/2025", "15.25", "Eaten by a bear"),
        left("0021", "01/06/2025", "01/31/2025", "06/30/2025", "15.25", ""),
        left("0022", "13/01/2025", "01/31/2025", "06/30/2025", "15.25", "Quit"),
        left("", "01/06/2025", "01/31/2025", "06/30/2025", "15.25", "Quit"),
        left("0023", "01/06/2025", "01/31/2025", "", "15.25", "Quit"),
    ]
)


def test_assignments_end_when_they_ended(landing: Any) -> None:
    result = landing(TURNOVER, mapping="simplevms/turnover")
    assert result.receipt.unknown_headings == ()
    assert result.rows("assignment_id, start_date, planned_end, end_date, pay_rate")[:2] == [
        ("0017:Acme Staffing:01/06/2025", date(2025, 1, 6), date(2025, 6, 30), date(2025, 2, 14), None),
        ("0017:Acme Staffing:03/03/2025", date(2025, 3, 3), date(2025, 6, 30), date(2025, 7, 18), Decimal("15.25")),
    ]
    assert result.rows("worker_id, supplier_id, role_id, org_unit_id, site_id, bill_rate, rate_unit")[2] == (
        "0018", "unknown", "Picker", "0042 Picking", "Austin", Decimal("1021.50"), "hour",
    )  # fmt: skip


def test_reasons_become_causes(landing: Any) -> None:
    result = landing(TURNOVER, mapping="simplevms/turnover")
    assert result.rows("end_reason, end_cause") == [
        ("Poor Performance", "performance"),
        ("assignment completed", "completed"),
        ("No Call/No Show", "resignation"),
        ("No Show", "no_show"),
        ("Eaten by a bear", "unknown"),
        (None, None),
    ]


def test_what_is_wrong_is_said_and_nobody_is_stored(landing: Any) -> None:
    result = landing(TURNOVER, mapping="simplevms/turnover")
    assert result.faults() == [
        (8, "start_date", "13/01/2025", "not_a_date"),
        (9, "worker_id", "", "missing"),
        (10, "planned_end", "", "missing"),
    ]
    assert set(result.receipt.person_headings) == {
        "WorkerName", "WorkerFirstName", "WorkerLastName", "Username", "SSN", "DateOfBirth", "SupervisorName",
    }  # fmt: skip
    stored = result.everything_stored()
    assert not [word for word in (b"Asdf", b"Ghjkl", b"Qwertz", b"6789", b"1990", b"gasdf") if word in stored]
    assert {"requisition_id", "hiring_manager_id", "resource_type", "currency"} <= set(result.share.absent)
