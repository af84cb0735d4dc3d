"""Facts about single tables that other rooms and the public format rely on, each spelled out by hand."""

from fullscore.model._shape import Kind, tables
from fullscore.model.assignment import assignment
from fullscore.model.budget import budget
from fullscore.model.distribution import distribution
from fullscore.model.employee import employee
from fullscore.model.invoice_line import invoice_line
from fullscore.model.ledger_line import ledger_line
from fullscore.model.requisition import requisition
from fullscore.model.timesheet import timesheet


def test_the_format_has_thirty_one_tables() -> None:
    by_group: dict[str, int] = {}
    for table in tables().values():
        by_group[table.group] = by_group.get(table.group, 0) + 1
    assert by_group == {"reference": 8, "sourcing": 4, "work": 4, "money": 3, "talent": 5, "voice": 7}


def test_a_ledger_line_is_refused_without_its_key_its_day_or_its_amount() -> None:
    assert ledger_line.essential == ("document_id", "line_no", "posted_at", "amount")


def test_an_invoice_line_is_refused_without_its_key_its_day_or_its_amount() -> None:
    assert invoice_line.essential == ("invoice_id", "line_no", "amount", "invoiced_at")


def test_a_distribution_without_a_round_is_the_first_and_is_taken() -> None:
    assert distribution.key == ("requisition_id", "supplier_id", "round")
    assert distribution.by_name["round"].key_default == 1
    assert distribution.essential == ("requisition_id", "supplier_id")


def test_an_invoice_line_is_converted_on_the_day_of_service_or_else_of_the_invoice() -> None:
    assert invoice_line.currency_day == ("service_date", "invoiced_at")
    assert invoice_line.cut_by == ("service_date", "invoiced_at")


def test_an_assignment_names_every_table_that_it_hangs_on() -> None:
    named = {column: parent.name for column, parent in assignment.parents().items()}
    assert named == {
        "requisition_id": "requisition",
        "submittal_id": "submittal",
        "supplier_id": "supplier",
        "role_id": "role",
        "org_unit_id": "org_unit",
        "site_id": "site",
        "converted_employee_id": "employee",
    }
    assert assignment.parents()["converted_employee_id"] is employee


def test_a_reopened_requisition_names_another_of_its_own_table() -> None:
    assert requisition.parents()["reopened_from"] is requisition


def test_credits_are_believed_and_negative_hours_are_not() -> None:
    assert ledger_line.by_name["amount"].minimum is None
    assert timesheet.by_name["amount"].minimum is None
    assert timesheet.by_name["regular_hours"].minimum == 0
    assert timesheet.by_name["overtime_hours"].minimum == 0


def test_money_and_hours_are_exact_and_a_month_is_a_day() -> None:
    assert timesheet.by_name["amount"].kind.stored_as == "DECIMAL(18,4)"
    assert timesheet.by_name["regular_hours"].kind.stored_as == "DECIMAL(9,2)"
    assert budget.by_name["month"].kind is Kind.month
    assert budget.by_name["month"].kind.stored_as == "DATE"


def test_what_is_derived_where_nobody_delivers_it() -> None:
    assert [name for name, table in sorted(tables().items()) if table.reference] == [
        "org_unit",
        "role",
        "site",
        "supplier",
    ]
