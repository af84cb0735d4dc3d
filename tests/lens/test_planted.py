"""Every planted mistake is found, of its kind and to the cent, and nothing else; and the bridge closes on all of it."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from fullscore.lens._tying.span import Span
from fullscore.lens.line_errors import KINDS, line_errors
from fullscore.lens.money_circle import MoneyCircle, money_circle
from fullscore.store.edition import StoredEdition
from fullscore.terms.period import Month
from tests.conftest import Folder, settings
from tests.lens.planted import AS_OF, Planted, base

CENT = Decimal("0.01")
YEAR = Span(first=Month(2025, 1), last=Month(2025, 12))
Case = tuple[Planted, StoredEdition]


@pytest.fixture(scope="module", params=[1, 2], ids=lambda seed: f"seed {seed}")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    planted = Planted(request.param)
    folder = Folder(Path(tmp_path_factory.mktemp("planted"))).put(planted.files())
    assert folder.built().as_of == AS_OF.isoformat()
    with folder.edition() as edition:
        yield planted, edition


@pytest.fixture(scope="module")
def circle(case: Case) -> MoneyCircle:
    return money_circle(case[1], YEAR, by_unit=True)


def test_every_planted_error_is_found_and_nothing_else(case: Case) -> None:
    planted, edition = case
    found = line_errors(edition)
    told = {(e.invoice_id, e.line_no): (e.kind, e.amount, e.is_correction) for e in found}
    assert len(told) == len(found)
    assert {line: (kind, back) for line, (kind, _, back) in told.items()} == {
        line: (kind, back) for line, (kind, _, back) in planted.errors.items()
    }
    for line, (_, amount, _) in planted.errors.items():
        assert abs(told[line][1] - amount) <= CENT, line
    assert {kind for kind, *_ in told.values()} == set(KINDS)
    assert len({e.currency for e in found}) == 4


def test_corrected_errors_net_out_and_show_gross(case: Case, circle: MoneyCircle) -> None:
    planted, _ = case
    currencies = {e.invoice_id: e.currency for e in circle.errors}
    bases = [base(amount, currencies[invoice]) for (invoice, _), (_, amount, _) in planted.errors.items()]
    assert abs(circle.net_error - sum(bases)) <= CENT * len(bases)
    assert abs(circle.gross_error - sum(map(abs, bases))) <= CENT * len(bases)
    corrected = [e for e in circle.errors if e.corrected and not e.is_open]
    assert corrected
    assert all(e.amount == e.corrected for e in corrected)
    taken = sum((e.amount_base or 0 for e in circle.errors if e.is_correction), Decimal(0))
    given = sum((base(e.corrected, e.currency) for e in circle.errors), Decimal(0))
    assert abs(taken + given) <= CENT


def test_every_error_says_where_it_stands(circle: MoneyCircle) -> None:
    for error in circle.errors:
        assert error.file == f"{AS_OF}/invoice_line.csv"
        assert error.line
        assert error.org_unit_id or error.assignment_id is None


def test_planted_unexplained_amounts_come_out_to_the_cent(case: Case, circle: MoneyCircle) -> None:
    planted, _ = case
    found = {(u.document_id, u.line_no): u.amount_base for u in circle.unexplained}
    assert found == planted.unexplained
    assert circle.bridge.unexplained == sum(planted.unexplained.values())
    assert planted.unexplained


def test_every_step_is_what_was_planted(case: Case, circle: MoneyCircle) -> None:
    planted, _ = case
    bills, steps = planted.tables["invoice_line"], dict(circle.bridge.steps)

    def billed(*kinds: str) -> Decimal:
        return sum((base(row["amount"], row["currency"]) for row in bills if row["kind"] in kinds), Decimal(0))

    ledger = [row for row in planted.tables["ledger_line"] if row["gl_account"] == "6410"]
    assert circle.bridge.ledger == sum(base(row["amount"], row["currency"]) for row in ledger)
    assert steps["off_programme"] == planted.off_programme
    assert steps["fees"] == billed("msp_fee")
    assert steps["tax"] == billed("tax")
    assert steps["programme_invoices"] == billed("labour", "expense", "adjustment", "discount")
    named = {row["invoice_reference"] for row in planted.tables["ledger_line"]}
    unposted = [base(row["amount"], row["currency"]) for row in bills if row["invoice_id"] not in named]
    assert steps["timing"] == -sum(unposted)
    others = [row for row in planted.tables["ledger_line"] if row["gl_account"] != "6410"]
    assert abs(steps["other_accounts"] + sum(base(row["amount"], row["currency"]) for row in others)) <= CENT


def test_the_bridge_closes_for_every_span_month_and_unit(case: Case, circle: MoneyCircle) -> None:
    _, edition = case
    assert circle.bridge.residual == 0
    assert all(bridge.residual == 0 for _, bridge in (*circle.months, *circle.units))
    for part in (circle.months, circle.units):
        assert sum(bridge.ledger for _, bridge in part) == circle.bridge.ledger
        for n, (step, amount) in enumerate(circle.bridge.steps):
            assert sum(bridge.steps[n][1] for _, bridge in part) == amount, step
    assert any(dict(bridge.steps)["between_units"] for _, bridge in circle.units)
    some = money_circle(edition, Span(first=Month(2025, 3), last=Month(2025, 4)))
    assert some.bridge.residual == 0
    timing = dict(some.timing)
    assert sum(timing.values()) == dict(some.bridge.steps)["timing"]
    assert len([part for part, amount in timing.items() if amount]) > 1
    assert all(some.span.holds(error.invoiced_at) for error in some.errors)
    assert some.bridge.ledger == sum(b.ledger for month, b in circle.months if 3 <= month.month <= 4)


def test_an_adjustment_that_names_no_week_takes_back_just_one_error(programme: Callable[..., Folder]) -> None:
    lines = [
        "invoice_id,line_no,supplier_id,kind,quantity,unit_rate,amount,currency,invoiced_at,timesheet_id",
        "I-1,1,S1,labour,48,50,2400,USD,2025-01-10,T-1",
        "I-1,2,S2,labour,48,50,2400,USD,2025-01-10,T-2",
        "I-2,1,S1,adjustment,,,-400,USD,2025-02-10,",
        "I-2,2,S1,adjustment,,,-400,USD,2025-02-10,",
        "I-2,3,S1,adjustment,,,-33,USD,2025-02-10,",
    ]
    sheets = ["timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,status"]
    sheets += [f"T-{n},A-{n},2025-01-05,40,2000,USD,Approved" for n in (1, 2)]
    feeds = ("invoice_line, inv*.csv, msp, full", "timesheet, sheet*.csv, msp, full")
    files = {"inv.csv": lines, "sheets.csv": sheets}
    folder = programme(
        {"programme.toml": settings(*feeds), **{f"2025-03-31/{n}": "\n".join(f) + "\n" for n, f in files.items()}}
    )
    folder.built()
    with folder.edition() as edition:
        found = line_errors(edition)
    assert [(e.invoice_id, e.line_no, e.kind, e.amount, e.corrected, e.is_correction) for e in found] == [
        ("I-1", 1, "hours", 400, 400, False),
        ("I-1", 2, "hours", 400, 0, False),
        ("I-2", 1, "hours", -400, 0, True),
    ]
    assert [e.is_open for e in found] == [False, True, False]
