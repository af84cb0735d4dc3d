"""What is owed for work that was done and not billed yet."""

from datetime import timedelta
from typing import Any

from fullscore.terms.lens import Lens
from fullscore.terms.period import Month


def accrual(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    labour = [line for line in world.rows["invoice_line"] if line["kind"] == "labour"]
    naming = {
        world.row("timesheet", line["timesheet_id"])["assignment_id"]
        for line in labour
        if line["timesheet_id"] is not None
    }
    by_sheet: dict[str, list[Any]] = {}
    loose: dict[str, list[dict[str, Any]]] = {}
    for line in labour:
        if line["timesheet_id"] is not None:
            by_sheet.setdefault(line["timesheet_id"], []).append(line["amount"])
        elif line["assignment_id"] is not None and line["assignment_id"] not in naming:
            loose.setdefault(line["assignment_id"], []).append(line)
    amounts: dict[str, list[float]] = {}
    for sheet in world.rows["timesheet"]:
        if lens["hours"] == "approved_unbilled" and sheet["approved_at"] is None:
            continue
        billed = list(by_sheet.get(sheet["timesheet_id"], []))
        begins = sheet["week_ending"] - timedelta(days=6)
        for line in loose.get(sheet["assignment_id"], []):
            if line["service_date"] is not None and begins <= line["service_date"] <= sheet["week_ending"]:
                billed.append(line["amount"])
        credited = bool(billed) and min(billed) < 0 and sum(billed) <= 0
        amount = world.base(sheet["amount"], sheet["currency"], sheet["week_ending"])
        if (not billed or credited) and amount is not None:
            amounts.setdefault(str(Month.of(sheet["week_ending"])), []).append(float(amount))
    return {month: (sum(found), len(found)) for month, found in amounts.items()}
