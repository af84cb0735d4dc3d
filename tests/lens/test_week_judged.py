"""Which line of a week is wrong, how, and by how much: cases with one right answer, and laws that hold for any."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullscore.lens._tying.week_judged import CENT, Billed, Verdict, Worked, judged_week

RATE = Decimal(50)
WEEK = Worked(sheet="T", amount=Decimal(2000), regular=Decimal(40), overtime=Decimal(0))
OTHER = Worked(sheet="U", amount=Decimal(400), regular=Decimal(8), overtime=Decimal(0))


def lines(*told: str) -> list[Billed]:
    """Lines from ``hours x rate``, ``sheet`` and, after ``!``, an adjustment; minus takes back."""
    found = []
    for n, text in enumerate(told, 1):
        sum_, sheet, *more = text.split()
        hours, rate = (Decimal(part) for part in sum_.split("x"))
        found.append(
            Billed(key=("I", n), amount=hours * rate, hours=hours, rate=rate, sheet=None if sheet == "-" else sheet,
                   is_adjustment=bool(more))
        )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("billed", "sheets", "wrong"),
    [
        (["40x50 T"], [WEEK], {}),
        (["40x50 T", "40x50 T"], [WEEK], {2: ("duplicate", 2000)}),
        (["40x50 T", "40x50 -"], [WEEK], {2: ("duplicate", 2000)}),
        (["40x50 T", "40x50 T", "40x50 T"], [WEEK], {2: ("duplicate", 2000), 3: ("duplicate", 2000)}),
        (["40x55 T"], [WEEK], {1: ("rate", 200)}),
        (["48x50 T"], [WEEK], {1: ("hours", 400)}),
        (["36x50 T"], [WEEK], {1: ("hours", -200)}),
        (["48x51 T"], [WEEK], {1: ("hours", 448)}),
        (["41x70 T"], [WEEK], {1: ("rate", 870)}),
        (["40x55 T", "40x55 T"], [WEEK], {1: ("rate", 200), 2: ("duplicate", 2200)}),
        (["20x50 T", "20x50 T"], [WEEK], {}),
        (["40x50 T", "-40x50 T", "40x50 T"], [WEEK], {}),
        (["40x50 T", "-40x50 T"], [WEEK], {}),
        (["40x55 T", "-4x50 T"], [WEEK], {1: ("rate", 200), 2: ("rate", -200)}),
        (["40x50 T", "40x50 T", "-40x50 T"], [WEEK], {2: ("duplicate", 2000), 3: ("duplicate", -2000)}),
        (["40x50 T", "-2x50 - !"], [WEEK], {}),
        (["42x50 T", "-2x50 - !"], [WEEK], {1: ("hours", 100), 2: ("hours", -100)}),
        (["48x50 T"], [WEEK, OTHER], {}),
        (["40x50 T"], [WEEK, OTHER], {}),
        (["48x50 -"], [WEEK, OTHER], {}),
        (["45x50 T", "3x50 U"], [WEEK, OTHER], {1: ("hours", 250), 2: ("hours", -250)}),
        (["40x50 T", "40x50 T", "8x50 U"], [WEEK, OTHER], {2: ("duplicate", 2000)}),
        (["40x50 T"], [], {1: ("no_work", 2000)}),
    ],
    ids=lambda told: "; ".join(map(str, told)) if isinstance(told, list) and told and isinstance(told[0], str) else "",
)  # fmt: skip
def test_the_wrong_line_is_named(billed: list[str], sheets: list[Worked], wrong: dict[int, tuple[str, int]]) -> None:
    found = judged_week(lines(*billed), sheets, RATE)
    assert {v.key[1]: (v.kind, v.amount) for v in found} == {n: (kind, Decimal(of)) for n, (kind, of) in wrong.items()}


def test_overtime_lines_are_right_and_a_dear_one_is_blamed() -> None:
    week = Worked(sheet="T", amount=Decimal(2600), regular=Decimal(40), overtime=Decimal(8))
    assert judged_week(lines("40x50 T", "8x75 T"), [week], RATE) == []
    assert judged_week(lines("40x55 T", "8x75 T"), [week], RATE) == [
        Verdict(key=("I", 1), kind="rate", amount=Decimal(200))
    ]


amounts = st.integers(-3000, 6000).map(lambda cents: Decimal(cents))


@given(st.lists(amounts, min_size=1, max_size=6), st.integers(0, 4000).map(Decimal))
def test_what_is_wrong_comes_to_what_was_billed_beyond_the_work(billed: list[Decimal], worth: Decimal) -> None:
    told = [Billed(key=("I", n), amount=a, hours=None, rate=None, sheet="T") for n, a in enumerate(billed)]
    sheet = Worked(sheet="T", amount=worth, regular=Decimal(40), overtime=Decimal(0))
    found = judged_week(told, [sheet], None)
    charges = [a for a in billed if a > 0]
    off = sum(v.amount for v in found)
    if charges and sum(billed) >= worth:
        assert abs(off - (sum(billed) - worth)) <= CENT * len(billed)
    for verdict in found:
        assert 0 <= verdict.corrected <= max(verdict.amount, Decimal(0))
    taken = -sum(v.amount for v in found if v.is_correction)
    assert abs(taken - sum(v.corrected for v in found)) <= CENT * len(billed)
