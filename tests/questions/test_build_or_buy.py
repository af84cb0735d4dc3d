"""What is built and what is bought, from files to the answer: planted truth, what-ifs, doubt where data are missing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fullscore.charts._shape import charts
from fullscore.questions._shape import answered
from fullscore.questions._staffing.assumptions import DEFAULTS, Assumed
from fullscore.questions._staffing.demand_history import demand_history
from fullscore.questions._staffing.policy import CHOSEN_ON, case_of, staffing
from fullscore.questions._staffing.sentences import Capability
from fullscore.questions.build_or_buy import build_or_buy
from fullscore.run.answers import trace_row
from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.simulate import northgate
from fullscore.stats.newsvendor import critical_fractile, sample_stock
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.answer import Answer, document
from fullscore.terms.fault import Fault
from tests.conftest import Folder, ledger, settings
from tests.questions.staffed_programme import DAY, LAST, Staffed, staffed
from tests.questions.staffing_worlds import staffing_world

READ = ("assignment", "employee", "vacancy", "role.", "org_unit", "site.", "rollout", "demand_plan", "fx_rate")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredEdition]:
    folder = tmp_path_factory.mktemp("build") / "northgate"
    northgate.write(folder, scale=0.05)
    # Tables that are restated whole say all in their last file.
    *before, last = sorted((folder / "feeds").iterdir())
    for file in (*(f for day in before for f in day.iterdir()), *last.iterdir()):
        if file.parent != last or not any(word in file.name for word in READ):
            file.unlink()
    build(Layout(folder))
    with open_edition(Layout(folder)) as opened:
        yield opened


@pytest.fixture(scope="module")
def told(sample: StoredEdition) -> Answer:
    return answered(sample, build_or_buy)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredEdition]:
    """Forty people bought at 50 an hour, where an own hour costs 55% of that; no invoices, a plan that grows."""
    made = staffed()
    for n in range(24):
        made.add(
            "demand_plan", "D1", "Cloud", f"2026-{n + 1:02d}-01" if n < 12 else f"2027-{n - 11:02d}-01", 100 + n, "base"
        )
    made.add("demand_plan", "D1", "Cloud", "2025-12-01", 100, "base")
    folder = Folder(tmp_path_factory.mktemp("small")).put(made.files())
    folder.built()
    with folder.edition() as edition:
        yield edition


def test_the_planted_capability_is_built(told: Answer) -> None:
    first = next(iter(told.rows.values()))
    assert first.capability == "Cloud and Infrastructure"
    assert (first.verdict, told.verdict) == ("build", True)
    assert 0.6 * first.extended_fte < first.build_fte < 1.3 * first.extended_fte
    assert first.break_even_months.value < 12
    assert told.says.startswith("Build Cloud and Infrastructure")
    assert told.options[0].value_per_year.value == pytest.approx(first.saving.value / 2)
    assert any(c.what == "Cloud and Infrastructure, bill rate" and c.threshold < c.now for c in told.would_change)


def test_rows_are_as_the_format_says(told: Answer) -> None:
    assert [f.name for f in fields(Capability)] == [
        "capability", "extended_fte", "build_fte", "hire_up_to", "saving", "p_cheaper", "break_even_months", "verdict",
    ]  # fmt: skip
    for row in told.rows.values():
        assert row.saving.low <= row.saving.value <= row.saving.high
        assert row.saving.currency == "USD"
        assert 0 < row.p_cheaper < 1
        assert row.build_fte == int(row.build_fte) >= 0
        assert (row.verdict == "build") <= (row.p_cheaper > 0.9 and row.build_fte > 0)
        assert (row.verdict == "keep_buying") == (row.p_cheaper < 0.1)
    said = document(told)
    assert {"value", "source", "name"} == set(said["assumptions"][0])
    assert json.loads(json.dumps(said)) == said
    assert said["further"]["costs"]["Cloud and Infrastructure"]["annual_cost"] > 0
    for name in build_or_buy.figures:
        assert charts()[name].draw(said) is not None


def test_growth_as_units_join_is_not_demand(told: Answer) -> None:
    """The sample's true demand is constant while its adoption goes from 40% to 94%."""
    growth = told.further["growth_per_year"]
    assert growth.low <= 0 <= growth.high


def test_a_row_leads_to_its_records(sample: StoredEdition, told: Answer) -> None:
    """The answer is made again for it: it must be the same to the last digit."""
    id, row = next(iter(told.rows.items()))
    traced = trace_row(sample, "build_or_buy", id, limit=None)
    assert json.dumps(document(traced.answer)) == json.dumps(document(told))
    tables = {record["table"] for record in traced.records}
    assert tables == {"assignment", "employee", "vacancy"}
    engaged = [record for record in traced.records if record["table"] == "assignment"]
    assert len(engaged) == pytest.approx(row.extended_fte, rel=0.2)


def only(edition: StoredEdition, **what_if: float) -> Capability:
    [row] = answered(edition, build_or_buy, what_if).rows.values()
    assert isinstance(row, Capability)
    return row


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, small: StoredEdition) -> StoredEdition:
    """The small programme; its history is read once for many askings, and what would turn the answer not looked for."""
    read = cache(lambda hours: demand_history(small, hours))
    monkeypatch.setattr("fullscore.questions.build_or_buy.demand_history", lambda edition, hours: read(hours))
    monkeypatch.setattr("fullscore.questions.build_or_buy.thresholds", lambda judged: ())
    return small


OTHERWISE = {
    "cost_of_capital": 0.5, "tenure_limit_months": 2, "productive_hours_per_year": 1000, "fte_hours_per_month": 120,
    "release_cost_months": 12, "ramp_months": 9, "horizon_months": 9, "msp_fee_percent": 40, "attrition_per_year": 0.9,
    "lead_months": 12, "hiring_cost_months": 9, "plan_share": 0, "cost_uncertainty": 0.4, "ramp_uncertainty": 0.9,
    "bill_rate_factor": 0.7, "annual_cost_factor": 1.5, "demand_factor": 2,
}  # fmt: skip


def test_every_assumption_is_one_that_a_person_can_set(quick: StoredEdition) -> None:
    """Each changes the answer and is then listed as a what-if; burden, which needs public wages, is set elsewhere."""
    usual = only(quick)
    assert set(OTHERWISE) | {"burden"} == set(DEFAULTS) == set(build_or_buy.assumes)
    for name, value in OTHERWISE.items():
        found = answered(quick, build_or_buy, {name: value})
        [row] = found.rows.values()
        assert row != usual, name
        assert {"name": name, "value": value, "source": "what if"} in [asdict(a) for a in found.assumptions], name


def test_what_ifs_turn_the_verdict_the_way_they_should(quick: StoredEdition) -> None:
    usual = only(quick)
    assert usual.verdict == "build"
    assert usual.extended_fte == pytest.approx(40, abs=4)
    assert only(quick, bill_rate_factor=0.5).verdict == "keep_buying"
    assert only(quick, horizon_months=4).verdict == "keep_buying"
    assert only(quick, attrition_per_year=1.5).saving.value < usual.saving.value  # type: ignore[operator]
    assert only(quick, demand_factor=0.5).build_fte == pytest.approx(usual.build_fte / 2, abs=3)


def test_a_plan_adds_its_growth_as_far_as_it_comes_true(quick: StoredEdition) -> None:
    """It grows by 23% within two years; how much of that comes true is assumed."""
    for share in (0.0, 1.0):
        found = answered(quick, build_or_buy, {"plan_share": share})
        ahead = found.further["demand"]["Cloud"]
        assert ahead.middle[-1] / ahead.seen[-1] == pytest.approx(1 + 0.23 * share, abs=0.05)


def test_without_friction_it_is_the_newsvendors() -> None:
    """One month, nothing paid once: of next month's demand that share is met which buying's extra cost is of it."""
    none = dict.fromkeys(("ramp_months", "release_cost_months", "cost_of_capital", "cost_uncertainty"), 0.0)
    assumed = Assumed(what_if={**none, "horizon_months": 1.0, "ramp_uncertainty": 0.0}, written={})
    world = staffing_world(11)
    costs = replace(world.costs, lead_months=0, lead_error=0, leavers=0, hiring_cost=0, annual_cost_error=0)
    costs = replace(costs, annual_cost=costs.bill_rate * 1720 * 150 / 390)
    case = case_of("X", world.history, 53.0, None, costs, 0.0, assumed)
    exact = sample_stock(case.demand[:CHOSEN_ON, 0], critical_fractile(150, 240))
    assert staffing(case, "USD").policy.now in (np.floor(exact), np.ceil(exact))


def test_vacancies_beyond_leavers_take_over_work_when_they_are_filled() -> None:
    world = staffing_world(3)
    assumed = Assumed(what_if={}, written={})
    plain, coming = (
        case_of("X", world.history, 200.0, None, replace(world.costs, posts_on_the_way=n, lead_error=0), 0.0, assumed)
        for n in (0.0, 30.0)
    )
    less = plain.demand - coming.demand
    filled = int(np.ceil(world.costs.lead_months))
    assert less[:, : filled - 1].max() == 0
    assert less[:, filled + 1].mean() == pytest.approx(30 * plain.output, rel=0.05)


def test_a_level_where_nobody_is_employed_leans_on_the_others(programme: Callable[..., Folder]) -> None:
    """Bought at level 3, employed at levels 1 and 2 for 40,000 and 60,000: between them, in doubt by that much."""
    made = staffed(employees=0)
    made.rows["role"] = ["R1,Engineer,Technology,Cloud,3,false,", "R2,Junior,Technology,Cloud,1,false,"]
    made.add("role", "R3", "Engineer", "Technology", "Cloud", 2, "false", "")
    for n in range(60):
        cost = 40000 if n % 2 else 60000
        made.add("employee", f"E{n}", "R2" if n % 2 else "R3", "U1", "P1", "2021-01-01", None, cost, "USD")
    folder = programme(made.files())
    folder.built()
    with folder.edition() as edition:
        costs = answered(edition, build_or_buy).further["costs"]["Cloud"]
    assert costs.annual_cost == pytest.approx((40000 * 60000) ** 0.5, rel=0.01)
    assert costs.annual_cost_error == pytest.approx(np.log(1.5) / 2, rel=0.05)


def test_sources_are_told(small: StoredEdition) -> None:
    sources = {a.name: a.source for a in answered(small, build_or_buy).assumptions}
    assert {sources[name] for name in ("attrition_per_year", "lead_months", "hiring_cost_months")} == {"own data"}
    assert sources["ramp_months"] == sources["msp_fee_percent"] == "default"
    assert "burden" not in sources


@pytest.mark.parametrize(("name", "value"), [("ramp_months", -1), ("horizon_months", 0), ("burden", float("nan"))])
def test_what_cannot_be_is_refused(small: StoredEdition, name: str, value: float) -> None:
    with pytest.raises(Fault, match=f"{name} cannot be"):
        answered(small, build_or_buy, {name: value})


def test_where_both_cost_the_same_nothing_is_built(programme: Callable[..., Folder]) -> None:
    folder = programme(staffed(seed=5, annual_cost=50 * 1720 * 1.02).files())
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, build_or_buy)
    [row] = found.rows.values()
    assert (found.verdict, row.verdict, row.build_fte) == (False, "keep_buying", 0)
    assert "Keep buying" in found.says


def test_public_wages_stand_in_where_nobody_is_employed(programme: Callable[..., Folder]) -> None:
    """A wage becomes a cost by 2080 paid hours and the stated burden."""
    made = staffed(employees=0)
    for percentile, rate in ((25, 9), (50, 14), (90, 99)):
        made.add(
            "benchmark",
            f"B{percentile}",
            "15-1244",
            "US",
            percentile,
            rate,
            "USD",
            "hour",
            "wage",
            "OEWS",
            "2022-05-31",
        )
    folder = programme(made.files())
    folder.built()
    with folder.edition() as edition:
        found, dear = answered(edition, build_or_buy), answered(edition, build_or_buy, {"burden": 3.0})
    assumed = {a.name: (a.value, a.source) for a in found.assumptions}
    assert assumed["annual_cost of Cloud"] == (pytest.approx(14 * 2080 * 1.4), "public")
    assert assumed["burden"] == (1.4, "default")
    assert {assumed[n][1] for n in ("attrition_per_year", "lead_months", "hiring_cost_months")} == {"default"}
    assert next(iter(found.rows.values())).verdict == "build"
    assert next(iter(dear.rows.values())).verdict == "keep_buying"


def test_without_any_cost_of_a_post_it_says_what_would_tell(programme: Callable[..., Folder]) -> None:
    folder = programme(staffed(employees=0).files())
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, build_or_buy)
    assert found.verdict is None
    assert "employee with annual_cost would" in found.says
    assert found.rows == {}


def test_a_ledger_alone_cannot_tell_and_says_what_would(programme: Callable[..., Folder]) -> None:
    folder = programme({f"{DAY}/ledger.csv": ledger("D1, 2025-01-10, 6410, U-1, 100, USD")})
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, build_or_buy)
    assert (found.verdict, found.confidence, found.rows) == (None, None, {})
    assert "With them, from any VMS, and employees" in found.says
    assert {m.table for m in found.missing} >= {"assignment", "employee", "vacancy", "role"}


def test_the_real_ledger_of_a_city_cannot_tell(tmp_path: Path) -> None:
    data = Path(__file__).parents[3] / "shared" / "data" / "oxford-ledger"
    file = data / "expenditure-over-500-jan-mar-2017.csv"
    if not file.is_file():
        pytest.skip("the ledger of Oxford is not there")
    text = settings(currency="GBP").split("\n[[feed]]")[0]
    text += (
        '\n[[feed]]\nfiles = "expenditure*.csv"\nparty = "client"\nmapping = "uk/public_spend"\nsnapshot = "delta"\n'
    )
    folder = Folder(tmp_path).put({"programme.toml": text, f"{DAY}/{file.name}": file.read_bytes()})
    folder.built()
    with folder.edition() as edition:
        found = answered(edition, build_or_buy)
    assert found.verdict is None
    assert "no feed delivers assignments" in found.says


def test_units_that_join_add_level_but_no_growth(programme: Callable[..., Folder]) -> None:
    """Six units need forty people each at all times; four of them join within the last two years."""
    units = [("U1", "2019-02-01"), ("U2", "2019-03-01"), ("U3", "2024-03-01"), ("U4", "2024-09-01")]
    units += [("U5", "2025-02-01"), ("U6", "2025-08-01")]
    folder = programme(staffed(seed=3, units=tuple(units)).files())
    folder.built()
    with folder.edition() as edition:
        history = demand_history(edition, 160)
        found = answered(edition, build_or_buy)
    assert history is not None
    assert history.source == "rollout"
    assert history.today[0] == pytest.approx(6 * 40, rel=0.1)
    # The three that were inside for a year buy half; over two years, two would buy a third.
    assert len(history.months) == 12
    assert history.demand[0].max() < 1.1 * 3 * 40
    growth = found.further["growth_per_year"]
    assert growth.low <= 0 <= growth.high
    ahead = found.further["demand"]["Cloud"]
    assert ahead.middle[-1] == pytest.approx(history.today[0], rel=0.1)


def test_the_history_equals_a_count_by_hand(programme: Callable[..., Folder]) -> None:
    """Weekday by weekday: hours of timesheets where they are, else the assignment's usual hours, else full-time."""
    made, random = Staffed(), np.random.default_rng(8)
    made.add("role", "R1", "Engineer", "Technology", "Cloud", 2, "false", "")
    made.add("site", "P1", "Here", "US", "MA", "America/New_York")
    made.add("org_unit", "U1", "One", None, "business_unit", "US")
    made.add("rollout", "U1", "2015-01-01", None, "false")
    full_day = 160 / (5 * 365.25 / 7 / 12)
    counted: dict[str, float] = {}
    for n in range(30):
        first = date(2024, 1, 1) + timedelta(days=int(random.integers(0, 500)))
        last = first + timedelta(days=int(random.integers(20, 400)))
        made.engaged(f"A{n}", "U1", first, last)
        until = min(last, LAST)
        sundays = [first + timedelta(days=6 - first.weekday() + 7 * k) for k in range((until - first).days // 7)]
        weeks = {} if n % 3 == 0 else {day: float(random.integers(10, 45)) for day in sundays[1 : -1 - n % 4]}
        for day, hours in weeks.items():
            made.add("timesheet", f"T{n}-{day}", f"A{n}", day, hours - 2, 2, 100, "USD", "approved")
        if weeks:
            made.add("timesheet", f"X{n}", f"A{n}", min(weeks), 40, 0, 100, "USD", "rejected")
        covered = {day - timedelta(days=k) for day in weeks for k in range(7)}
        usual = sum(weeks.values()) / (len(weeks) * 5) if weeks else full_day
        days = [first + timedelta(days=k) for k in range((until - first).days + 1)] + sorted(covered)
        for day in set(days):
            if day.weekday() < 5:
                sunday = day + timedelta(days=6 - day.weekday())
                hours = weeks[sunday] / 5 if day in covered else usual
                counted[f"{day:%Y-%m}"] = counted.get(f"{day:%Y-%m}", 0.0) + hours
    folder = programme(made.files())
    folder.built()
    with folder.edition() as edition:
        history = demand_history(edition, 160)
    assert history is not None
    for month, value in zip(history.months, history.demand[0], strict=True):
        days = [month.first_day + timedelta(days=k) for k in range((month.last_day - month.first_day).days + 1)]
        length = sum(day.weekday() < 5 for day in days)
        assert value == pytest.approx(counted.get(str(month), 0.0) / full_day / length, abs=1e-9), month
    assert history.today.sum() == pytest.approx(history.demand[:, -1].sum())
