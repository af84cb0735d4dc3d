"""The downloads of SAP Fieldglass: what each row becomes, and what is refused of them."""

from datetime import date
from decimal import Decimal
from typing import Any

WORKERS = (
    "Job Seeker ID,Worker ID,Person ID,Security ID,Status,First Name,Last Name,Worker Email,Job Posting Title,"
    "Work Order ID,Sequence,Work Order/Work Order Revision Owner,Work Order/Work Order Revision Owner Employee ID,"
    "Business Unit Code,Business Unit Name,Vendor Number,Vendor Name,Buyer Code,Remit To address Code,"
    "Cost Center Name,Cost Center Code,Billable Per Diem,Start Date,End Date,Currency,Site Code,Site Name,"
    "Rate Category /UOM,Pay Rate,Bill Rate,Segmented Object Detail,[c]worker_badge colour\n"
)


def worker(**told: str) -> str:
    """A line of the Active Worker Download; what is not told is as usual."""
    usual = {
        "id": "ABCDWK00000001", "person": "P-1", "status": "Active", "title": "Registered Nurse",
        "order": "ABCDWO00000010", "sequence": "1", "unit": "BU1", "unit_name": "Care", "vendor": "V1",
        "vendor_name": "Acme Staffing", "centre": "004100", "centre_name": "Ward 4", "start": "01/15/2024",
        "end": "12/31/2024", "site": "S1", "site_name": "North", "rate": "ST/Hr", "pay": "40.00", "bill": '"1,062.50"',
    }  # fmt: skip
    t = usual | told
    return (
        f"ABCDJS00000001,{t['id']},{t['person']},19800101AB,{t['status']},Qwertzuiop,Asdfghjkl,q@yxcvb.org,{t['title']},"
        f"{t['order']},{t['sequence']},Polkmnji Vbgtrf,E77,{t['unit']},{t['unit_name']},{t['vendor']},"
        f"{t['vendor_name']},ABCD,R1,{t['centre_name']},{t['centre']},0,{t['start']},{t['end']},USD,{t['site']},"
        f"{t['site_name']},{t['rate']},{t['pay']},{t['bill']},,blue\n"
    )


def test_a_worker_becomes_an_assignment(landing: Any) -> None:
    result = landing(WORKERS + worker(), mapping="fieldglass/active_worker")
    assert result.rows("* EXCLUDE (_revision, _faults, _refused)", "assignment") == [
        (
            "ABCDWO00000010", "ABCDWO00000010", None, "P-1", "V1", "Registered Nurse", "004100", "S1", "E77",
            "contractor", date(2024, 1, 15), date(2024, 12, 31), None, None, None, Decimal("1062.5"), Decimal(40),
            "USD", "hour", None, None, 2,
        )
    ]  # fmt: skip


def test_its_supplier_site_and_units_come_with_their_names(landing: Any) -> None:
    lines = worker() + worker(order="ABCDWO00000011", centre="4200", centre_name="", unit_name="", site_name="")
    result = landing(WORKERS + lines, mapping="fieldglass/active_worker")
    assert result.rows("supplier_id, name, country", "supplier") == [("V1", "Acme Staffing", None)] * 2
    assert result.rows("site_id, name", "site") == [("S1", "North"), ("S1", "S1")]
    assert sorted(result.rows("_line, org_unit_id, name, parent_id, kind", "org_unit"), key=str) == [
        (2, "004100", "Ward 4", "BU1", "cost_centre"),
        (2, "BU1", "Care", None, "business_unit"),
        (3, "4200", "4200", "BU1", "cost_centre"),
        (3, "BU1", "BU1", None, "business_unit"),
    ]


def test_nothing_of_a_worker_as_a_person_is_stored(landing: Any) -> None:
    result = landing(WORKERS + worker(bill="?"), mapping="fieldglass/active_worker")
    assert result.receipt.person_headings == (
        "Security ID", "First Name", "Last Name", "Worker Email", "Work Order/Work Order Revision Owner",
    )  # fmt: skip
    assert result.receipt.unknown_headings == ("[c]worker_badge colour",)
    stored = result.everything_stored()
    for clear in (b"Qwertzuiop", b"Asdfghjkl", b"yxcvb", b"Polkmnji", b"19800101AB"):
        assert clear not in stored


def test_faulty_workers_are_refused_with_the_reason(landing: Any) -> None:
    lines = (
        worker()
        + worker(start="31/01/2024")
        + worker(bill="-1")
        + worker(rate="Bonus/EA")
        + worker(centre="4.1E+05")
        + worker(sequence="last")
    )
    assert landing(WORKERS + lines, mapping="fieldglass/active_worker").faults("assignment") == [
        (3, "start_date", "31/01/2024", "not_a_date"),
        (4, "bill_rate", "-1", "negative"),
        (5, "rate_unit", "Bonus/EA", "unknown_value"),
        (6, "org_unit_id", "4.1E+05", "excel_damaged_id"),
        (7, "Sequence", "last", "no_revision"),
    ]


def test_what_the_list_of_workers_cannot_say_is_named(landing: Any) -> None:
    result = landing(WORKERS + worker(), mapping="fieldglass/active_worker")
    absent = {share.table: share.absent for share in result.receipt.tables}
    assert absent["assignment"] == (
        "submittal_id", "end_reason", "extensions", "converted_employee_id",
    )  # fmt: skip
    assert "msp_affiliated" in absent["supplier"]


def test_without_persons_ids_every_engagement_is_its_own_worker(landing: Any) -> None:
    text = (WORKERS + worker()).replace("Person ID,", "").replace("P-1,", "")
    assert landing(text, mapping="fieldglass/active_worker").column("worker_id", "assignment") == ["ABCDWK00000001"]


SHEETS = (
    "Time Sheet ID,Time Sheet Status,Time Sheet Start Date,Time Sheet End Date,Time Sheet Submit Date/Time,"
    "Time Sheet Approved Date,Time Entry Date,Buyer Name,Buyer Code,Supplier Name,Supplier Code,Account Name,"
    "Account Code,Remit To Address Code,Job Posting Owner,Work Order ID,Worker ID,Job Seeker ID,Worker Last Name,"
    "Worker First Name,Cost Center Code,Rate Category /UOM,Hours,Amount,Currency\n"
)


def entry(**told: str) -> str:
    """A line of the Approved Time Sheet Download; what is not told is as usual."""
    usual = {
        "sheet": "ABCDTS00000001", "status": "Approved", "submitted": "02/25/2024 09:30",
        "approved": "02/27/2024 16:00", "day": "02/20/2024",
        "worker": "ABCDWK00000001", "centre": "004100", "rate": "ST/Hr", "hours": "8.00", "amount": "400.00",
    }  # fmt: skip
    t = usual | told
    return (
        f"{t['sheet']},{t['status']},02/19/2024,02/25/2024,{t['submitted']},{t['approved']},{t['day']},Buyer,ABCD,"
        f"Acme,V1,,,R1,Polkmnji Vbgtrf,ABCDWO00000010,{t['worker']},ABCDJS00000001,Asdfghjkl,Qwertzuiop,{t['centre']},"
        f"{t['rate']},{t['hours']},{t['amount']},USD\n"
    )


def test_every_entry_of_a_time_sheet_is_kept_with_its_kind_of_hours(landing: Any) -> None:
    lines = (
        entry()
        + entry(rate="OT/Hr", hours="2", amount="150")
        + entry(rate="Double Time/Hour", hours="1", amount="100", centre="0042")
        + entry(rate="Other shift", hours="3", amount='"1,050.00"')
        + entry(rate="", day="02/21/2024")
    )
    result = landing(SHEETS + lines, mapping="fieldglass/approved_time_sheet")
    assert result.rows("timesheet_id, regular_hours, overtime_hours, amount") == [
        ("ABCDTS00000001|02/20/2024|ST/Hr|004100", 8, None, 400),
        ("ABCDTS00000001|02/20/2024|OT/Hr|004100", 0, 2, 150),
        ("ABCDTS00000001|02/20/2024|Double Time/Hour|0042", 0, 1, 100),
        ("ABCDTS00000001|02/20/2024|Other shift|004100", 3, None, 1050),
        ("ABCDTS00000001|02/21/2024||004100", 8, None, 400),
    ]
    assert set(result.rows("assignment_id, week_ending, status")) == {
        ("ABCDWO00000010", date(2024, 2, 25), "approved"),
    }
    assert result.receipt.unknown_headings == ()
    assert result.receipt.person_headings == ("Job Posting Owner", "Worker Last Name", "Worker First Name")


def test_a_revoked_sheet_has_no_approval(landing: Any) -> None:
    lines = (
        entry() + entry(day="02/21/2024", status="Revoked") + entry(day="02/22/2024", approved="2024-02-27 16:00:00")
    )
    result = landing(SHEETS + lines, mapping="fieldglass/approved_time_sheet")
    assert result.rows("status, submitted_at::VARCHAR, approved_at::VARCHAR") == [
        ("approved", "2024-02-25 09:30:00", "2024-02-27 16:00:00"),
        ("revoked", "2024-02-25 09:30:00", None),
        ("approved", "2024-02-25 09:30:00", "2024-02-27 16:00:00"),
    ]


def test_faulty_entries_are_refused_with_the_reason(landing: Any) -> None:
    lines = (
        entry(rate="PWD Standard/Day", hours="1")
        + entry(hours="-8")
        + entry(hours="")
        + entry(rate="OT/Hr", hours="x")
        + entry(submitted="25/02/2024 09:30")
        + entry(amount="n/a")
    )
    assert landing(SHEETS + lines, mapping="fieldglass/approved_time_sheet").faults() == [
        (2, "regular_hours", "PWD Standard/Day|1", "not_split"),
        (3, "regular_hours", "ST/Hr|-8", "negative"),
        (4, "regular_hours", "ST/Hr|", "not_split"),
        (5, "overtime_hours", "OT/Hr|x", "not_a_number"),
        (6, "submitted_at", "25/02/2024 09:30", "not_a_time"),
        (7, "amount", "n/a", "not_a_number"),
    ]


def test_a_download_with_the_published_headings_alone_lands(landing: Any) -> None:
    head, line = (text.strip().split(",") for text in (SHEETS, entry()))
    kept = [head.index(name) for name in head[:19]]
    text = "\n".join(",".join(cells[at] for at in kept) for cells in (head, line)) + "\n"
    result = landing(text, mapping="fieldglass/approved_time_sheet")
    assert result.rows("timesheet_id, week_ending") == [("ABCDTS00000001|02/20/2024", date(2024, 2, 25))]
    assert result.share.absent == ("regular_hours", "overtime_hours", "amount", "currency")


BILLED = (
    "Company Code,Company Name,Line Item ID,External Line Item ID,Line Item Name,Line Item Type,Revision?,"
    "Revision Number,Original Line Item ID,Supplier Code,Supplier Name,Vendor ID,Service Date,Submit Date,Project ID,"
    "PO Number,Master SOW ID,Master SOW PO Number,Legal Entity Code,Legal Entity Name,Site Code,Quantity,"
    "Rate,Amount,Currency\n"
)


def billed(**told: str) -> str:
    """A line of the Service Entry Sheet Download; what is not told is as usual."""
    usual = {
        "item": "ABCDTS00000001", "type": "TS", "supplier": "V1", "name": "Acme Staffing", "day": "02/25/2024",
        "submitted": "02/27/2024", "project": "ABCDWO00000010", "quantity": "8", "rate": "50", "amount": "400.00",
    }  # fmt: skip
    t = usual | told
    return (
        f"ABCD,Buyer,{t['item']},,,{t['type']},No,,,{t['supplier']},{t['name']},000123,{t['day']},{t['submitted']},"
        f"{t['project']},PO1,,,LE1,Legal,S1,{t['quantity']},{t['rate']},{t['amount']},USD\n"
    )


def test_a_line_item_is_billed_for_a_work_order_or_a_statement_of_work(landing: Any) -> None:
    lines = (
        billed()
        + billed(item="ABCDPE00000002", type="Event", project="ABCDTQ00000003", amount='"12,000.00"', quantity="")
        + billed(item="ABCDES00000003", type="ES", day="")
        + billed(item="ABCDMI00000004", type="MI", project="")
    )
    result = landing(BILLED + lines, mapping="fieldglass/service_entry_sheet")
    columns = "invoice_id, line_no, assignment_id, sow_id, kind, amount, service_date, invoiced_at"
    day, submitted = date(2024, 2, 25), date(2024, 2, 27)
    assert result.rows(columns, "invoice_line") == [
        ("ABCDTS00000001", 1, "ABCDWO00000010", None, "labour", 400, day, submitted),
        ("ABCDPE00000002", 1, None, "ABCDTQ00000003", "deliverable", 12_000, day, submitted),
        ("ABCDES00000003", 1, "ABCDWO00000010", None, "expense", 400, None, submitted),
        ("ABCDMI00000004", 1, None, None, "adjustment", 400, day, submitted),
    ]
    assert result.rows("supplier_id, name", "supplier") == [("V1", "Acme Staffing")] * 4
    assert result.receipt.unknown_headings == ()


def test_faulty_line_items_are_refused_with_the_reason(landing: Any) -> None:
    lines = billed(type="XX") + billed(amount="") + billed(submitted="27/02/2024") + billed(supplier="")
    result = landing(BILLED + lines, mapping="fieldglass/service_entry_sheet")
    assert result.faults("invoice_line") == [
        (2, "kind", "XX", "unknown_value"),
        (3, "amount", "", "missing"),
        (4, "invoiced_at", "27/02/2024", "not_a_date"),
        (5, "supplier_id", "", "missing"),
    ]


REQUESTS = (
    "Object ID,Revision,Description,Status,External ID,Buyer Ref,Master SOW Ref,Master SOW,Object Owner Username,"
    "Object Owner Employee ID,Object Creator Username,Object Creator Employee ID,Work Order Cost Center Code,"
    "Primary Worker Cost Center,Cost Allocation Amount,General Ledger Account,Segmented Object Detail,Allocation %\n"
)


def request(**told: str) -> str:
    """A line of the Requisition Line Item Detail Download; what is not told is as usual."""
    usual = {
        "id": "ABCDWO00000010", "revision": "1", "title": "Registered Nurse", "status": "Activated", "master": "No",
        "centre": "004100", "primary": "004100", "share": "100",
    }  # fmt: skip
    t = usual | told
    return (
        f"{t['id']},{t['revision']},{t['title']},{t['status']},,,,{t['master']},qwertz,E77,asdfgh,E78,{t['centre']},"
        f'{t["primary"]},"1,000.00",6410,,{t["share"]}\n'
    )


def test_a_work_order_becomes_a_request_for_one_person(landing: Any) -> None:
    lines = (
        request()
        + request(id="ABCDWO00000011", status="Closed", primary="")
        + request(id="ABCDWO00000012", status="No Show")
        + request(id="ABCDTQ00000003", title="Data platform 2024", status="Pending Supplier Review")
        + request(id="ABCDTQ00000001", title="Frame", master="Yes")
    )
    result = landing(REQUESTS + lines, mapping="fieldglass/requisition")
    columns = "requisition_id, org_unit_id, resource_type, positions, status, close_reason, close_cause"
    assert result.rows(columns, "requisition") == [
        ("ABCDWO00000010", "004100", "contractor", 1, "filled", None, None),
        ("ABCDWO00000011", "004100", "contractor", 1, "closed", "Closed", None),
        ("ABCDWO00000012", "004100", "contractor", 1, "cancelled", "No Show", "worker_withdrawn"),
        ("ABCDTQ00000003", "004100", "sow", 1, "pending_approval", None, None),
    ]
    assert result.rows("title, role_id, hiring_manager_id", "requisition")[0] == (
        "Registered Nurse", "Registered Nurse", "E77",
    )  # fmt: skip
    assert (result.receipt.untaken, result.receipt.unknown_headings) == (1, ())
    assert result.receipt.person_headings == ("Object Owner Username", "Object Creator Username")
    assert b"qwertz" not in result.everything_stored()
    assert {"site_id", "submitted_at", "status_at", "rate_unit"} <= set(result.receipt.tables[0].absent)


def test_faulty_requests_are_refused_with_the_reason(landing: Any) -> None:
    lines = request(status="Lost") + request(revision="x") + request(centre="", primary="")
    assert landing(REQUESTS + lines, mapping="fieldglass/requisition").faults("requisition") == [
        (2, "status", "Lost", "unknown_value"),
        (2, "close_cause", "Lost", "unknown_value"),
        (3, "Revision", "x", "no_revision"),
        (4, "org_unit_id", "", "missing"),
    ]


STATEMENTS = (
    "SOW ID,Revision Number,SOW Name,Start Date,End Date,Status,Supplier Code,Supplier Name,Billable?,Master SOW?,"
    "Legal Entity,Purchase Unit,Purchase Unit Code,Business Unit,Clauses,Management Events,Schedules,Events,"
    "Maximum Budget,Currency\n"
)


def statement(**told: str) -> str:
    """A line of the SOW Download; what is not told is as usual."""
    usual = {
        "id": "ABCDTQ00000003", "revision": "0", "status": "Approved", "supplier": "V7", "name": "Data Works",
        "master": "No", "unit": "BU1", "end": "12/31/2024", "budget": '"120,000.00"',
    }  # fmt: skip
    t = usual | told
    return (
        f"{t['id']},{t['revision']},Data platform 2024,01/15/2024,{t['end']},{t['status']},{t['supplier']},{t['name']},"
        f"Yes,{t['master']},LE1,Unit,PU1,{t['unit']},Yes,No,No,Yes,{t['budget']},USD\n"
    )


def test_a_statement_of_work_and_its_revisions(landing: Any) -> None:
    lines = statement() + statement(revision="1", budget="130000") + statement(id="ABCDTQ00000001", master="Yes")
    result = landing(STATEMENTS + lines, mapping="fieldglass/sow")
    assert result.rows("sow_id, supplier_id, title, org_unit_id, end_date, value, _revision", "sow") == [
        ("ABCDTQ00000003", "V7", "Data platform 2024", "BU1", date(2024, 12, 31), 120_000, 0),
        ("ABCDTQ00000003", "V7", "Data platform 2024", "BU1", date(2024, 12, 31), 130_000, 1),
    ]
    assert result.rows("org_unit_id, name, kind", "org_unit") == [("BU1", "BU1", "business_unit")] * 2
    assert (result.receipt.untaken, result.receipt.unknown_headings) == (1, ())
    assert result.receipt.tables[0].absent == ("capability", "site_id", "pricing")


def test_faulty_statements_are_refused_with_the_reason(landing: Any) -> None:
    lines = statement(end="31/12/2024") + statement(budget="tbd") + statement(unit="")
    assert landing(STATEMENTS + lines, mapping="fieldglass/sow").faults("sow") == [
        (2, "end_date", "31/12/2024", "not_a_date"),
        (3, "value", "tbd", "not_a_number"),
        (4, "org_unit_id", "", "missing"),
    ]
