"""What moved between two sets of answers: from documents written by hand, each change and nothing else."""

from typing import Any

import pytest

from fullscore.run._week.differences import apart
from fullscore.run._week.item import Item, lines
from fullscore.run._week.moved import Between, moved
from tests.run.answer_documents import answer, estimate

KEYS = {
    "supplier_quality": ("supplier_id",), "talent_fit": ("capability", "quarter"), "leverage": ("finding", "scope"),
    "exposure": ("rule", "country", "org_unit_id"), "landing": ("org_unit_id",),
}  # fmt: skip


def between(**parts: Any) -> Between:
    return Between(**{"keys": KEYS, **parts})


def compared(was: dict[str, Any], now: dict[str, Any], **parts: Any) -> list[Item]:
    return moved({was["question"]: was}, {now["question"]: now}, between(**parts))


def rows(column: str, *values: Any, key: str = "supplier_id", **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", key: f"S-{n}", column: value, **more} for n, value in enumerate(values, 1)]


def test_what_stands_as_it_stood_is_not_told() -> None:
    told = answer(rows=rows("quality", estimate(0.1, 0.05, 0.15)), further={"whole": estimate(5, 4, 6)})
    assert compared(told, told, new={"assignment": 900}, rests_on={"supplier_quality": ("assignment",)}) == []
    # What only one of the editions answers is passed over.
    assert moved({}, {"supplier_quality": told}, between()) == []


def test_a_verdict_that_changed_comes_with_the_threshold_it_crossed() -> None:
    def told(verdict: bool | None, rate: float) -> dict[str, Any]:
        change = {"what": "bill rate", "threshold": 43.7}
        still = {"what": "horizon months", "now": 24.0, "threshold": 7.0}
        return answer(verdict=verdict, would_change=[{**change, "now": rate}, still])

    [item] = compared(told(None, 44.1), told(True, 43.2))
    assert (item.kind, item.functions) == ("verdict", ("hr", "procurement"))
    assert item.says == "Who delivers? From cannot tell to yes: Some do."
    assert item.why == "Bill rate: from 44.1 to 43.2, past 43.7."


def test_a_reason_names_settings_and_what_was_delivered_in_between() -> None:
    def told(months: int, own: float, verdict: bool) -> dict[str, Any]:
        policy = {"name": "tenure_limit_months", "value": months, "source": "policy"}
        return answer(verdict=verdict, assumptions=[policy, {"name": "lead", "value": own, "source": "own data"}])

    [item] = compared(
        told(24, 1.0, False), told(18, 2.0, True),
        rests_on={"supplier_quality": ("assignment", "vacancy", "timesheet", "site", "assignment")},
        new={"assignment": 1200, "vacancy": 30, "timesheet": 4, "budget": 9999}, changed={"timesheet": 7},
        settings=("The setting policy.target_adoption is 0.9, was 0.94.",),
    )  # fmt: skip
    assert item.why == (
        "Tenure limit months is 18 by policy, was 24. The setting policy.target_adoption is 0.9, was 0.94. "
        "In between 1,200 assignments and 30 vacancies came; 7 timesheets changed or went."
    )


def test_rows_whose_verdict_changed_are_named_with_the_chance_that_changed() -> None:
    was = answer(rows=rows("verdict", "delivers", "ordinary", "ordinary", p_better=0.95, p_worse=0.01))
    now = answer(rows=rows("verdict", "ordinary", "ordinary", "fills_seats", p_better=0.85, p_worse=0.01))
    found = compared(was, now, names={"S-3": "Juniper (S-3)"})
    # Who asks for nothing any more comes after who does.
    assert [item.row for item in found] == ["r3", "r1"]
    assert found[1].says == "Who delivers? S-1 from delivers to ordinary (chance better 85.0%, was 95.0%)."
    [line] = lines(found)
    assert line.says.startswith("Who delivers? Juniper (S-3) from ordinary to fills seats (chance better")
    assert (line.n, line.rows) == (2, ("r3", "r1"))


@pytest.mark.parametrize(
    ("was", "now", "is_apart"),
    [
        (estimate(10, 9, 11), estimate(13, 12, 14), True),
        (estimate(13, 12, 14), estimate(10, 9, 11), True),
        (estimate(10, 9, 11), estimate(11, 10, 12), False),
        (estimate(10, 9, 11), estimate(11, 11, 12), False),
        # Two counts differ from month to month by nature; a count outside what was expected is news.
        (estimate(10), estimate(13), False),
        (estimate(10, 9, 11), estimate(13), True),
        # Nobody would act on a tenth of a point.
        (estimate(0.1700, 0.1699, 0.1701), estimate(0.1710, 0.1709, 0.1711), False),
        (estimate(0.1700, 0.1699, 0.1701, currency="USD"), estimate(0.1710, 0.1709, 0.1711, currency="USD"), True),
        ({**estimate(10, 9, 11), "estimate": None}, estimate(13, 12, 14), False),
        ({**estimate(10, 9, 11), "low": None}, estimate(13, 12, 14), False),
        (None, estimate(13, 12, 14), False),
        (0.4, 0.9, False),
    ],
)
def test_estimates_are_apart_where_their_intervals_are(was: Any, now: Any, is_apart: bool) -> None:
    assert apart(was, now) is is_apart


def test_of_a_row_the_last_estimate_that_moved_is_told_and_the_greatest_first() -> None:
    def told(*landings: float) -> dict[str, Any]:
        return answer(
            "landing",
            rows=[
                {
                    "id": f"r{n}", "org_unit_id": f"BU-{n}", "commitment": estimate(value, value - 1, value + 1),
                    "landing": estimate(value * 1e6, value * 1e6 - 9, value * 1e6 + 9, currency="USD"),
                }
                for n, value in enumerate(landings, 1)
            ],
            further={"whole": {**estimate(sum(landings), 0, 1), "n": len(landings)}},
        )  # fmt: skip

    found = compared(told(50.0, 20.0), told(57.0, 40.0))
    assert [(item.org_unit_id, item.row) for item in found] == [("BU-2", "r2"), ("BU-1", "r1")]
    assert found[0].says == (
        "Who delivers? BU-2, landing is 40.0 million USD (40.0 to 40.0 million), was 20.0 million USD "
        "(20.0 to 20.0 million)."
    )


def test_a_wider_base_is_a_reason() -> None:
    was = answer(rows=rows("quality", {**estimate(0.1, 0.08, 0.12), "n": 40}))
    now = answer(rows=rows("quality", {**estimate(0.2, 0.18, 0.22), "n": 55}))
    [item] = compared(was, now)
    assert item.says == "Who delivers? S-1, quality is 20.0% (18.0% to 22.0%), was 10.0% (8.0% to 12.0%)."
    assert item.why == "It rests on 55 where it rested on 40."


def test_evidence_that_changed_is_told() -> None:
    [item] = compared(answer(evidence="independent"), answer(evidence="recomputed"))
    assert (item.kind, item.says) == (
        "evidence",
        "Who delivers? The answer rests on recomputed evidence now, was independent.",
    )


def test_opportunities_are_new_or_gone_with_their_value() -> None:
    def told(*ids: str) -> dict[str, Any]:
        each = {"finding": "rate_above_card", "evidence": "independent"}
        value = estimate(1_210_000, currency="USD")
        return answer(
            "leverage", rows=[{"id": i, **each, "scope": f"supplier {i}", "value_per_year": value} for i in ids]
        )

    new, gone = compared(told("a", "b"), told("b", "c"))
    assert (new.kind, new.row, new.value_per_year) == ("opportunity", "c", estimate(1_210_000, currency="USD"))
    assert new.says == "Who delivers? New: rate above card, supplier c, 1.2 million USD a year."
    assert gone.says.startswith("Who delivers? No longer there: rate above card, supplier a")


def test_time_that_passes_is_no_news_and_a_new_capability_is() -> None:
    def told(*cells: tuple[str, str]) -> dict[str, Any]:
        return answer("talent_fit", rows=[{"id": c + q, "capability": c, "quarter": q} for c, q in cells])

    was, now = (
        told(("Nursing", "2025-Q4"), ("Nursing", "2026-Q1")),
        told(("Nursing", "2026-Q1"), ("Nursing", "2026-Q2")),
    )
    assert compared(was, now) == []
    [item] = compared(was, told(("Nursing", "2026-Q1"), ("Nursing", "2026-Q2"), ("Robotics", "2026-Q1")))
    assert (item.kind, item.says) == ("rows", "Who delivers? New: Robotics, 2026-Q1.")


def test_people_are_counted_over_all_units_and_few_of_them_not_told() -> None:
    def told(**counts: int) -> dict[str, Any]:
        each = {"country": "US", "falling_due_90_days": 0}
        return answer(
            "exposure",
            rows=[{"id": f"{r}{u}", "rule": r, "org_unit_id": u, "count": n, **each}
                  for r, n in counts.items() for u in ("BU-1", "BU-2")],
        )  # fmt: skip

    found = compared(told(vetted=40, access=200, tenure=100), told(vetted=1, access=190, tenure=112))
    assert [item.part for item in found] == ["“vetted” fewer than 5, was 80", "“tenure” 224, was 200"]
    assert all(item.of_all_units and item.org_unit_id is None for item in found)


def test_a_past_that_was_changed_without_a_word_is_told() -> None:
    was, now = (
        answer("whose_numbers", further={"restatements": {"rewritten": n, "vanished": 40, "reappeared": 0}})
        for n in (120, 123)
    )
    [item] = compared(was, now)
    assert item.says == "Who delivers? The past was changed without a word: 3 values or rows rewritten."


def test_the_most_consequential_comes_first() -> None:
    was = answer(
        verdict=True, evidence="independent", rows=rows("verdict", "ordinary", quality=estimate(0.1, 0.05, 0.12))
    )
    now = answer(
        verdict=False, evidence="reported", rows=rows("verdict", "delivers", quality=estimate(0.3, 0.25, 0.32))
    )
    assert [item.kind for item in compared(was, now)] == ["verdict", "row_verdict", "evidence", "estimate"]


def test_a_thing_is_the_same_one_in_every_edition() -> None:
    was, now = answer(rows=rows("verdict", "ordinary")), answer(rows=rows("verdict", "delivers"))
    [there], [back] = compared(was, now), compared(now, was)
    assert there.id == back.id
