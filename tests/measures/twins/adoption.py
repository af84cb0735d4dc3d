"""Adoption, line by line, person by person, requisition by requisition."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.measures.twins._ledger import Row, Through, Told, base_of, in_scope, share_of_amounts, supplier_of


def adoption(world: Any, lens: Any) -> Told:
    if lens["by"] == "spend":
        return _spend(world, lens["total"])
    if lens["by"] == "requisitions":
        return _requisitions(world, lens["retroactive"])
    return _people(world, lens)


def _spend(world: Any, total: str) -> Told:
    through = Through(world)
    lines = []
    for row in in_scope(world):
        amount = base_of(world, row)
        if amount is not None and (total == "in_scope_accounts" or supplier_of(world, row) is not None):
            lines.append((f"{row['posted_at']:%Y-%m}", amount, through(row)))
    return share_of_amounts(lines)


def _people(world: Any, lens: Any) -> Told:
    everybody: dict[str, set[str]] = defaultdict(set)
    through: dict[str, set[str]] = defaultdict(set)
    work_key, door_key = {"managers": ("hiring_manager_id", "sponsor_id"), "workers": ("worker_id", "worker_id")}[
        lens["by"]
    ]
    for row in _work(world):
        for month in _months(world, row["start_date"], row["end_date"]):
            everybody[month].add(row[work_key])
            if _asked_for(world, row, lens["retroactive"]):
                through[month].add(row[work_key])
    if lens["total"] == "in_scope_accounts":
        for row in world.rows["access_account"]:
            if row[door_key] is not None:
                for month in _months(world, row["opened_on"], row["closed_on"]):
                    everybody[month].add(row[door_key])
    return {month: (len(through[month]) / len(people), len(people)) for month, people in everybody.items()}


def _requisitions(world: Any, retroactive: str) -> Told:
    started: dict[str, list[date]] = defaultdict(list)
    for row in _work(world):
        if row["requisition_id"]:
            started[row["requisition_id"]].append(row["start_date"])
    uses: dict[str, list[bool]] = defaultdict(list)
    for row in world.rows["requisition"]:
        if row["status"] != "draft":
            asked = world.local_date(row["submitted_at"], row["site_id"])
            late = any(start < asked for start in started[row["requisition_id"]])
            uses[f"{asked:%Y-%m}"].append(retroactive == "counted" or not late)
    return {month: (sum(told) / len(told), len(told)) for month, told in uses.items()}


def _work(world: Any) -> list[Row]:
    return [
        row for row in world.rows["assignment"] if row["end_cause"] != "no_show" and row["start_date"] <= world.as_of
    ]


def _asked_for(world: Any, row: Row, retroactive: str) -> bool:
    asked = world.row("requisition", row["requisition_id"])
    if asked is None or asked["status"] == "draft":
        return False
    day: date = world.local_date(asked["submitted_at"], asked["site_id"])
    return retroactive == "counted" or day <= row["start_date"]


def _months(world: Any, first: date, last: date | None) -> set[str]:
    """The months of the days from the first to the last, up to the edition's date."""
    until = min(last or world.as_of, world.as_of)
    return {f"{first + timedelta(days=n):%Y-%m}" for n in range((until - first).days + 1)}
