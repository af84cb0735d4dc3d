"""Where spending lands: sums by hand, parts that add up, what cannot be told, and forecasts that hold their level."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from fullscore.questions._landing.draws import to_come
from fullscore.questions._shape import answered
from fullscore.questions.landing import Landing, landing
from fullscore.run.answers import trace_row
from fullscore.terms.answer import Answer, document
from tests.conftest import Folder, ledger, settings
from tests.questions.landing_worlds import TODAY, Shape, world

Make = Callable[..., Folder]
DAY = "2025-09-30"
FEEDS = [
    f"{table}, {table}.csv, {party}, full"
    for table, party in (
        ("org_unit", "client"), ("budget", "client"), ("ledger_line", "client"), ("assignment", "msp"),
        ("timesheet", "msp"), ("invoice_line", "msp"),
    )
]  # fmt: skip
UNITS = """org_unit_id,name,parent_id,kind,country
U-1,One,,business_unit,US
C-1,Centre,U-1,cost_centre,US
U-2,Two,,business_unit,US
C-2,Centre,U-2,cost_centre,US
X-1,Other,,business_unit,US
"""
SCOPE = '\n[policy]\nin_scope_gl_accounts = ["6410"]\n'


def budgets(year: int = 2025, **monthly: int) -> str:
    rows = [f"{unit},{year}-{m:02d}-01,all,{n},USD" for unit, n in monthly.items() for m in range(1, 13)]
    return "\n".join(["org_unit_id,month,category,amount,currency", *(row.replace("_", "-", 1) for row in rows)]) + "\n"


def posted(last_month: int = 9, **monthly: int) -> str:
    lines = ["document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency"]
    for unit, amount in monthly.items():
        for year, month in [(2024, m) for m in range(1, 13)] + [(2025, m) for m in range(1, last_month + 1)]:
            day = date(year, month, 20)
            at = unit.replace("_", "-")
            lines.append(f"{at}-{day},1,V-1,Acme,{day},6410,{at},{amount},USD")
    lines.append(f"O-1,1,V-1,Acme,2025-02-01,7000,{at},999999,USD")
    return "\n".join(lines) + "\n"


def asked(make: Make, files: dict[str, str], name: str, day: str = DAY, more: str = SCOPE) -> Answer:
    feeds = [feed for feed in FEEDS if feed.split(", ")[1] in files]
    told = {f"{day}/{file}": text for file, text in files.items()}
    folder = make({"programme.toml": settings(*feeds, more=more), **told}, at=name)
    folder.built()
    with folder.edition() as edition:
        return answered(edition, landing)


def rows(answer: Answer) -> dict[str, Landing]:
    return {row.org_unit_id: row for row in answer.rows.values()}


LEDGER = {
    "org_unit.csv": UNITS,
    "budget.csv": budgets(U_1=1000, U_2=1000),
    "ledger_line.csv": posted(C_1=1300, C_2=700),
}


def test_a_ledger_with_budgets_lands_as_it_goes_on_and_units_are_told_apart(programme: Make) -> None:
    answer = asked(programme, LEDGER, "ledger")
    one, two = rows(answer)["U-1"], rows(answer)["U-2"]
    # What was posted elsewhere than in scope does not count; what is below a unit does.
    assert (one.budget.value, one.actual.value, two.actual.value) == (12000, 9 * 1300, 9 * 700)
    assert one.landing.value == pytest.approx(12 * 1300, rel=0.02)
    assert two.landing.value == pytest.approx(12 * 700, rel=0.02)
    assert one.p_over > 0.99
    assert two.p_over < 0.01
    assert answer.verdict is True
    assert "U-1 (+30" in answer.says
    assert "U-2" not in answer.says
    assert {gap.table for gap in answer.missing} >= {"assignment", "timesheet", "requisition", "sow"}


def test_what_is_spent_below_no_budget_is_said(programme: Make) -> None:
    files = {**LEDGER, "ledger_line.csv": posted(C_1=900, X_1=500)}
    answer = asked(programme, files, "outside")
    assert answer.further["outside_every_budget"] == 9 * 500
    assert any("4,500 USD was posted" in gap.effect for gap in answer.missing)
    assert answer.verdict is False
    assert rows(answer)["U-2"].landing.value == 0


def work(ends: str) -> dict[str, str]:
    """Ten people at 50 an hour for forty hours, billed through August, September approved and not billed."""
    jobs = [
        "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
        "planned_end,end_date,bill_rate,currency,rate_unit"
    ]
    sheets = ["timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,submitted_at,approved_at,status"]
    bills = [
        "invoice_id,line_no,supplier_id,assignment_id,timesheet_id,kind,quantity,unit_rate,amount,currency,service_date,"
        "invoiced_at"
    ]
    lines = [
        "document_id,line_no,vendor_id,vendor_name,posted_at,gl_account,org_unit_id,amount,currency,invoice_reference"
    ]
    weeks = [date(2024, 1, 7) + timedelta(7 * n) for n in range(91)]
    for n in range(10):
        jobs.append(f"A-{n},W-{n},S-1,R-1,C-1,P-1,M-1,contractor,2024-01-01,{ends},,50,USD,hour")
        for week in weeks:
            name = f"T-{n}-{week}"
            approved = f"{week + timedelta(1)}T10:00:00Z"
            sheets.append(f"{name},A-{n},{week},40,2000,USD,{approved},{approved},approved")
            if week < date(2025, 9, 1):
                month = f"{week:%Y-%m}"
                line = f"I-{month},{len(bills)},S-1,A-{n},{name},labour,40,50,2000,USD,{week}"
                bills.append(f"{line},{(week.replace(day=28) + timedelta(9)).replace(day=5)}")
    for month in sorted({week.replace(day=1) for week in weeks if week < date(2025, 9, 1)}):
        amount = 20000 * sum(week.replace(day=1) == month for week in weeks)
        day = (month + timedelta(31)).replace(day=10)
        lines.append(f"D-{month},1,V-1,Acme,{day},6410,C-1,{amount},USD,I-{month:%Y-%m}")
    told = {"assignment.csv": jobs, "timesheet.csv": sheets, "invoice_line.csv": bills, "ledger_line.csv": lines}
    return {name: "\n".join(rows) + "\n" for name, rows in told.items()}


def test_worked_and_agreed_work_is_added_as_far_as_the_ledger_posts_it_by_the_end(programme: Make) -> None:
    files = {"org_unit.csv": UNITS, "budget.csv": budgets(U_1=85000, U_2=10), **work("2027-06-30")}
    answer = asked(programme, files, "work")
    row = rows(answer)["U-1"]
    # The ledger of 2025 holds the weeks of December 2024 to August 2025; September's four are approved and unbilled.
    assert row.actual.value == 20000 * (5 + 4 + 4 + 5 + 4 + 4 + 5 + 4 + 5)
    assert row.accrual.value == 20000 * 4
    # September to November will be posted by the year's end, December's work in January: twelve months in all.
    assert row.landing.value == pytest.approx(20000 * (40 + 4 + 9), rel=0.02)
    assert row.landing.low is not None
    assert row.landing.high is not None
    parts = {p.part: p.amount for p in answer.further["parts"] if p.org_unit_id == "U-1"}
    assert sum(parts.values()) == pytest.approx(row.landing.value, rel=1e-9)
    assert parts["commitment"] == pytest.approx(row.commitment.value, rel=1e-9)
    beside = {p.part: p.amount for p in answer.further["beside"] if p.org_unit_id == "U-1"}
    assert beside["of_work_before"] == pytest.approx(20000 * 5)
    assert document(answer)["rows"][0]["landing"]["currency"] == "USD"


def test_work_that_ends_is_not_committed_beyond_its_end(programme: Make) -> None:
    files = {"org_unit.csv": UNITS, "budget.csv": budgets(U_1=85000, U_2=10), **work("2025-10-12")}
    ended = {**files, "assignment.csv": files["assignment.csv"].replace("2025-10-12,,", "2025-10-12,2025-10-12,")}
    row = rows(asked(programme, ended, "ended"))["U-1"]
    assert row.commitment.value == pytest.approx(20000 * 2, rel=0.05)


def test_rates_can_be_assumed_otherwise_and_rows_traced(programme: Make) -> None:
    files = {"org_unit.csv": UNITS, "budget.csv": budgets(U_1=85000, U_2=10), **work("2027-06-30")}
    told = {f"{DAY}/{file}": text for file, text in files.items()}
    folder = programme({"programme.toml": settings(*FEEDS, more=SCOPE), **told})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, landing)
        [(id, plain)] = [(id, row) for id, row in answer.rows.items() if row.org_unit_id == "U-1"]
        dearer = rows(answered(edition, landing, {"rates_change": 0.1}))["U-1"]
        traced = trace_row(edition, "landing", id, limit=None)
    assert plain.commitment.value
    assert dearer.commitment.value == pytest.approx(1.1 * plain.commitment.value)
    tables = [record["table"] for record in traced.records]
    assert (tables.count("budget"), tables.count("ledger_line"), tables.count("assignment")) == (12, 9, 10)


@pytest.mark.parametrize(
    ("leave_out", "says"),
    [("budget.csv", "no feed delivers budgets"), ("ledger_line.csv", "no feed delivers the ledger")],
)
def test_without_budgets_or_ledger_it_cannot_tell(programme: Make, leave_out: str, says: str) -> None:
    files = {"org_unit.csv": UNITS, "budget.csv": budgets(U_1=1), **work("2027-06-30")}
    del files[leave_out]
    answer = asked(programme, files, leave_out)
    assert answer.verdict is None
    assert not answer.rows
    assert says in answer.says


def test_a_ledger_alone_cannot_tell_and_says_what_would(programme: Make) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D-1,2025-01-05,6410,U-1,100,USD")})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, landing)
    assert answer.verdict is None
    assert "no feed delivers budgets" in answer.says
    assert {gap.table for gap in answer.missing} >= {"budget", "assignment"}


def test_the_year_is_that_of_the_edition_and_the_next_one_joins_when_it_is_over(programme: Make) -> None:
    none = asked(programme, {**LEDGER, "budget.csv": budgets(2023, U_1=1)}, "past")
    assert none.verdict is None
    assert "nobody has a budget for a month of 2025" in none.says
    both = budgets(2025, U_1=1000) + budgets(2026, U_1=2000).split("\n", 1)[1]
    files = {**LEDGER, "budget.csv": both, "ledger_line.csv": posted(12, C_1=900)}
    answer = asked(programme, files, "both", day="2025-12-31")
    assert answer.further["span"] == {"first_month": "2025-01", "last_month": "2026-12"}
    assert rows(answer)["U-1"].budget.value == 36000


def test_intervals_hold_their_level_in_worlds_told_by_somebody_else() -> None:
    until = float(np.datetime64("2025-12-31").astype(np.int64))
    held, below = [], []
    for seed in range(1000, 1025):
        told = world(seed, until, Shape())
        drawn = np.asarray(sum(to_come(told.known, until, 120, seed, np.zeros(6)).values()))
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        held.append((told.came >= low) & (told.came <= high))
        below.append((drawn <= told.came).mean(0))
    assert 0.82 < np.mean(held) < 0.96
    assert 0.42 < np.mean(below) < 0.58
    assert until > TODAY
