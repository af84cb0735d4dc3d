"""Why the programme's bills changed since a year ago, in steps that add up to the cent.

Bills are invoice lines by the day they were issued, without tax, twelve months against the twelve before: both hold as
many runs of billing. Where nobody delivers invoices, timesheets by the week's end stand in. Units that were not wholly
inside the programme at both ends are brought in, whatever they bought: entry is not growth. Of the rest, labour is
split by ``stats.price_volume_mix`` over items of one capability, level, country, resource type and currency, in hours
as billed; what was bought of an item in one of the years only is new or lost. Work whose hours nobody bills (statements
of work, expenses, lines that contradict themselves) is a step of its own. Fees and discounts are a percentage of
labour: the other steps bear last year's, the fee's step is what the percentage itself changed.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from fullscore.model._expressions import column, constant
from fullscore.questions._mix.bridge_lines import ITEM, invoiced, recorded_from, timed
from fullscore.stats._critical import student
from fullscore.stats.price_volume_mix import Bought, in_cents, price_volume_mix, total
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.inside import Inside
from fullscore.workforce.worked import Year, year_before

STEPS = ("brought_in", "volume", "mix", "rate", "fee", "currency", "new", "lost", "unknown_hours")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the bridge; ``cents`` is the amount exactly, in hundredths of the currency's unit."""

    name: str
    amount: Estimate
    cents: int


@dataclass(frozen=True, kw_only=True)
class SpendBridge:
    """The change in what the programme billed.

    Attributes:
        before, after: the two years' amounts; in hundredths ``before_cents`` and ``after_cents``, which differ by the
            sum of the steps.
        first, middle, last: the day before the first year, the last day of the first, the last of the second.
        steps: empty where it cannot be told which units were inside at both ends.
        units: org units inside at both ends that bought something.
        left_out: lines without an exchange rate.
        says: how entry was told.
    """

    before: Estimate
    after: Estimate
    before_cents: int
    after_cents: int
    first: date
    middle: date
    last: date
    steps: tuple[Step, ...]
    units: int
    left_out: int
    source: str
    says: str


_Item = tuple[Any, ...]
_Sums = dict[_Item, dict[bool, list[Fraction]]]


def spend_bridge(edition: Edition, units: Inside) -> SpendBridge | None:
    """The bridge of an edition; None where neither invoices nor timesheets hold anything of both years.

    Args:
        units: since when each org unit is wholly inside.
    """
    year = Year.of(edition)
    first = year_before(year.after)
    source = "invoice_line" if edition.has("invoice_line") else "timesheet"
    lines = invoiced(edition) if source == "invoice_line" else timed(edition)
    lines = lines.filter((column("on") > constant(first)) & (column("on") <= constant(year.until)))
    recorded = recorded_from(edition)
    spans = {unit: (first - max(units.since[unit], recorded)).days for unit in sorted(units.throughout(first))}
    lent = pa.table({"_in": pa.array(list(spans), pa.string()), "_span": pa.array(list(spans.values()), pa.int64())})
    lines = lines.left_join(edition.lend(lent), [("unit", "_in")]).mutate(
        late=column("on") > constant(year.after),
        inside=column("_in").notnull() & (column("age").isnull() | (column("age") <= column("_span"))),
    )
    keys = ("unit", "inside", *ITEM, "part", "late")
    sums = lines.group_by(*keys)
    sums = sums.aggregate(
        hours=column("hours").sum(),
        amount=column("amount").sum(),
        base=column("base").sum(),
        lines=column("amount").count(),
        rated=column("base").count(),
    )
    rows = edition.run(sums.order_by(list(keys))).to_pylist()
    if {row["late"] for row in rows} != {True, False}:
        return None
    parts = _parts(rows)
    cents = in_cents({"before": parts.whole[False], "after": parts.whole[True]})
    before, after = (int(cents[name] * 100) for name in ("before", "after"))
    steps = _steps(edition.currency, parts, after - before) if units.source else ()
    return SpendBridge(
        before=_counted(edition.currency, before),
        after=_counted(edition.currency, after),
        before_cents=before,
        after_cents=after,
        first=first,
        middle=year.after,
        last=year.until,
        steps=steps,
        units=len({row["unit"] for row in rows if row["inside"]}),
        left_out=sum(row["lines"] - row["rated"] for row in rows),
        source=source,
        says=units.says,
    )


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """Sums by year, False the earlier: of all lines, labour, fees; of units inside by item and by unit; of the rest."""

    whole: Mapping[bool, Fraction]
    labour: Mapping[bool, Fraction]
    fee: Mapping[bool, Fraction]
    items: _Sums
    unit_hours: Mapping[tuple[Any, _Item], Mapping[bool, Fraction]]
    bare: Mapping[bool, Fraction]
    other: Mapping[bool, Fraction]
    outside_labour: Mapping[bool, Fraction]
    outside_other: Mapping[bool, Fraction]


def _parts(rows: list[dict[str, Any]]) -> _Parts:
    sums: dict[str, dict[bool, Fraction]] = {
        name: {False: Fraction(0), True: Fraction(0)}
        for name in ("whole", "labour", "fee", "bare", "other", "outside_labour", "outside_other")
    }
    items: _Sums = defaultdict(lambda: {late: [Fraction(0)] * 3 for late in (False, True)})
    hours: dict[tuple[Any, _Item], dict[bool, Fraction]] = defaultdict(lambda: {False: Fraction(0), True: Fraction(0)})
    for row in rows:
        late, base = row["late"], Fraction(row["base"] or 0)
        if row["base"] is None:
            continue
        sums["whole"][late] += base
        if row["part"] == "fee":
            sums["fee"][late] += base
            continue
        is_labour = row["part"] in ("labour", "bare")
        if is_labour:
            sums["labour"][late] += base
        # A line that names no unit could be anybody's: it is nobody's entry.
        if row["unit"] is not None and not row["inside"]:
            sums["outside_labour" if is_labour else "outside_other"][late] += base
        elif row["part"] == "labour":
            item = tuple(row[name] for name in ITEM)
            found = (Fraction(row["hours"] or 0), Fraction(row["amount"] or 0), base)
            items[item][late] = [one + more for one, more in zip(items[item][late], found, strict=True)]
            hours[row["unit"], item][late] += found[0]
        else:
            sums[row["part"]][late] += base
    return _Parts(items=items, unit_hours=hours, **sums)


def _steps(currency: str, parts: _Parts, change: int) -> tuple[Step, ...]:
    years = [
        {
            item: Bought(quantity=told[late][0], amount=told[late][1], converted=told[late][2])
            for item, told in parts.items.items()
            if any(told[late])
        }
        for late in (False, True)
    ]
    split = price_volume_mix(*years)
    effects = total(split.values())
    rate_of_fee = [
        parts.fee[late] / parts.labour[late] if parts.labour[late] else Fraction(0) for late in (False, True)
    ]
    gross = 1 + rate_of_fee[0]

    def grown(of: Mapping[bool, Fraction]) -> Fraction:
        return of[True] - of[False]

    exact = {
        "brought_in": gross * grown(parts.outside_labour) + grown(parts.outside_other),
        "volume": gross * effects.volume,
        "mix": gross * effects.mix,
        "rate": gross * effects.price,
        # Where a year has no labour its fees are a percentage of nothing, and the whole of them is the fee's.
        "fee": grown(parts.fee) - rate_of_fee[0] * grown(parts.labour),
        "currency": gross * effects.currency,
        "new": gross * effects.new,
        "lost": gross * effects.lost,
        "unknown_hours": gross * grown(parts.bare) + grown(parts.other),
    }
    cents = {name: int(value * 100) for name, value in in_cents(exact).items()}
    # The two totals and their difference are each rounded once: what is left is at most a cent.
    largest = max(cents, key=lambda name: abs(cents[name]))
    cents[largest] += change - sum(cents.values())
    common = {item for item, effect in split.items() if not effect.new and not effect.lost}
    reach, units = _volume_reach(parts, common, years[0], gross)
    steps = []
    for name in STEPS:
        amount = _counted(currency, cents[name])
        if name == "volume":
            value = cents[name] / 100
            ends = (None, None) if reach is None else (value - reach, value + reach)
            amount = Estimate(value=value, n=units, low=ends[0], high=ends[1], currency=currency)
        steps.append(Step(name=name, amount=amount, cents=cents[name]))
    return tuple(steps)


def _volume_reach(
    parts: _Parts, common: set[_Item], before: Mapping[_Item, Bought], gross: Fraction
) -> tuple[float | None, int]:
    """How far chance moves the volume: units are draws of one growth rate. And how many units there are.

    Source: Cochran (1977), Sampling Techniques, 3rd edition, section 6.3, the variance of a ratio's total.
    """
    hours: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (unit, item), told in parts.unit_hours.items():
        if item in common:
            hours[unit][0] += float(told[False])
            hours[unit][1] += float(told[True])
    was, now = (sum(pair[late] for pair in hours.values()) for late in (0, 1))
    if len(hours) < 2 or was <= 0:
        return None, len(hours)
    growth = now / was
    errors = [pair[1] - growth * pair[0] for pair in hours.values()]
    spread = (sum(error**2 for error in errors) * len(errors) / (len(errors) - 1)) ** 0.5
    worth = sum((before[item].converted for item in common), Fraction(0)) / sum(
        (before[item].quantity for item in common), Fraction(0)
    )
    return student(len(errors) - 1, LEVEL) * spread * float(worth * gross), len(hours)


def _counted(currency: str, cents: int) -> Estimate:
    value = float(Decimal(cents) / 100)
    return Estimate.counted(value, 1, currency)
