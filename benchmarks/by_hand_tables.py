"""What the hand-written SQL knows of the benchmark's three tables, in the notation of the exchange format."""

from dataclasses import dataclass

TYPES = {"date": "DATE", "time": "TIMESTAMP", "money": "DECIMAL(18,4)", "hours": "DECIMAL(9,2)", "whole": "BIGINT"}
"""The engine's type of each kind; every other kind is text."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: ``name?:kind`` for each column, ``?`` where its cells may be empty, text where no kind is given.

    ``month`` is the date that cuts it into parts, ``parent`` the column that names a row of ``parent_table``.
    """

    name: str
    columns: str
    key: tuple[str, ...]
    month: str = ""
    parent: str = ""
    parent_table: str = ""

    @property
    def kinds(self) -> dict[str, str]:
        """Each column's kind, in the table's order."""
        written = [column.partition(":") for column in self.columns.split()]
        return {name.rstrip("?"): kind or "text" for name, _, kind in written}

    @property
    def required(self) -> set[str]:
        """The columns whose cells may not be empty."""
        return {column.partition(":")[0] for column in self.columns.split()} & set(self.kinds)

    def of_kind(self, kind: str) -> list[str]:
        """The columns of one kind."""
        return [column for column, its in self.kinds.items() if its == kind]


ASSIGNMENT = Table(
    name="assignment",
    columns="""
        assignment_id requisition_id? submittal_id? worker_id supplier_id role_id org_unit_id site_id hiring_manager_id
        resource_type start_date:date planned_end:date end_date?:date end_reason? end_cause? bill_rate:money
        pay_rate?:money currency:currency rate_unit extensions?:whole converted_employee_id?
    """,
    key=("assignment_id",),
)
TIMESHEET = Table(
    name="timesheet",
    columns="""
        timesheet_id assignment_id week_ending:date regular_hours:hours overtime_hours?:hours amount:money
        currency:currency submitted_at?:time approved_at?:time status
    """,
    key=("timesheet_id",),
    month="week_ending",
    parent="assignment_id",
    parent_table="assignment",
)
LEDGER_LINE = Table(
    name="ledger_line",
    columns="""
        document_id line_no:whole vendor_id vendor_name posted_at:date gl_account org_unit_id? amount:money
        currency:currency description? purchase_order? invoice_reference?
    """,
    key=("document_id", "line_no"),
    month="posted_at",
)
