"""Time to fill, clock by clock and day by day."""

from datetime import date
from typing import Any

from tests.measures.twins._clocks import (
    Row,
    by_month,
    day_of,
    days_between,
    days_within,
    fills,
    requisitions,
    under,
)

OF_ASSIGNMENT = ("start", "accepted", "offer")
COLUMNS = {"accepted": "accepted_at", "offer": "offered_at", "interview": "interviewed_at"}
COLUMNS["first_submittal"] = "submitted_at"


def time_to_fill(world: Any, lens: Any) -> dict[str, tuple[float | None, int]]:
    of_requisition = {table: under(world, table) for table in ("submittal", "distribution", "requisition_event")}
    filled = fills(world)
    counted = []
    for asked in requisitions(world, lens["population"]):
        id = asked["requisition_id"]
        stops = _stops(world, lens["stop"], asked, filled.get(id, []), of_requisition["submittal"].get(id, []))
        if lens["unit"] == "requisition":
            complete = len(filled.get(id, [])) >= asked["positions"] and None not in stops
            stops = [max(stops)] if complete else []  # type: ignore[type-var]
        path = _path(world, asked) if lens["reopened"] == "first_open" else [asked]
        opened = day_of(world, path[-1], "submitted_at", path[-1]["site_id"])
        begun = _start(world, lens["start"], path[-1], of_requisition["distribution"])
        for stop in stops:
            if stop is None or begun is None:
                continue
            start = begun
            if lens["reopened"] == "reset":
                events = of_requisition["requisition_event"].get(id, [])
                again = [day_of(world, e, "at", asked["site_id"]) for e in events if e["event"] == "reopened"]
                start = max([begun, *(day for day in again if day and day <= stop)])
            paused, told = _pauses(world, lens["pauses"], _path(world, asked), of_requisition)
            value = days_between(world, lens["days"], asked["site_id"], start, stop, paused)
            value -= sum(told[: len(path)])
            if not (lens["outliers"] == "drop_negative" and value < 0) and not (
                lens["outliers"] == "drop_over_90" and value > 90
            ):
                counted.append((stop if lens["cohort"] == "filled" else opened, value))
    return by_month(counted, lens["aggregate"])  # type: ignore[arg-type]


def _path(world: Any, asked: Row) -> list[Row]:
    """A requisition and those that it was reopened from, the first of them last."""
    path = [asked]
    while earlier := world.row("requisition", path[-1]["reopened_from"]):
        path.append(earlier)
    return path


def _stops(world: Any, stop: str, asked: Row, filled: list[Row], submittals: list[Row]) -> list[date | None]:
    """The stop of every position, filled or not."""
    site = asked["site_id"]
    if stop == "start":
        return [row["start_date"] for row in filled]
    if stop in OF_ASSIGNMENT:
        return [day_of(world, world.row("submittal", row["submittal_id"]), COLUMNS[stop], site) for row in filled]
    days = [day for row in submittals if (day := day_of(world, row, COLUMNS[stop], site))]
    return [min(days, default=None)] * max(asked["positions"], len(filled))


def _start(world: Any, start: str, asked: Row, distributions: dict[str, list[Row]]) -> date | None:
    if start == "distributed":
        sent = distributions.get(asked["requisition_id"], [])
        return min((world.local_date(row["distributed_at"], asked["site_id"]) for row in sent), default=None)
    return day_of(world, asked, f"{start}_at", asked["site_id"])


def _pauses(
    world: Any, pauses: str, path: list[Row], of_requisition: dict[str, dict[str, list[Row]]]
) -> tuple[set[date], list[int]]:
    """The days on which a clock pauses, and the hold days that each requisition of the path tells without events.

    An earlier requisition of the path pauses the clock until the next one was submitted.
    """
    paused: set[date] = set()
    told = [0] * len(path)
    if pauses == "none":
        return paused, told
    for n, asked in enumerate(path):
        id, site = asked["requisition_id"], asked["site_id"]
        last: date = world.local_date(path[n - 1]["submitted_at"], path[n - 1]["site_id"]) if n else world.as_of
        events = of_requisition["requisition_event"].get(id, [])
        spans = _holds(world, events, site, by_client=pauses != "holds")
        if pauses == "client_clock":
            spans += _waits(world, asked, of_requisition["submittal"].get(id, []))
        for start, stop in spans:
            paused |= days_within(start, min(stop or last, last))
        if pauses == "holds" and not any(event["event"] == "held" for event in events):
            told[n] = asked["hold_days"] or 0
    return paused, told


def _holds(world: Any, events: list[Row], site: str, *, by_client: bool) -> list[tuple[date, date | None]]:
    spans: list[tuple[date, date | None]] = []
    held: Row | None = None
    for event in sorted(events, key=lambda e: (e["at"], e["event"])):
        if event["event"] == "held" and held is None:
            held = event
        elif event["event"] == "resumed" and held is not None:
            if not by_client or held["actor"] == "client":
                spans.append((world.local_date(held["at"], site), world.local_date(event["at"], site)))
            held = None
    if held is not None and (not by_client or held["actor"] == "client"):
        spans.append((world.local_date(held["at"], site), None))
    return spans


def _waits(world: Any, asked: Row, submittals: list[Row]) -> list[tuple[date, date | None]]:
    """When the next step was the client's: to ask, to approve, and to answer to somebody who met the requirement."""
    site = asked["site_id"]
    needed, submitted, approved = (day_of(world, asked, f"{c}_at", site) for c in ("needed", "submitted", "approved"))
    spans: list[tuple[date, date | None]] = []
    if needed and submitted:
        spans.append((needed, submitted))
    if submitted and approved:
        spans.append((submitted, approved))
    for row in submittals:
        shown = day_of(world, row, "submitted_at", site)
        if shown is None or not met_requirement(world, asked, row):
            continue
        answers = [day for c in ("offered", "accepted", "closed") if (day := day_of(world, row, f"{c}_at", site))]
        if answers:
            spans.append((shown, min(answers)))
        elif row["outcome"] == "pending":
            spans.append((shown, None))
        else:
            seen = [day for c in ("reviewed", "interviewed") if (day := day_of(world, row, f"{c}_at", site))]
            spans.append((shown, max([shown, *seen])))
    return spans


def met_requirement(world: Any, asked: Row, row: Row) -> bool:
    """Whether somebody was put forward at no more than the requisition's highest rate."""
    most = asked["max_bill_rate"]
    if most is None:
        return True
    if row["currency"] == asked["currency"]:
        return bool(row["bill_rate"] <= most)
    most = world.base(most, asked["currency"], asked["submitted_at"])
    price = world.base(row["bill_rate"], row["currency"], row["submitted_at"])
    return most is not None and price is not None and bool(price <= most)
