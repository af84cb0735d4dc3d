"""A small programme written out: requests, candidates and starts, in which stricter screening does what is planted."""

from datetime import date, timedelta

import numpy as np

from tests.conftest import settings

DAY, LAST = "2025-12-31", date(2025, 12, 31)
HEADS = {
    "org_unit": "org_unit_id,name,parent_id,kind,country",
    "rollout": "org_unit_id,go_live_on,planned_on,exempt",
    "site": "site_id,name,country,subdivision,time_zone",
    "role": "role_id,title,role_family,capability,level,critical,soc_code",
    "supplier": "supplier_id,name,tier",
    "requisition": "requisition_id,title,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,positions,"
    "max_bill_rate,currency,rate_unit,submitted_at,approved_at,released_at,status,status_at,identified",
    "submittal": "submittal_id,requisition_id,supplier_id,candidate_id,submitted_at,outcome,bill_rate,currency",
    "assignment": "assignment_id,requisition_id,submittal_id,worker_id,supplier_id,role_id,org_unit_id,site_id,"
    "hiring_manager_id,resource_type,start_date,planned_end,end_date,end_cause,bill_rate,currency,rate_unit",
    "objective": "function,measure,target,by_month,weight,owner_id",
}
CANDIDATES = 6


def programme_files(
    seed: int, *, to_days: float, to_early: float, requests: int = 1800, units: int = 9
) -> dict[str, str]:
    """The files of a programme; all units are inside from the first day.

    Args:
        to_days: days until the start that go with turning down all candidates in place of none.
        to_early: the same of the share of starts that end early.
    """
    random = np.random.default_rng([seed, 9])
    rows: dict[str, list[str]] = {table: [] for table in HEADS}

    def add(table: str, *cells: object) -> None:
        rows[table].append(",".join("" if cell is None else str(cell) for cell in cells))

    add("site", "P1", "Here", "US", "MA", "America/New_York")
    for n in range(3):
        add("role", f"R{n}", "Engineer", "Technology", "Cloud", n + 1, "false", "15-1244")
        add("supplier", f"S{n}", f"Supplier {n}", 1 + n % 2)
    for n in range(units):
        add("org_unit", f"U{n}", f"Unit {n}", None, "business_unit", "US")
        add("rollout", f"U{n}", "2021-01-04", "2021-01-04", "false")
    strict = np.linspace(0.15, 0.75, units)
    for n in range(requests):
        unit, role = int(random.integers(0, units)), int(random.integers(0, 3))
        asked = LAST - timedelta(days=int(random.integers(30, 1060)))
        turned_down = int(random.binomial(CANDIDATES - 1, strict[unit]))
        share = turned_down / CANDIDATES
        # Units that are strict are slower and keep people longer in any case, which is not their strictness's doing.
        wait = max(25 + 20 * strict[unit] + to_days * share + random.gamma(2, 4) - 8, 3)
        early = random.random() < np.clip(0.5 - 0.1 * strict[unit] + to_early * share, 0.01, 0.9)
        start = asked + timedelta(days=round(wait))
        at, moment = f"{asked}T09:00:00Z", f"{asked + timedelta(days=int(random.integers(1, 9)))}T09:00:00Z"
        add(
            "requisition", f"Q{n}", "Engineer", f"R{role}", f"U{unit}", "P1", "M1", "contractor", 1, 90, "USD", "hour",
            at, moment, moment, "filled", f"{start}T09:00:00Z", "false",
        )  # fmt: skip
        for k in range(CANDIDATES):
            outcome = "placed" if k == 0 else "rejected" if k <= turned_down else "declined"
            add("submittal", f"B{n}-{k}", f"Q{n}", f"S{k % 3}", f"C{n}-{k}", moment, outcome, 70, "USD")
        planned = start + timedelta(days=182)
        end = start + timedelta(days=int(random.integers(5, 80))) if early else planned
        add(
            "assignment", f"A{n}", f"Q{n}", f"B{n}-0", f"W{n}", "S0", f"R{role}", f"U{unit}", "P1", "M1", "contractor",
            start, planned, end if end <= LAST else None,
            ("performance" if early else "completed") if end <= LAST else None, 70, "USD", "hour",
        )  # fmt: skip
    add("objective", "hiring", "time_to_fill", 30, "2026-12", 0.7, "P-1")
    add("objective", "hr", "early_attrition", 0.1, "2026-12", 0.5, "P-2")
    feeds = [f"{table}, {table}.csv, {'msp' if table == 'assignment' else 'client'}, full" for table in HEADS]
    files = {f"{DAY}/{table}.csv": "\n".join([HEADS[table], *lines]) + "\n" for table, lines in rows.items()}
    return {"programme.toml": settings(*feeds), **files}
