"""What needs deciding, from documents written by hand; and many things of a kind in one line."""

from typing import Any

from fullscore.run._week.decide import budgets, limits, options
from fullscore.run._week.item import Item, in_turn, lines
from tests.run.answer_documents import answer, estimate


def option(id: str, value: float | None) -> dict[str, Any]:
    return {"id": id, "says": f"Do {id}.", "value_per_year": None if value is None else estimate(value, currency="USD")}


def test_options_stand_by_value_and_one_rich_answer_does_not_fill_the_page() -> None:
    now = {
        "build_or_buy": answer("build_or_buy", options=[option(f"b{n}", 1e7 - n) for n in range(5)]),
        "resource_mix": answer(
            "resource_mix", options=[option("mix", 8e6), option("talk", None)], concerns=["finance"]
        ),
    }
    before = {"build_or_buy": answer("build_or_buy", options=[option("b0", 5.0)])}
    found = options(now, before)
    told = lines(found)
    assert [line.says for line in told[:3]] == [
        "Do b0. Worth 10.0 million USD a year.", "Do b1. Worth 10.0 million USD a year.",
        "Do mix. Worth 8.0 million USD a year.",
    ]  # fmt: skip
    assert told[3].says == "3 more options of “Who delivers?”; `fullscore ask build_or_buy` lists them."
    assert [line.is_new for line in told] == [False, True, True, True]
    assert told[2].functions == ("finance",)
    # The same thing in the next edition, whatever it is worth then.
    assert [item.id for item in options(before, {})] == [found[0].id]


def landing(as_of: str, **over: float) -> dict[str, Any]:
    rows = [
        {"id": unit, "org_unit_id": unit, "budget": estimate(10e6, currency="USD"), "p_over": p,
         "landing": estimate(12e6, 11e6, 13e6, currency="USD")}
        for unit, p in over.items()
    ]  # fmt: skip
    span = {"first_month": "2025-01", "last_month": "2025-12"}
    return answer("landing", rows=rows, as_of=as_of, further={"span": span}, concerns=["finance"])


def test_units_that_will_miss_their_budget_are_told_with_the_day_it_ends() -> None:
    now, before = {"landing": landing("2025-10-31", A=0.95, B=0.5, C=0.99)}, {"landing": landing("2025-09-30", A=0.95)}
    a, c = budgets(now, before, {"A": "Nursing (A)"})
    assert (
        a.says
        == "Nursing (A) will miss its budget of 2025-01 to 2025-12 by 2.0 million USD, 20.0%: who pays, and what stops?"
    )
    assert (a.org_unit_id, a.due, a.functions, a.is_new, c.is_new) == (
        "A",
        "2025-12-31",
        ("finance", "hiring"),
        False,
        True,
    )
    [over] = budgets({"landing": landing("2025-12-31", A=1.0)}, {}, {})
    assert (over.says.split(" its")[0], over.due) == ("A missed", None)
    assert list(budgets({"landing": answer("landing")}, {}, {})) == []


def test_limits_are_told_by_rule_and_a_few_people_are_not_counted() -> None:
    def row(rule: str, unit: str, due: int) -> dict[str, Any]:
        return {
            "id": rule + unit,
            "rule": rule,
            "org_unit_id": unit,
            "country": "US",
            "count": 0,
            "falling_due_90_days": due,
        }

    told = answer(
        "exposure", rows=[row("tenure", "A", 7), row("tenure", "B", 2), row("vetted", "A", 1), row("pay", "A", 0)]
    )
    found = list(limits({"exposure": told}, {}, {}))
    [line] = lines(found)
    assert line.says == (
        "10 people fall due by 2026-03-31, if they stay: 9 under “tenure”; fewer than 5 under “vetted”. End, convert "
        "or clear them in time."
    )
    assert (line.n, line.due, line.org_unit_id) == (10, "2026-03-31", None)
    [line] = lines(item for item in found if item.org_unit_id == "B")
    assert line.says.startswith("Fewer than 5 people at B, US fall due")
    assert line.n is None


def thing(id: str, kind: str, fold: str = "", **more: Any) -> Item:
    return Item(id=id, kind=kind, fold=fold, says=f"{id} alone.", part=id, many="{n} of them: {named}.", **more)


def test_one_thing_stands_alone_and_many_fold_into_a_line() -> None:
    found = [thing(f"t{n}", "step", "step", weight=n, functions=("hr",), due=f"2025-0{n}-01") for n in range(1, 7)]
    [line] = lines(found)
    assert line.says == "6 of them: t6; t5; t4; and 3 more."
    assert (line.n, line.due, line.functions, line.items[0]) == (6, "2025-01-01", ("hr",), "t6")
    assert [line.says for line in lines(found[:1])] == ["T1 alone."]
    # Where one is left over, it is named.
    assert lines(found[:4])[0].says == "4 of them: t4; t3; t2; t1."
    # A line is the same one however many things it holds.
    assert lines(found[:4])[0].id == line.id


def test_kinds_take_turns() -> None:
    told = lines(
        [thing("a1", "a"), thing("a2", "a"), thing("a3", "a"), thing("b1", "b"), thing("c1", "c"), thing("c2", "c")]
    )
    assert [line.id for line in in_turn(told)] == ["a1", "b1", "c1", "a2", "c2", "a3"]
