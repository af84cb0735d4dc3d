"""How much less was paid than a baseline says it would have cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from fullscore.terms.lens import Lens
from fullscore.terms.period import Month
from tests.measures.twins.rate_compliance import HOURS, card_for


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Hours of an assignment, what they cost, and the exchange rate of that."""

    work: dict[str, Any]
    month: Month
    currency: str
    hours: Fraction
    amount: Fraction
    base: Fraction
    exchange: Fraction


def savings(world: Any, lens: Lens) -> dict[str, tuple[float | None, int]]:
    bought = list(_invoiced(world) if lens["volume"] == "invoiced" else _planned(world))
    saved: dict[tuple[str, str], Fraction] = {}
    averages = _averages(bought)
    for each in bought:
        asked = world.row("requisition", each.work["requisition_id"]) if each.work["requisition_id"] else None
        if lens["population"] == "recruited" and asked is not None and asked["identified"]:
            continue
        cost = _would_cost(world, each, lens["baseline"], asked, averages)
        if cost is not None:
            key = (str(each.month), each.work["assignment_id"])
            saved[key] = saved.get(key, Fraction(0)) + cost - each.base
    told: dict[str, tuple[Fraction, int]] = {}
    for (month, _), value in saved.items():
        total, n = told.get(month, (Fraction(0), 0))
        told[month] = (total + (max(value, Fraction(0)) if lens["negatives"] == "floored" else value), n + 1)
    if lens["fees"] == "net":
        for line in world.rows["invoice_line"]:
            month = str(Month.of(line["service_date"] or line["invoiced_at"]))
            base = world.base(line["amount"], line["currency"], line["service_date"] or line["invoiced_at"])
            if line["kind"] in ("msp_fee", "vms_fee") and month in told and base is not None:
                told[month] = (told[month][0] - Fraction(base), told[month][1])
    return {month: (float(total), n) for month, (total, n) in told.items()}


def _averages(bought: list[Bought]) -> dict[Any, Fraction]:
    amounts: dict[Any, Fraction] = {}
    hours: dict[Any, Fraction] = {}
    for each in bought:
        key = _alike(each, each.month)
        amounts[key] = amounts.get(key, Fraction(0)) + each.amount
        hours[key] = hours.get(key, Fraction(0)) + each.hours
    return {key: amounts[key] / hours[key] for key in hours if hours[key] > 0}


def _alike(each: Bought, month: Month) -> Any:
    return (each.work["role_id"], each.work["site_id"], each.currency, month)


def _would_cost(
    world: Any, each: Bought, baseline: str, asked: dict[str, Any] | None, averages: dict[Any, Fraction]
) -> Fraction | None:
    """In the programme's currency; None where there is no baseline."""
    work = each.work
    if baseline == "prior_year_like_for_like":
        rate = averages.get(_alike(each, each.month + -12))
        return None if rate is None else rate * each.hours * each.exchange
    if baseline == "card_max":
        card = card_for(world, work, work["start_date"])
        if card is None:
            return None
        rate, currency, unit, day = card["max_bill_rate"], card["currency"], card["rate_unit"], work["start_date"]
    elif asked is None:
        return None
    elif baseline == "requested_max":
        rate, day = asked["max_bill_rate"], asked["submitted_at"]
        currency, unit = asked["currency"], asked["rate_unit"]
    else:
        sent = [
            row
            for row in world.rows["submittal"]
            if row["requisition_id"] == asked["requisition_id"] and row["currency"] == asked["currency"]
        ]
        sent.sort(key=lambda row: (row["submitted_at"], row["submittal_id"]))
        if not sent:
            return None
        one = max(sent, key=lambda row: row["bill_rate"]) if baseline == "highest_submittal" else sent[0]
        rate, day = one["bill_rate"], one["submitted_at"]
        currency, unit = asked["currency"], asked["rate_unit"]
    if rate is None:
        return None
    if currency == each.currency:
        return Fraction(rate) / HOURS[unit] * each.hours * each.exchange
    base = world.base(rate, currency, day)
    return None if base is None else Fraction(base) / HOURS[unit] * each.hours


def _exchange(world: Any, currency: str, amount: Fraction, base: Any) -> Fraction | None:
    if currency == world.currency:
        return Fraction(1)
    return Fraction(base) / amount if base is not None and amount != 0 else None


def _invoiced(world: Any) -> Iterator[Bought]:
    for line in world.rows["invoice_line"]:
        if line["kind"] != "labour":
            continue
        of = line["assignment_id"]
        if of is None and line["timesheet_id"] is not None:
            of = world.row("timesheet", line["timesheet_id"])["assignment_id"]
        if of is None:
            continue
        work, amount = world.row("assignment", of), Fraction(line["amount"])
        if line["quantity"] is not None:
            quantity = Fraction(line["quantity"])
        elif line["unit_rate"]:
            quantity = amount / Fraction(line["unit_rate"])
        else:
            continue
        if amount < 0 < quantity:
            quantity = -quantity
        day = line["service_date"] or line["invoiced_at"]
        base = world.base(line["amount"], line["currency"], day)
        exchange = _exchange(world, line["currency"], amount, base)
        if exchange is not None:
            yield Bought(
                work=work,
                month=Month.of(day),
                currency=line["currency"],
                hours=quantity * HOURS[work["rate_unit"]],
                amount=amount,
                base=Fraction(base),
                exchange=exchange,
            )


def _planned(world: Any) -> Iterator[Bought]:
    for work in world.rows["assignment"]:
        if work["end_cause"] == "no_show" or work["start_date"] > world.as_of:
            continue
        days = max((work["planned_end"] - work["start_date"] + timedelta(days=1)).days, 0)
        hours, unit = Fraction(40, 7) * days, HOURS[work["rate_unit"]]
        base = world.base(work["bill_rate"], work["currency"], work["start_date"])
        exchange = _exchange(world, work["currency"], Fraction(work["bill_rate"]), base)
        if exchange is not None:
            yield Bought(
                work=work,
                month=Month.of(work["start_date"]),
                currency=work["currency"],
                hours=hours,
                amount=Fraction(work["bill_rate"]) / unit * hours,
                base=Fraction(base) / unit * hours,
                exchange=exchange,
            )
