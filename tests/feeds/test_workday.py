"""A report of contingent workers' contracts from Workday: what each row becomes, and what is refused of it."""

from datetime import date
from decimal import Decimal
from typing import Any

HEAD = (
    "Contingent Worker ID,First Name,Last Name,Manager,Manager ID,Contract Start Date,First Day of Work,"
    "Contract End Date,Termination Date,End Contract Reason,Contract Worker Type ID,Supplier,Job Requisition ID,"
    "Job Profile ID,Location ID,Cost Center,Contract Pay Rate,Currency ID,Frequency ID,Purchase Order,Colour\n"
)


def contract(**told: str) -> str:
    """A line of the report; what is not told is as usual."""
    usual = {
        "id": "000417", "start": "2024-01-15", "first": "2024-01-17", "end": "2024-12-31", "left": "", "reason": "",
        "type": "Temporary_Worker", "pay": '"1,062.50"', "per": "Hourly", "site": "LOC-1",
    }  # fmt: skip
    t = usual | told
    return (
        f"{t['id']},Qwertzuiop,Asdfghjkl,Polkmnji Vbgtrf,E77,{t['start']},{t['first']},{t['end']},{t['left']},"
        f"{t['reason']},{t['type']},Acme Staffing,R-9,RN,{t['site']},0041,{t['pay']},EUR,{t['per']},PO1,blue\n"
    )


def test_a_contract_becomes_an_assignment(landing: Any) -> None:
    result = landing(HEAD + contract(), mapping="workday/contingent_worker")
    assert result.rows("* EXCLUDE (_revision, _faults, _refused)") == [
        (
            "000417|2024-01-15", None, None, "000417", "Acme Staffing", "RN", "0041", "LOC-1", "E77", "temp",
            date(2024, 1, 17), date(2024, 12, 31), None, None, None, Decimal("1062.5"), None, "EUR", "hour", None, None,
            2,
        )
    ]  # fmt: skip
    assert result.receipt.unknown_headings == ("Colour",)
    assert result.receipt.person_headings == ("First Name", "Last Name", "Manager")
    stored = result.everything_stored()
    assert not any(clear in stored for clear in (b"Qwertzuiop", b"Asdfghjkl", b"Polkmnji"))


def test_who_comes_back_has_a_second_contract_and_one_id(landing: Any) -> None:
    lines = contract(left="2024-03-31", reason="Project over") + contract(start="2024-09-01", first="", per="Daily")
    result = landing(HEAD + lines, mapping="workday/contingent_worker")
    assert result.rows("assignment_id, worker_id, start_date, end_date, end_reason, rate_unit") == [
        ("000417|2024-01-15", "000417", date(2024, 1, 17), date(2024, 3, 31), "Project over", "hour"),
        ("000417|2024-09-01", "000417", date(2024, 9, 1), None, None, "day"),
    ]


def test_headings_as_the_service_writes_them(landing: Any) -> None:
    head = HEAD.replace(" ", "_").lower()
    assert landing(head + contract(), mapping="workday/contingent_worker").share.landed == 1


def test_faulty_contracts_are_refused_with_the_reason(landing: Any) -> None:
    lines = (
        contract(end="31.12.2024")
        + contract(type="Astronaut")
        + contract(pay="0.00")
        + contract(per="Weekly")
        + contract(id="4.17E+05")
        + contract(site="")
    )
    assert landing(HEAD + lines, mapping="workday/contingent_worker").faults() == [
        (2, "planned_end", "31.12.2024", "not_a_date"),
        (3, "resource_type", "Astronaut", "unknown_value"),
        (4, "bill_rate", "0.00", "missing"),
        (5, "rate_unit", "Weekly", "unknown_value"),
        (6, "assignment_id", "4.17E+05|2024-01-15", "excel_damaged_id"),
        (6, "worker_id", "4.17E+05", "excel_damaged_id"),
        (7, "site_id", "", "missing"),
    ]
