"""The talent plan in the sample programme, without a plan, without people, and from a ledger alone."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.questions._shape import answered, question_called
from fullscore.questions._talent.frame import FEW, counted
from fullscore.questions._talent.plan import plan_of, quarter_name, quarters_after
from fullscore.questions._talent.records import found_in
from fullscore.simulate._talent import GROWING
from fullscore.simulate._truth import _capability
from fullscore.terms.answer import Answer, document
from fullscore.terms.fault import Fault
from tests.questions.told_edition import ToldEdition, northgate_edition

SEED, SCALE = 4711, 0.1
ROW = (
    "id", "capability", "quarter", "demand", "supply_employees", "supply_extended", "gap", "dependency", "verdict",
)  # fmt: skip
PERSONS = re.compile(r"\b(?:W|E|M|A|SB|C|R|VA)-\d|erased-")
OXFORD = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "oxford-ledger"


@cache
def edition() -> ToldEdition:
    return northgate_edition(SEED, SCALE)


@cache
def told() -> Answer:
    return answered(edition(), question_called("talent_fit"))


def ask(edition: Any, **what_if: float) -> Answer:
    return answered(edition, question_called("talent_fit"), what_if)


def test_rows_and_parts_are_as_declared() -> None:
    said = document(told())
    assert len(said["rows"]) == 14 * 8
    assert all(tuple(row) == ROW for row in said["rows"])
    for row in said["rows"]:
        gap = row["demand"]["estimate"] - row["supply_employees"]["estimate"] - row["supply_extended"]["estimate"]
        assert row["gap"]["estimate"] == pytest.approx(gap, abs=0.06 * row["demand"]["estimate"] + 2)
        assert row["gap"]["low"] <= row["gap"]["estimate"] <= row["gap"]["high"]
        assert 0 <= row["dependency"] <= 1
        if row["verdict"] == "short":
            assert row["gap"]["low"] > 0
        if row["verdict"] == "surplus":
            assert row["gap"]["high"] < 0
    assert set(said["further"]) == {
        "tenure_cliff", "dependency", "critical_roles", "could_convert_or_move", "committed",
    }  # fmt: skip
    assert {a["name"] for a in said["assumptions"]} >= {"openings_pace", "horizon_months", "tenure_limit_months"}
    assert json.dumps(said)


def test_growing_capabilities_are_short_and_hang_on_one_supplier() -> None:
    rows = told().rows.values()
    growing = {_capability(n) for n in GROWING}
    assert told().verdict is False
    assert growing <= {row.capability for row in rows if row.verdict == "short"}
    assert {tie.capability for tie in told().further["dependency"] if tie.hangs_on_one} <= growing
    most = sorted(told().further["dependency"], key=lambda tie: -(tie.largest_share.value or 0))[:2]
    assert {tie.capability for tie in most} == growing
    by_row = {row.capability: row.dependency for row in rows if row.quarter == "2026-Q4"}
    assert {name for name, _ in sorted(by_row.items(), key=lambda item: -item[1])[:2]} == growing
    assert {tie.capability for tie in told().further["critical_roles"]} == {*growing, "Clinical Research"}


def test_no_row_and_no_text_names_a_person() -> None:
    said = json.dumps(document(told()), ensure_ascii=False)
    assert not PERSONS.search(said)
    workers = set(edition().run(edition().table("assignment").select("worker_id"))["worker_id"].to_pylist())
    words = set(re.findall(r"[\w-]+", said))
    assert not workers & words


def test_few_are_not_counted_out() -> None:
    assert [counted(n) for n in (0, 1, 4, 5, 12)] == [0, FEW, FEW, 5, 12]
    for match in told().further["could_convert_or_move"]:
        for number in (match.could_convert, match.could_move):
            assert number == FEW or number == 0 or number >= 5
    steps = told().further["tenure_cliff"]
    assert any(step.reaching == FEW for step in steps)
    assert all(step.expected is None for step in steps if step.reaching == FEW)


def test_what_could_convert_is_counted_again_by_hand() -> None:
    """In plain Python: those here whose role has an open vacancy in the country of their site."""
    rows = {name: edition().run(edition().table(name)).to_pylist() for name in ("assignment", "vacancy", "role")}
    country = {r["site_id"]: r["country"] for r in edition().run(edition().table("site")).to_pylist()}
    of_unit = {r["org_unit_id"]: r["country"] for r in edition().run(edition().table("org_unit")).to_pylist()}
    capability = {row["role_id"]: row["capability"] for row in rows["role"]}
    wanted = {(v["role_id"], of_unit[v["org_unit_id"]]) for v in rows["vacancy"] if v["status"] == "open"}
    today = date.fromisoformat(edition().as_of)
    counts: dict[tuple[str, str], int] = {}
    for row in rows["assignment"]:
        here = row["start_date"] <= today and (row["end_date"] is None or row["end_date"] > today)
        could = row["resource_type"] not in ("sow", "independent_contractor") and row["end_cause"] != "no_show"
        if here and could and (row["role_id"], country[row["site_id"]]) in wanted:
            key = (capability[row["role_id"]], row["site_id"])
            counts[key] = counts.get(key, 0) + 1
    found = {(m.capability, m.site_id): m.could_convert for m in told().further["could_convert_or_move"]}
    assert {key: counted(n) for key, n in counts.items()} == {key: n for key, n in found.items() if n != 0}


def test_the_cliff_counts_workers_once_by_their_rule() -> None:
    steps = told().further["tenure_cliff"]
    assert {step.basis for step in steps} == {"law", "policy"}
    assert any(step.rule.startswith("DE temp: 18 months by worker") for step in steps)
    for step in steps:
        if step.expected is not None:
            assert 0 <= step.expected.low <= step.expected.value <= step.expected.high <= step.reaching + 1


def test_what_a_person_may_assume() -> None:
    none = ask(edition(), openings_pace=0, horizon_months=6, tenure_limit_months=6, share_of_spend_outside=0)
    assert len(none.rows) == 14 * 2
    assert none == ask(edition(), openings_pace=0, horizon_months=6, tenure_limit_months=6, share_of_spend_outside=0)
    assert {a.name for a in none.assumptions if a.source == "what if"} == {
        "openings_pace", "horizon_months", "tenure_limit_months", "share_of_spend_outside",
    }  # fmt: skip
    committed = {(c.capability, c.quarter): c.gap.value for c in told().further["committed"]}
    for row in none.rows.values():
        usual = next(
            r for r in told().rows.values() if (r.capability, r.quarter) == (row.capability, row.quarter)
        )  # fmt: skip
        assert row.gap.value > usual.gap.value
        assert row.gap.value == pytest.approx(committed[row.capability, row.quarter], abs=0.15 * row.demand.value + 2)

    def beyond(answer: Answer) -> int:
        steps = answer.further["tenure_cliff"]
        return sum(s.reaching for s in steps if s.quarter == "beyond" and isinstance(s.reaching, int))

    assert beyond(none) > beyond(told())
    with pytest.raises(Fault, match="openings_pace = -1 is out of bounds"):
        ask(edition(), openings_pace=-1)


def test_behind_a_row_are_the_rows_it_counts() -> None:
    row = next(row for row in told().rows.values() if (row.capability, row.quarter) == ("Cyber Security", "2026-Q4"))
    behind = {b.table.name: edition().run(b.keys) for b in question_called("talent_fit").behind(edition(), row)}
    assert set(behind) == {"demand_plan", "employee", "assignment", "vacancy", "requisition"}
    assert behind["demand_plan"].column_names == ["plan_id", "month", "scenario"]
    assert sorted(map(str, behind["demand_plan"]["month"].to_pylist())) == [
        "2026-10-01", "2026-11-01", "2026-12-01",
    ]  # fmt: skip
    assert len(behind["employee"]) == row.supply_employees.n
    # One who starts soon stands behind the row too.
    assert len(behind["assignment"]) >= row.supply_extended.n


def test_pictures_are_drawn() -> None:
    said = document(told())
    for name in said["figures"]:
        drawn = svg(charts()[name].draw(said))
        assert drawn.startswith("<svg")
        assert drawn.count("mark-rule") >= 1


@pytest.mark.parametrize(
    ("without", "reason", "missing"),
    [
        ("demand_plan", "no demand plan was delivered", "demand_plan"),
        ("employee", "employees were not delivered", "employee"),
        ("assignment", "assignments were not delivered", "assignment"),
    ],
)
def test_without_a_table_it_says_so(without: str, reason: str, missing: str) -> None:
    found = ask(edition().without(without), horizon_months=6)
    assert found.verdict is None
    assert found.confidence is None
    assert reason in found.says
    assert "would let it" in found.says
    assert missing in {m.table for m in found.missing}
    for row in found.rows.values():
        assert row.gap is None
        assert row.verdict == "cannot_tell"
    json.dumps(document(found))


def test_without_requests_starts_stand_for_them() -> None:
    found = ask(edition().without("requisition", "vacancy", "rollout", "ledger_line"), horizon_months=6)
    assert {"requisition", "vacancy", "rollout", "ledger_line"} <= {m.table for m in found.missing}
    theirs = {(row.capability, row.quarter): row.supply_extended.value for row in found.rows.values()}
    ours = {(row.capability, row.quarter): row.supply_extended.value for row in told().rows.values()}
    assert sum(theirs.values()) == pytest.approx(sum(ours[key] for key in theirs), rel=0.15)


def test_a_plan_for_some_units_is_held_against_their_people() -> None:
    plain = edition().run(edition().table("employee")).to_pylist()
    units = frozenset({"CC-0001", "CC-0002", "CC-0010"})
    found = found_in(edition(), (), units, 24)
    here = [row for row in plain if row["org_unit_id"] in units]
    assert len(found.records.people.hired) == len(here)
    assert set(found.engaged.table["org_unit_id"].to_pylist()) <= units
    assert found.outside_plan > 0


def test_vacancies_of_a_single_delivery_ended_when_such_end() -> None:
    import pyarrow as pa

    rows = [
        ("V1", "R1", date(2023, 1, 1), date(2023, 2, 20), "filled"),
        ("V2", "R1", date(2023, 1, 1), None, "cancelled"),
        ("V3", "R1", date(2024, 12, 1), None, "open"),
        ("V4", "R1", date(2024, 12, 25), None, "cancelled"),
    ]
    names = ("vacancy_id", "role_id", "opened_on", "filled_on", "status")
    table = pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})
    role = pa.table({"role_id": ["R1"], "title": ["T"], "capability": ["Data"], "critical": [True]})
    told_ = ToldEdition({"vacancy": [("2024-12-31", table)], "role": [("2024-12-31", role)]}, {}, "2024-12-31")
    posts = found_in(told_, (), None, 24).records.vacancies
    assert posts is not None
    lasted = posts.ended - posts.opened
    assert (lasted[:2] == 50).all()
    assert np.isnan(lasted[2])
    assert lasted[3] == 6


def test_each_table_tells_up_to_its_own_day_and_from_when_ends_are_on_record() -> None:
    import pyarrow as pa

    def people(*left: date | None) -> Any:
        hired = [date(2020, 1, 1 + n) for n in range(len(left))]
        ids = [f"E{n}" for n in range(len(left))]
        return pa.table({"employee_id": ids, "role_id": ["R1"] * len(left), "hired_on": hired, "left_on": left})

    role = ("2024-01-31", pa.table({"role_id": ["R1"], "title": ["T"], "capability": ["Data"], "critical": [True]}))

    def known(*deliveries: tuple[str, Any]) -> tuple[date, date]:
        told_ = ToldEdition({"employee": list(deliveries), "role": [role]}, {}, "2024-12-31")
        found = found_in(told_, (), None, 24).records.known
        since, until = (date(1970, 1, 1) + timedelta(days=int(d)) for d in (found.people_since, found.people))
        return since, until

    early, late = date(2023, 5, 1), date(2024, 9, 1)
    # Watched for a year: from the first delivery on. The newest tells no further than its own day.
    twice = known(("2023-01-31", people(None, None)), ("2024-10-31", people(None, late)))
    assert twice == (date(2023, 1, 31), date(2024, 10, 31))
    # Watched for less: from the first end that is on record on, before which nobody could have been seen to leave.
    assert known(("2024-10-31", people(early, late, None))) == (early, date(2024, 10, 31))


LEDGER_ONLY = (
    "It cannot be told how the extended workforce fits the talent plan: no feed delivers assignments or employees"
)


def test_a_ledger_alone_cannot_tell(programme: Callable[..., Any]) -> None:
    from tests.conftest import ledger

    folder = programme({"2025-01-31/ledger.csv": ledger("D1, 2025-01-10, 6410, U1, 100.00, USD")})
    folder.built()
    with folder.edition() as opened:
        found = ask(opened)
    assert found.verdict is None
    assert found.says.startswith(LEDGER_ONLY)
    assert not found.rows
    assert {"demand_plan", "employee", "assignment"} <= {m.table for m in found.missing}
    assert all(charts()[name].draw(document(found)) is None for name in found.figures)


@pytest.mark.skipif(not OXFORD.is_dir(), reason="the folder of real ledgers is not beside the checkout")
def test_a_real_ledger_alone_cannot_tell(programme: Callable[..., Any]) -> None:
    from tests.conftest import settings

    name = sorted(OXFORD.glob("*.csv"))[-1]
    text = settings("ledger_line, *.csv, client, delta", currency="GBP").replace(
        'party = "client"', 'party = "client"\nmapping = "uk/public_spend"', 1
    )
    folder = programme({"programme.toml": text, f"2025-01-31/{name.name}": name.read_bytes()})
    folder.built()
    with folder.edition() as opened:
        found = ask(opened)
    assert (found.verdict, found.says.startswith(LEDGER_ONLY)) == (None, True)


@pytest.mark.parametrize(
    ("as_of", "months", "names"),
    [
        ("2025-12-31", 24, ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]),
        ("2025-12-30", 3, ["2025-Q4"]),
        ("2025-02-10", 6, ["2025-Q1", "2025-Q2"]),
    ],
)
def test_quarters_that_are_still_to_end(as_of: str, months: float, names: list[str]) -> None:
    assert [quarter_name(quarter) for quarter in quarters_after(as_of, months)] == names


def test_a_plan_by_units_is_summed_and_names_its_units() -> None:
    import pyarrow as pa

    rows = [
        ("P1", "Data", "U1", date(2025, 3, 1), 10.0, 8.0, 12.0, "base"),
        ("P2", "Data", "U2", date(2025, 3, 1), 5.0, None, None, "base"),
        ("P1", "Data", "U1", date(2025, 2, 1), 99.0, None, None, "base"),
        ("P1", "Data", "U1", date(2025, 3, 1), 50.0, None, None, "growth"),
    ]
    names = ("plan_id", "capability", "org_unit_id", "month", "headcount", "low", "high", "scenario")
    table = pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})
    plan = plan_of(ToldEdition({"demand_plan": [("2025-01-31", table)]}, {}, "2025-01-31"), 24)
    assert (plan.scenario, plan.others, plan.units) == ("base", ("growth",), frozenset({"U1", "U2"}))
    assert [quarter_name(q) for q in plan.quarters] == ["2025-Q1"]
    assert (plan.headcount[0, 0], plan.low[0, 0], plan.high[0, 0]) == (15, 13, 17)
