"""Generated programmes whose every billing mistake, and every mistake in posting, was planted.

A programme has one folder with everything in exchange CSV. ``errors`` says what each invoice line is to be found wrong
by, ``unexplained`` what each ledger line is to be found to post beyond its invoice; whatever is not named is right.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tests.lens.planted_weeks import CENT, FIRST_WEEK, SCENARIOS, Line, Week, clean

PLACES = Decimal("0.0001")
UNITS = ("U1", "U2", "U3")
CURRENCIES = {"S1": "USD", "S2": "EUR", "S3": "GBP", "S4": "INR"}
RATES = {"EUR": Decimal("1.08"), "GBP": Decimal("1.2512"), "INR": Decimal("0.01193")}
AS_OF = date(2025, 9, 30)
WEEKS = 14

SETTINGS = """[programme]
name = "Planted"
currency = "USD"
country = "US"

[policy]
in_scope_gl_accounts = ["6410"]

[fx]
EUR = 1.08
GBP = 1.2512
INR = 0.01193

[[party]]
id = "client"
name = "Client"
kind = "client"
"""


def base(amount: Decimal, currency: str) -> Decimal:
    """An amount in dollars."""
    return (amount * RATES.get(currency, Decimal(1))).quantize(PLACES, ROUND_HALF_EVEN)


@dataclass
class Planted:
    """A programme in the making."""

    seed: int
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[Line, tuple[str, Decimal, bool]] = field(default_factory=dict)
    """(kind, billed minus due, whether it is a correction) of every line that is wrong."""
    unexplained: dict[Line, Decimal] = field(default_factory=dict)
    """In dollars, of every ledger line that posts more or less than its invoice."""
    off_programme: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        self.draw = random.Random(f"planted {self.seed}")
        self._reference()
        self._work()
        self._expenses()
        self._fees()
        self._ledger()

    def files(self) -> dict[str, str | bytes]:
        """The programme folder."""
        settings, found = SETTINGS, {}
        for name, rows in self.tables.items():
            settings += f'\n[[feed]]\ntable = "{name}"\nfiles = "{name}.csv"\nparty = "client"\nsnapshot = "full"\n'
            heads = list(dict.fromkeys(head for row in rows for head in row))
            lines = [",".join(heads), *(",".join(str(row.get(head, "")) for head in heads) for row in rows)]
            found[f"{AS_OF}/{name}.csv"] = "\n".join(lines) + "\n"
        return {"programme.toml": settings, **found}

    def put(self, table: str, **row: Any) -> dict[str, Any]:
        self.tables[table].append({name: "" if cell is None else cell for name, cell in row.items()})
        return self.tables[table][-1]

    def bill(self, supplier: str, month: int, kind: str, amount: Decimal, **more: Any) -> Line:
        """A line of the invoice that a supplier issues on the tenth of a month."""
        invoice = f"INV-{supplier}-{month:02}"
        number = 1 + sum(line["invoice_id"] == invoice for line in self.tables["invoice_line"])
        row = {"quantity": None, "unit_rate": None, "assignment_id": None, "timesheet_id": None, "service_date": None}
        self.put(
            "invoice_line", invoice_id=invoice, line_no=number, supplier_id=supplier, kind=kind, amount=amount,
            currency=CURRENCIES[supplier], invoiced_at=date(2025, month, 10), **{**row, **more},
        )  # fmt: skip
        return invoice, number

    def _reference(self) -> None:
        for unit in UNITS:
            self.put("org_unit", org_unit_id=unit, name=unit, kind="department", country="US")
        for supplier in CURRENCIES:
            self.put("supplier", supplier_id=supplier, name=f"Supplier {supplier}", country="US", status="active",
                     msp_affiliated="false")  # fmt: skip

    def _work(self) -> None:
        deck = [scenario for _ in range(4) for scenario in SCENARIOS]
        self.draw.shuffle(deck)
        for n in range(16):
            supplier = [*CURRENCIES][n % len(CURRENCIES)]
            bill_rate = Decimal(self.draw.randrange(3000, 9000)) / 100
            unit = self.draw.choice(["hour", "hour", "day"])
            work = self.put(
                "assignment", assignment_id=f"A{n}", worker_id=f"W{n}", supplier_id=supplier, role_id="R1",
                org_unit_id=self.draw.choice(UNITS), site_id="P1", hiring_manager_id="M1", resource_type="contractor",
                start_date=FIRST_WEEK - timedelta(days=6), planned_end=AS_OF, currency=CURRENCIES[supplier],
                bill_rate=bill_rate * (8 if unit == "day" else 1), rate_unit=unit,
            )  # fmt: skip
            week = 0
            while week < WEEKS:
                told = deck.pop() if deck else clean
                week += told(Week(self, work, bill_rate, week))
            # Nobody worked in the week after the last one; the first assignment goes on, so that sheets were delivered.
            if n == 0:
                for more in range(3):
                    clean(Week(self, work, bill_rate, week + more))
            elif n % 3 == 0:
                line = Week(self, work, bill_rate, week).line(Decimal(40), None)
                self.errors[line] = ("no_work", (Decimal(40) * bill_rate).quantize(CENT), False)

    def _expenses(self) -> None:
        for n, (supplier, day) in enumerate((s, date(2025, 2, d)) for s in CURRENCIES for d in (3, 10, 17)):
            told = {"assignment_id": f"A{[*CURRENCIES].index(supplier)}", "service_date": day}
            self.bill(supplier, 3, "expense", Decimal("80.50"), **told)
            if n % 3 == 1:
                self.bill(supplier, 3, "expense", Decimal("80.50"), **told)
            if n % 3 == 2:
                line = self.bill(supplier, 4, "expense", Decimal("80.50"), **told)
                self.errors[line] = ("duplicate", Decimal("80.50"), False)

    def _fees(self) -> None:
        bills = sorted({(row["supplier_id"], row["invoiced_at"].month) for row in self.tables["invoice_line"]})
        for supplier, month in bills:
            labour = sum(
                row["amount"] for row in self.tables["invoice_line"]
                if (row["supplier_id"], row["invoiced_at"].month, row["kind"]) == (supplier, month, "labour")
            )  # fmt: skip
            is_wrong = self.draw.random() < 0.2
            due = labour * Decimal("0.02")
            amount = (due * (Decimal("1.25") if is_wrong else 1)).quantize(CENT)
            line = self.bill(supplier, month, "msp_fee", amount, quantity=labour, unit_rate=Decimal("0.02"),
                             service_date=date(2025, month, 1))  # fmt: skip
            if is_wrong and amount - due:
                self.errors[line] = ("fee", amount - due, False)
            self.bill(supplier, month, "tax", (labour * Decimal("0.05")).quantize(CENT))
            self.bill(supplier, month, "discount", -(labour * Decimal("0.01")).quantize(CENT))

    def _ledger(self) -> None:
        units = {row["assignment_id"]: row["org_unit_id"] for row in self.tables["assignment"]}
        bills: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in self.tables["invoice_line"]:
            bills[row["invoice_id"]][units.get(row["assignment_id"], "U1")] += row["amount"]
        deck = [
            "plain",
            "plain",
            "plain",
            "short",
            "over",
            "twice",
            "unposted",
            "other_currency",
            "other_account",
            "split",
        ]
        for n, (invoice, by_unit) in enumerate(sorted(bills.items())):
            self._post(invoice, by_unit, deck[(n * 7 + self.seed) % len(deck)])
        for n in range(20):
            amount = Decimal(self.draw.randrange(-50000, 900000)) / 100
            self._entry(f"X{n}", 1, "V-9", "Nobody Knows", date(2025, 1 + n % 9, 3), amount, "GBP", "U2", None)
            self.off_programme += base(amount, "GBP")
        amount = Decimal("1234.56")
        self._entry("X-own", 1, "S1", "Supplier S1", date(2025, 5, 5), amount, "USD", None, None)
        self.off_programme += amount

    def _post(self, invoice: str, by_unit: dict[str, Decimal], how: str) -> None:
        supplier, month = invoice.split("-")[1], int(invoice[-2:])
        currency, posted = (
            CURRENCIES[supplier],
            date(2025, month, 10) + timedelta(days=self.draw.choice([0, 5, 21, 40])),
        )
        if how == "unposted":
            return
        if how == "other_currency" and currency != "USD":
            # The ledger's own rate is 2% dearer; it posts dollars.
            total = base(sum(by_unit.values()), currency) * Decimal("1.02")
            self._entry(invoice, 1, supplier, supplier, posted, total.quantize(CENT), "USD", "U1", invoice)
            return
        parts = sorted(by_unit.items())
        for n, (unit, amount) in enumerate(parts, 1):
            is_last = n == len(parts)
            extra = (
                {"short": Decimal("-7.31"), "over": Decimal("19.99")}.get(how, Decimal(0)) if is_last else Decimal(0)
            )
            later = timedelta(days=33) if how == "split" and is_last else timedelta(0)
            account = "7000" if how == "other_account" and n == 1 and len(parts) > 1 else "6410"
            self._entry(
                invoice, n, supplier, supplier, posted + later, amount + extra, currency, unit, invoice, account
            )
            if extra:
                self.unexplained[f"D-{invoice}", n] = base(extra, currency)
        if how == "twice":
            unit, amount = parts[0]
            self._entry(invoice, 99, supplier, supplier, posted + timedelta(days=1), amount, currency, unit, invoice)
            self.unexplained[f"D-{invoice}", 99] = base(amount, currency)

    def _entry(
        self, of: str, number: int, vendor: str, name: str, posted: date, amount: Decimal, currency: str,
        unit: str | None, reference: str | None, account: str = "6410",
    ) -> None:  # fmt: skip
        self.put(
            "ledger_line", document_id=f"D-{of}", line_no=number, vendor_id=vendor, vendor_name=name, posted_at=posted,
            gl_account=account, org_unit_id=unit, amount=amount, currency=currency, invoice_reference=reference,
        )  # fmt: skip
