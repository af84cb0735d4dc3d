"""Generated programmes whose every billing mistake, and every mistake in posting, was planted.

A programme has one folder with everything in exchange CSV. ``errors`` says what each invoice line is to be found wrong
by, ``unexplained`` what each ledger line is to be found to post beyond its invoice; whatever is not named is right.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

CENT, PLACES = Decimal("0.01"), Decimal("0.0001")
UNITS = ("U1", "U2", "U3")
CURRENCIES = {"S1": "USD", "S2": "EUR", "S3": "GBP", "S4": "INR"}
RATES = {"EUR": Decimal("1.08"), "GBP": Decimal("1.2512"), "INR": Decimal("0.01193")}
AS_OF = date(2025, 9, 30)
FIRST_WEEK = date(2025, 1, 5)
WEEKS = 14
OVERTIME = Decimal("1.5")
Line = tuple[str, int]

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
        scenarios: list[Callable[[_Week], int]] = [
            *[clean] * 12, overtime, duplicate, rate, hours, fewer_hours, credited, adjusted, rebilled, taken_back,
            in_parts, several_weeks, revised, not_yet_billed, without_sheet, corrected_in_part, offsetting_sheets,
        ]  # fmt: skip
        deck = [scenario for _ in range(4) for scenario in scenarios]
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
                week += told(_Week(self, work, bill_rate, week))
            # Nobody worked in the week after the last one; the first assignment goes on, so that sheets were delivered.
            if n == 0:
                for more in range(3):
                    clean(_Week(self, work, bill_rate, week + more))
            elif n % 3 == 0:
                line = _Week(self, work, bill_rate, week).line(Decimal(40), None)
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


class _Week:
    """A week of an assignment, to be worked and billed in one way or another."""

    def __init__(self, planted: Planted, work: dict[str, Any], rate: Decimal, number: int) -> None:
        self.planted, self.work, self.rate, self.number = planted, work, rate, number
        self.ending = FIRST_WEEK + timedelta(days=7 * number)
        self.regular = planted.draw.choice([Decimal(40), Decimal("37.5"), Decimal(32)])
        self.overtime = planted.draw.choice([Decimal(0), Decimal(0), Decimal(4), Decimal("2.5")])
        self.unit = 8 if work["rate_unit"] == "day" else 1

    @property
    def paid(self) -> Decimal:
        return self.regular + OVERTIME * self.overtime

    def sheet(self, mark: str = "", status: str = "Approved", regular: Decimal | None = None) -> str:
        id = f"T-{self.work['assignment_id']}-{self.number}{mark}"
        amount = ((self.paid if regular is None else regular) * self.rate).quantize(CENT)
        self.planted.put(
            "timesheet", timesheet_id=id, assignment_id=self.work["assignment_id"], week_ending=self.ending,
            regular_hours=self.regular if regular is None else regular,
            overtime_hours=self.overtime if regular is None else 0, amount=amount, currency=self.work["currency"],
            status=status,
        )  # fmt: skip
        return id

    @property
    def due(self) -> Decimal:
        return (self.paid * self.rate).quantize(CENT)

    def line(
        self, hours: Decimal, sheet: str | None, *, rate: Decimal | None = None, sign: int = 1, late: int = 0,
        amount: Decimal | None = None, kind: str = "labour",
    ) -> Line:  # fmt: skip
        rate = rate or self.rate
        month = self.ending.month + 1 + late
        return self.planted.bill(
            self.work["supplier_id"], month, kind, sign * ((hours * rate).quantize(CENT) if amount is None else amount),
            assignment_id=self.work["assignment_id"], timesheet_id=sheet, service_date=self.ending,
            quantity=sign * hours / self.unit, unit_rate=rate * self.unit,
        )  # fmt: skip

    def wrong(self, line: Line, kind: str, amount: Decimal, is_correction: bool = False) -> None:
        self.planted.errors[line] = (kind, amount, is_correction)

    def dearer(self) -> tuple[Decimal, Decimal]:
        rate = (self.rate * Decimal("1.06")).quantize(CENT)
        return rate, (self.paid * rate).quantize(CENT) - self.due


def clean(week: _Week) -> int:
    week.line(week.paid, week.sheet())
    return 1


def without_sheet(week: _Week) -> int:
    week.sheet()
    week.line(week.paid, None)
    return 1


def overtime(week: _Week) -> int:
    week.overtime = Decimal(6)
    sheet, regular = week.sheet(), (week.regular * week.rate).quantize(CENT)
    week.line(week.regular, sheet)
    week.line(week.overtime, sheet, rate=week.rate * OVERTIME, amount=week.due - regular)
    return 1


def duplicate(week: _Week) -> int:
    sheet = week.sheet()
    week.line(week.paid, sheet)
    week.wrong(week.line(week.paid, sheet, late=week.planted.draw.choice([0, 1])), "duplicate", week.due)
    return 1


def rate(week: _Week) -> int:
    dearer, more = week.dearer()
    week.wrong(week.line(week.paid, week.sheet(), rate=dearer), "rate", more)
    return 1


def hours(week: _Week) -> int:
    line = week.line(week.paid + 8, week.sheet())
    week.wrong(line, "hours", ((week.paid + 8) * week.rate).quantize(CENT) - week.due)
    return 1


def fewer_hours(week: _Week) -> int:
    line = week.line(week.paid - 5, week.sheet())
    week.wrong(line, "hours", ((week.paid - 5) * week.rate).quantize(CENT) - week.due)
    return 1


def offsetting_sheets(week: _Week) -> int:
    """Two timesheets of one week: five hours too many on one, five too few on the other."""
    one, other = week.sheet("a", regular=Decimal(30)), week.sheet("b", regular=Decimal(10))
    of_one, of_other = ((Decimal(n) * week.rate).quantize(CENT) for n in (30, 10))
    more, less = ((Decimal(n) * week.rate).quantize(CENT) for n in (35, 5))
    week.wrong(week.line(Decimal(35), one), "hours", more - of_one)
    week.wrong(week.line(Decimal(5), other), "hours", less - of_other)
    return 1


def credited(week: _Week) -> int:
    dearer, more = week.dearer()
    sheet = week.sheet()
    week.wrong(week.line(week.paid, sheet, rate=dearer), "rate", more)
    week.wrong(week.line(week.paid, sheet, sign=-1, late=1, amount=more), "rate", -more, is_correction=True)
    return 1


def corrected_in_part(week: _Week) -> int:
    sheet = week.sheet()
    line = week.line(week.paid + 8, sheet)
    week.wrong(line, "hours", ((week.paid + 8) * week.rate).quantize(CENT) - week.due)
    back = (3 * week.rate).quantize(CENT)
    week.wrong(week.line(Decimal(3), sheet, sign=-1, late=1, amount=back), "hours", -back, is_correction=True)
    return 1


def adjusted(week: _Week) -> int:
    line = week.line(week.paid + 8, week.sheet())
    more = ((week.paid + 8) * week.rate).quantize(CENT) - week.due
    week.wrong(line, "hours", more)
    back = week.line(Decimal(8), None, sign=-1, late=1, amount=more, kind="adjustment")
    week.wrong(back, "hours", -more, is_correction=True)
    return 1


def rebilled(week: _Week) -> int:
    """A wrong line, taken back whole, and billed right."""
    dearer, more = week.dearer()
    sheet = week.sheet()
    week.wrong(week.line(week.paid, sheet, rate=dearer), "rate", more)
    taken = week.line(week.paid, sheet, rate=dearer, sign=-1, late=1)
    week.wrong(taken, "rate", -more, is_correction=True)
    week.line(week.paid, sheet, late=1)
    return 1


def taken_back(week: _Week) -> int:
    """A right line, taken back whole, and billed again: nothing is wrong."""
    sheet = week.sheet()
    week.line(week.paid, sheet)
    week.line(week.paid, sheet, sign=-1, late=1)
    week.line(week.paid, sheet, late=1)
    return 1


def in_parts(week: _Week) -> int:
    sheet, part = week.sheet(), (24 * week.rate).quantize(CENT)
    week.line(Decimal(24), sheet)
    week.line(week.paid - 24, sheet, late=1, amount=week.due - part)
    return 1


def several_weeks(week: _Week) -> int:
    """One line for two weeks; a second one follows, unless the assignment ends."""
    week.sheet()
    other = _Week(week.planted, week.work, week.rate, week.number + 1)
    other.sheet()
    other.line(week.paid + other.paid, None, amount=week.due + other.due)
    return 2


def revised(week: _Week) -> int:
    """A timesheet was rejected, and another one handed in."""
    week.sheet(status="Rejected", regular=Decimal(48))
    week.line(week.paid, week.sheet("r"))
    return 1


def not_yet_billed(week: _Week) -> int:
    week.line(week.paid, week.sheet())
    week.sheet("late", status="Submitted", regular=Decimal(3))
    return 1
