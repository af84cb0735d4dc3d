"""Taking cells away from a generated programme, the way that poor exports do."""

from tests.measures.world_story import Making

THINNED = {
    "requisition": (
        *("max_bill_rate", "needed_at", "approved_at", "released_at", "target_start", "close_reason", "close_cause"),
        *("hold_days",),
    ),
    "submittal": ("reviewed_at", "interviewed_at", "offered_at", "accepted_at", "closed_at", "pay_rate"),
    "assignment": ("submittal_id", "end_cause", "end_reason", "pay_rate", "extensions", "converted_employee_id"),
    "timesheet": ("overtime_hours", "submitted_at", "approved_at"),
    "invoice_line": (
        *("assignment_id", "timesheet_id", "quantity", "unit_rate", "service_date", "paid_at"),
    ),
    "ledger_line": ("org_unit_id", "purchase_order", "description"),
    "supplier": ("tier",),
    "site": ("subdivision",),
    "rate_card": ("min_bill_rate", "site_id"),
    "employee": ("source",),
    "distribution": ("response", "rule", "decided_by"),
    "deliverable": ("delivered_at", "accepted_at", "score"),
}  # fmt: skip


def thin(making: Making) -> None:
    """Empty optional cells for good: half of the columns named above lose most of theirs, the others some."""
    for table, columns in THINNED.items():
        lost = {column: making.one([0.9, 0.3]) for column in columns}
        for story in making.stories[table]:
            for column, share in lost.items():
                if story.first.get("end_cause") == "no_show" or not making.chance(share):
                    continue
                story.first[column] = None
                for _, changed in story.changes:
                    if column in changed and changed.get("end_cause") != "no_show":
                        changed[column] = None
