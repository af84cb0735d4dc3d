"""What an hour is billed at on average."""

from fractions import Fraction
from typing import Any

from fullscore.terms.lens import Lens
from fullscore.terms.period import Month
from tests.measures.twins.rate_compliance import HOURS, active_months, hours_worked


def average_bill_rate(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    worked = hours_worked(world)
    counted: dict[str, list[tuple[Any, Fraction, Fraction]]] = {}
    mix: dict[Any, Fraction] = {}
    for work in world.rows["assignment"]:
        place = (work["role_id"], work["site_id"])
        months = active_months(world, work)
        if lens["weight"] == "assignments" and months:
            mix[place] = mix.get(place, Fraction(0)) + 1
        base = world.base(work["bill_rate"], work["currency"], work["start_date"])
        for month in months:
            weight = Fraction(1)
            if lens["weight"] == "hours":
                weight = worked.get((work["assignment_id"], month), Fraction(0))
                mix[place] = mix.get(place, Fraction(0)) + weight
            if lens["who"] == "starts" and month != str(Month.of(work["start_date"])):
                continue
            if base is not None and weight > 0:
                rate = Fraction(base) / HOURS[work["rate_unit"]]
                counted.setdefault(month, []).append((place, rate, weight))
    return {month: (float(_average(rows, mix, lens["mix"])), len(rows)) for month, rows in counted.items()}


def _average(rows: list[tuple[Any, Fraction, Fraction]], mix: dict[Any, Fraction], how: str) -> Fraction:
    if how == "raw":
        return sum(rate * weight for _, rate, weight in rows) / sum(weight for *_, weight in rows)
    total, share = Fraction(0), Fraction(0)
    for place in {place for place, *_ in rows}:
        here = [(rate, weight) for at, rate, weight in rows if at == place]
        mean = sum(rate * weight for rate, weight in here) / sum(weight for _, weight in here)
        total += mean * mix[place]
        share += mix[place]
    return total / share
