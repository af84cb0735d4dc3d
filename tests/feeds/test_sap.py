"""A ledger as SAP exports it: company and document, minus signs behind, days before months, subtotals below."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fullscore.terms.fault import Fault
from tests.conftest import Folder, settings

ENGLISH = (
    "Company Code\tDocument Number\tLine item\tDocument Type\tPosting Date\tDocument Date\tG/L Account\tCost Center\t"
    "Vendor\tVendor name\tAmount in local currency\tLocal Currency\tPurchasing Document\tReference\tText\tUser Name\n"
)
GERMAN = (
    "Buchungskreis;Belegnummer;Buchungszeile;Belegart;Buchungsdatum;Belegdatum;Sachkonto;Kostenstelle;Kreditor;"
    "Kreditorenname;Betrag in Hauswährung;Hauswährung;Einkaufsbeleg;Referenz;Text;Benutzername\n"
)
ROWS = [
    ("1000", "0005100001", "001", "KR", "31.01.2025", "28.01.2025", "0000641000", "0000004711", "0000100017",
     "Müller AG", "12.345,60", "EUR", "4500001234", "RE-2532", "Zeitarbeit Jan, +49 30 1234567", "QWERTZ"),
    ("1000", "0005100002", "001", "KG", "03.02.2025", "03.02.2025", "0000641000", "", "0000100017", "Müller AG",
     "1.200,00-", "EUR", "", "GS-17", "Gutschrift", "QWERTZ"),
    ("2000", "0005100001", "001", "SA", "04.02.2025", "04.02.2025", "0000642000", "", "", "", "0,05", "EUR", "", "", "",
     "QWERTZ"),
    ("1000", "0005100003", "002", "KR", "02/13/2025", "03.02.2025", "0000641000", "", "0000100018", "Weber KG", "7,00",
     "EUR", "", "", "", "QWERTZ"),
    ("1000", "0005100004", "001", "KR", "05.02.2025", "03.02.2025", "0000641000", "", "0000100018", "Weber KG",
     "1,234.50-", "EUR", "", "", "", "QWERTZ"),
    ("1000", "5,1E+09", "001", "KR", "05.02.2025", "03.02.2025", "0000641000", "", "0000100018", "Weber KG", "7,00",
     "EUR", "", "", "", "QWERTZ"),
    ("", "", "", "", "", "", "", "", "", "", "11.145,65", "EUR", "", "", "", ""),
]  # fmt: skip


def export(head: str, sign: str) -> str:
    return head + "".join(sign.join(row) + "\n" for row in ROWS)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (export(ENGLISH, "\t"), "utf-16"),
        (export(GERMAN, ";"), "utf-8-sig"),
        ("Liste\n\n" + export(GERMAN, ";"), "utf-8"),
    ],
    ids=["English", "German", "German below a title"],
)
def test_a_ledger_in_two_languages(landing: Any, content: str, encoding: str) -> None:
    result = landing(content, mapping="sap/ledger", encoding=encoding)
    assert result.receipt.unknown_headings == ()
    assert set(result.receipt.person_headings) <= {"User Name"}
    assert result.share.absent == ()
    assert result.rows("document_id, line_no, vendor_id, vendor_name, posted_at, amount, currency") == [
        ("1000:0005100001", 1, "0000100017", "Müller AG", date(2025, 1, 31), Decimal("12345.60"), "EUR"),
        ("1000:0005100002", 1, "0000100017", "Müller AG", date(2025, 2, 3), Decimal("-1200.00"), "EUR"),
        ("2000:0005100001", 1, "unknown", "unknown", date(2025, 2, 4), Decimal("0.05"), "EUR"),
    ]
    assert result.rows("gl_account, org_unit_id, purchase_order, invoice_reference, description")[0] == (
        "0000641000", "0000004711", "4500001234", "RE-2532", "Zeitarbeit Jan, [masked]",
    )  # fmt: skip
    assert b"QWERTZ" not in result.everything_stored()


def test_what_is_wrong_with_a_ledger_is_said(landing: Any) -> None:
    result = landing(export(GERMAN, ";"), mapping="sap/ledger")
    faults = [(line, column, reason) for line, column, _, reason in result.faults()]
    assert faults[:3] == [
        (5, "posted_at", "not_a_date"),
        (6, "amount", "not_a_number"),
        (7, "document_id", "excel_damaged_id"),
    ]
    # A subtotal has neither document nor day: its money is refused, not added to what it adds up.
    assert {(line, reason) for line, _, reason in faults[3:]} == {(8, "missing")}
    assert result.share.amount == {"amount": ("11145.6500", "11159.6500")}
    assert result.share.notes == (
        "amount: 1 refused numbers can be read only with the signs of decimals and thousands exchanged; declare them "
        "as the file does",
        "description: mail addresses or telephone numbers were masked in 1 cells",
    )


def test_without_its_line_an_export_is_refused_whole(landing: Any) -> None:
    with pytest.raises(Fault, match=r"'Line item or Itm or Line Item No\. …'"):
        landing(export(ENGLISH.replace("Line item", "Ledger"), "\t"), mapping="sap/ledger")


def test_a_ledger_is_spend(programme: Callable[..., Folder]) -> None:
    feed = '\n[[feed]]\nfiles = "fbl*.csv"\nparty = "client"\nmapping = "sap/ledger"\nsnapshot = "delta"\n'
    folder = programme(
        {
            "programme.toml": settings(currency="EUR").split("[[feed]]")[0] + feed,
            "2025-02-28/fbl3n.csv": export(GERMAN, ";"),
        }
    )
    made = folder.built()
    assert (made.read, made.quarantined) == (7, 4)
    assert folder.rows("ledger_line", "document_id") == [
        ("1000:0005100001",),
        ("1000:0005100002",),
        ("2000:0005100001",),
    ]
