"""The share of hours, or of assignments, that are paid above the market."""

from fractions import Fraction
from typing import Any

from fullscore.terms.lens import Lens
from fullscore.terms.period import Month
from tests.measures.twins.rate_compliance import HOURS, active_months, hours_worked


def rate_vs_market(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    worked = hours_worked(world)
    above: dict[str, Fraction] = {}
    weights: dict[str, Fraction] = {}
    n: dict[str, int] = {}
    for work in world.rows["assignment"]:
        for month in active_months(world, work):
            verdict = _is_above(world, work, month, lens)
            weight = Fraction(1)
            if lens["weight"] == "hours":
                weight = worked.get((work["assignment_id"], month), Fraction(0))
            if verdict is not None and weight > 0:
                above[month] = above.get(month, Fraction(0)) + (weight if verdict else 0)
                weights[month] = weights.get(month, Fraction(0)) + weight
                n[month] = n.get(month, 0) + 1
    return {month: (float(above[month] / weights[month]), n[month]) for month in n}


def _is_above(world: Any, work: dict[str, Any], month: str, lens: Lens) -> bool | None:
    paid = work["bill_rate"] if lens["kind"] == "bill" else work["pay_rate"]
    market = _benchmark(world, work, month, lens)
    if paid is None or market is None:
        return None
    asked = market["rate"]
    if work["currency"] != market["currency"]:
        paid = world.base(paid, work["currency"], work["start_date"])
        asked = world.base(asked, market["currency"], market["as_of"])
        if paid is None or asked is None:
            return None
    return Fraction(paid) / HOURS[work["rate_unit"]] > Fraction(asked) / HOURS[market["rate_unit"]]


def _benchmark(world: Any, work: dict[str, Any], month: str, lens: Lens) -> dict[str, Any] | None:
    role = world.row("role", work["role_id"])
    country = world.row("site", work["site_id"])["country"]
    fitting = [
        row
        for row in world.rows["benchmark"]
        if row["country"] == country and row["kind"] == lens["kind"] and str(row["percentile"]) == lens["percentile"]
    ]
    known = [row for row in fitting if row["role_id"] == role["role_id"]]
    if not known and role["soc_code"] is not None:
        known = [row for row in fitting if row["role_id"] is None and row["soc_code"] == role["soc_code"]]
    until = Month.parse(month).last_day
    published = [row for row in known if row["as_of"] <= until]
    if published:
        return min(published, key=lambda row: (-row["as_of"].toordinal(), row["benchmark_id"]))
    return min(known, key=lambda row: (row["as_of"], row["benchmark_id"]), default=None)
