"""The answer end to end: a planted habit found, entry no growth, steps to the cent, every row traced."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.questions._mix.spend_bridge import spend_bridge
from fullscore.questions._shape import answered
from fullscore.questions.resource_mix import resource_mix
from fullscore.run.answers import trace_row
from fullscore.terms.answer import Answer, document
from fullscore.terms.fault import Fault
from fullscore.workforce.inside import inside
from tests.conftest import Folder, ledger, settings
from tests.questions.mix_programme import write

OXFORD = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "oxford-ledger"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    folder = Folder(tmp_path_factory.mktemp("mix") / "programme")
    write(folder, 5)
    folder.built()
    return folder


@pytest.fixture(scope="module")
def answer(built: Folder) -> Answer:
    with built.edition() as edition:
        return answered(edition, resource_mix)


def test_the_planted_habit_is_found_and_the_other_capability_is_not_accused(answer: Answer) -> None:
    assert answer.verdict is True
    verdicts = {one.capability: one.verdict for one in answer.further["capabilities"]}
    assert verdicts["Data"] is True
    assert verdicts["Nursing"] is not True
    assert "Data costs" in answer.says
    [option] = answer.options
    assert "less as consultant" in option.says
    assert option.value_per_year is not None
    assert option.value_per_year.low is not None
    assert option.value_per_year.low > 0
    assert answer.confidence is not None
    assert answer.confidence > 0.9
    # The MSP keeps these records and, paid by what is spent, gains where spend is high.
    assert answer.evidence == "recomputed"


def test_rows_add_up_and_premiums_are_those_planted(answer: Answer) -> None:
    rows = [row for row in answer.rows.values() if row.capability == "Data"]
    extended = [row for row in rows if row.resource_type != "employee"]
    assert sum(row.share for row in extended) == pytest.approx(1)
    assert sum(row.efficient_share.value for row in extended) == pytest.approx(1)
    [whole] = [one.saving_per_year for one in answer.further["capabilities"] if one.capability == "Data"]
    assert sum(row.saving_per_year.value for row in extended) == pytest.approx(whole.value)
    premium = {row.resource_type: row.premium for row in rows}
    assert premium["consultant"].low < 0.4 < premium["consultant"].high
    assert premium["temp"].low < -0.15 < premium["temp"].high
    assert premium["contractor"].value == 0
    # Loaded cost over productive hours, well below a contractor's hour here.
    assert premium["employee"].value < 0
    held = {row.resource_type: row for row in rows}
    assert held["payrolled"].efficient_share.value <= held["payrolled"].share + 1e-6


def test_the_bridge_adds_up_to_the_cent_and_entry_is_no_growth(answer: Answer) -> None:
    bridge = answer.further["bridge"]
    assert sum(step.cents for step in bridge.steps) == bridge.after_cents - bridge.before_cents
    amount = {step.name: step.amount for step in bridge.steps}
    assert amount["brought_in"].value > 0
    assert amount["volume"].low < 0 < amount["volume"].high
    labour = Decimal(bridge.after_cents) / Decimal("1.03")
    assert amount["fee"].value == pytest.approx(float(labour) / 100 * 0.01, rel=0.01)
    assert amount["currency"].value == 0
    told = document(answer)
    assert sum(step["cents"] for step in told["further"]["bridge"]["steps"]) == bridge.after_cents - bridge.before_cents


def test_true_growth_is_growth(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "grown")
    write(folder, 6, growth=0.6)
    folder.built()
    with folder.edition() as edition:
        bridge = spend_bridge(edition, inside(edition))
    assert bridge is not None
    [volume] = [step.amount for step in bridge.steps if step.name == "volume"]
    assert volume.low is not None
    assert volume.low > 0


def test_every_row_is_traced(built: Folder, answer: Answer) -> None:
    told = {}
    with built.edition() as edition:
        for id, row in answer.rows.items():
            if row.capability == "Data" and row.resource_type in ("consultant", "employee"):
                told[row.resource_type] = {
                    r["table"] for r in trace_row(edition, "resource_mix", id, limit=None).records
                }
                assert told[row.resource_type]
    assert told["consultant"] == {"assignment", "timesheet"}
    assert told["employee"] == {"employee"}


def test_charts_are_drawn(answer: Answer) -> None:
    told = json.loads(json.dumps(document(answer)))
    for name in resource_mix.figures:
        picture = charts()[name].draw(told)
        assert picture is not None
        assert "<svg" in svg(picture)


def test_what_a_person_assumes_is_used(built: Folder, answer: Answer) -> None:
    with built.edition() as edition:
        other = answered(edition, resource_mix, {"productive_hours_per_year": 860, "margin_percent": 60})
        with pytest.raises(Fault, match="assumes nothing called"):
            answered(edition, resource_mix, {"hours": 1})
    staff = [next(row for row in a.rows.values() if row.resource_type == "employee") for a in (answer, other)]
    assert staff[1].premium.value > staff[0].premium.value
    assert other.verdict is not True
    assert ("margin_percent", 60, "what if") in [(a.name, a.value, a.source) for a in other.assumptions]


def answer_of(folder: Folder) -> Answer:
    folder.built()
    with folder.edition() as edition:
        return answered(edition, resource_mix)


def alone(folder: Folder) -> Answer:
    found = answer_of(folder)
    told = json.loads(json.dumps(document(found)))
    assert all(charts()[name].draw(told) is None for name in resource_mix.figures)
    return found


def test_a_ledger_alone_cannot_tell_and_says_what_would(programme: Callable[..., Folder]) -> None:
    found = alone(programme({"2025-01-31/ledger.csv": ledger("D1, 2025-01-05, 6410, U1, 10, USD")}))
    assert (found.verdict, found.rows) == (None, {})
    assert "would let it answer" in found.says
    assert {"assignment", "timesheet", "invoice_line"} <= {missing.table for missing in found.missing}


@pytest.mark.skipif(not OXFORD.exists(), reason="the folder of real ledgers is not beside the checkout")
def test_a_citys_real_ledger_cannot_tell(programme: Callable[..., Folder]) -> None:
    feed = settings("ledger_line, *.csv, client, delta").replace(
        'party = "client"\n', 'party = "client"\nmapping = "uk/public_spend"\n'
    )
    files = {f"2018-03-31/{path.name}": path.read_bytes() for path in sorted(OXFORD.glob("*2017.csv"))}
    found = alone(programme({"programme.toml": feed, **files}))
    assert found.verdict is None
    assert "not who worked" in found.says


def test_assignments_without_hours_cannot_tell(programme: Callable[..., Folder]) -> None:
    text = (
        "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
        "planned_end,bill_rate,currency,rate_unit\nA1,W1,S1,R1,U1,T1,M1,temp,2024-05-01,2025-05-01,50,USD,hour\n"
    )
    found = alone(
        programme({"programme.toml": settings("assignment, work.csv, msp, full"), "2025-01-31/work.csv": text})
    )
    assert found.verdict is None
    assert "no hours of any assignment" in found.says


def test_hours_come_from_bills_where_there_are_no_timesheets_unless_a_bill_contradicts_itself(
    programme: Callable[..., Folder],
) -> None:
    work = (
        "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
        "planned_end,bill_rate,currency,rate_unit\n"
    )
    bills = "invoice_id,line_no,supplier_id,assignment_id,kind,quantity,unit_rate,amount,currency,service_date,"
    bills += "invoiced_at\n"
    for n, (quantity, amount) in enumerate([(10, 500), (10, 4000), (10, 500)]):
        work += f"A{n},W{n},S1,R1,U1,T1,M1,temp,2024-05-01,2025-05-01,50,USD,hour\n"
        if n < 2:
            bills += f"I{n},1,S1,A{n},labour,{quantity},50,{amount},USD,2024-11-01,2024-12-01\n"
    role = "role_id,title,role_family,capability,level,critical\nR1,Role,F,Data,1,false\n"
    found = answer_of(
        programme(
            {
                "programme.toml": settings(
                    "assignment, work.csv, msp, full",
                    "invoice_line, bills.csv, msp, full",
                    "role, role.csv, client, full",
                ),
                "2025-01-31/work.csv": work,
                "2025-01-31/bills.csv": bills,
                "2025-01-31/role.csv": role,
            }
        )
    )
    known, unknown = found.rows.values()
    assert (known.hours, known.cost.value) == (10, pytest.approx(510))
    assert (unknown.hours, unknown.cost.value) == (None, pytest.approx(4080))
    assert found.verdict is None
    assert "Hours are unknown for 89% of the cost" in found.says
    assert ("msp_fee_percent", 2.0, "default") in [(a.name, a.value, a.source) for a in found.assumptions]
    assert any("1 assignments at work" in missing.effect for missing in found.missing)
