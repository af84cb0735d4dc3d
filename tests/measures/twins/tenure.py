"""The plain twin of tenure."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from fullscore.terms.lens import Lens

ONE_DAY = timedelta(days=1)


def tenure(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    work = []
    for row in world.rows["assignment"]:
        if row["end_cause"] == "no_show" or row["start_date"] > world.as_of:
            continue
        ended = row["end_date"] if row["end_date"] and row["end_date"] <= world.as_of else None
        work.append((row["worker_id"], row["start_date"], row["assignment_id"], ended, days_between(row, world.as_of)))
    of_whom: dict[str, list[Any]] = {}
    for one in sorted(work, key=lambda one: one[1:3]):
        # An assignment's tenure is that of somebody who never had another.
        of_whom.setdefault(one[0] if lens["of"] == "worker" else one[2], []).append(one)
    cells: dict[str, list[int]] = {}
    for mine in of_whom.values():
        spells = spells_of({day for one in mine for day in one[4]}, lens["breaks"], world.policy["tenure_break_days"])
        if lens["who"] == "active":
            for month in {month_of(day) for one in mine for day in one[4]}:
                latest = [one for one in mine if any(month_of(day) == month for day in one[4])][-1]
                spell = next(spell for spell in spells if latest[1] in spell)
                cells.setdefault(month, []).append(sum(month_of(day) <= month for day in spell))
        else:
            for spell in spells:
                if all(one[3] for one in mine if one[1] in spell):
                    cells.setdefault(month_of(max(spell)), []).append(len(spell))
    return {month: (summed([days / (365.25 / 12) for days in said], lens), len(said)) for month, said in cells.items()}


@cache
def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def days_between(row: dict[str, Any], as_of: date) -> list[date]:
    found, day = [], row["start_date"]
    while day <= min(row["end_date"] or as_of, as_of):
        found.append(day)
        day += ONE_DAY
    return found


def spells_of(days: set[date], breaks: str, break_days: int) -> list[set[date]]:
    """The days in pieces, cut at every break."""
    spells: list[set[date]] = []
    last: date | None = None
    for day in sorted(days):
        between = [last + ONE_DAY * n for n in range(1, (day - last).days)] if last else []
        is_break = any(free.weekday() < 5 for free in between) if breaks == "reset" else len(between) >= break_days
        if last is None or is_break:
            spells.append(set())
        spells[-1].add(day)
        last = day
    return spells


def summed(values: list[float], lens: Lens) -> float:
    if lens["aggregate"] == "mean":
        return sum(values) / len(values)
    ordered = sorted(values)
    place = (0.5 if lens["aggregate"] == "median" else 0.9) * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
