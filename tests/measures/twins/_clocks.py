"""What the plain twins of the sourcing measures share: local days, days counted one at a time, averages."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from statistics import fmean
from typing import Any

import holidays

Row = dict[str, Any]
DAY = timedelta(days=1)


def day_of(world: Any, row: Row | None, column: str, site_id: str) -> date | None:
    """The local date of an instant of a row; None where there is no row or no instant."""
    instant: datetime | None = row[column] if row else None
    return world.local_date(instant, site_id) if instant else None


def with_days(world: Any, row: Row, site_id: str) -> Row:
    """A row with the local date beside every instant: ``submitted_on`` for ``submitted_at``, ``on`` for ``at``."""
    return row | {f"{name[:-2]}on": day_of(world, row, name, site_id) for name in row if name[-2:] == "at"}


@cache
def free_days(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """The public holidays of a year at a place, with observed days."""
    region = subdivision.removeprefix(f"{country}-") if subdivision else None
    return frozenset(holidays.country_holidays(country, subdiv=region, years=year))


def is_counted(world: Any, kind: str, site_id: str, day: date) -> bool:
    """Whether a day is one of a kind at a site."""
    if kind == "calendar" or day.weekday() > 4:
        return kind == "calendar"
    site = world.row("site", site_id)
    return kind == "business" or day not in free_days(site["country"], site["subdivision"], day.year)


def days_between(
    world: Any, kind: str, site_id: str, start: date, stop: date, paused: Collection[date] = frozenset()
) -> int:
    """Days of a kind after the start up to and including the stop, without paused ones; below 0 if backwards."""
    if stop < start:
        return -days_between(world, kind, site_id, stop, start, paused)
    if kind == "calendar" and not paused:
        return (stop - start).days
    count, day = 0, start
    while day < stop:
        day += DAY
        count += day not in paused and is_counted(world, kind, site_id, day)
    return count


def days_within(start: date, stop: date) -> set[date]:
    """The days after the start up to and including the stop."""
    return {start + timedelta(days=n) for n in range(1, (stop - start).days + 1)}


def quantile(values: list[float], q: float) -> float:
    """Linear interpolation between the order statistics on both sides (type 7)."""
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def by_month(clocks: Iterable[tuple[date, float]], aggregate: str) -> dict[str, tuple[float | None, int]]:
    """The mean, median or 90th percentile of each month's values."""
    months: dict[str, list[float]] = defaultdict(list)
    for day, value in clocks:
        months[f"{day:%Y-%m}"].append(float(value))
    return {month: (summed(values, aggregate), len(values)) for month, values in months.items()}


def summed(values: list[float], aggregate: str) -> float:
    if aggregate in ("mean", "share"):
        return fmean(values)
    return quantile(values, {"median": 0.5, "p90": 0.9}[aggregate])


def requisitions(world: Any, population: str = "all") -> list[Row]:
    """The requisitions that count: no drafts, and under ``recruited`` nobody who was identified beforehand."""
    rows = [row for row in world.rows["requisition"] if row["status"] != "draft"]
    return [row for row in rows if population == "all" or not row["identified"]]


def under(world: Any, table: str) -> dict[str, list[Row]]:
    """The rows of a table by their requisition."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in world.rows[table]:
        if row["requisition_id"]:
            found[row["requisition_id"]].append(row)
    return found


def fills(world: Any) -> dict[str, list[Row]]:
    """The assignments that fill a position, by requisition: no no-show, no start that is still to come."""
    found: dict[str, list[Row]] = {}
    for id, rows in under(world, "assignment").items():
        found[id] = [row for row in rows if row["end_cause"] != "no_show" and row["start_date"] <= world.as_of]
    return found
