"""Spend by segments against a plain count: every lens, every segment, months, subtrees of org units, traces.

The months of the whole are the twins' business; here the files go through a build, and the twin reads the same rows.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest

from fullscore.measures.spend import AXES, SEGMENTS, spend
from fullscore.run.figures import ask, figures
from fullscore.run.trace import trace
from fullscore.store.edition import StoredEdition
from fullscore.terms.lens import Lens, all_lenses
from fullscore.terms.period import Month
from tests.conftest import Folder, settings

PARENTS = {"U1": "", "U2": "U1", "U3": "U2", "U4": "U1", "C1": "C2", "C2": "C1", "U9": ""}
"""Org units and those above them; C1 and C2 stand in a circle; U9 has closed since and is in no later delivery."""
RATES = {"USD": Decimal(1), "EUR": Decimal("1.0837"), "XAU": None}
ACCOUNTS = ("6410", "6420")
KINDS = ("labour", "expense", "msp_fee", "vms_fee", "tax", "discount")
FEEDS = {"ledger": "ledger*.csv", "invoices": "invoice*.csv", "timesheets": "sheet*.csv"}


@dataclass
class Line:
    """One line of one source, as the twin sees it."""

    source: str
    key: tuple[str, ...]
    amount: Decimal
    currency: str
    dates: dict[str, date | None]
    segments: dict[str, str | None] = field(default_factory=dict)
    kind: str = ""


def world(seed: int) -> tuple[dict[str, str], list[Line]]:
    """Files of the exchange format, and the lines in them."""
    draw = random.Random(seed)

    def day() -> date:
        return date(2025, 1, 1) + timedelta(days=draw.randrange(120))

    def maybe(value: Any) -> Any:
        return value if draw.random() < 0.8 else None

    def amount() -> Decimal:
        return Decimal(draw.randint(-200000, 900000)).scaleb(-draw.choice([0, 2, 4]))

    work = {f"A{n}": (draw.choice(list(PARENTS)), f"S{n % 3}") for n in range(8)}
    lines: list[Line] = []
    for n in range(150):
        posted = day()
        segments: dict[str, str | None] = {"org_unit": maybe(draw.choice(list(PARENTS))), "vendor": f"V{n % 4}"}
        segments["gl_account"] = draw.choice([*ACCOUNTS, "7000"])
        dates: dict[str, date | None] = dict.fromkeys(("posted", "service", "invoiced"), posted)
        lines.append(Line("ledger", (f"D{n}", "1"), amount(), draw.choice(list(RATES)), dates, segments))
    for n in range(150):
        engaged = maybe(draw.choice(list(work)))
        segments = {"org_unit": work[engaged][0] if engaged else None, "supplier": f"S{n % 4}", "_work": engaged}
        dates = {"posted": maybe(day()), "service": maybe(day()), "invoiced": day()}
        kind = draw.choice(KINDS)
        lines.append(Line("invoices", (f"I{n}", "1"), amount(), draw.choice(list(RATES)), dates, segments, kind))
    for n in range(100):
        engaged = draw.choice(list(work))
        segments = {"org_unit": work[engaged][0], "supplier": work[engaged][1], "_work": engaged}
        dates = dict.fromkeys(("posted", "service", "invoiced"), day())
        lines.append(Line("timesheets", (f"T{n}",), amount(), draw.choice(list(RATES)), dates, segments))
    return _files(lines, work), lines


def _files(lines: list[Line], work: dict[str, tuple[str, str]]) -> dict[str, str]:
    def cell(value: Any) -> str:
        return "" if value is None else str(value)

    units = [f"{unit},{unit},{above},department,US" for unit, above in PARENTS.items()]
    rows: dict[str, list[str]] = {
        "unit": ["org_unit_id,name,parent_id,kind,country", *units],
        "work": [
            "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,"
            "start_date,planned_end,bill_rate,currency,rate_unit",
            *(f"{a},W,{s},R,{u},P,M,temp,2025-01-01,2025-12-31,1,USD,hour" for a, (u, s) in work.items()),
        ],
        "ledger": ["document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency"],
        "invoice": [
            "invoice_id,line_no,supplier_id,assignment_id,kind,amount,currency,service_date,invoiced_at,paid_at"
        ],
        "sheet": ["timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,status"],
    }
    for x in lines:
        s, money = x.segments, f"{x.amount},{x.currency}"
        if x.source == "ledger":
            what = f"{s['vendor']},Acme,{x.dates['posted']},{s['gl_account']},{cell(s['org_unit'])}"
            rows["ledger"].append(f"{x.key[0]},1,{what},{money}")
        elif x.source == "invoices":
            days = ",".join(cell(x.dates[name]) for name in ("service", "invoiced", "posted"))
            rows["invoice"].append(f"{x.key[0]},1,{s['supplier']},{cell(s['_work'])},{x.kind},{money},{days}")
        else:
            rows["sheet"].append(f"{x.key[0]},{s['_work']},{x.dates['posted']},8,{money},approved")
    return {f"2025-06-30/{name}.csv": "\n".join(found) + "\n" for name, found in rows.items()}


def units_above(unit: str | None) -> list[str | None]:
    """A unit with all above it; of those that have closed, only the unit itself."""
    found: list[str | None] = []
    while unit and unit not in found:
        found.append(unit)
        unit = PARENTS[unit]
    return found or [None]


def by_hand(
    lines: list[Line], lens: Lens, by: tuple[str, ...], first: str = "0000", last: str = "9999"
) -> dict[tuple[Any, ...], tuple[Decimal | None, int]]:
    """The twin: line by line, in decimals."""
    sums: dict[tuple[Any, ...], list[Decimal]] = {}
    for x in lines:
        if x.source != lens["source"]:
            continue
        if x.source == "ledger" and x.segments["gl_account"] not in ACCOUNTS:
            continue
        if x.source == "invoices" and lens["fees"] == "left_out" and x.kind in ("msp_fee", "vms_fee"):
            continue
        if x.source == "invoices" and lens["tax"] == "left_out" and x.kind == "tax":
            continue
        day = x.dates[lens["dated"]]
        if lens["dated"] == "service" and day is None:
            day = x.dates["invoiced"]
        if day is None or not first <= str(day)[:7] <= last:
            continue
        rate = RATES[x.currency]
        base = None if rate is None else (x.amount * rate).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
        for unit in units_above(x.segments["org_unit"]) if "org_unit" in by else [None]:
            told = {**x.segments, "org_unit": unit, "month": str(day)[:7], "currency": x.currency}
            told["feed"] = f"{FEEDS[x.source]} as {spend.rests_on(lens)[0].name}"
            sums.setdefault(tuple(told.get(name) for name in by), [])
            if base is not None:
                sums[tuple(told.get(name) for name in by)].append(base)
    return {place: (sum(found, Decimal(0)) if found else None, len(found)) for place, found in sums.items()}


@dataclass(frozen=True)
class Case:
    edition: StoredEdition
    lines: list[Line]

    def asked(self, lens: Lens, **asked: Any) -> dict[tuple[Any, ...], tuple[Decimal | None, int]]:
        found = figures(self.edition, ask("spend", chosen=lens.as_dict(), **asked))
        return {
            tuple(name for _, name in row.where): (
                None if row.estimate.value is None else Decimal(str(row.estimate.value)).quantize(Decimal("0.0001")),
                row.estimate.n,
            )
            for row in found.rows
        }


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    files, lines = world(1)
    toml = settings(
        "org_unit, unit*.csv, client, full",
        "assignment, work*.csv, client, full",
        "ledger_line, ledger*.csv, client, delta",
        "invoice_line, invoice*.csv, client, delta",
        "timesheet, sheet*.csv, client, delta",
        more='\n[policy]\nin_scope_gl_accounts = ["6410", "6420"]\n\n[fx]\nEUR = 1.0837\n',
    )
    folder = Folder(tmp_path_factory.mktemp("spend")).put({"programme.toml": toml, **files})
    folder.put({"2025-07-31/unit.csv": "\n".join(r for r in files["2025-06-30/unit.csv"].split("\n") if "U9" not in r)})
    folder.built()
    with folder.edition() as edition:
        yield Case(edition, lines)


LENSES = list(all_lenses(AXES))
DISTINCT = list({spend.canonical(lens).id: spend.canonical(lens) for lens in LENSES}.values())
"""One lens for all that cannot differ from it; the first is the ledger's, the last the timesheets'."""
OF_EACH = [DISTINCT[0], DISTINCT[5], DISTINCT[-1]]


def test_lenses_that_cannot_differ_do_not(case: Case) -> None:
    assert len(LENSES) == 36
    assert len(DISTINCT) == 1 + 12 + 1
    for lens in LENSES:
        assert by_hand(case.lines, lens, ("month",)) == by_hand(case.lines, spend.canonical(lens), ("month",))
    for lens in LENSES[1:24:11]:
        assert case.asked(lens, by=("month",)) == by_hand(case.lines, lens, ("month",)), str(lens)


def test_every_distinct_lens_by_month(case: Case) -> None:
    for lens in DISTINCT:
        assert case.asked(lens, by=("month",)) == by_hand(case.lines, lens, ("month",)), str(lens)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_segment(case: Case, segment: str) -> None:
    for lens in OF_EACH:
        assert case.asked(lens, by=(segment,)) == by_hand(case.lines, lens, (segment,)), str(lens)


def test_several_segments_and_a_span_of_months(case: Case) -> None:
    by = ("month", "org_unit", "currency")
    span = {"first": Month(2025, 2), "last": Month(2025, 3)}
    for lens in OF_EACH:
        assert case.asked(lens, by=by, **span) == by_hand(case.lines, lens, by, "2025-02", "2025-03"), str(lens)


def test_the_whole_is_the_sum_of_its_months(case: Case) -> None:
    for lens in OF_EACH:
        ((whole, n),) = case.asked(lens).values()
        months = by_hand(case.lines, lens, ("month",)).values()
        assert whole == sum((value for value, _ in months if value is not None), Decimal(0))
        assert n == sum(n for _, n in months)


@pytest.mark.parametrize(
    ("lens", "where"),
    [
        (DISTINCT[0], {"org_unit": "U1", "currency": "EUR"}),
        (DISTINCT[0], {"org_unit": "U9"}),
        (DISTINCT[0], {"org_unit": ""}),
        (DISTINCT[4], {"month": "2025-02", "supplier": "S1"}),
        (DISTINCT[-1], {"org_unit": "C1", "month": "2025-03"}),
    ],
)
def test_the_records_of_a_figure_sum_to_it(case: Case, lens: Lens, where: dict[str, str]) -> None:
    booked = {x.key: (x.amount, RATES[x.currency]) for x in case.lines}
    value, n = by_hand(case.lines, lens, tuple(where))[tuple(name or None for name in where.values())]
    found = trace(case.edition, ask("spend", chosen=lens.as_dict(), where=tuple(where.items())), limit=None)
    assert found.n == len(found.records) == n == found.estimate.n > 0
    total = Decimal(0)
    for record in found.records:
        amount, rate = booked[tuple(str(part) for part in record["key"].values())]
        assert rate is not None
        total += (amount * rate).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
        assert record["file"].startswith("2025-06-30/")
        assert (record["delivery"], record["line"] > 1) == ("2025-06-30", True)
    assert total == value == Decimal(str(found.estimate.value)).quantize(Decimal("0.0001"))


def test_a_trace_may_be_cut_short(case: Case) -> None:
    whole = trace(case.edition, ask("spend"), limit=None)
    part = trace(case.edition, ask("spend"), limit=3)
    assert part.records == whole.records[:3]
    assert (part.n, part.estimate) == (whole.n, whole.estimate)
    assert trace(case.edition, ask("spend"), limit=0).records == ()


def test_a_segment_that_is_not_there_has_no_figure(case: Case) -> None:
    found = trace(case.edition, ask("spend", where=(("vendor", "nobody"),)), limit=None)
    assert (found.n, found.records, found.estimate.value, found.estimate.n) == (0, (), None, 0)
