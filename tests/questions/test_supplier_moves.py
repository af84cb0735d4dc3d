"""Work moves only where both serve, up to what was shown, and some of it stays; prices turn outcomes into money."""

from dataclasses import replace

import numpy as np
import pytest

from fullscore.questions._supplier.moves import Kinds, moves
from fullscore.questions._supplier.supply import Supply, _adjusted_days, _adjusted_share
from fullscore.questions._supplier.worth import worth_of
from fullscore.terms.estimate import Estimate
from fullscore.workforce.starts import Names, Starts
from tests.questions.supplier_worlds import TODAY, Shape, world

NO_KINDS = Kinds(small=None, diverse=None, new=np.zeros(3, dtype=bool))
WORTH = np.tile([0.0, 100.0, 50.0], (200, 1))


def placed(*counts: tuple[int, int, int, int]) -> Starts:
    """Starts from (supplier, site, days ago, how many), all of one capability."""
    rows = np.array([(s, p, ago) for s, p, ago, n in counts for _ in range(n)])
    made = world(1, Shape(suppliers=3, starts=len(rows))).starts
    zero = np.zeros(len(rows), dtype=np.int64)
    return replace(
        made,
        supplier=Names(codes=rows[:, 0], names=("S-0", "S-1", "S-2")),
        site=Names(codes=rows[:, 1], names=("P-0", "P-1")),
        capability=Names(codes=zero, names=("C-0",)),
        began=TODAY - rows[:, 2],
    )


def test_up_to_what_was_shown_and_a_tenth_stays() -> None:
    """Of S-0's 100 starts a year 90 may go. S-1 once had 40 in half a year, so 80 a year, and has 20 now: 60."""
    starts = placed((0, 0, 100, 100), (1, 0, 50, 10), (1, 0, 250, 10), (1, 0, 600, 40))
    [move] = moves(starts, [0], [1], WORTH, NO_KINDS, "USD")
    option = move.option
    assert option.value_per_year == Estimate(value=6000.0, n=60, low=6000.0, high=6000.0, currency="USD")
    assert "Of 100 starts a year through S-0, move 60 (60 to S-1)" in option.says


def test_a_tenth_stays_where_there_is_room_for_all() -> None:
    starts = placed((0, 0, 100, 10), (1, 0, 50, 10), (1, 0, 600, 400))
    [move] = moves(starts, [0], [1], WORTH, NO_KINDS, "USD")
    option = move.option
    assert option.value_per_year is not None
    assert option.value_per_year.value == pytest.approx(900.0)


def test_not_where_only_one_of_them_serves() -> None:
    starts = placed((0, 0, 100, 100), (1, 1, 50, 10), (1, 1, 600, 400))
    assert moves(starts, [0], [1], WORTH, NO_KINDS, "USD") == ()


def test_the_best_is_filled_first_and_the_effect_on_small_suppliers_is_told() -> None:
    starts = placed((0, 0, 100, 100), (1, 0, 50, 10), (1, 0, 600, 20), (2, 0, 50, 10), (2, 0, 600, 20))
    kinds = Kinds(small=np.array([True, False, True]), diverse=None, new=np.zeros(3, dtype=bool))
    [move] = moves(starts, [0], [1, 2], WORTH, kinds, "USD")
    option = move.option
    assert "60 (30 to S-1, 30 to S-2)" in option.says
    assert "small suppliers -30" in option.says
    assert "certified-diverse" not in option.says


def test_worth_is_priced_in_days_bills_and_zero_on_the_whole() -> None:
    """An early end spared at 10 days' bill of 400, and 20 days of an empty seat at half a day's bill each."""
    starts = placed((0, 0, 100, 50), (1, 0, 100, 50), (2, 0, 100, 100))
    quality = np.tile([0.1, -0.1, 0.0], (2000, 1))
    supply = Supply(fill_share=None, speed_days=None, refill_days=20.0)
    fixed = {"price_early_end": 10.0, "price_lost_day": 0.5, "price_delay_day": 0.0, "price_rework": 0.0}
    what_if = {f"{name}_{end}": value for name, value in fixed.items() for end in ("low", "high")}
    found = worth_of(quality, starts, {}, supply, np.array([50, 50, 100]), 20.0, "USD", what_if)
    assert found is not None
    assert [e.value for e in found.estimates] == pytest.approx([800.0, -800.0, 0.0])
    assert found.found.ranks.probability[0, 0] == 1
    assert all(a.source == "what if" for a in found.assumptions if a.name.startswith("price"))


def test_without_a_rate_nothing_is_priced() -> None:
    starts = placed((0, 0, 100, 5), (1, 0, 100, 5))
    bare = replace(starts, daily_bill=np.full(len(starts), np.nan))
    supply = Supply(fill_share=None, speed_days=None, refill_days=None)
    assert worth_of(np.zeros((10, 3)), bare, {}, supply, np.array([5, 5, 0]), None, "USD", {}) is None


def test_shares_and_days_are_those_of_the_same_cells() -> None:
    """In the first cell half is filled within 2 days, in the second a tenth within 12: each does as is usual there."""
    supplier, cell = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])
    shares = _adjusted_share(supplier, np.array([1.0, 0, 1, 1]), np.array([1.0, 1, 10, 10]), cell, 3)
    assert shares is not None
    assert [s.value for s in shares] == [pytest.approx(3 / 22), pytest.approx(3 / 22), None]
    days = _adjusted_days(supplier, np.array([1.0, 3, 11, 13]), cell, 3)
    assert days is not None
    assert [d.value for d in days] == [pytest.approx(7.0), pytest.approx(7.0), None]


def test_quick_or_full_is_against_the_median_of_those_that_have_one() -> None:
    def each(*values: float | None) -> tuple[Estimate, ...]:
        return tuple(Estimate(value=value, n=1) for value in values)

    supply = Supply(fill_share=each(0.3, 0.1, 0.2, None), speed_days=each(5, 5, 5, 1), refill_days=None)
    assert [supply.is_quick_or_full(n) for n in range(4)] == [True, False, False, True]
