"""``fullscore money`` on a small programme of known amounts, and on a ledger alone."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from fullscore.lens._tying.span import Span
from fullscore.lens.fee_waterfall import fee_waterfall
from fullscore.terms.period import Month
from tests.conftest import Folder, Ran, ledger, settings

Command = Callable[..., Ran]
INVOICES = """invoice_id,line_no,supplier_id,kind,quantity,unit_rate,amount,currency,invoiced_at,timesheet_id
I-1,1,S1,labour,40,50,2000,USD,2025-01-10,T-1
I-1,2,S1,msp_fee,2000,0.02,40,USD,2025-01-10,
I-1,3,S1,tax,,,100,USD,2025-01-10,
I-2,1,S1,labour,40,50,2000,USD,2025-02-10,T-1
I-3,1,S1,labour,8,50,400,USD,2025-03-10,T-2
"""
SHEETS = """timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,status
T-1,A-1,2025-01-05,40,2000,USD,Approved
T-2,A-1,2025-01-12,8,400,USD,Approved
"""
LEDGER = """document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,amount,currency,invoice_reference
D-1,1,V-1,Agency,2025-01-20,6410,2140,USD,I-1
D-2,1,V-1,Agency,2025-02-20,6410,2012.34,USD,I-2
D-3,1,V-2,Others,2025-02-21,6410,77.70,USD,
"""
FEEDS = ("invoice_line, inv*.csv, msp, full", "timesheet, sheet*.csv, msp, full", "ledger_line, led*.csv, client, full")


FILES = {"inv.csv": INVOICES, "sheets.csv": SHEETS, "ledger.csv": LEDGER}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(tmp_path_factory.mktemp("money"))
    made.put({"programme.toml": settings(*FEEDS), **{f"2025-03-31/{n}": text for n, text in FILES.items()}})
    made.built()
    return made


def test_the_bridge_of_known_amounts(command: Command, folder: Folder) -> None:
    told = json.loads(command("money", "--programme", folder.root, "--json").out)
    steps = {step["step"]: step["amount"] for step in told["bridge"]}
    assert (told["ledger"], told["unexplained"], told["residual"]) == (4230.04, 12.34, 0)
    assert steps == {
        "programme_invoices": 4400, "fees": 40, "tax": 100, "timing": -400, "other_accounts": 0, "between_units": 0,
        "off_programme": 77.70, "currency": 0,
    }  # fmt: skip
    assert (told["gross_error"], told["net_error"]) == (2000, 2000)
    [error] = told["line_errors"]
    assert (error["invoice_id"], error["line_no"], error["kind"], error["amount"]) == ("I-2", 1, "duplicate", 2000)
    assert (error["file"], error["line"]) == ("2025-03-31/inv.csv", 5)
    [line] = told["unexplained_lines"]
    assert (line["document_id"], line["amount"], line["line"]) == ("D-2", 12.34, 3)
    assert [(month["month"], month["ledger"]) for month in told["months"]] == [
        ("2025-01", 2140), ("2025-02", 2090.04), ("2025-03", 0),
    ]  # fmt: skip


def test_a_span_leaves_the_rest_to_timing(command: Command, folder: Folder) -> None:
    asked = ("money", "--programme", folder.root, "--from", "2025-02", "--limit", "0", "--json")
    told = json.loads(command(*asked).out)
    steps = {step["step"]: step["amount"] for step in told["bridge"]}
    assert (told["ledger"], steps["programme_invoices"], steps["timing"]) == (2090.04, 2400, -400)
    assert (told["errors"], told["line_errors"], told["unexplained"]) == (1, [], 12.34)
    assert {part["part"]: part["amount"] for part in told["timing"]}["not_posted_yet"] == -400


def test_what_people_read_always_has_the_residual(command: Command, folder: Folder) -> None:
    ran = command("money", "--programme", folder.root, "--by", "month,org_unit", "--limit", "1")
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "unexplained",
        "residual of the bridge",
        "duplicate",
        "2025-03-31/inv.csv:5",
        "D-2 1",
        "not posted yet",
    ):
        assert words in ran.out


@pytest.mark.parametrize(
    ("own", "source", "percent"),
    [("", "default", 2.0), ("\n[assumptions]\nmsp_fee_percent = 3.5\n", "policy", 3.5)],
)
def test_without_a_fee_on_any_invoice_an_assumption_is_said(
    command: Command, programme: Callable[..., Folder], own: str, source: str, percent: float
) -> None:
    without = "\n".join(line for line in INVOICES.splitlines() if "fee" not in line) + "\n"
    feeds = (feed for feed in FEEDS if not feed.startswith("ledger"))
    folder = programme({"programme.toml": settings(*feeds, more=own), "2025-03-31/inv.csv": without})
    folder.put({"2025-03-31/sheets.csv": SHEETS}).built()
    with folder.edition() as edition:
        fee = fee_waterfall(edition, Span(first=Month(2025, 1), last=Month(2025, 3)))
    assert (fee.source, fee.fee_percent, fee.msp_fee_on_top) == (source, Decimal(repr(percent)), 0)
    assert fee.msp_keeps == fee.msp_fee_taken_off == 44 * Decimal(repr(percent))
    assert fee.paid_to_suppliers == fee.raw_bill - fee.msp_fee_taken_off
    assert fee.billed_to_client == fee.raw_bill == 4400


FEES = """invoice_id,line_no,supplier_id,kind,amount,currency,invoiced_at
I-1,1,S1,labour,1000,USD,2025-01-10
I-1,2,S1,msp_fee,20,USD,2025-01-10
I-1,3,S1,discount,-10,USD,2025-01-10
I-2,1,S2,labour,1000,USD,2025-01-10
I-2,2,S2,msp_fee,-30,USD,2025-01-10
I-3,1,S1,labour,-100,USD,2025-02-10
I-3,2,S1,msp_fee,-2,USD,2025-02-10
"""


def test_fees_on_top_and_taken_off_are_told_apart(programme: Callable[..., Folder]) -> None:
    folder = programme({"programme.toml": settings(FEEDS[0]), "2025-03-31/inv.csv": FEES})
    folder.built()
    with folder.edition() as edition:
        fee = fee_waterfall(edition, Span(first=Month(2025, 1), last=Month(2025, 3)))
    assert (fee.raw_bill, fee.discounts, fee.msp_fee_on_top, fee.msp_fee_taken_off) == (1900, 10, 18, 30)
    assert (fee.billed_to_client, fee.paid_to_suppliers, fee.msp_keeps) == (1908, 1870, 48)
    assert (fee.source, fee.fee_percent) == ("invoices", None)


def test_a_ledger_alone_is_off_programme_and_says_why(command: Command, programme: Callable[..., Folder]) -> None:
    alone = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10.10,USD")})
    alone.built()
    told = json.loads(command("money", "--programme", alone.root, "--json").out)
    assert {step["step"]: step["amount"] for step in told["bridge"] if step["amount"]} == {"off_programme": 10.10}
    assert (told["ledger"], told["unexplained"], told["line_errors"]) == (10.10, 0, [])
    assert "No feed delivers invoice_line" in told["notes"][0]
