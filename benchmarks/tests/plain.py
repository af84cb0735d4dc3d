"""The hand-written SQL's plain twin: the same duties row by row, slow and short, for a few thousand rows."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

KEYS = {"timesheet": ["timesheet_id"], "ledger_line": ["document_id", "line_no"]}
REQUIRED = {
    "timesheet": "timesheet_id assignment_id week_ending regular_hours amount currency status",
    "ledger_line": "document_id line_no vendor_id vendor_name posted_at gl_account amount currency",
}
DATED = {"timesheet": "week_ending", "ledger_line": "posted_at"}
READS: dict[str, Any] = {
    **dict.fromkeys(["week_ending", "posted_at"], date.fromisoformat),
    **dict.fromkeys(["submitted_at", "approved_at"], datetime.fromisoformat),
    **dict.fromkeys(["regular_hours", "overtime_hours", "amount"], Decimal),
    "line_no": int,
}


@dataclass(kw_only=True)
class Plain:
    """What became of one table's rows."""

    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    superseded: int = 0
    repeated: int = 0
    quarantine: set[tuple[str, int, str, str | None]] = field(default_factory=set)
    """File, line, column at fault and its value; of held rows the verdict instead of the column, and no value."""
    in_force: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    def months(self, table: str, rates: dict[str, Decimal]) -> dict[str, dict[str, Any]]:
        """The sum in the programme's currency and the number of rows, by month."""
        found: dict[str, dict[str, Any]] = defaultdict(lambda: {"value": Decimal(0), "n": 0})
        for row in self.in_force.values():
            month = found[row[DATED[table]][:7]]
            base = Decimal(row["amount"]) * rates[row["currency"]]
            month["value"] += base.quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
            month["n"] += 1
        return dict(found)


def faulty(table: str, row: dict[str, str]) -> list[str]:
    """The columns of a row whose cell is not to be believed."""
    found = [column for column in REQUIRED[table].split() if not row[column].strip()]
    for column, reads in READS.items():
        if row.get(column, "").strip():
            try:
                value = reads(row[column])
            except (ValueError, InvalidOperation):
                found.append(column)
            else:
                found += [column] if column.endswith("_hours") and value < 0 else []
    if row["currency"] and not re.fullmatch("[A-Z]{3}", row["currency"]):
        found.append("currency")
    return found


def plain(feeds: Path, table: str, assignments: set[str]) -> Plain:
    """Read a table's deliveries in order and say what becomes of each row."""
    came = Plain()
    for path in sorted(feeds.glob(f"*/{table}.csv")):
        name = path.relative_to(feeds).as_posix()
        told_here: dict[tuple[str, ...], dict[str, str]] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                key = tuple(row[column] for column in KEYS[table])
                columns = faulty(table, row)
                if columns:
                    came.refused[name] += 1
                    came.quarantine |= {(name, line, column, row[column] or None) for column in columns}
                elif table == "timesheet" and row["assignment_id"] not in assignments:
                    came.quarantine.add((name, line, "orphan", None))
                elif key in told_here:
                    if row == told_here[key]:
                        came.repeated += 1
                    else:
                        came.quarantine.add((name, line, "conflicting_key", None))
                else:
                    told_here[key] = row
        for key, row in told_here.items():
            before = came.in_force.get(key)
            came.repeated += row == before
            came.superseded += before is not None and row != before
            came.in_force[key] = row
    return came
