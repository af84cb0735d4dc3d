"""A programme folder with constant true demand, units that join one after the other, and a planted habit.

Work is needed at a constant rate in every unit from 2020 on, for lengths with a heavy tail. What a unit starts before
it joins runs outside; when it joins, what runs is brought in under a new start, and some of it ends early by that. In
half of the units one capability is bought as consulting; fees rise from one year to the next.
"""

from datetime import date, timedelta

import numpy as np

from tests.conftest import Folder, settings

CAPABILITIES = ("Data", "Nursing")
TYPES = ("contractor", "temp", "payrolled", "consultant")
PRICES = np.array([1.0, 0.85, 0.93, 1.4])
UNITS = 16
AS_OF = date(2025, 12, 31)
FEES = {2024: 0.02, 2025: 0.03}
BY_MSP = ("assignment", "timesheet", "invoice_line")
TABLES = ("org_unit", "site", "role", "rollout", "assignment", "timesheet", "invoice_line", "employee")


def write(folder: Folder, seed: int, *, dear: bool = True, growth: float = 0.0, rate: float = 22.0) -> None:
    """Write the feeds and the settings.

    Args:
        dear: whether half of the units buy data work as consulting.
        growth: of true demand at the beginning of 2025, as a share.
        rate: starts of a unit in a year, on average.
    """
    random = np.random.default_rng(seed)
    feeds = [f"{table}, {table}.csv, {'msp' if table in BY_MSP else 'client'}, full" for table in TABLES]
    rows: dict[str, list[str]] = {
        "org_unit": ["org_unit_id,name,parent_id,kind,country"],
        "site": ["site_id,name,country,time_zone", "S1,Boston,US,America/New_York", "S2,Leeds,GB,Europe/London"],
        "role": ["role_id,title,role_family,capability,level,critical"],
        "rollout": ["org_unit_id,go_live_on,planned_on,exempt"],
        "assignment": [
            "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,"
            "start_date,planned_end,end_date,end_cause,bill_rate,currency,rate_unit"
        ],
        "timesheet": ["timesheet_id,assignment_id,week_ending,regular_hours,overtime_hours,amount,currency,status"],
        "invoice_line": [
            "invoice_id,line_no,supplier_id,assignment_id,timesheet_id,kind,quantity,unit_rate,amount,currency,"
            "service_date,invoiced_at"
        ],
        "employee": [
            "employee_id,role_id,org_unit_id,site_id,hired_on,left_on,annual_cost,currency",
            *(f"E{n},RO{n % 4},U{n % UNITS:02d},S1,2020-01-01,,{110_000 + 500 * n},USD" for n in range(24)),
        ],
    }
    for n in range(4):
        rows["role"].append(f"RO{n},Role {n},F,{CAPABILITIES[n % 2]},{n // 2 + 1},false")
    labour = {2024: 0.0, 2025: 0.0}
    number = sheet = 0
    for unit in range(UNITS):
        joined = date(2021, 1, 4) + timedelta(days=int(random.integers(0, 900))) if unit < 10 else (
            date(2023, 9, 4) + timedelta(days=int(random.integers(0, 700)))
        )  # fmt: skip
        rows["org_unit"].append(f"U{unit:02d},Unit {unit},,business_unit,{'US' if unit % 3 else 'GB'}")
        rows["rollout"].append(f"U{unit:02d},{joined},{joined},false")
        size = float(random.uniform(0.6, 1.6))
        begin = np.cumsum(random.exponential(365 / (rate * size), int(rate * size * 6 * 1.5) + 20))
        for day in begin[begin < 2190]:
            start = date(2020, 1, 1) + timedelta(days=int(day))
            days = int(np.clip(random.lognormal(5.1, 0.8), 14, 1000))
            end = start + timedelta(days=days)
            if start < joined:
                if end < joined + timedelta(days=40):
                    continue
                start = joined + timedelta(days=int(random.integers(5, 100)))
                end = start + (end - start) * float(random.uniform(0.5, 1))
                if end <= start:
                    continue
            if start > AS_OF:
                continue
            many = 1 + (random.random() < growth and start >= date(2025, 1, 1))
            role = int(random.integers(0, 4))
            shares = np.array([0.6, 0.2, 0.1, 0.1])
            if dear and role % 2 == 0 and unit % 2:
                shares = np.array([0.2, 0.1, 0.05, 0.65])
            for _ in range(many):
                kind = int(random.choice(4, p=shares))
                price = round(60 * 1.25 ** (role // 2) * PRICES[kind] * float(np.exp(random.normal(0, 0.07))), 2)
                ended = f"{end},completed" if end <= AS_OF else ","
                place = f"U{unit:02d},{'S1' if unit % 3 else 'S2'}"
                rows["assignment"].append(
                    f"A{number},W{number},SU{number % 3},RO{role},{place},M1,{TYPES[kind]},"
                    f"{start},{end},{ended},{price},USD,hour"
                )
                week = max(start, date(2023, 11, 1)) + timedelta(days=27)
                while week <= min(end, AS_OF):
                    hours = float(random.choice([120, 140, 150, 160]))
                    amount = round(hours * price, 2)
                    rows["timesheet"].append(f"T{sheet},A{number},{week},{hours},0,{amount:.2f},USD,approved")
                    issued = (week.replace(day=1) + timedelta(days=32)).replace(day=5)
                    rows["invoice_line"].append(
                        f"I{issued:%y%m},{sheet + 2},SU{number % 3},A{number},T{sheet},labour,{hours},{price},"
                        f"{amount:.2f},USD,{week},{issued}"
                    )
                    labour[issued.year] = labour.get(issued.year, 0.0) + amount
                    sheet += 1
                    week += timedelta(days=28)
                number += 1
    for year, fee in FEES.items():
        rows["invoice_line"].append(f"F{year},1,SU0,,,msp_fee,,,{labour[year] * fee:.2f},USD,{year}-12-01,{year}-12-05")
    files = {f"{AS_OF}/{name}.csv": "\n".join(lines) + "\n" for name, lines in rows.items()}
    folder.put({"programme.toml": settings(*feeds), **files})
