"""What a generated programme is billed, what its client's ledger posted, and what was planned."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.measures.world_claims import make_claims
from tests.measures.world_places import HOURS_IN, UNITS, UNRATED
from tests.measures.world_story import CENT, Making, Row, Story
from tests.measures.world_work import noon

IN_SCOPE, OUT_OF_SCOPE = ("6410", "6420"), ("6100", "7300")
OFF_PROGRAMME = (("V-900", "Quick Hands Ltd"), ("V-901", "J Smith Consulting"), ("S5", "Ohm Trades"), ("V-902", "Elm"))
SAME_ID = ("S1", "S2", "S5", "S-MSP")
"""Suppliers whom the ledger knows by their programme id."""


def month_after(day: date, months: int = 1) -> date:
    """The first day of the month so many months after a day's."""
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def make_money(making: Making) -> None:
    """Tell invoices of the approved weeks with the usual mistakes, fees, credits and tax; ledger; budget; the rest."""
    bills = _Bills(making)
    bills.labour()
    bills.others()
    _ledger(making, bills)
    _budget(making)
    make_claims(making)


class _Bills:
    """The invoices by supplier and month of service."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.numbers: dict[str, int] = {}
        self.lines: dict[str, list[Story]] = {}
        self.work = {story.first["assignment_id"]: story for story in making.stories["assignment"]}

    def add(
        self,
        supplier: str,
        served: date,
        kind: str,
        amount: Decimal,
        currency: str,
        *,
        months_late: int = 0,
        **more: Any,
    ) -> None:
        making = self.making
        billed = month_after(served, months_late)
        bill = f"INV-{supplier}-{billed:%Y%m}"
        number = self.numbers[bill] = self.numbers.get(bill, 0) + 1
        invoiced = month_after(billed) + timedelta(days=int(supplier[-1]) if supplier[-1].isdigit() else 2)
        row: Row = {
            "invoice_id": bill, "line_no": number, "supplier_id": supplier, "assignment_id": None, "sow_id": None,
            "timesheet_id": None, "kind": kind, "quantity": None, "unit_rate": None, "amount": amount,
            "currency": currency, "service_date": None if making.chance(0.05) else served, "invoiced_at": invoiced,
            "paid_at": None, **more,
        }  # fmt: skip
        story = making.tell("invoice_line", invoiced, **row)
        if making.chance(0.85):
            paid = invoiced + timedelta(days=making.one([0, 14, 30, 30, 31, 45, 70]))
            story.then(noon(paid), paid_at=paid)
        self.lines.setdefault(bill, []).append(story)

    def labour(self) -> None:
        making = self.making
        for sheet in list(making.stories["timesheet"]):
            if not any("approved_at" in changed for _, changed in sheet.changes) or making.chance(0.1):
                continue
            week = sheet.first
            supplier = self.work[week["assignment_id"]].first["supplier_id"]
            self._labour_line(supplier, week)
            billed = noon(month_after(week["week_ending"]) + timedelta(days=9))
            sheet.then(max(billed, sheet.changes[-1][0]), status="Invoiced")
            if making.chance(0.02):
                self._labour_line(supplier, week, again=True)

    def _labour_line(self, supplier: str, week: Row, again: bool = False) -> None:
        making, work = self.making, self.work[week["assignment_id"]].first
        rate, unit = work["bill_rate"], HOURS_IN[work["rate_unit"]]
        regular, overtime = week["regular_hours"], week["overtime_hours"] or Decimal(0)
        wrong = None if again else making.one([None] * 30 + ["rate", "rate", "hours", "hours", "amount"])
        if wrong == "rate":
            rate = (rate * Decimal(making.one(["1.1", "0.95", "1.02"]))).quantize(CENT)
        if wrong == "hours":
            regular += making.one([Decimal(8), Decimal("-4") if regular > 4 else Decimal(1), Decimal("0.5")])
        more: Row = {
            "months_late": int(again),
            "assignment_id": week["assignment_id"] if making.chance(0.97) else None,
            "timesheet_id": week["timesheet_id"] if making.chance(0.93) else None,
        }
        parts = [(regular, rate, Decimal(1))]
        if overtime and making.chance(0.4):
            parts.append((overtime, (rate * Decimal("1.5")).quantize(Decimal("0.0001")), Decimal(1)))
        elif overtime:
            parts = [(regular + overtime, rate, (regular + overtime * Decimal("1.5")) / (regular + overtime))]
        for hours, charged, factor in parts:
            amount = (hours / unit * charged * factor).quantize(CENT)
            amount += Decimal("12.34") if wrong == "amount" else 0
            quantity = float((hours / unit).quantize(Decimal("0.000001")))
            priced = {"quantity": quantity, "unit_rate": charged}
            self.add(supplier, week["week_ending"], "labour", amount, week["currency"], **more, **priced)

    def others(self) -> None:
        """Labour without a timesheet, expenses, deliverables, discounts, credits; then fees and tax upon all of it."""
        making = self.making
        work = [story.first for story in making.stories["assignment"]]
        for row in making.draw.sample(work, min(len(work), 30)):
            served, rate = min(row["start_date"] + timedelta(days=9), making.as_of), row["bill_rate"]
            kind = making.one(["labour", "labour", "expense", "adjustment", "adjustment", "discount"])
            sign = -1 if kind == "discount" or (kind == "adjustment" and making.chance(0.8)) else 1
            labour: Row = {"quantity": 8.0, "unit_rate": rate} if kind == "labour" else {}
            amount = (8 * rate if labour else sign * making.amount(20, 900)).quantize(CENT)
            owner: Row = {"assignment_id": row["assignment_id"] if making.chance(0.9) else None}
            self.add(row["supplier_id"], served, kind, amount, row["currency"], **owner, **labour)
        statements = {story.first["sow_id"]: story.first for story in making.stories["sow"]}
        for story in making.stories["deliverable"]:
            accepted = next((told["accepted_at"] for _, told in story.changes if "accepted_at" in told), None)
            if accepted and accepted <= making.as_of:
                sow = statements[story.first["sow_id"]]
                self.add(
                    sow["supplier_id"], accepted, "deliverable", story.first["amount"], sow["currency"],
                    sow_id=sow["sow_id"],
                )  # fmt: skip
        for bill in sorted(self.lines):
            month = date(int(bill[-6:-2]), int(bill[-2:]), 1)
            last = month_after(month) - timedelta(days=1)
            for currency in sorted({line.first["currency"] for line in self.lines[bill]}):
                total = sum(line.first["amount"] for line in self.lines[bill] if line.first["currency"] == currency)
                for supplier, kind, share in (("S-MSP", "msp_fee", "0.02"), ("S-VMS", "vms_fee", "0.008")):
                    if making.chance(0.9):
                        self.add(supplier, last, kind, (total * Decimal(share)).quantize(CENT), currency)
                if making.chance(0.4):
                    self.add(bill.split("-")[1], last, "tax", (total * Decimal("0.07")).quantize(CENT), currency)


def _ledger(making: Making, bills: _Bills) -> None:
    """One line for each invoice, currency and unit; others' invoices; out-of-scope accounts; credits; reversals."""
    named = not making.shape.sparse and making.seed % 6 != 5
    names = {row["supplier_id"]: row["name"] for row in making.rows("supplier")}
    homes = {story.first["assignment_id"]: story.first["org_unit_id"] for story in making.stories["assignment"]}
    for bill, lines in sorted(bills.lines.items()):
        supplier, invoiced = lines[0].first["supplier_id"], lines[0].first["invoiced_at"]
        totals: dict[tuple[str, str | None], Decimal] = {}
        for line in lines:
            place = (line.first["currency"], homes.get(line.first["assignment_id"]))
            totals[place] = totals.get(place, Decimal(0)) + line.first["amount"]
        if making.chance(0.04):
            continue
        posted = invoiced + timedelta(days=making.one([0, 0, 1, 5, 26]))
        referred = bill if named and making.chance(0.85) else None
        for number, ((currency, unit), amount) in enumerate(sorted(totals.items(), key=str), 1):
            _post(
                making, f"DOC-{bill[4:]}", number, supplier if supplier in SAME_ID else f"V-{supplier}",
                names[supplier] + making.one(["", "", " Ltd", " LIMITED"]), posted, amount, currency,
                org_unit_id=unit, invoice_reference=referred, purchase_order=making.one([None, f"PO-{supplier}"]),
                gl_account=making.one(IN_SCOPE) if making.chance(0.95) else OUT_OF_SCOPE[0],
            )  # fmt: skip
        if making.chance(0.06):
            supplier_id = supplier if supplier in SAME_ID else f"V-{supplier}"
            credited = posted + timedelta(days=9)
            _post(
                making, f"CR-{bill[4:]}", 1, supplier_id, names[supplier], credited, making.amount(-900, -20),
                making.currency, gl_account="6410", org_unit_id=None, invoice_reference=referred, purchase_order=None,
            )  # fmt: skip
    for count in range(1, max(60, len(bills.lines) // 2)):
        vendor, name = making.one(OFF_PROGRAMME)
        currency = making.currency_of(making.one(["US", "US", "GB", "DE", "IN"]))
        if making.chance(0.03) and not making.shape.single_currency:
            currency = UNRATED
        amount = making.amount(-4000, -10) if making.chance(0.12) else making.amount(100, 30_000)
        story = _post(
            making, f"DOC-X{count:04}", 1, vendor, name, making.day(), amount, currency,
            gl_account=making.one(IN_SCOPE + IN_SCOPE + OUT_OF_SCOPE),
            org_unit_id=making.one([None, *[unit[0] for unit in UNITS]]),
            invoice_reference=making.one([None, f"X-{count}"]) if named else None,
            purchase_order=making.one([None, None, f"PO-X{count}"]),
        )  # fmt: skip
        if making.chance(0.06):
            story.gone = noon(story.first["posted_at"] + timedelta(days=150))
        elif making.chance(0.06):
            story.then(noon(story.first["posted_at"] + timedelta(days=120)), amount=amount + 1)


def _post(
    making: Making, document: str, number: int, vendor: str, name: str, posted: date, amount: Decimal, currency: str,
    **more: Any,
) -> Story:  # fmt: skip
    row = {"document_id": document, "line_no": number, "vendor_id": vendor, "vendor_name": name, "posted_at": posted}
    told = making.one([None, "agency staff", "services"])
    return making.tell("ledger_line", posted, **row, amount=amount, currency=currency, description=told, **more)


def _budget(making: Making) -> None:
    for unit in UNITS[2:10]:
        currency = making.currency_of(unit[4])
        month = month_after(making.start, 0)
        while month <= month_after(making.as_of, 6):
            for category in ("contingent", "sow") if making.chance(0.5) else ("contingent",):
                if making.chance(0.9):
                    amount = making.amount(5_000, 90_000)
                    told = max(making.start, month - timedelta(days=400))
                    making.tell(
                        "budget", told, org_unit_id=unit[0], month=month, category=category, amount=amount,
                        currency=currency,
                    )  # fmt: skip
            month = month_after(month)
