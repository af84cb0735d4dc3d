"""Numbers and dates as a mapping declares them: exactly so, and with doubts said aloud."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fullscore.feeds._cells.date_formats import strptime_codes, swapped

HEAD = "document_id;line_no;vendor_id;vendor_name;posted_at;gl_account;amount;currency\n"
COLUMNS = "".join(f'{name} = {{ from = ["{name}"] }}\n' for name in HEAD.strip().split(";"))


def ledger(landing: Any, file: str, *rows: tuple[str, str]) -> Any:
    """A ledger with a date and an amount in each row."""
    toml = f'[file]\n{file}\n[[table]]\nname = "ledger_line"\n[table.columns]\n{COLUMNS}'
    text = HEAD + "".join(f"D{n};{n};V;V;{on};6410;{amount};EUR\n" for n, (on, amount) in enumerate(rows, start=1))
    return landing(text, toml=toml)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.234,56", Decimal("1234.56")),
        ("1.234,56-", Decimal("-1234.56")),
        ("-1.234.567,5", Decimal("-1234567.5")),
        ("(1.234,50)", Decimal("-1234.5")),
        ("€ 12,5", Decimal("12.5")),
        ("1234,5", Decimal("1234.5")),
        ("1.234", Decimal(1234)),
        ("1.5", None),
        ("12.34,56", None),
        ("1234.567,00", None),
        ("1,234.50", None),
        ("1..234", None),
    ],
)
def test_decimal_comma(landing: Any, cell: str, expected: Decimal | None) -> None:
    result = ledger(landing, 'decimal = ","\nthousands = "."', ("2025-01-03", cell))
    assert (result.column("amount") or [None])[0] == expected


@pytest.mark.parametrize(
    ("sign", "cell", "expected"),
    [
        (",", "1,234.50", Decimal("1234.5")),
        (",", "$1,234.50", Decimal("1234.5")),
        (",", "(1,234.50)", Decimal("-1234.5")),
        (",", "12,34.50", None),
        (",", "1,2345", None),
        (",", ",123", None),
        (" ", "1 234.50", Decimal("1234.5")),
        (" ", "1\u202f234.50", Decimal("1234.5")),
        ("'", "1\u2019234.50", Decimal("1234.5")),
    ],
)
def test_thousands(landing: Any, sign: str, cell: str, expected: Decimal | None) -> None:
    result = ledger(landing, f'thousands = "{sign}"', ("2025-01-03", cell))
    assert (result.column("amount") or [None])[0] == expected


def test_undeclared_thousands_are_refused_and_the_remedy_is_named(landing: Any) -> None:
    result = ledger(landing, "", ("2025-01-03", "1,234.50"), ("2025-01-04", "5"))
    assert result.reasons() == [("amount", "not_a_number")]
    assert "amount: 1 refused numbers look grouped by thousands" in " ".join(result.share.notes)


@pytest.mark.parametrize("written", ["%d/%m/%Y", "dd/MM/yyyy", "DD/MM/YYYY", "d/m/yyyy"])
def test_a_declared_date_format_is_the_only_one(landing: Any, written: str) -> None:
    result = ledger(landing, f'date_format = "{written}"', ("03/01/2025", "1"), ("31/1/2025", "1"), ("2025-01-03", "1"))
    assert result.column("posted_at") == [date(2025, 1, 3), date(2025, 1, 31)]
    assert result.reasons() == [("posted_at", "not_a_date")]
    assert result.share.notes == ()


@pytest.mark.parametrize("word", ["infinity", "Epoch", "03/01/25", "00:00:00", "31/02/2025"])
def test_what_the_engine_would_take_for_a_date_is_refused(landing: Any, word: str) -> None:
    result = ledger(landing, 'date_format = "%d/%m/%Y"', (word, "1"))
    assert result.reasons() == [("posted_at", "not_a_date")]


def test_several_formats_are_tried_in_order(landing: Any) -> None:
    result = ledger(landing, 'date_format = ["dd-Mon-yyyy", "%Y-%m-%d"]', ("03-jan-2025", "1"), ("2025-01-04", "1"))
    assert result.column("posted_at") == [date(2025, 1, 3), date(2025, 1, 4)]


def test_an_order_of_day_and_month_that_nothing_proves_is_noted(landing: Any) -> None:
    result = ledger(landing, 'date_format = "%m/%d/%Y"', ("03/01/2025", "1"), ("12/12/2025", "1"))
    assert result.share.notes == (
        "posted_at: no date has a day over 12, so that nothing proves the declared order of day and month (%m/%d/%Y)",
    )
    assert ledger(landing, 'date_format = "%m/%d/%Y"', ("03/13/2025", "1")).share.notes == ()


def test_two_date_styles_in_one_column_are_noted(landing: Any) -> None:
    result = ledger(landing, 'date_format = "%m/%d/%Y"', ("01/13/2025", "1"), ("13/01/2025", "1"), ("x", "1"))
    assert result.reasons() == [("posted_at", "not_a_date")] * 2
    assert [note.split(" can be")[0] for note in result.share.notes] == ["posted_at: 1 dates"]
    assert "two date styles stand in one column" in result.share.notes[0]


@pytest.mark.parametrize(
    ("written", "codes", "other"),
    [
        ("%d.%m.%Y", "%d.%m.%Y", "%m.%d.%Y"),
        ("m/d/yy", "%m/%d/%y", "%d/%m/%y"),
        ("dd-Mon-yyyy", "%d-%b-%Y", None),
        ("yyyy-MM-dd", "%Y-%m-%d", None),
        ("yyyymmdd", "%Y%m%d", None),
        ("MM/DD/YYYY hh:mm a", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %I:%M %p"),
        ("yyyy-MM-ddTHH:mm:ss", "%Y-%m-%dT%H:%M:%S", None),
        ("Month yyyy", "%B %Y", None),
        ("words", None, None),
        ("%Q", None, None),
    ],
)
def test_formats_in_letters(written: str, codes: str | None, other: str | None) -> None:
    assert strptime_codes(written) == codes
    assert codes is None or swapped(codes) == other
