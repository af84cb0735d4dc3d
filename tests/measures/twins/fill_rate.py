"""Fill rate, position by position."""

from collections import defaultdict
from datetime import date
from typing import Any

from tests.measures.twins._clocks import Row, fills, requisitions, under

ENDED = ("filled", "cancelled", "closed")
CLIENTS_OWN = {"Budget cut", "Project cancelled", "Need withdrawn"}
OTHERS = {"Unable to fill", "Filled by outside vendor", "Worker withdrawn", "Duplicate request"}


def fill_rate(world: Any, lens: Any) -> dict[str, tuple[float | None, int]]:
    months: dict[str, list[bool]] = defaultdict(list)
    started, accepted = fills(world), _accepted(world)
    for asked in requisitions(world, lens["population"]):
        if _excluded(asked, lens["exclude"]):
            continue
        id, site = asked["requisition_id"], asked["site_id"]
        submitted = world.local_date(asked["submitted_at"], site)
        last = world.local_date(asked["status_at"], site)
        if lens["filled"] == "status":
            days = [last] * asked["positions"] if asked["status"] == "filled" else []
        elif lens["filled"] == "started":
            days = [row["start_date"] for row in started.get(id, [])]
        else:
            days = [world.local_date(row["accepted_at"], site) for row in accepted.get(id, [])]
        days = sorted(days)[: asked["positions"]]
        positions: list[date | None] = [*days, *[None] * (asked["positions"] - len(days))]
        if lens["unit"] == "requisition":
            positions = [positions[-1]]
        if lens["open"] == "left_out" and asked["status"] not in ENDED:
            positions = [day for day in positions if day]
        if lens["cohort"] == "closed" and asked["status"] not in ENDED:
            continue
        month = f"{submitted if lens['cohort'] == 'opened' else last:%Y-%m}"
        most = {"ever": 10**6, "30_days": 30, "60_days": 60}[lens["window"]]
        months[month] += [day is not None and (day - submitted).days <= most for day in positions]
    return {month: (sum(hits) / len(hits), len(hits)) for month, hits in months.items() if hits}


def _accepted(world: Any) -> dict[str, list[Row]]:
    """The submittals that were accepted by requisition, but not those of a no-show or of a start still to come."""
    in_vain = {
        row["submittal_id"]
        for row in world.rows["assignment"]
        if row["end_cause"] == "no_show" or row["start_date"] > world.as_of
    }
    return {
        id: [row for row in rows if row["accepted_at"] and row["submittal_id"] not in in_vain]
        for id, rows in under(world, "submittal").items()
    }


def _excluded(asked: Row, exclude: str) -> bool:
    if exclude == "none":
        return False
    if exclude == "client_cancelled":
        return bool(asked["status"] == "cancelled") and _clients_own(asked)
    return asked["status"] in {"cancelled": ("cancelled",), "cancelled_and_held": ("cancelled", "on_hold")}[exclude]


def _clients_own(asked: Row) -> bool:
    if asked["close_cause"] is not None:
        return bool(asked["close_cause"] == "client")
    if asked["close_reason"] is None:
        return False
    assert asked["close_reason"] in CLIENTS_OWN | OTHERS, "a reason that nobody has judged yet"
    return asked["close_reason"] in CLIENTS_OWN
