"""A small programme written by hand: one line of work, bought and employed, in units that join on known days."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from tests.conftest import settings

DAY = "2025-12-31"
LAST = date(2025, 12, 31)
HEADS = {
    "assignment": "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,"
    "start_date,planned_end,end_date,bill_rate,currency,rate_unit",
    "timesheet": "timesheet_id,assignment_id,week_ending,regular_hours,overtime_hours,amount,currency,status",
    "employee": "employee_id,role_id,org_unit_id,site_id,hired_on,left_on,annual_cost,currency",
    "vacancy": "vacancy_id,role_id,org_unit_id,opened_on,filled_on,status,hiring_cost,currency",
    "role": "role_id,title,role_family,capability,level,critical,soc_code",
    "site": "site_id,name,country,subdivision,time_zone",
    "org_unit": "org_unit_id,name,parent_id,kind,country",
    "rollout": "org_unit_id,go_live_on,planned_on,exempt",
    "demand_plan": "plan_id,capability,month,headcount,scenario",
    "benchmark": "benchmark_id,soc_code,country,percentile,rate,currency,rate_unit,kind,source,as_of",
    "invoice_line": "invoice_id,line_no,supplier_id,kind,amount,currency,invoiced_at",
}


@dataclass(kw_only=True)
class Staffed:
    """What is written; ``rows`` may be added to before ``files``."""

    rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, table: str, *cells: object) -> None:
        self.rows.setdefault(table, []).append(",".join("" if cell is None else str(cell) for cell in cells))

    def files(self, more: str = "") -> dict[str, str]:
        feeds = [f"{table}, {table}.csv, {'msp' if table == 'assignment' else 'client'}, full" for table in self.rows]
        found = {"programme.toml": settings(*feeds, more=more)}
        return found | {f"{DAY}/{t}.csv": "\n".join([HEADS[t], *lines]) + "\n" for t, lines in self.rows.items()}

    def engaged(self, name: str, unit: str, first: date, last: date | None, rate: float = 50, role: str = "R1") -> None:
        planned = last or LAST + timedelta(days=200)
        self.add(
            "assignment", name, f"W{name}", "S1", role, unit, "P1", "M1", "contractor", first, planned,
            last if last and last <= LAST else None, rate, "USD", "hour",
        )  # fmt: skip


def staffed(
    *,
    seed: int = 1,
    heads: int = 40,
    units: tuple[tuple[str, str], ...] = (("U1", "2020-01-01"),),
    annual_cost: float = 50 * 1720 * 0.55,
    employees: int = 60,
) -> Staffed:
    """Constant true demand for ``heads`` in each unit, visible from the day on which the unit joins; own people beside.

    Args:
        units: each with its first day inside.
    """
    random = np.random.default_rng(seed)
    found = Staffed()
    found.add("role", "R1", "Engineer", "Technology", "Cloud", 2, "false", "15-1244")
    found.add("site", "P1", "Here", "US", "MA", "America/New_York")
    begins = date(2019, 1, 1)
    for unit, live in units:
        found.add("org_unit", unit, unit, None, "business_unit", "US")
        found.add("rollout", unit, live, live, "false")
        joined = date.fromisoformat(live)
        for seat in range(heads):
            day, turn = begins + timedelta(days=int(random.integers(0, 300))), 0
            while day <= LAST:
                last = day + timedelta(days=int(random.integers(150, 420)))
                first = max(day, joined)
                # What ran outside is brought in on the first day.
                if last > first:
                    found.engaged(f"{unit}-{seat}-{turn}", unit, first, last)
                day, turn = last + timedelta(days=int(random.integers(1, 20))), turn + 1
    for n in range(employees):
        hired = LAST - timedelta(days=int(random.integers(30, 2000)))
        left = hired + timedelta(days=int(random.exponential(3000)) + 20)
        found.add(
            "employee", f"E{n}", "R1", units[0][0], "P1", hired, left if left <= LAST else None, annual_cost, "USD"
        )
        if n < 25:
            opened = LAST - timedelta(days=int(random.integers(150, 900)))
            filled = opened + timedelta(days=int(random.integers(30, 120)))
            found.add("vacancy", f"V{n}", "R1", units[0][0], opened, filled, "filled", annual_cost * 0.15, "USD")
    return found
