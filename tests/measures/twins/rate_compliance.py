"""The share of hours, or of assignments, that keep within the rate card."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fullscore.terms.lens import Lens
from fullscore.terms.period import Month, months_between

HOURS = {"hour": Fraction(1), "day": Fraction(8), "month": Fraction(2080, 12)}


def rate_compliance(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    within: dict[str, Fraction] = {}
    weights: dict[str, Fraction] = {}
    n: dict[str, int] = {}
    hours = hours_worked(world)
    for work in world.rows["assignment"]:
        verdict = complies(world, work, lens)
        if verdict is None:
            continue
        for month in active_months(world, work):
            weight = (
                hours.get((work["assignment_id"], month), Fraction(0)) if lens["weight"] == "hours" else Fraction(1)
            )
            if weight > 0:
                within[month] = within.get(month, Fraction(0)) + (weight if verdict else 0)
                weights[month] = weights.get(month, Fraction(0)) + weight
                n[month] = n.get(month, 0) + 1
    return {month: (float(within[month] / weights[month]), n[month]) for month in n}


def complies(world: Any, work: dict[str, Any], lens: Lens) -> bool | None:
    """None: left out."""
    card = card_for(world, work, day_of_card(world, work, lens["card_as_of"]))
    if card is None:
        return {"left_out": None, "compliant": True, "breach": False}[lens["unmapped"]]
    if work["currency"] == card["currency"]:
        paid, most, least = work["bill_rate"], card["max_bill_rate"], card["min_bill_rate"]
    else:
        paid = world.base(work["bill_rate"], work["currency"], work["start_date"])
        most = world.base(card["max_bill_rate"], card["currency"], work["start_date"])
        least = world.base(card["min_bill_rate"], card["currency"], work["start_date"])
        if paid is None or most is None:
            return None
    limit = Fraction(most)
    if lens["limit"] == "mid" and least is not None:
        limit = (Fraction(most) + Fraction(least)) / 2
    return Fraction(paid) / HOURS[work["rate_unit"]] <= limit / HOURS[card["rate_unit"]]


def day_of_card(world: Any, work: dict[str, Any], card_as_of: str) -> date:
    if card_as_of == "today":
        return world.as_of
    if card_as_of == "submittal" and work["submittal_id"] is not None:
        submittal = world.row("submittal", work["submittal_id"])
        asked = world.row("requisition", submittal["requisition_id"])
        return world.local_date(submittal["submitted_at"], asked["site_id"])
    return work["start_date"]


def card_for(world: Any, work: dict[str, Any], day: date) -> dict[str, Any] | None:
    country = world.row("site", work["site_id"])["country"]
    fitting = [
        card
        for card in world.rows["rate_card"]
        if card["role_id"] == work["role_id"]
        and card["supplier_id"] in (None, work["supplier_id"])
        and card["site_id"] in (None, work["site_id"])
        and card["country"] in (None, country)
        and card["valid_from"] <= day
        and (card["valid_to"] is None or day <= card["valid_to"])
    ]

    def order(card: dict[str, Any]) -> tuple[Any, ...]:
        place = 0 if card["site_id"] is not None else 1 if card["country"] is not None else 2
        return (card["supplier_id"] is None, place, -card["valid_from"].toordinal(), card["rate_card_id"])

    return min(fitting, key=order, default=None)


def hours_worked(world: Any) -> dict[tuple[str, str], Fraction]:
    """By assignment and the month that the week ended in."""
    hours: dict[tuple[str, str], Fraction] = {}
    for sheet in world.rows["timesheet"]:
        key = (sheet["assignment_id"], str(Month.of(sheet["week_ending"])))
        worked = sheet["regular_hours"] + (sheet["overtime_hours"] or Decimal(0))
        hours[key] = hours.get(key, Fraction(0)) + Fraction(worked)
    return hours


def active_months(world: Any, work: dict[str, Any]) -> list[str]:
    """The months in which an assignment was active; none where its worker never came."""
    if work["end_cause"] == "no_show" or work["start_date"] > world.as_of:
        return []
    last = min(work["end_date"] or world.as_of, world.as_of)
    if last < work["start_date"]:
        return []
    return [str(month) for month in months_between(Month.of(work["start_date"]), Month.of(last))]
