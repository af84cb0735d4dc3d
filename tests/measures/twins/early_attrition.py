"""The plain twin of early_attrition."""

from calendar import monthrange
from datetime import date
from typing import Any

from fullscore.terms.lens import Lens

NOBODYS_FAULT = ("health_or_leave", "injury", "protected", "transport_or_site")


def early_attrition(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    window = world.policy["early_attrition_days"] if lens["window"] == "policy" else int(lens["window"])
    cells: dict[str, list[tuple[int, bool]]] = {}
    for row in world.rows["assignment"]:
        start, end = row["start_date"], row["end_date"]
        if start > world.as_of:
            continue
        if end is not None and end > world.as_of:
            end = None
        if row["end_cause"] == "no_show":
            if lens["no_shows"] == "left_out":
                continue
            end = end or start
        if lens["young"] == "left_out" and (world.as_of - start).days < window:
            continue
        held_against = counts(row["end_cause"], lens)
        if lens["cohort"] == "started":
            seen = end or world.as_of
            cells.setdefault(f"{start:%Y-%m}", []).append(((seen - start).days, end is not None and held_against))
        elif lens["cohort"] == "ended":
            if end is not None:
                cells.setdefault(f"{end:%Y-%m}", []).append(((end - start).days, held_against))
        else:
            for month, last_day in months(start, end or world.as_of):
                seen = min(end or world.as_of, last_day, world.as_of)
                ended_here = end is not None and f"{end:%Y-%m}" == month
                cells.setdefault(month, []).append(((seen - start).days, ended_here and held_against))
    told: dict[str, tuple[float | None, int]] = {}
    for month, seen_and_lost in cells.items():
        if lens["young"] == "survival":
            value = 1 - survival(seen_and_lost, window)
        else:
            value = sum(lost and days <= window for days, lost in seen_and_lost) / len(seen_and_lost)
        told[month] = (value, len(seen_and_lost))
    return told


def counts(cause: str | None, lens: Lens) -> bool:
    if cause is None or cause == "unknown":
        return lens["unknown_cause"] == "negative"
    if lens["causes"] == "all":
        return cause != "completed" and cause not in NOBODYS_FAULT
    if lens["causes"] == "negative":
        return cause in ("performance", "resignation", "no_show")
    return cause in ("performance", "no_show")


def survival(seen_and_lost: list[tuple[int, bool]], window: int) -> float:
    """The share that is still there after the window, day by day."""
    share = 1.0
    for day in range(window + 1):
        at_risk = sum(days >= day for days, _ in seen_and_lost)
        lost_today = sum(lost and days == day for days, lost in seen_and_lost)
        if at_risk:
            share *= 1 - lost_today / at_risk
    return share


def months(first: date, last: date) -> list[tuple[str, date]]:
    """Every month from the first day to the last, with its own last day."""
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append((f"{year}-{month:02}", date(year, month, monthrange(year, month)[1])))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
