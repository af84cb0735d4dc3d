"""Exactly what the sample programme does not send is missed, wherever it is taken away, and priced where it can be."""

import pickle
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from fullscore.charts._picture import svg
from fullscore.charts._shape import charts
from fullscore.lens.as_of import AsOf
from fullscore.lens.need import Need
from fullscore.model._expressions import column
from fullscore.model.deliverable import deliverable
from fullscore.model.employee import employee
from fullscore.model.requisition import requisition
from fullscore.model.role import role
from fullscore.questions import blind_spots as told_in
from fullscore.questions._asked import hand_over, once
from fullscore.questions._blind.gaps import Gap, gaps
from fullscore.questions._blind.holders import held_by
from fullscore.questions._blind.sentences import said, things_of
from fullscore.questions._blind.worth import ASSUMED, Prices, Worth, most, worth_of
from fullscore.questions._decision import Decision, Doubt
from fullscore.questions._shape import Told, answered, question_called, questions, told
from fullscore.questions.blind_spots import blind_spots
from fullscore.run.answers import trace_row
from fullscore.store.edition import StoredEdition
from fullscore.terms.answer import document
from fullscore.terms.edition import Edition
from fullscore.terms.fault import Fault
from tests.conftest import Folder, ledger, settings
from tests.questions.altered_edition import Altered, complete

PLANTED = {
    "submittal.pay_rate",
    "deliverable.score",
    "role.soc_code",
    "distribution.decided_by",
    "clearance (country ES)",
    "assignment.pay_rate (resource type consultant, independent contractor)",
}


@pytest.fixture(scope="module")
def sample(little_northgate: Folder) -> Iterator[StoredEdition]:
    with little_northgate.edition() as edition:
        yield edition


def missed(edition: Edition) -> dict[str, Gap]:
    return {gap.name: gap for gap in gaps(edition, [one for one in questions().values() if not one.of_others])}


def test_what_is_not_sent_is_missed_and_nothing_else(sample: StoredEdition) -> None:
    found = missed(sample)
    assert set(found) == PLANTED
    assert {name: gap.have for name, gap in found.items()} == dict.fromkeys(PLANTED, 0.0)
    assert all(gap.lacking > 0 and gap.need == 0.9 for gap in found.values())


def test_where_all_is_sent_nothing_is_missed(sample: StoredEdition) -> None:
    assert missed(complete(sample)) == {}


@pytest.mark.parametrize(
    ("question", "changes", "expected", "have"),
    [
        ("exposure", {"clearance": lambda rows: rows}, "clearance (country ES)", 0.0),
        (
            "supplier_quality",
            {"assignment": lambda rows: rows.mutate(
                pay_rate=(column("resource_type") == "temp").ifelse(None, column("bill_rate"))
            )},
            "assignment.pay_rate (resource type temp)",
            0.0,
        ),
        (
            "exposure",
            {"assignment": lambda rows: rows.mutate(
                pay_rate=(column("resource_type") == "temp").ifelse(None, column("bill_rate"))
            )},
            "assignment.pay_rate",
            0.0,
        ),
        ("resource_mix", {"role": lambda rows: rows.mutate(level=None)}, "role.level", 0.0),
        (
            "build_or_buy",
            {"vacancy": lambda rows: rows.mutate(
                hiring_cost=(column("vacancy_id").hash() % 2 == 0).ifelse(column("hiring_cost"), None)
            )},
            "vacancy.hiring_cost",
            0.5,
        ),
        (
            "supplier_quality",
            {"assignment": lambda rows: rows.mutate(pay_rate=column("bill_rate"), end_cause=None)},
            "assignment.end_cause",
            0.0,
        ),
    ],
)  # fmt: skip
def test_what_is_taken_away_is_missed_there(
    sample: StoredEdition, question: str, changes: dict[str, Any], expected: str, have: float
) -> None:
    [gap] = gaps(complete(sample, **changes), [question_called(question)])
    assert gap.name == expected
    assert gap.have == pytest.approx(have, abs=0.15)


def test_a_table_that_nobody_sends_is_one_gap_for_each_question(sample: StoredEdition) -> None:
    found = gaps(complete_without(sample, "vacancy role"), list(questions().values()))
    named = {(gap.question.name, gap.name) for gap in found}
    wanting = {(one.name, need.table.name) for one in questions().values() for need in one.needs}
    assert {pair for pair in wanting if pair[1] in ("vacancy", "role")} <= named
    assert len(found) == len(named)
    assert all(gap.need == 1.0 and gap.lacking == 0 for gap in found if gap.table.name == "vacancy")


def complete_without(edition: Edition, names: str) -> Altered:
    return Altered(complete(edition), without=names)


def test_whoever_sends_the_table_holds_what_lacks(sample: StoredEdition) -> None:
    assert held_by(sample, deliverable) == "Northgate Health, procurement"
    assert held_by(sample, role) == "Northgate Health, systems and people"
    # Nobody sends it, and a feed of it is declared.
    assert held_by(Altered(sample, without="employee"), employee) == "Northgate Health, human resources"


def gap_of(question: str, table: Any, name: str = "", **other: Any) -> Gap:
    need = Need(table=table, column=name, effect="less is known", **other)
    return Gap(question=question_called(question), table=table, column=name, needs=(need,), lacking=10 if name else 0)


def decision(mean: float, deviation: float, *, part: float | None = 1.0, per_year: float = 2.0) -> Decision:
    random = np.random.default_rng(4)
    doubt = random.normal(0, deviation, 20_000)
    gain = mean + doubt + random.normal(0, 500, 20_000)
    return Decision(
        says="do it",
        options=("leave it", "do it"),
        benefit=np.stack([np.zeros_like(gain), gain]),
        per_year=per_year,
        doubts=(Doubt(name="the cost", prior="normal", draws=doubt, table=role, column="soc_code", part=part),),
    )


PRICES = Prices(column=1000.0, table=4000.0, part=0.25, assumptions=())


def loss(mean: float, deviation: float) -> float:
    z = abs(mean) / deviation
    return float(deviation * (norm.pdf(z) - z * norm.sf(z)))


def test_worth_is_that_of_knowing_times_decisions_less_cost() -> None:
    gap = gap_of("build_or_buy", role, "soc_code")
    found = worth_of(gap, [decision(1000, 2000)], PRICES, "USD")
    assert found.net is not None
    assert found.net.value == pytest.approx(found.gross - 1000)
    assert found.gross == pytest.approx(2 * loss(1000, 2000), rel=0.06)
    assert found.net.low < found.net.value < found.net.high
    assert (found.decisions, found.priors, found.net.currency) == (2.0, ("the cost: normal",), "USD")
    # A second look tells a part, as assumed; decisions of a year add up; a table costs more than a column.
    look = worth_of(gap, [decision(1000, 2000, part=None)], PRICES, "USD")
    assert look.gross == pytest.approx(2 * loss(1000, 2000 * 0.25**0.5), rel=0.15)
    both = worth_of(gap, [decision(1000, 2000), decision(0, 2000)], PRICES, "USD")
    assert both.gross == pytest.approx(2 * loss(1000, 2000) + 2 * loss(0, 2000), rel=0.06)
    whole = worth_of(gap_of("build_or_buy", role), [decision(1000, 2000)], PRICES, "USD")
    assert whole.net is not None
    assert whole.net.value == pytest.approx(found.gross - 4000, rel=0.06)


def test_what_another_process_told_is_worth_the_same() -> None:
    gap, one = gap_of("build_or_buy", role, "soc_code"), decision(1000, 2000)
    again = pickle.loads(pickle.dumps(one))
    assert worth_of(gap, [again], PRICES, "USD").net == worth_of(gap, [one], PRICES, "USD").net


@pytest.mark.parametrize(
    ("name", "value"),
    [("part_told_by_a_second_look", 1.5), ("days_a_year_for_a_table", -1.0), ("cost_of_a_working_day", float("nan"))],
)
def test_costs_that_cannot_be_are_refused(name: str, value: float) -> None:
    edition: Any = SimpleNamespace(has=lambda table: False)
    with pytest.raises(Fault, match=f"{name} = .* is out of bounds"):
        Prices.of(edition, {name: value})


def test_what_cannot_turn_a_decision_is_worth_no_cost_and_what_no_doubt_names_has_no_price() -> None:
    sure = worth_of(gap_of("build_or_buy", role, "soc_code"), [decision(20_000, 2000)], PRICES, "USD")
    assert sure.net is not None
    assert sure.net.value == pytest.approx(-1000)
    assert worth_of(gap_of("build_or_buy", role, "level"), [decision(0, 2000)], PRICES, "USD") == Worth(net=None)
    assert worth_of(gap_of("build_or_buy", role, "soc_code"), [], PRICES, "USD") == Worth(net=None)


def test_no_data_is_worth_more_than_knowing_everything(sample: StoredEdition) -> None:
    """Real decisions of the sample, a table taken away that would tell something of each; before the year is over."""
    for edition, name, table in (
        (sample, "build_or_buy", role), (AsOf(sample, date(2025, 8, 31)), "landing", requisition),
    ):  # fmt: skip
        decisions = told(edition, question_called(name)).decisions
        assert len(decisions) >= 10
        found = worth_of(gap_of(name, table), decisions, PRICES, "USD")
        assert found.net is not None
        assert 0 < found.gross <= most(decisions) * 1.02


@pytest.fixture(scope="module")
def found(sample: StoredEdition) -> Any:
    # The lens audit takes as long as all others together, and nothing of it is looked at here but that it told.
    hand_over(sample, "whose_numbers", Told(verdict=True, says="", evidence="independent"))
    return answered(sample, blind_spots)


def test_the_sample_says_what_it_cannot_see(found: Any) -> None:
    rows = list(found.rows.values())
    assert {(row.question, row.table, row.column) for row in rows} >= {
        ("exposure", "clearance", ""),
        ("whose_numbers", "distribution", "decided_by"),
        ("supplier_quality", "submittal", "pay_rate"),
        ("supplier_quality", "deliverable", "score"),
        ("build_or_buy", "role", "soc_code"),
    }
    clearance = next(row for row in rows if row.table == "clearance")
    assert (clearance.where, clearance.held_by) == ("country ES", "Meridian Row Workforce (MSP)")
    assert clearance.wanted_by == question_called("exposure").concerns
    assert clearance.priced == "bias, not priced"
    assert clearance.because.bias == "who works unvetted is not counted"
    assert clearance.worth_per_year is None
    priced = {row.table: row.because.priors for row in rows if row.worth_per_year is not None}
    assert "own records" in priced["role"][0]
    assert found.verdict is True
    assert found.confidence is None
    assert "We cannot see six things" in found.says
    assert "held by" in found.says
    assert {one.name for one in found.assumptions} > set(ASSUMED)
    assert len(found.sources) == 36


def test_it_is_drawn(found: Any) -> None:
    picture = svg(charts()["blind_spots"].draw(document(found)))
    assert "clearance (country ES)" in picture
    assert "biases the answer" in picture


def test_rows_lead_to_the_records_that_lack(sample: StoredEdition, found: Any) -> None:
    counts = {}
    for id, row in found.rows.items():
        traced = trace_row(sample, "blind_spots", id, limit=2)
        counts[f"{row.table}.{row.column}"] = traced.n
        assert len(traced.records) == min(2, traced.n)
    gap = missed(sample)
    assert counts["clearance."] == gap["clearance (country ES)"].lacking
    assert counts["role.soc_code"] == gap["role.soc_code"].lacking


def test_costs_can_be_assumed(sample: StoredEdition, found: Any) -> None:
    free = answered(sample, blind_spots, {"days_a_year_for_a_column": 0.0, "days_a_year_for_a_table": 0.0})
    for id, row in free.rows.items():
        if row.worth_per_year is not None:
            assert row.worth_per_year.value >= 0
            assert row.worth_per_year.value > found.rows[id].worth_per_year.value
    with pytest.raises(Fault, match="assumes nothing called luck"):
        answered(sample, blind_spots, {"luck": 1.0})


def test_nothing_is_computed_twice(sample: StoredEdition, found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = told(sample, question_called("exposure"))
    assert told(sample, question_called("exposure")) is one
    asked = []
    other = SimpleNamespace()
    edition = Altered(sample)
    for _ in range(2):
        assert once(edition, "x", lambda: asked.append(1) or other) is other  # type: ignore[func-returns-value]
    hand_over(edition, "y", one)
    assert once(edition, "y", lambda: asked.append(2)) is one
    assert asked == [1]


def test_a_ledger_alone_lacks_nearly_everything(programme: Callable[..., Folder]) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, blind_spots)
    assert answer.says.startswith("Nearly everything: of ")
    assert "Ask first for assignment, for " in answer.says
    assert answer.verdict is None
    assert "once there are answers" in answer.says
    assert next(iter(answer.rows.values())).table == "assignment"
    assert all(row.worth_per_year is None for row in answer.rows.values())
    assert all(row.priced == "not priced" and row.because.unpriced for row in answer.rows.values())
    assert all(row.held_by for row in answer.rows.values())
    named = [(row.question, row.table, row.column) for row in answer.rows.values()]
    assert len(named) == len(set(named)) < 120


def test_where_nothing_lacks_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    edition: Any = SimpleNamespace(has=lambda table: False, currency="USD", settings={})
    monkeypatch.setattr(told_in, "questions", dict)
    monkeypatch.setattr(told_in, "told_by_others", lambda edition: {})
    answer = blind_spots.answer(edition, {})
    assert (answer.verdict, answer.confidence, answer.rows) == (False, None, ())
    assert answer.says == "Nothing that the questions need is missing from what was delivered."


def test_verdicts_and_sentences() -> None:
    gap = gap_of("build_or_buy", role, "soc_code")
    dear = worth_of(gap, [decision(1000, 2000)], Prices(column=10, table=10, part=1, assumptions=()), "USD")
    poor = worth_of(gap, [decision(1000, 2000)], Prices(column=1e6, table=1e6, part=1, assumptions=()), "USD")
    unpriced = (gap_of("talent_fit", employee, "left_on"), Worth(net=None), "HR")
    for gaps_, verdict, sentence in (
        ([(gap, dear, "X (MSP)")], True, "The dearest gap is role.soc_code, worth"),
        ([(gap, poor, "X (MSP)")], False, "None is worth what it costs to get"),
        ([unpriced], None, "would let it"),
        ([(gap, poor, "X (MSP)"), unpriced], None, "would let it"),
    ):
        things = things_of(gaps_)
        assert told_in._verdict(things) is verdict
        assert sentence in said(things, verdict, 20, 0)
    assert things_of([unpriced, (gap, dear, "X (MSP)")])[0].name == "role.soc_code"


def test_settings_without_a_feed_fall_back_on_the_usual_holder(programme: Callable[..., Folder]) -> None:
    folder = programme(
        {
            "programme.toml": settings("ledger_line, ledger*.csv, client, delta"),
            "2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD"),
        }
    )
    folder.built()
    with folder.edition() as edition:
        assert held_by(edition, employee) == "HR"
        assert held_by(edition, role) == "Client"
        assert held_by(edition, question_called("supplier_quality").needs[0].table) == "Msp (MSP)"
