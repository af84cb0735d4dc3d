"""The age of open requisitions, month end by month end."""

from calendar import monthrange
from datetime import date
from typing import Any

from tests.measures.twins._clocks import Row, by_month, days_between, requisitions, under, with_days
from tests.measures.twins.time_to_fill import met_requirement

ENDED = ("filled", "cancelled", "closed")
TABLES = ("submittal", "distribution", "requisition_event")


def open_age(world: Any, lens: Any) -> dict[str, tuple[float | None, int]]:
    of_requisition = {table: under(world, table) for table in TABLES}
    ages = []
    for row in requisitions(world):
        site = row["site_id"]
        asked, mine = with_days(world, row, site), {}
        if lens["who_holds"] != "all":
            for table, rows in of_requisition.items():
                mine[table] = [with_days(world, part, site) for part in rows.get(row["requisition_id"], [])]
        begun = asked[f"{lens['start']}_on"]
        for day in _month_ends(asked["submitted_on"], world.as_of):
            if (asked["status"] in ENDED and asked["status_on"] <= day) or begun is None or begun > day:
                continue
            if lens["who_holds"] == "all" or lens["who_holds"] == _holder(world, asked, mine, day):
                ages.append((day, days_between(world, lens["days"], site, begun, day)))
    return by_month(ages, lens["aggregate"])


def _month_ends(first: date, last: date) -> list[date]:
    """The last day of every month from that of the first day on; of the last month its day."""
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append(min(date(year, month, monthrange(year, month)[1]), last))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def _holder(world: Any, asked: Row, mine: dict[str, list[Row]], day: date) -> str:
    """Whose move it is at the end of a day."""
    held = None
    for event in sorted(mine["requisition_event"], key=lambda e: (e["at"], e["event"])):
        if event["on"] <= day:
            if event["event"] == "held":
                held = held or event["actor"]
            elif event["event"] == "resumed":
                held = None
    if held:
        return str(held)
    told = any(event["event"] == "held" for event in mine["requisition_event"])
    if asked["status"] == "on_hold" and not told and asked["status_on"] <= day:
        return "nobody"
    if sum(_is_offered(row, day) for row in mine["submittal"]) >= asked["positions"]:
        return "worker"
    if any(_waits(row, day) and met_requirement(world, asked, row) for row in mine["submittal"]):
        return "client"
    return _step(asked, mine, day)


def _step(asked: Row, mine: dict[str, list[Row]], day: date) -> str:
    """Whose move it is where nothing is held, offered or shown."""
    approved, released = asked["approved_on"], asked["released_on"]
    sent = [row["distributed_on"] for row in mine["distribution"]]
    submitted = [row["submitted_on"] for row in mine["submittal"]]
    if any(on <= day for on in [*sent, *submitted]) or (released and released <= day and not sent):
        return "supplier"
    if (released and released <= day) or (approved and approved <= day):
        return "msp"
    return "msp" if approved is None and asked["status"] != "pending_approval" else "client"


def _waits(row: Row, day: date) -> bool:
    """Whether a candidate lies with the client for an answer."""
    answered = _answered(row)
    return bool(row["submitted_on"] <= day and (answered is None or answered > day))


def _answered(row: Row) -> date | None:
    """The first answer to a submittal; of one that is over without any, the last day it was seen."""
    answers: list[date] = [row[f"{step}_on"] for step in ("offered", "accepted", "closed") if row[f"{step}_on"]]
    if answers:
        return min(answers)
    if row["outcome"] == "pending":
        return None
    seen: list[date] = [row[f"{step}_on"] for step in ("submitted", "reviewed", "interviewed") if row[f"{step}_on"]]
    return max(seen)


def _is_offered(row: Row, day: date) -> bool:
    """Whether a candidate holds an offer or has accepted one."""
    steps = [row[f"{step}_on"] for step in ("offered", "accepted") if row[f"{step}_on"]]
    since = _answered(row) if row["outcome"] == "placed" else min(steps, default=None)
    if since is None or since > day:
        return False
    if row["outcome"] in ("placed", "pending"):
        return True
    return bool(day < (row["closed_on"] or max(steps)))
