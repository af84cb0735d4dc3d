"""Adoption: shares by hand, scopes chained, plans followed, entry that is no growth, and what cannot be told."""

from collections.abc import Callable
from datetime import date

import pytest

from fullscore.measures._figures import Asked, estimates
from fullscore.measures.adoption import adoption as measure
from fullscore.measures.adoption import adoption_by
from fullscore.questions._adoption.spend import spending
from fullscore.questions._adoption.steps_taken import steps_taken
from fullscore.questions._shape import answered
from fullscore.questions.adoption import UnitAdoption, adoption
from fullscore.run.answers import trace_row
from fullscore.terms.answer import Answer, document
from fullscore.terms.lens import lens_of
from tests.conftest import Folder, ledger
from tests.questions.adoption_ledger import FIRST, told

Make = Callable[..., Folder]
RAMP = [(0, 100), (5, 95), (40, 60), (80, 20), (90, 10)]


def ramp(begins: int, months: int, ceiling: int = 95) -> list[tuple[float, float]]:
    inside = [RAMP[min(max(n - begins + 1, 0), 4)] for n in range(months)]
    return [(t, p) if n - begins < 4 else (ceiling, 100 - ceiling) for n, (t, p) in enumerate(inside)]


def rows(answer: Answer) -> dict[str, UnitAdoption]:
    return {row.org_unit_id: row for row in answer.rows.values()}


def day(n: int) -> str:
    return str((FIRST + n).first_day)


def test_shares_and_what_goes_past_are_counted_by_hand() -> None:
    spent = {"A": [(90.0, 10.0)] * 24, "B": [(0.0, 100.0)] * 12 + [(150.0, 50.0)] * 12}
    credit = {"org_unit_id": "A", "posted_at": date(2024, 12, 20), "amount": -10.0}
    other = {**credit, "amount": 500.0, "gl_account": "9999", "vendor_id": "V-9"}
    answer = answered(told(spent, begun={"A": day(-9), "B": day(12)}, more=[credit, other]), adoption)
    found = rows(answer)
    assert found["A"].share_now.value == pytest.approx(270 / 290)
    assert found["A"].share_year_ago.value == pytest.approx(0.9)
    assert found["A"].off_programme_spend.value == pytest.approx(12 * 10 - 10)
    assert found["B"].share_now.value == pytest.approx(0.75)
    assert found["B"].share_year_ago.value == 0
    assert answer.verdict is False
    assert answer.further["share"].value == pytest.approx((270 + 450) / (290 + 600))
    assert [m.entered for m in answer.further["series"]].index(("B",)) == 12
    # What is out of scope and looks like nothing stays out of all of it.
    assert answer.further["unseen"].amount.value == 0


def test_the_target_is_the_policys_and_a_person_can_ask_for_another() -> None:
    edition = told({"A": [(90.0, 10.0)] * 24}, begun={"A": day(-9)}, settings={"policy": {"target_adoption": 0.85}})
    assert answered(edition, adoption).verdict is True
    assert answered(edition, adoption, {"target_adoption": 0.95}).verdict is False
    assert "85%" in answered(edition, adoption).says


def test_what_is_unseen_can_leave_the_verdict_open() -> None:
    hidden = [
        {"org_unit_id": "A", "posted_at": date(2024, 6, 1 + n % 28), "amount": 1.0, "gl_account": "7100"}
        for n in range(13)
    ]
    others = [
        {**hidden[0], "posted_at": date(2024, 7, 1 + n % 28), "amount": 9.0, "vendor_id": "V-9"} for n in range(400)
    ]
    spent = {"A": [(95.0, 5.0)] * 24}
    answer = answered(told(spent, begun={"A": day(-9)}, more=[*hidden, *others]), adoption)
    told_unseen = answer.further["unseen"]
    assert told_unseen.accounts == ({"gl_account": "7100", "lines": 13, "amount": pytest.approx(13)},)
    assert told_unseen.population == pytest.approx(3613)
    assert told_unseen.amount.low <= 13 <= told_unseen.amount.high
    assert all(sampled.why.startswith("its vendor is paid") for sampled in told_unseen.sampled)
    assert answer.verdict is None
    assert "accounts out of scope" in answer.says
    assert answered(told(spent, begun={"A": day(-9)}), adoption).verdict is True


def test_a_change_of_scope_is_chained_and_no_change_of_use() -> None:
    wider = [
        {"org_unit_id": "A", "posted_at": (FIRST + n).first_day, "amount": 100.0, "gl_account": "6420"}
        for n in range(24)
    ]
    versions = [
        {"valid_from": date(2023, 1, 1), "in_scope_gl_accounts": ["6410"], "signed_by": "finance"},
        {"valid_from": date(2024, 1, 1), "in_scope_gl_accounts": ["6410", "6420"]},
    ]
    settings = {"policy": {"in_scope_gl_accounts": ["6410", "6420"]}, "scope": versions}
    grows = [(50.0 if n < 6 else 80.0, 50.0 if n < 6 else 20.0) for n in range(24)]
    edition = told({"A": grows}, begun={"A": day(-30)}, more=wider, settings=settings)
    answer = answered(edition, adoption)
    series = answer.further["series"]
    assert [m.unchained for m in series[4:13]] == pytest.approx([0.5, 0.5, *[0.8] * 6, 0.4])
    # At the change 80% in the old scope are 40% in the new one: odds of 4 became 2/3.
    assert [m.share.value for m in series[5:7]] == pytest.approx([1 / 7, 0.4])
    assert series[11].share.value == pytest.approx(series[12].share.value)
    assert any(
        a.name == "in_scope_gl_accounts_from_2023-01-01" and "finance" in str(a.value) for a in answer.assumptions
    )


def test_accounts_that_replace_others_have_the_others_history() -> None:
    moved = [
        {"org_unit_id": "A", "posted_at": (FIRST + n).first_day, "amount": 100.0, "gl_account": "6500",
         "invoice_reference": f"I-{FIRST + n}"} for n in range(12, 24)
    ]  # fmt: skip
    versions = [
        {"valid_from": date(2023, 1, 1), "in_scope_gl_accounts": ["6410"]},
        {"valid_from": date(2024, 1, 1), "in_scope_gl_accounts": ["6500"]},
    ]
    settings = {"policy": {"in_scope_gl_accounts": ["6500"]}, "scope": versions}
    edition = told({"A": [(60.0, 40.0)] * 12 + [(0.0, 0.0)] * 12}, begun={"A": day(-9)}, more=moved, settings=settings)
    found = rows(answered(edition, adoption))["A"]
    assert found.share_year_ago.value == pytest.approx(0.6)
    assert found.share_now.value == pytest.approx(1)


def test_units_to_come_follow_the_plan_and_the_exempt_stay_outside() -> None:
    months = 24
    spent = {f"U{n}": ramp(2 + 2 * n, months) for n in range(8)}
    spent |= {"LATER": [(0.0, 100.0)] * months, "NEVER": [(0.0, 100.0)] * months}
    begun = {f"U{n}": day(2 + 2 * n) for n in range(8)}
    plan = {f"U{n}": day(2 + 2 * n) for n in range(8)} | {"LATER": day(months + 3), "NEVER": day(months + 3)}
    answer = answered(told(spent, begun=begun, planned=plan, exempt=["NEVER"]), adoption)
    found = rows(answer)
    later = {m.month: m for m in found["LATER"].forecast}
    assert later[str(FIRST + (months + 2))].estimate == 0
    assert later[str(FIRST + (months + 11))].estimate == pytest.approx(0.95, abs=0.03)
    assert all(m.high == 0 for m in found["NEVER"].forecast)
    assert [m.month for m in answer.further["forecast"]] == [str(FIRST + (months + n)) for n in range(12)]
    assert answer.further["forecast"][-1].estimate == pytest.approx((9 * 0.95) / 10, abs=0.03)


def test_with_constant_demand_entry_is_told_as_entry_and_nothing_as_growth() -> None:
    months = 36
    spent = {f"U{n}": [(95.0, 5.0)] * months for n in range(4)}
    spent |= {f"V{n}": ramp(3 + 4 * n, months) for n in range(6)}
    begun = {f"U{n}": day(-20) for n in range(4)} | {f"V{n}": day(3 + 4 * n) for n in range(6)}
    answer = answered(told(spent, begun=begun), adoption)
    story = answer.further["story"]
    assert story.share_then == pytest.approx(0.38)
    assert story.share_now == pytest.approx(0.95)
    assert story.by_entry == pytest.approx(0.57)
    assert story.by_use == pytest.approx(0, abs=1e-9)
    assert story.by_entry + story.by_use + story.by_weight == pytest.approx(story.share_now - story.share_then)
    assert story.spend_change.value == pytest.approx(0, abs=1e-9)
    assert "what is spent in all, inside and outside, did not grow" in answer.says
    assert "grew" not in answer.says


def test_ceilings_are_never_told_before_half_of_them_is_seen() -> None:
    early = {f"V{n}": ramp(2 + n, 12) if n < 2 else [(0.0, 100.0)] * 12 for n in range(10)}
    answer = answered(told(early, begun={"V0": day(2), "V1": day(3)}), adoption)
    for curve in answer.further["curves"]:
        if curve.ceiling.value is not None:
            assert answer.further["share"].value >= curve.ceiling.high / 2
        else:
            assert not curve.months


def test_a_step_is_held_against_units_of_the_same_age_without_one() -> None:
    months = 30
    spent = {f"U{n}": [(80.0 + n % 3, 20.0 - n % 3)] * months for n in range(8)}
    spent["U0"] = [(70.0, 30.0)] * 15 + [(90.0, 10.0)] * 15
    steps = [
        {
            "org_unit_id": unit,
            "friction": "waits",
            "change": "fewer",
            "owner_id": "P",
            "starts_on": on,
            "stage": "tried",
        }
        for unit, on in (("U0", date(2024, 3, 4)), ("U1", date(2025, 5, 1)))
    ]
    edition = told(spent, begun={f"U{n}": day(-20) for n in range(8)}, tables={"adoption_step": steps})
    found = spending(edition)
    assert found is not None
    helped, fresh = steps_taken(edition, found)
    assert helped.verdict == "helped"
    assert helped.effect.value == pytest.approx(0.2, abs=0.02)
    assert fresh.verdict == "cannot tell"
    assert fresh.effect.value is None
    assert "Of 2 steps taken, 1 helped and of 1 it cannot be told." in answered(edition, adoption).says


def test_without_a_rollout_the_ledger_tells_when_units_began() -> None:
    months = 24
    spent = {f"V{n}": ramp(3 + 3 * n, months) for n in range(5)} | {"OUT": [(0.0, 100.0)] * months}
    edition = told(spent)
    found = spending(edition)
    assert found is not None
    assert found.source == "ledger"
    begun = [found.begun[found.units.index(f"V{n}")] for n in range(5)]
    assert begun == pytest.approx([3 + 3 * n for n in range(5)], abs=1)
    answer = answered(edition, adoption)
    assert rows(answer)["OUT"].forecast[-1].estimate == 0
    assert any(gap.table == "rollout" for gap in answer.missing)


def test_without_invoices_the_share_is_null_with_the_sentence(programme: Make) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D-1,2025-01-05,6410,U-1,100,USD")})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, adoption)
    assert answer.verdict is None
    assert not answer.rows
    assert "cannot be told what share of spend goes through the programme" in answer.says
    assert "invoices would let it answer" in answer.says
    assert {gap.table for gap in answer.missing} >= {"invoice_line", "rollout", "requisition"}
    assert document(answer)["further"]["shares"] == {}


def test_too_short_a_history_has_a_share_and_no_forecast() -> None:
    answer = answered(told({"A": [(90.0, 10.0)] * 4}, begun={"A": day(-9)}), adoption)
    assert answer.verdict is False
    assert rows(answer)["A"].forecast == ()
    assert "Where it goes from here cannot be told" in answer.says
    assert "no feed delivers requisitions" in answer.says
    assert any("forecast takes at least" in gap.effect for gap in answer.missing)


def test_without_a_ledger_it_says_who_could_tell() -> None:
    edition = told({"A": [(90.0, 10.0)] * 6}).without("ledger_line")
    answer = answered(edition, adoption)
    assert answer.verdict is None
    assert "no feed delivers the ledger" in answer.says


def test_the_little_sample_programme_has_its_story_and_traces_its_rows(little_northgate: Folder) -> None:
    with little_northgate.edition() as edition:
        answer = answered(edition, adoption)
        id = next(id for id, row in answer.rows.items() if row.org_unit_id == "BU-04")
        traced = trace_row(edition, "adoption", id, limit=None)
        for by in ("spend", "requisitions", "managers", "workers"):
            lens = lens_of("adoption", measure.axes, {"by": by})
            whole, part = (
                estimates(edition, Asked(measure=m, lens=lens, by=("month",))) for m in (measure, adoption_by(by))
            )
            assert whole.keys() == part.keys()
            # Rows come in another order, so that sums of floats may differ in their last digit.
            assert [e.n for e in whole.values()] == [part[place].n for place in whole]
            assert [e.value for e in whole.values()] == pytest.approx([part[place].value for place in whole], rel=1e-9)
    assert len(answer.rows) == 20
    story = answer.further["story"]
    assert story.share_then == pytest.approx(0.42, abs=0.12)
    assert story.share_now == pytest.approx(0.94, abs=0.04)
    assert story.by_entry > 0.3
    assert story.spend_change.low <= 0 <= story.spend_change.high
    assert "grow" in answer.says
    tables = {record["table"] for record in traced.records}
    assert tables >= {"ledger_line", "requisition", "adoption_step"}
    assert traced.n == len(traced.records)
    assert {step.org_unit_id for step in answer.further["steps_taken"]} == {"BU-04", "BU-07", "BU-15"}
    assert document(answer)["rows"][0]["forecast"][0].keys() == {"month", "estimate", "low", "high"}
