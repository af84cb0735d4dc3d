"""The answer of an edition: rows that hang together, doubt where data are missing, money that adds up, what-ifs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

import pytest

from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.questions._shape import answered
from fullscore.questions.supplier_quality import supplier_quality
from fullscore.run.answers import trace_row
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.answer import Answer, document
from fullscore.terms.fault import Fault
from tests.conftest import Folder, ledger, settings

SCALE = 0.12
UNREAD = [
    "timesheet",
    "invoice",
    "ledger",
    "vacancy",
    "benchmark",
    "clearance",
    "_event",
    "plan",
    "employee",
    "access",
    "card",
    "sow",
]
RESTATED = ("assignment", "requisition.")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredEdition]:
    folder = tmp_path_factory.mktemp("quality") / "northgate"
    northgate.write(folder, scale=SCALE)
    # Hours, bills and the ledger are most of the rows, and a table that is restated whole says all in its last file.
    days = sorted(path for path in (folder / "feeds").iterdir())
    for day in days:
        for file in day.iterdir():
            if any(word in file.name for word in UNREAD) or (day != days[-1] and any(w in file.name for w in RESTATED)):
                file.unlink()
    build(Layout(folder))
    with open_edition(Layout(folder)) as opened:
        yield opened


@pytest.fixture(scope="module")
def told(edition: StoredEdition) -> Answer:
    return answered(edition, supplier_quality)


def test_seat_fillers_of_the_sample_programme_are_named(told: Answer) -> None:
    """At this size only the two that are much used can be told."""
    by_id = {row.supplier_id: row for row in told.rows.values()}
    assert {id for id, row in by_id.items() if row.verdict == "fills_seats"} <= {"S-004", "S-022", "S-017", "S-029"}
    assert {by_id["S-004"].verdict, by_id["S-022"].verdict} & {"fills_seats"}
    worst = sorted(by_id.values(), key=lambda row: row.quality.value)[:6]
    assert {"S-004", "S-022"} <= {row.supplier_id for row in worst}
    assert told.verdict is True
    assert "fill" in told.says


def test_rows_hang_together(told: Answer) -> None:
    rows = list(told.rows.values())
    assert [row.rank.value for row in rows] == sorted(row.rank.value for row in rows)
    for row in rows:
        assert row.quality.low <= row.quality.value <= row.quality.high
        assert row.rank.low <= row.rank.high
        assert 0 <= row.p_better <= 1
        assert row.p_better + row.p_worse <= 1 + 1e-9
        assert row.composite.currency == "USD"
        assert set(row.outcomes) >= {"completion", "manager_score", "kept", "conversion"}
        assert row.verdict in ("delivers", "fills_seats", "unproven", "ordinary")
        assert (row.verdict == "delivers") <= (row.p_better > 0.9)
        assert (row.verdict == "fills_seats") <= (row.p_worse > 0.9)
    weight = [row.starts for row in rows]
    assert sum(w * row.quality.value for w, row in zip(weight, rows, strict=True)) / sum(weight) == pytest.approx(0)
    assert sum(row.first_acceptability for row in rows) == pytest.approx(1)
    ranked = told.further["ranks"]
    assert [sum(line) for line in ranked.by_quality] == pytest.approx([1.0] * len(rows))


def test_options_move_only_from_those_that_fill_seats(told: Answer) -> None:
    filling = {f"move_from_{row.supplier_id}" for row in told.rows.values() if row.verdict == "fills_seats"}
    for option in told.options:
        assert option.id in filling
        assert option.value_per_year is not None
        assert option.value_per_year.low <= option.value_per_year.value <= option.value_per_year.high
        assert "small suppliers" in option.says


def test_its_pictures_can_be_drawn(told: Answer) -> None:
    written = document(told)
    for name in told.figures:
        assert svg(charts()[name].draw(written)).startswith("<svg")


def test_a_row_leads_to_its_assignments(edition: StoredEdition, told: Answer) -> None:
    """The answer is made again for it: it must be the same to the last digit."""
    id, row = next(iter(told.rows.items()))
    traced = trace_row(edition, "supplier_quality", id, limit=3)
    assert json.dumps(document(traced.answer)) == json.dumps(document(told))
    assert traced.n >= row.starts
    assert traced.records[0]["table"] == "assignment"


def test_a_margin_can_be_assumed_and_nothing_unheard_of(edition: StoredEdition, told: Answer) -> None:
    wide = answered(edition, supplier_quality, {"margin": 0.2})
    assert not [row for row in wide.rows.values() if row.verdict in ("delivers", "fills_seats")]
    assert {"name": "margin", "value": 0.2, "source": "what if"} in [asdict(a) for a in wide.assumptions]
    with pytest.raises(Fault, match="assumes nothing called luck"):
        answered(edition, supplier_quality, {"luck": 1.0})


def test_a_ledger_alone_cannot_tell_and_says_what_would(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1, 2025-01-10, 6410, U-1, 100, USD")})
    folder.built()
    with folder.edition() as edition:
        said = answered(edition, supplier_quality)
    assert said.verdict is None
    assert said.says.startswith("It cannot be told which suppliers deliver quality: no feed delivers assignments.")
    assert {"assignment", "requisition", "survey_response"} <= {m.table for m in said.missing}


HEAD = (
    "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
    "planned_end,end_date,end_cause,bill_rate,currency,rate_unit"
)


def work(*rows: str) -> str:
    """Assignments from ``id, supplier, start, end, cause``."""
    lines = [HEAD]
    for row in rows:
        id, supplier, start, end, cause = (cell.strip() for cell in row.split(","))
        lines.append(f"{id},W-{id},{supplier},R-1,U-1,P-1,M-1,temp,{start},2025-06-30,{end},{cause},50,USD,hour")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["1, S-1, 2024-03-01, 2024-03-20, performance"], "fewer than two suppliers"),
        (["1, S-1, 2024-03-01, 2024-12-20, completed", "2, S-2, 2024-03-01, , "], "no early end"),
    ],
)
def test_too_little_to_tell(programme: Callable[..., Folder], rows: list[str], why: str) -> None:
    told = settings("assignment, work*.csv, msp, full")
    folder = programme({"programme.toml": told, "2025-01-31/work.csv": work(*rows)})
    folder.built()
    with folder.edition() as edition:
        said = answered(edition, supplier_quality)
    assert said.verdict is None
    assert why in said.says


def test_a_handful_of_assignments_is_answered_without_a_verdict(programme: Callable[..., Folder]) -> None:
    """No requisitions, no pay, no survey: rows come, nobody is judged, and what is missing is named."""
    rows = [f"{n}, S-{n % 3}, 2024-0{1 + n % 9}-05, 2024-12-20, completed" for n in range(9)]
    rows += ["20, S-0, 2024-03-01, 2024-03-20, performance", "21, S-1, 2024-03-01, , no_show"]
    told = settings("assignment, work*.csv, msp, full")
    folder = programme({"programme.toml": told, "2025-01-31/work.csv": work(*rows)})
    folder.built()
    with folder.edition() as edition:
        said = answered(edition, supplier_quality)
        assert len(said.rows) == 3
        assert said.verdict is None
        assert {row.verdict for row in said.rows.values()} == {"unproven"}
        assert ("assignment", "pay_rate") in {(m.table, m.column) for m in said.missing}
        json.dumps(document(said))
