"""Invoice lines that come seldom: expenses by the piece, lines billed again or credited, statements billed too far.

They have draws of their own, so that the rest of a world is the same without them.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.measures.world_story import CENT, Making, Row

WRONG = (Decimal(0), Decimal(0), Decimal(0), Decimal("0.01"), Decimal("0.02"), Decimal("-35"), Decimal(60))


def make_claims(making: Making) -> None:
    """Tell an invoice of such lines for some assignments, and one for some statements of work."""
    claims = _Claims(making)
    work = [row for row in making.rows("assignment") if row["start_date"] <= making.as_of - timedelta(days=60)]
    for row in claims.draw.sample(work, min(len(work), 12)):
        claims.expenses(row)
    sheets = [row for row in making.rows("timesheet") if row["week_ending"] <= making.as_of - timedelta(days=60)]
    for sheet in claims.draw.sample(sheets, min(len(sheets), 12)):
        claims.credits(sheet)
    for row in claims.draw.sample(making.rows("sow"), 4):
        claims.statement(row)
    claims.before_all(min(row["week_ending"] for row in making.rows("timesheet")), work)
    claims.about_first_bills()


class _Claims:
    def __init__(self, making: Making) -> None:
        self.making, self.draw = making, random.Random(f"claims {making.seed}")
        self.suppliers = {row["assignment_id"]: row["supplier_id"] for row in making.rows("assignment")}
        self.bills = 0

    def bill(self, supplier: str, served: date, currency: str, lines: list[dict[str, Any]]) -> None:
        """One invoice."""
        self.bills += 1
        invoiced = min(served + timedelta(days=self.draw.randint(1, 40)), self.making.as_of)
        for number, line in enumerate(lines, 1):
            row: Row = {
                "invoice_id": f"INV-C{self.bills:03}", "line_no": number, "supplier_id": supplier,
                "assignment_id": None, "sow_id": None, "timesheet_id": None, "quantity": None, "unit_rate": None,
                "currency": currency, "service_date": served, "invoiced_at": invoiced, "paid_at": None, **line,
            }  # fmt: skip
            self.making.tell("invoice_line", invoiced, **row)

    def expenses(self, row: Row) -> None:
        """By the piece, right, wrong and off by as much the other way; at a price in all; the same again; a fee."""
        served, owner = row["start_date"] + timedelta(days=20), {"assignment_id": row["assignment_id"]}
        off = self.draw.choice(WRONG)
        pieces = {"kind": "expense", "quantity": 3.5, "unit_rate": Decimal("12.40"), **owner}
        nights = {"kind": "expense", "quantity": 2.0, "unit_rate": Decimal("99.99"), **owner}
        meal = {"kind": "expense", "amount": Decimal("44.10"), **owner}
        fee = {"kind": "msp_fee", "quantity": 0.02, "unit_rate": Decimal("812.50")}
        lines = [
            {**pieces, "amount": Decimal("43.40") + off},
            {**nights, "amount": Decimal("199.98") - self.draw.choice([off, off, Decimal(0)])},
            meal,
            {**fee, "amount": Decimal("16.25") + self.draw.choice([Decimal(0), Decimal(4)])},
        ]
        again = self.draw.choice([[], [meal], [{**meal, "service_date": None}], [{**nights, "amount": Decimal(0)}]])
        self.bill(row["supplier_id"], served, row["currency"], lines + again)
        if self.draw.random() < 0.3:
            self.bill(row["supplier_id"], served, row["currency"], [meal])

    def credits(self, sheet: Row) -> None:
        """A week billed in parts, or again, and credited, in one invoice or in several."""
        amount, currency = sheet["amount"], sheet["currency"]
        half = (amount / 2).quantize(CENT)
        parts = self.draw.choice(
            [
                [amount], [half, amount - half], [half], [amount, -amount], [-half], [amount, -amount, half],
                [amount, amount, -amount], [-amount, amount, -amount - 5],
            ]
        )  # fmt: skip
        named = {"timesheet_id": sheet["timesheet_id"]} if self.draw.random() < 0.7 else {}
        owner = {"kind": "labour", "assignment_id": sheet["assignment_id"], **named}
        lines = [{**owner, "amount": part} for part in parts]
        supplier = self.suppliers[sheet["assignment_id"]]
        for bill in [lines] if self.draw.random() < 0.5 else [[line] for line in lines]:
            self.bill(supplier, sheet["week_ending"], self.draw.choice([currency] * 9 + ["USD"]), bill)

    def statement(self, row: Row) -> None:
        """A statement of work billed up to its value and beyond, in part as labour, and credited."""
        owner = {"sow_id": row["sow_id"]}
        half = (row["value"] / 2).quantize(CENT)
        for kind, amount in (("deliverable", half), ("labour", half), ("deliverable", half), ("deliverable", -half)):
            if self.draw.random() < 0.8:
                line = {"kind": kind, "amount": amount, **owner}
                self.bill(row["supplier_id"], row["start_date"], row["currency"], [line])

    def before_all(self, week: date, work: list[Row]) -> None:
        """Labour of the first day of the first week that any timesheet tells of, and of the day before that."""
        for ahead, row in zip((6, 7, 6, 7), self.draw.sample(work, 4), strict=True):
            line = {"kind": "labour", "amount": Decimal(320), "assignment_id": row["assignment_id"]}
            self.bill(row["supplier_id"], week - timedelta(days=ahead), row["currency"], [line])

    def about_first_bills(self) -> None:
        """Ledger lines of suppliers one and two months before they first invoiced the programme."""
        first: dict[str, date] = {}
        for row in self.making.rows("invoice_line"):
            first[row["supplier_id"]] = min(first.get(row["supplier_id"], date.max), row["invoiced_at"])
        for n, (supplier, invoiced) in enumerate(sorted(first.items())):
            posted = invoiced.replace(day=1) - timedelta(days=1 if n % 2 else 40)
            self.making.tell(
                "ledger_line", posted, document_id=f"DOC-C{n:02}", line_no=1, vendor_id=supplier,
                vendor_name="As booked", posted_at=posted, gl_account="6410", org_unit_id="D1",
                amount=Decimal(2500), currency="USD", description=None, purchase_order=None, invoice_reference=None,
            )  # fmt: skip
