"""Spreadsheets, Parquet and JSON: typed cells come to the same rows as the same table in text."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from fullscore.feeds import spreadsheet
from fullscore.terms.fault import Fault

HEAD = ["document_id", "line_no", "vendor_id", "vendor_name", "posted_at", "gl_account", "amount", "currency"]
ROWS = [
    ["D1", 1, "007", "Acme", date(2025, 1, 3), 6410, 1234.5, "USD"],
    ["D2", 2, "V2", "Ümlaut", date(2025, 2, 28), "0064", -0.01, "usd"],
]
EXPECTED = [
    ("D1", 1, "007", "Acme", date(2025, 1, 3), "6410", Decimal("1234.5"), "USD"),
    ("D2", 2, "V2", "Ümlaut", date(2025, 2, 28), "0064", Decimal("-0.01"), "USD"),
]
COLUMNS = ", ".join(HEAD)
DECLARED = (
    '[file]\ndecimal = ","\nthousands = "."\ndate_format = "%d.%m.%Y"\n{file}\n[[table]]\nname = "ledger_line"\n'
    "[table.columns]\n" + "".join(f'{name} = {{{{ from = ["{name}"] }}}}\n' for name in HEAD)
)


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """A spreadsheet of sheets; formulas and errors are written as they are typed."""
    into = io.BytesIO()
    made = xlsxwriter.Workbook(into, {"in_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True})
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    made.close()
    return into.getvalue()


def test_a_spreadsheet(landing: Any) -> None:
    result = landing(book(("Sheet1", [HEAD, *ROWS])), name="d.xlsx", table="ledger_line")
    assert result.rows(COLUMNS) == EXPECTED
    assert result.lines() == [2, 3]
    assert result.share.notes == ()


def test_typed_cells_are_understood_whatever_is_declared_for_text(landing: Any) -> None:
    text_row = ["D3", "3", "V3", "Text", "31.12.2025", "1", "1.234,5", "EUR"]
    sheet = book(("Sheet1", [HEAD, *ROWS, text_row]))
    result = landing(sheet, name="d.xlsx", toml=DECLARED.format(file=""))
    assert result.rows("posted_at, amount") == [
        (date(2025, 1, 3), Decimal("1234.5")),
        (date(2025, 2, 28), Decimal("-0.01")),
        (date(2025, 12, 31), Decimal("1234.5")),
    ]


def test_the_sheet_and_the_heading_are_looked_for(landing: Any) -> None:
    cover = ("Cover", [["A report"], ["for nobody"]])
    data = ("Data", [["Ledger"], [], HEAD, [], *ROWS, [], []])
    result = landing(book(cover, data), name="d.xlsx", table="ledger_line")
    assert result.rows(COLUMNS) == EXPECTED
    assert result.lines() == [5, 6]
    assert result.share.notes == (
        "the heading was found on row 3, below 2 other rows",
        "the sheet 'Data' was read, one of 2",
    )


def test_a_table_in_the_middle_of_a_sheet(landing: Any) -> None:
    shifted = [[None, None, *row] for row in [HEAD, *ROWS, [], ["D3", 1, "V", "V", date(2025, 1, 3), "1", 5, "USD"]]]
    result = landing(book(("S", [[], [], *shifted])), name="d.xlsx", table="ledger_line")
    assert result.rows("document_id, _line") == [("D1", 4), ("D2", 5), ("D3", 7)]


def test_a_declared_sheet_is_the_one_that_is_read(landing: Any) -> None:
    sheets = book(("Old", [HEAD, ROWS[0]]), ("New", [["x"], HEAD, ROWS[1], ["Total", 1]]))
    declared = DECLARED.format(file='sheet = "New"\nskip_rows = 1\nfooter = 1')
    assert landing(sheets, name="d.xlsx", toml=declared).column("document_id") == ["D2"]
    with pytest.raises(Fault, match="there is no sheet 'Next'; it has 'Old', 'New'"):
        landing(sheets, name="d.xlsx", toml=DECLARED.format(file='sheet = "Next"'))


def test_faulty_cells_of_a_spreadsheet(landing: Any) -> None:
    rows = [
        [1.23456789012345e17, 1, "V", "V", date(2025, 1, 3), "1", 5, "USD"],
        ["D2", 1.5, "V", "V", datetime(2025, 1, 3, 10, tzinfo=UTC), "1", "5 apples", "USD"],
        ["D3", 1, "V", True, date(2025, 1, 3), "1", "x" * 10, "USD"],
        ["D4", 1, "V", "V", date(2025, 1, 3), "1", 5, "USD"],
    ]
    result = landing(book(("S", [HEAD, *rows])), name="d.xlsx", table="ledger_line")
    assert [(line, column, reason) for line, column, _, reason in result.faults()] == [
        (2, "document_id", "excel_damaged_id"),
        (3, "line_no", "not_a_whole_number"),
        (3, "posted_at", "not_a_date"),
        (3, "amount", "not_a_number"),
        (4, "amount", "not_a_number"),
    ]
    assert result.column("document_id") == ["D4"]


def test_a_time_in_a_spreadsheet(landing: Any) -> None:
    head = ["requisition_id", "event", "at", "actor"]
    at = datetime(2025, 1, 3, 10, 30, tzinfo=UTC)
    result = landing(book(("S", [head, ["R", "Submitted", at, "client"]])), name="d.xlsx", table="requisition_event")
    assert result.rows('event, "at"::VARCHAR') == [("submitted", "2025-01-03 10:30:00")]


def packed(content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xd0\xcf\x11\xe0 protected", "the spreadsheet is protected with a password, or of the old kind"),
        (b"<html>Sign in</html>", "this is a web page, probably a sign-in page"),
        (b"PK\x03\x04 cut off", "the spreadsheet is damaged and cannot be read"),
        (book(("S", [HEAD, *ROWS]))[:-200], "the spreadsheet is damaged and cannot be read"),
        (packed(b"<nonsense/>"), "the spreadsheet is damaged and cannot be read"),
        (book(("S", [])), "the sheet 'S' is empty"),
        (book(("S", [["a", "b"], [1, 2]])), "are missing; found were 'a', 'b'"),
    ],
    ids=("empty", "protected", "page", "cut", "cut book", "no book", "empty sheet", "other columns"),
)
def test_spreadsheets_that_are_none(landing: Any, content: bytes, said: str) -> None:
    with pytest.raises(Fault) as fault:
        landing(content, name="d.xlsx", table="ledger_line")
    assert said in str(fault.value)


def test_a_spreadsheet_that_is_a_bomb(landing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ALWAYS_EXPANDED", 1_000_000)
    with pytest.raises(Fault, match="it unpacks to more than 200 times its size"):
        landing(packed(b" " * 5_000_000), name="d.xlsx", table="ledger_line")


def parquet_of(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet(landing: Any, tmp_path: Path) -> None:
    cells: dict[str, list[Any]] = {name: [row[at] for row in ROWS] for at, name in enumerate(HEAD)}
    cells["gl_account"] = ["6410", "0064"]
    cells["amount"] = [Decimal("1234.5"), Decimal("-0.01")]
    result = landing(parquet_of(tmp_path / "d.parquet", {**cells, "Worker Name": ["x", "y"]}), table="ledger_line")
    assert result.rows(COLUMNS) == EXPECTED
    assert result.lines() == [2, 3]
    assert result.receipt.person_headings == ("Worker Name",)
    cells["posted_at"] = [datetime(2025, 1, 3, tzinfo=UTC), datetime(2025, 2, 28, tzinfo=UTC)]
    declared = landing(parquet_of(tmp_path / "d[2].parquet", cells), toml=DECLARED.format(file=""))
    assert declared.rows(COLUMNS) == EXPECTED


def test_numbers_of_machines_are_what_they_are(landing: Any, tmp_path: Path) -> None:
    amounts = [5e-13, 1234567.891, 0.1 + 0.2, -7.0, 1e9]
    expected = [Decimal(0), Decimal("1234567.891"), Decimal("0.3"), Decimal(-7), Decimal(1_000_000_000)]
    ids = [float(number) for number in range(1, 6)]
    rows = [[i, 1, "V", "V", date(2025, 1, 3), i, amount, "EUR"] for i, amount in zip(ids, amounts, strict=True)]
    cells = {name: [row[at] for row in rows] for at, name in enumerate(HEAD)}
    lines = "".join(json.dumps({**dict(zip(HEAD, row, strict=True)), "posted_at": "2025-01-03"}) + "\n" for row in rows)
    for file, how in (
        (book(("S", [HEAD, *rows])), {"name": "d.xlsx"}),
        (parquet_of(tmp_path / "d.parquet", cells), {}),
        (lines, {"name": "d.jsonl"}),
    ):
        for asked in ({"table": "ledger_line"}, {"toml": DECLARED.format(file="")}):
            result = landing(file, **how, **asked)
            assert result.column("amount") == expected
            if how.get("name") != "d.jsonl":
                assert result.column("document_id") == ["1", "2", "3", "4", "5"]


def test_a_cell_that_is_too_long_in_any_kind_of_file(landing: Any, tmp_path: Path) -> None:
    rows = [
        ["D1", 1, "V", "x" * 1_000_001, "2025-01-03", "1", 5, "EUR"],
        ["D2", 1, "V", "V", "2025-01-03", "1", 5, "EUR"],
    ]
    cells = {name: [row[at] for row in rows] for at, name in enumerate(HEAD)}
    lines = "".join(json.dumps(dict(zip(HEAD, row, strict=True))) + "\n" for row in rows)
    for result in (
        landing(parquet_of(tmp_path / "d.parquet", cells), table="ledger_line"),
        landing(lines, name="d.jsonl", table="ledger_line"),
    ):
        assert result.column("document_id") == ["D2"]
        assert result.reasons() == [("vendor_name", "cell_too_long")]


def test_parquet_that_is_none(landing: Any) -> None:
    with pytest.raises(Fault, match="it is no Parquet file, whatever its ending says"):
        landing(b"a,b\n", name="d.parquet", table="ledger_line")
    with pytest.raises(Fault, match="the Parquet file is cut off or damaged"):
        landing(b"PAR1 and nothing else", name="d.parquet", table="ledger_line")


OBJECT = (
    '{{"document_id": "{d}", "line_no": 1, "vendor_id": "007", "vendor_name": "A\\u0063me",\n'
    '  "posted_at": "2025-01-03", "gl_account": 6410, "amount": {amount}, "currency": "USD", "Extra": {{"a": [1]}}}}'
)


def test_an_array_of_objects(landing: Any) -> None:
    text = "\n[\n" + OBJECT.format(d="D1", amount="1.10") + ",\n" + OBJECT.format(d="D2", amount="null") + ",\n 5, "
    text += OBJECT.format(d="D3", amount="0.30000000000000004") + "]\n"
    result = landing(text, name="d.json", table="ledger_line")
    assert result.rows("document_id, vendor_name, gl_account, amount, _line") == [
        ("D1", "Acme", "6410", Decimal("1.1"), 3),
        ("D3", "Acme", "6410", Decimal("0.3"), 7),
    ]
    assert [(line, reason) for line, _, _, reason in result.faults()] == [(5, "missing"), (7, "not_a_record")]
    assert result.receipt.unknown_headings == ("Extra",)
    wrapped = landing(
        f'{{"count": 1, "x": {{"data": []}}, "data": {text.strip()}, "z": 1}}', name="d.json", table="ledger_line"
    )
    assert wrapped.rows(COLUMNS) == result.rows(COLUMNS)


def test_an_object_on_each_line(landing: Any) -> None:
    first, second = (OBJECT.format(d=d, amount="5").replace("\n", "") for d in ("D1", "D2"))
    result = landing(f"{first}\n\n{second}\n[1]\n{{cut", name="d.jsonl", table="ledger_line")
    assert result.rows("document_id, _line") == [("D1", 1), ("D2", 3)]
    assert result.faults() == [(4, "", "", "not_a_record"), (5, "", "", "not_a_record")]


def test_characters_that_are_none_refuse_their_row(landing: Any) -> None:
    good = OBJECT.format(d="D1", amount="5").replace("\n", "")
    half, nul = good.replace("007", "\\ud800"), good.replace("007", "\\u0000")
    result = landing("\n".join([half, good, nul, "[" * 100_000]), name="d.jsonl", table="ledger_line")
    assert result.rows("document_id, _line") == [("D1", 2)]
    assert [(line, reason) for line, _, _, reason in result.faults()] == [
        (1, "not_text"),
        (3, "not_text"),
        (4, "not_a_record"),
    ]
    keys = landing(good.replace("Extra", "\\udfff"), name="d.jsonl", table="ledger_line")
    assert keys.receipt.unknown_headings == ("?",)


def test_a_sheet_that_is_a_chart_is_passed_over(landing: Any) -> None:
    into = io.BytesIO()
    made = xlsxwriter.Workbook(into, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    chart = made.add_chart({"type": "line"})
    made.add_chartsheet("Picture").set_chart(chart)
    sheet = made.add_worksheet("Data")
    for row, cells in enumerate([HEAD, *ROWS]):
        sheet.write_row(row, 0, cells)
    chart.add_series({"values": "=Data!$G$2:$G$3"})
    made.close()
    assert landing(into.getvalue(), name="d.xlsx", table="ledger_line").rows(COLUMNS) == EXPECTED


def test_json_numbers_are_written_as_declared(landing: Any) -> None:
    line = OBJECT.format(d="D1", amount="1234.5").replace("\n", "")
    assert landing(line, name="d.jsonl", toml=DECLARED.format(file="")).column("amount") == [Decimal("1234.5")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1},\n{"a": ', "the JSON is cut off or damaged near line 2"),
        ('[{"a": 1} {"a": 2}]', "the JSON is cut off or damaged near line 1"),
        ('{"a": 1, "b": 2}', "it holds no array of objects, or several"),
        ('{"a": [], "b": []}', "it holds no array of objects, or several"),
        ("7", "it holds no array of objects, or several"),
        ("<html>", "this is a web page"),
        ('{"error": "signed out"}', "it holds no array of objects, or several"),
        ('[{"a": 1}]', "are missing; found were 'a'"),
    ],
)
def test_json_that_is_no_table(landing: Any, text: str, said: str) -> None:
    with pytest.raises(Fault) as fault:
        landing(text, name="d.json", table="ledger_line")
    assert said in str(fault.value)


def test_an_array_without_objects_is_a_delivery_without_rows(landing: Any) -> None:
    result = landing("[]", name="d.json", table="ledger_line")
    assert result.receipt.rows == 0
    assert "there are no rows under the heading" in result.share.notes
