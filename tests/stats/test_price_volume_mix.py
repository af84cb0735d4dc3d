"""The published worked example, exactly; a source that contradicts itself is refused; parts add up to the last cent."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullscore.stats.price_volume_mix import Bought, bought, in_cents, price_volume_mix, total

EXAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "published" / "examples.json"

BEFORE = {"ABC": bought(50, Decimal("1.20")), "DEF": bought(40, Decimal("0.80"))}
AFTER = {"ABC": bought(60, Decimal("1.10")), "DEF": bought(50, Decimal("1.00"))}


def test_the_published_two_products() -> None:
    found = price_volume_mix(BEFORE, AFTER)
    abc, both = found["ABC"], total(found.values())
    assert (abc.price, abc.volume, abc.mix, abc.total) == (-6, Fraction(40, 3), Fraction(-4, 3), 6)
    assert (found["DEF"].price, found["DEF"].total) == (10, 18)
    assert [round(float(part), 1) for part in (both.price, both.volume, both.mix, both.total)] == [4, 20.4, -0.4, 24]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the folder of published examples is not beside the checkout")
def test_every_published_figure_of_the_file() -> None:
    told = json.loads(EXAMPLES.read_text("utf-8"), parse_float=Decimal)
    example = told["pvm_two_product"]
    before, after = (
        {name: bought(row[f"{when}_units"], row[f"{when}_price"]) for name, row in example["inputs"].items()}
        for when in ("budget", "actual")
    )
    found = price_volume_mix(before, after)
    for name, effects in (*found.items(), ("TOTAL", total(found.values()))):
        for part, stated in example["published"][name].items():
            assert round(float(getattr(effects, part)), 1) == float(stated), (name, part)


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the folder of published examples is not beside the checkout")
def test_the_source_that_contradicts_itself_is_refused() -> None:
    source = json.loads(EXAMPLES.read_text("utf-8"), parse_float=Decimal)["make_or_buy_indifference_price"]
    inputs = source["inputs"]
    # The page prints six for the fixed part and says that the four parts make the total that it prints.
    price = sum(inputs[part] for part in ("direct_materials", "direct_labor", "variable_overhead")) + 6
    with pytest.raises(ValueError, match=r"40000 at 48 is 1,920,000.00 and not 1,904,000"):
        bought(inputs["units"], price, source["published"]["avoidable_costs"])


def test_what_was_there_only_once_is_new_or_lost() -> None:
    found = price_volume_mix(BEFORE | {"OLD": bought(1, 7)}, AFTER | {"FRESH": bought(2, 5)})
    assert (found["OLD"].lost, found["FRESH"].new) == (-7, 10)
    assert found["ABC"] == price_volume_mix(BEFORE, AFTER)["ABC"]


def test_a_currency_that_fell_is_no_price_that_fell() -> None:
    was = {"A": Bought(quantity=Fraction(10), amount=Fraction(100), converted=Fraction(125))}
    now = {"A": Bought(quantity=Fraction(10), amount=Fraction(110), converted=Fraction(110))}
    [found] = price_volume_mix(was, now).values()
    assert (found.price, found.currency, found.volume, found.mix) == (Fraction(25, 2), Fraction(-55, 2), 0, 0)


MONEY = st.decimals(-10_000, 10_000, places=2)
ITEM = st.builds(
    lambda quantity, amount, rate: Bought(
        quantity=Fraction(quantity), amount=Fraction(amount), converted=Fraction(amount) * Fraction(rate)
    ),
    st.decimals(-10, 1_000, places=2),
    MONEY,
    st.decimals("0.01", 90, places=4),
)
PERIOD = st.dictionaries(st.sampled_from("abcdefg"), ITEM, max_size=7)


@given(PERIOD, PERIOD)
def test_parts_add_up_to_the_last_cent(before: dict[str, Bought], after: dict[str, Bought]) -> None:
    found = price_volume_mix(before, after)
    change = sum((b.converted for b in after.values()), Fraction(0))
    change -= sum((b.converted for b in before.values()), Fraction(0))
    whole = total(found.values())
    assert whole.total == change
    parts = {name: getattr(whole, name) for name in ("price", "volume", "mix", "currency", "new", "lost")}
    cents = in_cents(parts)
    assert abs(Fraction(sum(cents.values())) - change) <= Fraction(1, 200)
    assert all(abs(Fraction(cents[name]) - parts[name]) < Fraction(1, 100) for name in parts)
