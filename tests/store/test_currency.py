"""Amounts in the programme's currency against plain decimals; reference rates against published figures."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pytest

from fullscore.model.fx_rate import fx_rate
from fullscore.model.ledger_line import ledger_line
from fullscore.model.sow import sow
from fullscore.store.currency import base_columns, reference_rate
from fullscore.store.engine import Engine
from fullscore.store.versions import arrange
from tests.conftest import landed_input, ledger, settings

FRIDAY = date(2023, 12, 29)
"""The last day on which the European Central Bank published rates in 2023; Monday, the first of January, has none."""


def in_base(
    engine: Engine,
    folder: Path,
    rows: list[tuple[str, date, str]],
    *,
    plan: dict[str, float] | None = None,
    given: list[tuple[str, date, float]] | None = None,
    currency: str = "USD",
) -> list[Decimal | None]:
    """The base amounts of ledger lines given as (amount, day, currency)."""
    delivered = None
    if given is not None:
        rates = [{"currency": code, "on": day, "rate": rate} for code, day, rate in given]
        arrange(engine, fx_rate, [landed_input(folder / "fx.parquet", fx_rate, rates)], {})
        engine.sql("CREATE TEMP TABLE fx_given AS SELECT * FROM arranged")
        delivered = "fx_given"
    lines = [
        {"document_id": f"{n:06d}", "line_no": 1, "amount": Decimal(amount), "posted_at": day, "currency": code}
        for n, (amount, day, code) in enumerate(rows)
    ]
    arrange(engine, ledger_line, [landed_input(folder / "ledger.parquet", ledger_line, lines)], {})
    select, join = base_columns(
        engine, ledger_line, currency=currency, plan=plan or {}, delivered=delivered, as_of="2025-01-31"
    )
    found = engine.rows(f"SELECT a.document_id{select} FROM arranged AS a {join} ORDER BY a.document_id")
    return [row[1] for row in found]


def by_hand(amount: str, rate: float) -> Decimal:
    """The twin: the rate as it is written, one multiplication, one rounding."""
    return (Decimal(amount) * Decimal(repr(rate))).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)


def test_a_published_rate_is_the_published_rate() -> None:
    # Source: European Central Bank, euro foreign exchange reference rates, 29 December 2023.
    assert reference_rate("EUR", "USD", FRIDAY) == 1.1050
    assert reference_rate("EUR", "GBP", FRIDAY) == 0.86905
    assert reference_rate("EUR", "JPY", FRIDAY) == 156.33


def test_other_currencies_go_through_the_euro() -> None:
    assert reference_rate("GBP", "USD", FRIDAY) == pytest.approx(1.1050 / 0.86905, rel=1e-12)
    assert reference_rate("USD", "EUR", FRIDAY) == pytest.approx(1 / 1.1050, rel=1e-12)


def test_a_day_without_a_rate_takes_the_last_one() -> None:
    for days in (1, 2, 3):
        assert reference_rate("EUR", "USD", FRIDAY + timedelta(days=days)) == 1.1050
    assert reference_rate("EUR", "USD", FRIDAY + timedelta(days=4)) == 1.0956


def test_before_the_first_published_day_there_is_no_rate() -> None:
    assert reference_rate("USD", "EUR", date(1999, 1, 4)) is not None
    assert reference_rate("USD", "EUR", date(1999, 1, 3)) is None
    assert reference_rate("XAU", "EUR", FRIDAY) is None


def test_the_programmes_own_currency_stays_as_it_is(engine: Engine, tmp_path: Path) -> None:
    assert in_base(engine, tmp_path, [("-12.3456", FRIDAY, "USD")]) == [Decimal("-12.3456")]


def test_a_plan_rate_goes_before_a_delivered_one_and_that_before_the_published(engine: Engine, tmp_path: Path) -> None:
    found = in_base(
        engine,
        tmp_path,
        [("100", FRIDAY, "EUR"), ("100", FRIDAY, "GBP"), ("100", FRIDAY, "CHF")],
        plan={"EUR": 1.5},
        given=[("EUR", FRIDAY, 2.5), ("GBP", FRIDAY, 2.0)],
    )
    published = reference_rate("CHF", "USD", FRIDAY)
    assert published is not None
    assert found == [Decimal(150), Decimal(200), by_hand("100", published)]


@pytest.mark.parametrize(("days", "holds"), [(0, True), (1, True), (7, True), (8, False), (-1, False)])
def test_a_delivered_rate_holds_for_seven_days_after_its_own(
    engine: Engine, tmp_path: Path, days: int, holds: bool
) -> None:
    day = FRIDAY + timedelta(days=days)
    rate = 2.0 if holds else reference_rate("EUR", "USD", day)
    assert rate is not None
    assert in_base(engine, tmp_path, [("100", day, "EUR")], given=[("EUR", FRIDAY, 2.0)]) == [by_hand("100", rate)]


def test_money_without_a_day_takes_the_editions(programme: Callable[..., Any]) -> None:
    headings = "sow_id,supplier_id,title,org_unit_id,start_date,end_date,value,currency,pricing"
    line = "W1,S1,Work,U1,2020-01-01,2020-12-31,100.00,EUR,fixed"
    files = {"2023-12-29/sow.csv": f"{headings}\n{line}\n"}
    folder = programme({"programme.toml": settings("sow, sow*.csv, client, full"), **files})
    assert not sow.currency_day
    assert folder.build().manifest
    assert folder.rows("sow", "value_base") == [(Decimal("110.5000"),)]


def test_a_row_without_a_rate_is_loaded_and_counted(programme: Callable[..., Any]) -> None:
    rows = ledger("D1,2025-01-05,6410,U1,10,XAU", "D2,2025-01-05,6410,U1,20,USD", "D3,1998-06-01,6410,U1,30,EUR")
    folder = programme({"2025-01-31/ledger.csv": rows})
    share = folder.built().share("ledger_line")
    assert share is not None
    assert (share.in_force, share.without_base) == (3, 2)
    assert folder.rows("ledger_line", "document_id", "amount_base") == [
        ("D1", None),
        ("D2", Decimal("20.0000")),
        ("D3", None),
    ]


@pytest.mark.parametrize(
    ("amount", "rate", "base"),
    [
        ("0.0207", 14.5, "0.3002"),  # 0.30015: the tie goes up, to the even digit
        ("162.6150", 1.83, "297.5854"),  # 297.58545: the tie goes down
        ("-88.0395", 1.1, "-96.8434"),
        ("749723057868.5749", 16.8, "12595347372192.0583"),  # beyond what a float holds to four places
        ("10000000000.0000", 0.0000613214215, "613214.2150"),  # a small unit in large numbers
    ],
)
def test_a_tie_goes_to_the_even_digit(engine: Engine, tmp_path: Path, amount: str, rate: float, base: str) -> None:
    assert in_base(engine, tmp_path, [(amount, FRIDAY, "EUR")], plan={"EUR": rate}) == [Decimal(base)]
    assert by_hand(amount, rate) == Decimal(base)


@pytest.mark.parametrize("seed", [1, 2])
def test_bases_equal_plain_decimals_row_by_row(engine: Engine, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    days = [FRIDAY - timedelta(days=n) for n in range(40)]
    given = [("AAA", day, draw.choice([round(draw.uniform(0.01, 20), 2), 1 / draw.uniform(1, 3e4)])) for day in days]
    rates = {day: rate for _, day, rate in given}
    rows = []
    for _ in range(3000):
        size = draw.randint(1, 17)
        amount = str(Decimal(draw.randint(-(10**size), 10**size)).scaleb(-4))
        rows.append((amount, draw.choice(days), "AAA"))
    expected = [(base if abs(base := by_hand(amount, rates[day])) < 10**14 else None) for amount, day, _ in rows]
    assert in_base(engine, tmp_path, rows, given=given) == expected


def test_a_stray_date_costs_no_rates(engine: Engine, tmp_path: Path) -> None:
    days = [FRIDAY, date(1900, 1, 1), date(9999, 12, 31)]
    found = in_base(engine, tmp_path, [("100", day, "EUR") for day in days])
    assert found == [Decimal("110.5000"), None, None]


@pytest.mark.parametrize("rate", [0.0, 1e300, 1e-300])
def test_a_rate_that_is_none_is_not_used(engine: Engine, tmp_path: Path, rate: float) -> None:
    found = in_base(engine, tmp_path, [("100", FRIDAY, "AAA")], given=[("AAA", FRIDAY, rate)])
    assert found == [None]


def test_an_amount_too_large_for_the_column_has_no_base(engine: Engine, tmp_path: Path) -> None:
    assert in_base(engine, tmp_path, [("99999999999999", FRIDAY, "EUR")], plan={"EUR": 25000.0}) == [None]
