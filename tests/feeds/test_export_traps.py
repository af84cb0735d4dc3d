"""What real exports do to whoever believes them, from the file to the figure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from fullscore.run.figures import ask, figures
from fullscore.run.quarantine import quarantined
from tests.conftest import Folder, settings
from tests.feeds.test_fieldglass import (
    BILLED,
    REQUESTS,
    SHEETS,
    STATEMENTS,
    WORKERS,
    billed,
    entry,
    request,
    statement,
    worker,
)


def feeds(*declared: str) -> str:
    """A ``programme.toml`` with feeds of the MSP given as ``mapping, pattern, snapshot``."""
    text = settings("survey_response, none*.csv, client, full")
    for feed in declared:
        mapping, files, snapshot = (word.strip() for word in feed.split(","))
        text += f'\n[[feed]]\nfiles = "{files}"\nparty = "msp"\nmapping = "{mapping}"\nsnapshot = "{snapshot}"\n'
    return text


LIST = {"programme.toml": feeds("fieldglass/active_worker, workers*.csv, delta")}


def workers(*lines: str) -> str:
    return WORKERS + "".join(lines)


def value(folder: Folder, measure: str, **chosen: str) -> tuple[float | None, int]:
    with folder.edition() as edition:
        (row,) = figures(edition, ask(measure, chosen=chosen)).rows
    return row.estimate.value, row.estimate.n


def refused(folder: Folder) -> list[tuple[int, str, str, str]]:
    with folder.edition() as edition:
        return [(q.line, q.column, q.value, q.reason) for q in quarantined(edition)]


def told(folder: Folder, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Every version, superseded ones too."""
    with folder.edition() as edition:
        found = edition.run(edition.versions(table).select(*columns)).to_pylist()
    return sorted((tuple(row[c] for c in columns) for row in found), key=str)


def test_a_worker_with_three_rate_categories_is_one_head(programme: Callable[..., Folder]) -> None:
    lines = [worker(rate=rate, bill=bill) for rate, bill in (("ST/Hr", "50"), ("OT/Hr", "75"), ("DT/Hr", "100"))]
    folder = programme({**LIST, "2024-03-31/workers.csv": workers(*lines)})
    share = folder.built().share("assignment")
    assert share is not None
    assert (share.landed, share.in_force, share.superseded, share.held) == (3, 1, 2, 0)
    assert folder.rows("assignment", "bill_rate", "rate_unit") == [(Decimal(50), "hour")]
    assert value(folder, "headcount", at="month_end", who="assignments") == (1, 1)
    assert refused(folder) == []


def test_the_start_belongs_to_the_revision_and_the_first_start_stays_known(programme: Callable[..., Folder]) -> None:
    first = worker(sequence="1", start="01/15/2024", end="06/30/2024")
    second = worker(sequence="2", start="07/01/2024", end="12/31/2024", bill="60")
    third = worker(sequence="3", start="01/01/2025", end="06/30/2025", bill="65")
    folder = programme(
        {
            **LIST,
            "2024-07-31/workers.csv": workers(second, worker(sequence="2", rate="OT/Hr", bill="90"), first),
            "2025-01-31/workers.csv": workers(third),
        }
    )
    folder.built()
    assert folder.rows("assignment", "start_date", "bill_rate") == [(date(2025, 1, 1), Decimal(65))]
    versions = told(folder, "assignment", "start_date")
    assert min(versions) == (date(2024, 1, 15),)
    assert (date(2024, 7, 1),) in versions
    assert refused(folder) == []


def test_a_pay_rate_of_nothing_is_none(programme: Callable[..., Folder]) -> None:
    lines = (
        worker(pay="0.00"),
        worker(id="ABCDWK00000002", order="ABCDWO00000012", pay="0"),
        worker(id="ABCDWK00000003", order="ABCDWO00000013", pay="31.5"),
    )
    folder = programme({**LIST, "2024-03-31/workers.csv": workers(*lines)})
    folder.built()
    assert folder.rows("assignment", "pay_rate") == [(Decimal("31.5"),), (None,), (None,)]


def test_a_worker_who_came_with_a_statement_of_work_is_told_apart(programme: Callable[..., Folder]) -> None:
    lines = (
        worker(),
        worker(id="ABCDWK00000002", person="P-2", title="Data platform 2024", order="ABCDTQ00000003"),
        worker(id="ABCDWK00000003", person="P-3", title="Data platform 2024", order=""),
    )
    folder = programme({**LIST, "2024-03-31/workers.csv": workers(*lines)})
    folder.built()
    assert folder.rows("assignment", "resource_type", "role_id") == [
        ("contractor", "Registered Nurse"), ("sow", "Data platform 2024"), ("sow", "Data platform 2024"),
    ]  # fmt: skip
    assert value(folder, "headcount", at="month_end", population="exclude_sow") == (1, 1)


def test_one_person_with_two_contracts_is_one_head_and_two_assignments(programme: Callable[..., Folder]) -> None:
    lines = (
        worker(),
        worker(id="ABCDWK00000002", order="ABCDWO00000012"),
        worker(id="ABCDWK00000003", order="ABCDWO00000013", person="P-2"),
    )
    folder = programme({**LIST, "2024-03-31/workers.csv": workers(*lines)})
    folder.built()
    assert value(folder, "headcount", at="month_end", who="workers") == (2, 2)
    assert value(folder, "headcount", at="month_end", who="assignments") == (3, 3)
    assert refused(folder) == []


def test_a_closed_work_order_may_hide_a_no_show_and_proves_no_completion(programme: Callable[..., Folder]) -> None:
    lines = (
        worker(status="Active"),
        worker(id="ABCDWK00000002", order="ABCDWO00000012", person="P-2", status="Closed", end="03/15/2024"),
        worker(id="ABCDWK00000003", order="ABCDWO00000013", person="P-3", status="No Show", end="01/15/2024"),
    )
    folder = programme({**LIST, "2024-03-31/workers.csv": workers(*lines)})
    folder.built()
    assert folder.rows("assignment", "end_cause", "end_date") == [
        ("no_show", date(2024, 1, 15)), ("unknown", date(2024, 3, 15)), (None, None),
    ]  # fmt: skip
    # Whether the unknown end counts is for whoever asks to say; the no-show is told and counts at once.
    chosen = {"window": "90", "young": "success", "causes": "negative"}
    assert value(folder, "early_attrition", **chosen, unknown_cause="neutral") == (1 / 3, 3)
    assert value(folder, "early_attrition", **chosen, unknown_cause="negative") == (2 / 3, 3)


def test_dates_are_read_as_declared_and_what_proves_it_is_said(programme: Callable[..., Folder]) -> None:
    unproven = workers(worker(start="03/04/2024", end="05/06/2024"))
    swapped = workers(worker(), worker(id="ABCDWK00000002", order="ABCDWO00000012", start="25/01/2024"))
    folder = programme({**LIST, "2024-03-31/workers.csv": unproven, "2024-04-30/workers.csv": swapped})
    built = folder.build()
    said = [
        [n for share in a.receipt.tables for n in share.notes if n.startswith("start_date")] for a in built.arrivals
    ]
    assert [len(notes) for notes in said] == [1, 1]
    assert "nothing proves the declared order of day and month" in said[0][0]
    assert "1 dates can be read only with day and month exchanged" in said[1][0]
    assert refused(folder) == [(3, "start_date", "25/01/2024", "not_a_date")]


def test_a_spreadsheets_damage_is_refused_and_its_title_row_passed_over(programme: Callable[..., Folder]) -> None:
    titled = "Active Worker Download,,\n\n" + workers(
        worker(centre="0041"), worker(id="ABCDWK00000002", order="ABCDWO00000012", centre="1E+05")
    )
    folder = programme({**LIST, "2024-03-31/workers.csv": titled})
    (arrival,) = folder.build().arrivals
    assert any("the heading was found on line 3" in note for note in arrival.receipt.tables[0].notes)
    assert folder.rows("assignment", "org_unit_id") == [("0041",)]
    assert {(4 + 1, "org_unit_id", "1E+05", "excel_damaged_id")} == set(refused(folder))


SHEET_FEEDS = {
    "programme.toml": feeds(
        "fieldglass/active_worker, workers*.csv, delta", "fieldglass/approved_time_sheet, sheets*.csv, delta"
    ),
    "2024-02-29/workers.csv": workers(worker()),
}


def test_an_approval_at_the_instant_of_submission_is_no_evidence(programme: Callable[..., Folder]) -> None:
    lines = (
        entry(),
        entry(sheet="ABCDTS00000002", approved="02/25/2024 09:30"),
        entry(sheet="ABCDTS00000003", approved="02/26/2024 09:31"),
    )
    folder = programme({**SHEET_FEEDS, "2024-02-29/sheets.csv": SHEETS + "".join(lines)})
    folder.built()
    assert value(folder, "timesheet_approval_days", auto_approved="left_out", days="calendar") == (1.5, 2)
    assert value(folder, "timesheet_approval_days", auto_approved="counted", days="calendar") == (1.0, 3)


def test_the_first_submission_stays_known_from_the_earlier_download(programme: Callable[..., Folder]) -> None:
    rejected = entry(status="Rejected", submitted="02/25/2024 09:30", approved="")
    again = entry(status="Approved", submitted="03/01/2024 08:00", approved="03/02/2024 10:00")
    folder = programme(
        {**SHEET_FEEDS, "2024-02-29/sheets.csv": SHEETS + rejected, "2024-03-31/sheets.csv": SHEETS + again}
    )
    folder.built()
    assert folder.rows("timesheet", "submitted_on", "status") == [(date(2024, 3, 1), "approved")]
    assert [(status, at.isoformat()) for status, at in told(folder, "timesheet", "status", "submitted_at")] == [
        ("approved", "2024-03-01T08:00:00"),
        ("rejected", "2024-02-25T09:30:00"),
    ]


def test_hours_of_several_rate_categories_and_cost_centres_add_up_once(programme: Callable[..., Folder]) -> None:
    lines = (
        entry(hours="6", amount="300"),
        entry(hours="2", amount="100", centre="0042"),
        entry(hours="1", amount="75", rate="OT/Hr"),
        entry(hours="1", amount="75", rate="OT/Hr"),
    )
    folder = programme({**SHEET_FEEDS, "2024-02-29/sheets.csv": SHEETS + "".join(lines)})
    share = folder.built().share("timesheet")
    assert share is not None
    assert (share.in_force, share.repeated, share.held) == (3, 1, 0)
    assert value(folder, "spend", source="timesheets") == (475.0, 3)


def test_a_sign_in_page_is_refused_and_the_last_edition_stays(programme: Callable[..., Folder]) -> None:
    folder = programme({**SHEET_FEEDS, "2024-02-29/sheets.csv": SHEETS + entry()})
    before = folder.built().id
    page = (
        "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n<body><form>User, Password</form></body></html>\n"
    )
    folder.put({"2024-03-31/sheets.csv": page})
    built = folder.build()
    (fault,) = built.faults
    assert "2024-03-31/sheets.csv" in str(fault)
    assert "web page" in str(fault)
    assert (built.published, folder.current()) == (False, before)


def test_a_request_on_three_cost_centres_is_one_position(programme: Callable[..., Folder]) -> None:
    lines = [request(centre=centre, share="33.33") for centre in ("004100", "0042", "0043")]
    lines += [request(revision="2", centre=centre, status="Closed") for centre in ("0043", "0042")]
    folder = programme(
        {
            "programme.toml": feeds(
                "fieldglass/active_worker, workers*.csv, delta", "fieldglass/requisition, requests*.csv, full"
            ),
            "2024-02-29/workers.csv": workers(worker()),
            "2024-02-29/requests.csv": REQUESTS + "".join(lines),
        }
    )
    share = folder.built().share("requisition")
    assert share is not None
    assert (share.landed, share.in_force, share.held) == (5, 1, 0)
    assert folder.rows("requisition", "positions", "status", "org_unit_id") == [(1, "closed", "004100")]
    assert refused(folder) == []


def test_a_withheld_supplier_is_unknown_and_nobody(programme: Callable[..., Folder]) -> None:
    lines = (
        statement(),
        statement(id="ABCDTQ00000004", status="Pending Approval", supplier="XXXX", name="Name Withheld"),
    )
    folder = programme(
        {
            "programme.toml": feeds("fieldglass/active_worker, workers*.csv, delta", "fieldglass/sow, sow*.csv, full"),
            "2024-02-29/workers.csv": workers(worker()),
            "2024-02-29/sow.csv": STATEMENTS + "".join(lines),
        }
    )
    folder.built()
    assert folder.rows("sow", "sow_id", "supplier_id") == [("ABCDTQ00000003", "V7"), ("ABCDTQ00000004", "unknown")]
    assert folder.rows("supplier", "supplier_id", "name") == [
        ("V1", "Acme Staffing"), ("V7", "Data Works"), ("unknown", "unknown"),
    ]  # fmt: skip
    assert refused(folder) == []


def test_all_downloads_of_fieldglass_hang_together(programme: Callable[..., Folder]) -> None:
    ordered = ("active_worker, workers", "requisition, requests", "sow, sow", "approved_time_sheet, sheets")
    folder = programme(
        {
            "programme.toml": feeds(
                *(f"fieldglass/{feed}*.csv, delta" for feed in (*ordered, "service_entry_sheet, billed"))
            ),
            "2024-02-29/workers.csv": workers(worker()),
            "2024-02-29/requests.csv": REQUESTS + request(),
            "2024-02-29/sow.csv": STATEMENTS + statement(),
            "2024-02-29/sheets.csv": SHEETS + entry() + entry(day="02/21/2024"),
            "2024-02-29/billed.csv": BILLED
            + billed(amount="800", quantity="16")
            + billed(item="ABCDPE00000002", type="PE", project="ABCDTQ00000003", supplier="V7", name="Data Works"),
        }
    )
    made = folder.built()
    assert made.quarantined == 0
    assert value(folder, "spend", source="invoices", dated="service") == (1200.0, 2)
    assert value(folder, "spend", source="timesheets") == (800.0, 2)
    assert value(folder, "invoice_accuracy")[0] == 1.0
    assert folder.rows("assignment", "requisition_id") == folder.rows("requisition", "requisition_id")
    # The published headings of a request hold no day, so that nothing can be said of its clock.
    assert value(folder, "time_to_fill")[0] is None
    assert folder.rows("org_unit", "org_unit_id", "name", "parent_id") == [
        ("004100", "Ward 4", "BU1"), ("BU1", "Care", None),
    ]  # fmt: skip


def test_a_filtered_page_with_the_previous_periods_rows_is_named(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            **SHEET_FEEDS,
            "2024-02-29/sheets.csv": SHEETS + entry() + entry(day="02/21/2024"),
            "2024-03-31/sheets.csv": SHEETS + entry(),
        }
    )
    (note,) = folder.build().notes
    assert note == (
        "feeds/2024-03-31/sheets.csv: the last day of its timesheet rows is 2024-02-25, and "
        "feeds/2024-02-29/sheets.csv reached 2024-02-25; it may carry an earlier period's rows once more"
    )


def test_a_line_that_is_not_quantity_times_rate_is_named(landing: Any) -> None:
    lines = (
        billed(),
        billed(item="ABCDTS00000002", amount="400.01"),
        billed(item="ABCDTS00000003", amount="440"),
        billed(item="ABCDTS00000004", quantity="", amount="7"),
    )
    result = landing(BILLED + "".join(lines), mapping="fieldglass/service_entry_sheet")
    (share,) = (share for share in result.receipt.tables if share.table == "invoice_line")
    assert share.notes == ("amount: 1 of 3 priced lines are not quantity times unit_rate, the first of them on line 4",)
    assert share.landed == 4


def test_more_billed_than_the_days_add_up_to_is_an_error(programme: Callable[..., Folder]) -> None:
    declared = feeds(
        *(f"fieldglass/{feed}*.csv, delta" for feed in ("approved_time_sheet, sheets", "service_entry_sheet, billed"))
    )
    folder = programme(
        {
            "programme.toml": declared,
            "2024-02-29/sheets.csv": SHEETS + entry() + entry(day="02/21/2024", hours="4", amount="200"),
            "2024-02-29/billed.csv": BILLED + billed(quantity="16", amount="800"),
        }
    )
    folder.built()
    assert value(folder, "invoice_accuracy")[0] == 0.0
