"""Each kind of column: which texts it takes and for what, which it refuses and why."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from fullscore.feeds._cells import date_text
from fullscore.feeds._cells.reasons import REASONS
from fullscore.feeds._mapping.load import exchange
from fullscore.model import _columns as columns
from fullscore.model._columns import choice, currency, flag, hours, ident, money, month, number, text, time, whole
from fullscore.model._shape import Column, Table
from fullscore.store.engine import parquet

A_MONEY, A_NUMBER, A_WHOLE = money("x"), number("x"), whole("x")
A_DATE, A_TIME, A_MONTH = columns.date("x"), time("x"), month("x")


def landed(landing: Any, column: Column, cell: str) -> Any:
    """The value of a cell, or the reason why it is refused."""
    table = Table(name="probe", group="work", key=("id",), columns=(ident("id"), column))
    content = f'id\t{column.name}\nK\t"{cell}"\n'
    result = landing(content, understood=exchange(table), name="probe.tsv")
    if result.share.landed:
        return result.column(column.name)[0]
    ((line, name, value, reason),) = result.faults()
    assert (line, name) == (2, column.name)
    assert value == cell.strip()
    assert reason in REASONS
    return reason


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (text("x"), "  words \u00a0", "words"),
        (text("x"), "=SUM(A1)", "=SUM(A1)"),
        (text("x"), "", "missing"),
        (text("x"), " \u00a0 ", "missing"),
        (text("x", optional=True), "", None),
        (ident("x"), " 00123 ", "00123"),
        (ident("x"), "1.23E+11", "excel_damaged_id"),
        (ident("x"), "1E+05", "excel_damaged_id"),
        (ident("x"), "1,23e+11", "excel_damaged_id"),
        (ident("x"), "A1E+11", "A1E+11"),
        (ident("x"), "=A1+B1", "formula"),
        (ident("x"), "+cmd|x", "formula"),
        (ident("x"), "@SUM(1)", "formula"),
        (ident("x"), "+44", "+44"),
        (ident("x"), "a@b", "a@b"),
        (choice("x", "hour", "day"), "Hour ", "hour"),
        (choice("x", "hour", "day"), "week", "unknown_value"),
        (flag("x"), "TRUE", True),
        (flag("x"), "no", False),
        (flag("x"), "Y", True),
        (flag("x"), "0", False),
        (flag("x"), "maybe", "not_true_or_false"),
        (Column(name="rate_currency", kind=currency().kind), "eur", "EUR"),
        (Column(name="rate_currency", kind=currency().kind), "EURO", "not_a_currency"),
        (Column(name="rate_currency", kind=currency().kind), "US$", "not_a_currency"),
        (text("country"), "de", "DE"),
        (text("country"), "Germany", "not_a_country"),
    ],
)
def test_words(landing: Any, column: Column, cell: str, expected: object) -> None:
    assert landed(landing, column, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.5", Decimal("1.5")),
        ("-0.01", Decimal("-0.01")),
        ("+5", Decimal(5)),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("$188.41 ", Decimal("188.41")),
        ("£ 5", Decimal(5)),
        ("5 €", Decimal(5)),
        ("-$5", Decimal(-5)),
        ("$-5", Decimal(-5)),
        ("(5.50)", Decimal("-5.5")),
        ("($5.50)", Decimal("-5.5")),
        ("5.50-", Decimal("-5.5")),
        ("\u22125", Decimal(-5)),
        ("1.00005", Decimal("1.0001")),
        ("99999999999999.99", Decimal("99999999999999.99")),
        ("100000000000000", "out_of_range"),
        ("1e2", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x1", "not_a_number"),
        ("nan", "not_a_number"),
        ("--5", "not_a_number"),
        ("-(5)", "not_a_number"),
        ("-5-", "not_a_number"),
        ("(5", "not_a_number"),
        ("$$5", "not_a_number"),
        ("5%", "not_a_number"),
        ("1,234.50", "not_a_number"),
        ("5-10", "not_a_number"),
        ("=5+5", "formula"),
        ("@SUM(A1)", "formula"),
        ("N/A", "not_a_number"),
        ("", "missing"),
    ],
)
def test_money(landing: Any, cell: str, expected: object) -> None:
    assert landed(landing, A_MONEY, cell) == expected


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (A_NUMBER, "1.5e-05", 1.5e-05),
        (A_NUMBER, "-.5", -0.5),
        (A_NUMBER, "nan", "not_a_number"),
        (A_NUMBER, "inf", "not_a_number"),
        (A_NUMBER, "-Infinity", "not_a_number"),
        (A_NUMBER, "1e999", "not_a_number"),
        (A_NUMBER, "$5", "not_a_number"),
        (A_WHOLE, "007", 7),
        (A_WHOLE, "-3", -3),
        (A_WHOLE, "5.0", 5),
        (A_WHOLE, "1.5", "not_a_whole_number"),
        (A_WHOLE, "1e2", "not_a_whole_number"),
        (A_WHOLE, "0x1", "not_a_whole_number"),
        (A_WHOLE, "1_000", "not_a_whole_number"),
        (A_WHOLE, "99999999999999999999", "out_of_range"),
        (A_WHOLE, "=1+1", "formula"),
        (whole("x", minimum=1), "0", "out_of_range"),
        (money("x", minimum=0), "-0.01", "negative"),
        (hours("x"), "7.25", Decimal("7.25")),
        (hours("x"), "-1", "negative"),
        (hours("x"), "99999999", "out_of_range"),
    ],
)
def test_numbers(landing: Any, column: Column, cell: str, expected: object) -> None:
    assert landed(landing, column, cell) == expected


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (A_DATE, "2025-01-03", date(2025, 1, 3)),
        (A_DATE, "2024-02-29", date(2024, 2, 29)),
        (A_DATE, "9999-12-31", date(9999, 12, 31)),
        (A_DATE, "2025-02-29", "not_a_date"),
        (A_DATE, "2025-1-3", "not_a_date"),
        (A_DATE, "2025/01/03", "not_a_date"),
        (A_DATE, "2025-01-03 10:00", "not_a_date"),
        (A_DATE, "2025-01-3x", "not_a_date"),
        (A_DATE, "12025-1-03", "not_a_date"),
        (A_DATE, "03/01/2025", "not_a_date"),
        (A_DATE, "infinity", "not_a_date"),
        (A_DATE, "epoch", "not_a_date"),
        (A_DATE, "20250103", "not_a_date"),
        (A_DATE, "0025-01-03", "not_a_date"),
        (A_DATE, "1899-12-30", "out_of_range"),
        (A_DATE, "", "missing"),
        (A_MONTH, "2025-03", date(2025, 3, 1)),
        (A_MONTH, "2025-03-17", date(2025, 3, 1)),
        (A_MONTH, "2025-13", "not_a_date"),
        (A_MONTH, "March 2025", "not_a_date"),
        (A_TIME, "2025-01-03", datetime.fromisoformat("2025-01-03T00:00:00")),
        (A_TIME, "2025-01-03T10:00", datetime.fromisoformat("2025-01-03T10:00:00")),
        (A_TIME, "2025-01-03 10:00:05", datetime.fromisoformat("2025-01-03T10:00:05")),
        (A_TIME, "2025-01-03T10:00:05.25Z", datetime.fromisoformat("2025-01-03T10:00:05.250000")),
        (A_TIME, "2025-01-03T10:00:00+02:00", datetime.fromisoformat("2025-01-03T08:00:00")),
        (A_TIME, "2025-01-03T10:00+02:00", datetime.fromisoformat("2025-01-03T08:00:00")),
        (A_TIME, "2025-01-03T10:00:00-0530", datetime.fromisoformat("2025-01-03T15:30:00")),
        (A_TIME, "2025-01-03T01:00:00+02", datetime.fromisoformat("2025-01-02T23:00:00")),
        (A_TIME, "2025-01-03T25:00:00", "not_a_time"),
        (A_TIME, "2025-01-03T10", "not_a_time"),
        (A_TIME, "2025-01-03 10:00:00 Europe/London", "not_a_time"),
        (A_TIME, "03.01.2025", "not_a_time"),
        (A_TIME, "0001-01-01T00:00:00", "not_a_time"),
        (A_TIME, "1899-12-30T00:00:00", "out_of_range"),
    ],
)
def test_dates_and_times(landing: Any, column: Column, cell: str, expected: object) -> None:
    assert landed(landing, column, cell) == expected


def test_every_fault_of_a_row_is_listed_and_only_the_sound_part_of_its_key_is_kept(landing: Any) -> None:
    head = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,amount,currency\n"
    result = landing(
        head + "D1,x,V1,,yesterday,6410,ten,dollars\nD2,1,V1,V,2025-01-03,6410,10,USD\n", table="ledger_line"
    )
    assert result.faults() == [
        (2, "line_no", "x", "not_a_whole_number"),
        (2, "vendor_name", "", "missing"),
        (2, "posted_at", "yesterday", "not_a_date"),
        (2, "amount", "ten", "not_a_number"),
        (2, "currency", "dollars", "not_a_currency"),
    ]
    refused, landed_row = result.all()
    assert refused[0] == "D1"
    assert set(refused[1:12]) == {None}
    assert landed_row[0] == "D2"
    assert result.share.read == 2
    assert result.share.refused == 1


def test_the_columns_are_the_tables_in_their_types(landing: Any) -> None:
    result = landing("timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,status\n", table="timesheet")
    rows = parquet(result.folder / "timesheet.parquet")
    found = {row[0]: row[1] for row in result.engine.rows(f"DESCRIBE SELECT * FROM {rows}")}
    assert list(found)[-4:] == ["_line", "_revision", "_faults", "_refused"]
    assert found["regular_hours"] == "DECIMAL(9,2)"
    assert found["amount"] == "DECIMAL(18,4)"
    assert found["week_ending"] == "DATE"
    assert found["submitted_at"] == "TIMESTAMP"
    assert found["_line"] == "BIGINT"
    assert found["_revision"] == "BIGINT"


def test_the_quick_reading_of_instants_takes_nothing_that_the_strict_pattern_refuses(engine: Any) -> None:
    good, signs = "2025-01-03T10:11:12Z", "0159-+:TZ .x"
    texts = sorted(
        {
            (good[:i] + a + good[i + 1 :])[:j] + b + (good[:i] + a + good[i + 1 :])[j + 1 :]
            for i in range(len(good))
            for j in range(len(good))
            for a in signs
            for b in "0.Z- "
        }
    )
    with engine.lent("texts", pa.table({"x": [text for text in texts if text.strip() == text]})):
        taken = engine.rows(f"SELECT x FROM texts WHERE ({date_text.time('x', ())}) IS NOT NULL")
    assert len(taken) > 100
    assert [text for (text,) in taken if not re.fullmatch(date_text._INSTANT, text)] == []
