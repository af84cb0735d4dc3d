"""What a proposal proves, what it leaves to a person, and that a careless use of it refuses rather than misreads."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from fullscore.feeds._proposing.proposal import Proposal
from fullscore.feeds._proposing.propose import propose
from fullscore.feeds._proposing.synonyms import BY_COLUMN, BY_TABLE
from fullscore.feeds._proposing.toml_text import toml_text
from fullscore.model._shape import tables
from fullscore.terms.fault import Fault

HEAD = "Doc Number,Item No,Vendor Code,Vendor Nm,Posting Dt,GL Acct,Dept Code,Net Amt,CCY"
Propose = Callable[..., Proposal]


@pytest.fixture
def proposed(engine: Any, tmp_path: Path) -> Propose:
    """Propose for a file given as text or bytes."""

    def go(content: str | bytes, *asked: str, name: str = "unknown.csv") -> Proposal:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return propose(engine, path, asked=asked)

    return go


def ledger(*, days: list[str], amounts: list[str], sign: str = ",", head: str = HEAD) -> str:
    rows = [
        sign.join([f"D{n}", "1", f"V{n % 3}", "Acme", day, f"64{n % 2}0", f"U{n % 4}", amount, "EUR"])
        for n, (day, amount) in enumerate(zip(days, amounts, strict=True))
    ]
    return "\n".join([head.replace(",", sign), *rows]) + "\n"


DAYS = ["03/02/2025", "17/02/2025", "05/03/2025", "28/02/2025"]
SUMS = ["10.50", "1200.00", "7.25", "300.10"]


def column(proposal: Proposal, name: str, table: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = proposal.document["table"][table]["columns"][name]
    return found


def test_an_unknown_ledger_is_understood_and_lands(proposed: Propose, landing: Any) -> None:
    text = ledger(days=DAYS, amounts=SUMS)
    proposal = proposed(text)
    assert (proposal.recognised, proposal.tables, proposal.complete) == ("", ("ledger_line",), True)
    assert {one.heading: one.columns for one in proposal.placed} == {
        "Doc Number": ("ledger_line.document_id",),
        "Item No": ("ledger_line.line_no",),
        "Vendor Code": ("ledger_line.vendor_id",),
        "Vendor Nm": ("ledger_line.vendor_name",),
        "Posting Dt": ("ledger_line.posted_at",),
        "GL Acct": ("ledger_line.gl_account",),
        "Dept Code": ("ledger_line.org_unit_id",),
        "Net Amt": ("ledger_line.amount",),
        "CCY": ("ledger_line.currency",),
    }
    assert proposal.decide == ()
    assert column(proposal, "posted_at")["date_format"] == "%d/%m/%Y"
    assert all(one.confidence > 0.6 and one.reasons for one in proposal.placed)
    result = landing(text, toml=toml_text(proposal))
    assert (result.share.landed, result.share.refused) == (4, 0)
    assert [str(day) for day in result.column("posted_at")] == ["2025-02-03", "2025-02-17", "2025-03-05", "2025-02-28"]


@pytest.mark.parametrize(
    ("days", "proven"),
    [
        (["03/02/2025", "05/13/2025"], "%m/%d/%Y"),
        (["3.2.25", "25.12.24"], "%d.%m.%y"),
        (["03-Feb-2025", "05-Dec-2025"], "%d-%b-%Y"),
        (["2025/02/03", "2025/12/05"], "%Y/%m/%d"),
        (["2025-02-03 10:11:12", "2025-02-04 00:00:00"], ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]),
        (["20250203", "20251205"], "%Y%m%d"),
        (["February 3, 2025", "May 20, 2025"], ["%B %d, %Y", "%b %d, %Y"]),
        (["2025-02-03", "2025-12-05"], None),
    ],
)
def test_proven_dates_are_declared_and_read(proposed: Propose, landing: Any, days: list[str], proven: Any) -> None:
    text = ledger(days=[f'"{day}"' for day in days], amounts=SUMS[:2])
    proposal = proposed(text)
    assert column(proposal, "posted_at").get("date_format") == proven
    assert landing(text, toml=toml_text(proposal)).share.refused == 0


def test_an_order_that_no_day_proves_is_left_to_a_person_and_refused_until_then(
    proposed: Propose, landing: Any
) -> None:
    text = ledger(days=["03/02/2025", "05/06/2025"], amounts=SUMS[:2])
    proposal = proposed(text)
    assert "date_format" not in column(proposal, "posted_at")
    [open_] = proposal.decide
    assert open_.column == "ledger_line.posted_at"
    assert "%d/%m/%Y and %m/%d/%Y both fit" in open_.what
    careless = landing(text, toml=toml_text(proposal))
    assert careless.reasons() == [("posted_at", "not_a_date")] * 2
    # What is suggested stands as a comment; taken instead of the line above it, the file lands.
    lines = toml_text(proposal).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("posted_at"))
    assert lines[at - 1] == f"# {open_.suggestion}"
    settled = "\n".join([*lines[: at - 1], open_.suggestion, *lines[at + 1 :]])
    assert landing(text, toml=settled).share.landed == 2


def test_two_styles_of_dates_in_one_column_are_never_settled(proposed: Propose) -> None:
    proposal = proposed(ledger(days=["25/02/2025", "02/25/2025"], amounts=SUMS[:2]))
    assert "date_format" not in column(proposal, "posted_at")
    assert "mixes two styles" in proposal.decide[0].what


@pytest.mark.parametrize(
    ("amounts", "file", "read"),
    [
        (["1,234.50", "10"], {"thousands": ","}, ["1234.5000", "10.0000"]),
        (["1.234,50", "10"], {"decimal": ",", "thousands": "."}, ["1234.5000", "10.0000"]),
        (["12,5", "0,75"], {"decimal": ","}, ["12.5000", "0.7500"]),
        (["€1 234,50", "(3,25)"], {"decimal": ",", "thousands": " "}, ["1234.5000", "-3.2500"]),
        (["12.5", "-1234.5"], {}, ["12.5000", "-1234.5000"]),
    ],
)
def test_signs_of_numbers_are_proven(
    proposed: Propose, landing: Any, amounts: list[str], file: dict[str, str], read: list[str]
) -> None:
    text = ledger(days=DAYS[1:3], amounts=amounts, sign=";")
    proposal = proposed(text)
    assert {key: held for key, held in proposal.document["file"].items() if key != "delimiter"} == file
    assert [str(amount) for amount in landing(text, toml=toml_text(proposal)).column("amount")] == read


@pytest.mark.parametrize("amounts", [["1.500", "2.250"], ["1,500", "2,250"]])
def test_numbers_that_could_be_either_are_refused(proposed: Propose, landing: Any, amounts: list[str]) -> None:
    text = ledger(days=DAYS[1:3], amounts=amounts, sign=";")
    proposal = proposed(text)
    assert "one and a half or fifteen hundred" in proposal.decide[0].what
    assert landing(text, toml=toml_text(proposal)).reasons() == [("amount", "not_a_number")] * 2


RATES = """Rate Card ID,Supplier Code,Job Code,Max Bill Rate,Currency,Rate UOM,Valid From
R1,S1,J1,50.5,USD,Hourly,2025-01-13
R2,S1,J2,60.5,USD,Per Day,2025-01-14
R3,S2,J2,70.5,USD,Fortnight,2025-01-15
R4,S2,J2,70.5,USD,Hourly,2025-01-15
"""


def test_words_are_translated_or_named(proposed: Propose, landing: Any) -> None:
    proposal = proposed(RATES)
    assert proposal.tables == ("rate_card",)
    assert column(proposal, "rate_unit")["values"] == {"Hourly": "hour", "Per Day": "day"}
    [open_] = proposal.decide
    assert "1 word of 'Rate UOM' in 1 row of the sample is not translated" in open_.what
    assert "'Fortnight'" in open_.what
    assert landing(RATES, toml=toml_text(proposal)).faults() == [(4, "rate_unit", "Fortnight", "unknown_value")]


def test_people_are_left_out_and_named(proposed: Propose) -> None:
    head = f"{HEAD},Mgr,wkr_first_nm,Contact"
    rows = [
        f"{row},Ada Byron,Ada,ada{n}@example.com"
        for n, row in enumerate(ledger(days=DAYS, amounts=SUMS).splitlines()[1:])
    ]
    proposal = proposed("\n".join([head, *rows]))
    assert proposal.people == ("Mgr", "wkr_first_nm", "Contact")
    assert "Ada" not in toml_text(proposal)
    assert "example.com" not in toml_text(proposal)


def test_what_has_no_home_stands_as_a_comment_only(proposed: Propose) -> None:
    text = ledger(days=DAYS, amounts=SUMS, head=HEAD.replace("Dept Code", "Favourite Colour"))
    proposal = proposed(text)
    assert [one.heading for one in proposal.homeless] == ["Favourite Colour"]
    assert "aside" not in proposal.document["file"]
    assert '# aside = ["Favourite Colour"]' in toml_text(proposal)


def test_an_essential_column_that_is_not_there_refuses_the_file(proposed: Propose, landing: Any) -> None:
    text = ledger(days=DAYS, amounts=SUMS, head=HEAD.replace("Posting Dt", "Zzz"))
    proposal = proposed(text)
    assert [one.column for one in proposal.missing if one.essential] == ["ledger_line.posted_at"]
    assert not proposal.complete
    with pytest.raises(Fault, match="'posted_at', without which ledger_line cannot be read"):
        landing(text, toml=toml_text(proposal))


def test_a_document_that_occurs_once_is_its_only_line(proposed: Propose) -> None:
    text = ledger(days=DAYS, amounts=SUMS, head=HEAD.replace("Item No", "Zzz"))
    assert column(proposed(text), "line_no") == {"constant": "1"}
    twice = text.replace("D1,", "D0,")
    assert [one.column for one in proposed(twice).missing if one.essential] == ["ledger_line.line_no"]


def test_an_amount_that_is_a_product_says_what_its_factors_are(proposed: Propose) -> None:
    head = "Inv No,Line,Supplier Code,Type,Bill Date,Qty,Price,Amt,CCY"
    rows = [f"I{n},1,S1,Labor,2025-01-{n + 1:02d},{n + 2},{n + 10}.5,{(n + 2) * (n + 10.5):.2f},USD" for n in range(15)]
    proposal = proposed("\n".join([head, *rows]))
    assert proposal.tables == ("invoice_line",)
    got = {one.heading: one for one in proposal.placed}
    assert got["Qty"].columns == ("invoice_line.quantity",)
    assert any("is 'Qty' times 'Price'" in reason for reason in got["Amt"].reasons)


def test_a_named_table_overrides_and_two_may_be_named(proposed: Propose) -> None:
    text = ledger(days=DAYS, amounts=SUMS)
    assert proposed(text, "budget").tables == ("budget",)
    assert proposed(text, "ledger_line", "supplier").tables == ("ledger_line", "supplier")
    with pytest.raises(Fault, match="there is no table 'ledgers'"):
        proposed(text, "ledgers")


def test_the_exchange_format_is_recognised_as_such(proposed: Propose) -> None:
    head = "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency"
    proposal = proposed(f"{head}\nD1,1,V1,Acme,2025-01-13,6410,U1,10.50,USD\n")
    assert proposal.tables == ("ledger_line",)
    assert any('`mapping = "exchange"` reads it' in remark for remark in proposal.remarks)


def test_columns_of_a_second_table_are_pointed_out(proposed: Propose) -> None:
    head = (
        "Requisition ID,Positions,Submitted At,Approved At,Needed At,Target Start,Job Title,Close Reason,Hold Days,"
        "Invoice ID,Line No,Invoiced At,Paid At,Unit Rate,Quantity,Amount,Currency,Supplier ID"
    )
    row = "R{0},2,2025-01-13,2025-01-14,2025-01-10,2025-02-13,Nurse,x,0,I{0},1,2025-03-13,2025-04-13,10,3,30,USD,S1"
    proposal = proposed("\n".join([head, *(row.format(n) for n in range(9))]))
    other = {"requisition": "invoice_line", "invoice_line": "requisition"}[proposal.tables[0]]
    assert any(f"would feed {other}" in remark and "--table" in remark for remark in proposal.remarks)


def test_titles_totals_encoding_and_separator_are_found(proposed: Propose, landing: Any) -> None:
    body = ledger(days=DAYS, amounts=[one.replace(".", ",") for one in SUMS], sign=";").replace("Acme", "Müller")
    text = f"Ledger extract;;;\nrun on 2025-03-01;;;\n\n{body}Total;;;;;;;1517,85;\n".encode("cp1252")
    proposal = proposed(text)
    file = proposal.document["file"]
    assert (file["encoding"], file["delimiter"], file["skip_rows"], file["footer"]) == ("cp1252", ";", 3, 1)
    assert {key for key, _ in proposal.sample.reasons} == {"encoding", "delimiter", "skip_rows", "footer"}
    result = landing(text, toml=toml_text(proposal))
    assert (result.share.landed, result.share.refused) == (4, 0)
    assert set(result.column("vendor_name")) == {"Müller"}


@pytest.mark.parametrize("kind", ["csv.gz", "tsv", "xlsx", "json", "jsonl", "parquet", "utf-16"])
def test_every_kind_of_file_is_looked_at(proposed: Propose, landing: Any, tmp_path: Path, kind: str) -> None:
    text = ledger(days=DAYS, amounts=SUMS)
    head, *rows = [line.split(",") for line in text.splitlines()]
    name = f"unknown.{kind if kind != 'utf-16' else 'csv'}"
    content: bytes = text.encode(kind if kind == "utf-16" else "utf-8")
    if kind == "csv.gz":
        content = gzip.compress(content)
    elif kind == "tsv":
        content = text.replace(",", "\t").encode()
    elif kind == "json":
        content = json.dumps([dict(zip(head, row, strict=True)) for row in rows]).encode()
    elif kind == "jsonl":
        content = "\n".join(json.dumps(dict(zip(head, row, strict=True))) for row in rows).encode()
    elif kind == "parquet":
        pq.write_table(pa.table(dict(zip(head, zip(*rows, strict=True), strict=True))), tmp_path / "made")
        content = (tmp_path / "made").read_bytes()
    elif kind == "xlsx":
        with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
            book.add_worksheet("Read me").write_row(0, 0, ["About", "this", "file"])
            sheet = book.add_worksheet("Data")
            sheet.write_row(0, 0, ["Ledger extract"])
            for at, row in enumerate([head, *rows]):
                sheet.write_row(2 + at, 0, row)
        content = (tmp_path / "made.xlsx").read_bytes()
    proposal = proposed(content, name=name)
    assert (proposal.tables, proposal.complete, proposal.decide) == (("ledger_line",), True, ())
    assert landing(content, name=name, toml=toml_text(proposal)).share.landed == 4
    if kind == "xlsx":
        assert (proposal.document["file"]["sheet"], proposal.document["file"]["skip_rows"]) == ("Data", 2)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "x.csv", "the file is empty"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "x.csv", "probably a sign-in page"),
        ("1,2,2025-01-13\n3,4,2025-01-14\n", "x.csv", "no heading was found among its first 20 rows"),
        ("Worker Name,Email,Phone\nAda,a@example.com,1\n", "x.csv", "every column would identify a person"),
        ("Foo,Bar,Qux\na,b,c\n", "x.csv", "no table fits its headings well enough|none of its headings is like"),
        ("a,b\n1,2\n", "x.docx", "files of this kind are not read"),
        (b"PK\x03\x04broken", "x.xlsx", "the spreadsheet is damaged"),
        (b"nothing", "x.parquet", "it is no Parquet file"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:20], "x.csv.gz", "ends too early or is damaged"),
    ],
)
def test_bad_input_is_one_clear_sentence(proposed: Propose, content: str | bytes, name: str, sentence: str) -> None:
    with pytest.raises(Fault, match=sentence) as told:
        proposed(content, name=name)
    assert str(told.value).count("\n") == 0


def test_a_file_that_is_not_there_says_so(engine: Any, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="it cannot be read"):
        propose(engine, tmp_path / "gone.csv")


def test_a_heading_that_stands_twice_is_read_by_nothing(proposed: Propose) -> None:
    proposal = proposed(ledger(days=DAYS, amounts=SUMS, head=HEAD.replace("Dept Code", "gl_acct")))
    assert any("more than once" in one.what for one in proposal.decide)
    assert "gl_account" not in proposal.document["table"][0]["columns"]


def test_an_ambiguous_file_of_a_known_export_is_not_believed_under_other_headings(
    proposed: Propose, landing: Any
) -> None:
    head = "trans_nr,supp_id,supp_nm,pd_date,exp_code,org_unit,amt,exp_category,body"
    rows = [f"4628{n}_1,V{n},Acme,0{n + 1}/02/2025,K{n},Parks,{n}.50,Fees,Oxford" for n in range(9)]
    text = "\n".join([head, *rows]) + "\n"
    proposal = proposed(text)
    assert proposal.recognised == "uk/public_spend"
    assert [one.column for one in proposal.decide] == ["ledger_line.posted_at"]
    assert landing(text, toml=toml_text(proposal)).share.landed == 0
    proven = text.replace("09/02/2025", "19/02/2025")
    assert proposed(proven).decide == ()
    assert landing(proven, toml=toml_text(proposed(proven))).share.refused == 0


def test_synonyms_are_of_columns_that_there_are() -> None:
    assert set(BY_COLUMN) <= {column.name for table in tables().values() for column in table.columns}
    assert all(column in tables()[table].by_name for table, column in BY_TABLE)
