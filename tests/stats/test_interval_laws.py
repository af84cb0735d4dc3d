"""Laws that every estimate obeys: it holds its value, heeds no order, moves with its unit, narrows with more units."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullscore.stats.distinct import distinct
from fullscore.stats.fixed_mix import fixed_mix
from fullscore.stats.kaplan_meier import incidence
from fullscore.stats.mean import mean
from fullscore.stats.quantile import quantile
from fullscore.stats.ratio import ratio
from fullscore.stats.share import share, share_of
from fullscore.stats.total import total
from fullscore.terms.estimate import Estimate

Floats = npt.NDArray[np.float64]
Unit = tuple[float, float, int]
Method = Callable[[Floats, Floats, Floats], Estimate]

MIX = np.array([1.0, 4.0, 2.5])
METHODS: dict[str, Method] = {
    "mean": lambda value, weight, stratum: mean(value),
    "median": lambda value, weight, stratum: quantile(value, 0.5),
    "p90": lambda value, weight, stratum: quantile(value, 0.9),
    "share": lambda value, weight, stratum: share_of(value > 0),
    "incidence": lambda value, weight, stratum: incidence(weight, value > 0, 25),
    "ratio": lambda value, weight, stratum: ratio(value, weight),
    "part": lambda value, weight, stratum: ratio(weight * (stratum + 1) / 3, weight),
    "weighted_share": lambda value, weight, stratum: ratio(np.where(value > 0, weight, 0), weight),
    "fixed_mix": lambda value, weight, stratum: fixed_mix(value, weight, stratum, MIX[stratum.astype(int)]),
    "total": lambda value, weight, stratum: total(value),
    "distinct": lambda value, weight, stratum: distinct(stratum),
}
SHARES = ("share", "incidence", "part", "weighted_share")
IN_THE_VALUES_UNIT = ("mean", "median", "p90", "fixed_mix")
NARROWING = ("mean", "median", "share", "incidence", "ratio", "part", "weighted_share", "fixed_mix")
WEIGHTED = ("ratio", "part", "weighted_share", "fixed_mix")
# Hundredths, as money and hours come; a weight of 0 is a unit that does not count.
UNITS = st.lists(
    st.tuples(
        st.integers(-10_000, 10_000).map(lambda cents: cents / 100),
        st.integers(0, 5_000).map(lambda cents: cents / 100),
        st.integers(0, 2),
    ),
    max_size=60,
)

# The same examples every time, and no time limit: the first call imports what it needs.
steady = settings(max_examples=30, deadline=None, derandomize=True)
each_method = pytest.mark.parametrize("name", METHODS)


def estimate(name: str, units: Sequence[Unit]) -> Estimate:
    table = np.array(units, dtype=np.float64).reshape(len(units), 3)
    return METHODS[name](table[:, 0], table[:, 1], table[:, 2])


def close(found: float | None, expected: float | None) -> bool:
    return found == expected or found == pytest.approx(expected, rel=1e-7, abs=1e-7)


@each_method
@steady
@given(units=UNITS)
def test_an_interval_holds_its_value(name: str, units: list[Unit]) -> None:
    found = estimate(name, units)
    assert (found.low is None) == (found.high is None)
    if found.value is None or found.low is None or found.high is None:
        return
    slack = 1e-9 * max(1, abs(found.value))
    assert found.low - slack <= found.value <= found.high + slack
    if name in SHARES:
        assert found.low >= 0
        assert found.high <= 1


@each_method
@steady
@given(units=UNITS)
def test_no_units_no_value_and_one_unit_no_doubt(name: str, units: list[Unit]) -> None:
    found = estimate(name, units)
    if found.n == 0:
        assert (found.value, found.low, found.high) == (None, None, None)
    elif found.n == 1 and name not in ("total", "distinct"):
        assert (found.low, found.high) == (None, None)


@each_method
@steady
@given(units=UNITS, data=st.data())
def test_order_says_nothing(name: str, units: list[Unit], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(units))
    found, again = estimate(name, units), estimate(name, shuffled)
    assert found.n == again.n
    assert close(again.value, found.value)
    assert close(again.low, found.low)
    assert close(again.high, found.high)


@pytest.mark.parametrize("name", IN_THE_VALUES_UNIT)
@steady
@given(units=UNITS, moved=st.integers(-500, 500), times=st.integers(1, 50))
def test_an_estimate_moves_and_stretches_with_its_values(name: str, units: list[Unit], moved: int, times: int) -> None:
    found = estimate(name, units)
    again = estimate(name, [(moved + times * value, weight, stratum) for value, weight, stratum in units])
    for before, after in ((found.value, again.value), (found.low, again.low), (found.high, again.high)):
        assert (before is None) == (after is None)
        assert before is None or after is None or abs(after - (moved + times * before)) <= 1e-6 * max(1, abs(after))


@pytest.mark.parametrize("name", WEIGHTED)
@steady
@given(units=UNITS)
def test_the_unit_of_the_weights_says_nothing(name: str, units: list[Unit]) -> None:
    """Hours or minutes: a weighted mean is the same."""
    table = np.array(units, dtype=np.float64).reshape(len(units), 3)
    scaled = METHODS[name](table[:, 0] * (60 if name == "ratio" else 1), table[:, 1] * 60, table[:, 2])
    found = estimate(name, units)
    assert found.n == scaled.n
    for before, after in ((found.value, scaled.value), (found.low, scaled.low), (found.high, scaled.high)):
        assert close(after, before)


@pytest.mark.parametrize("name", NARROWING)
@steady
@given(units=UNITS.filter(lambda units: len(units) > 4))
def test_more_of_the_same_is_no_wider(name: str, units: list[Unit]) -> None:
    once, often = estimate(name, units), estimate(name, units * 4)
    assert once.n * 4 == often.n
    if once.low is None or once.high is None or often.low is None or often.high is None:
        return
    assert often.high - often.low <= (once.high - once.low) * (1 + 1e-9) + 1e-9


@steady
@given(successes=st.integers(0, 200), more=st.integers(0, 200))
def test_a_share_mirrors_its_complement(successes: int, more: int) -> None:
    n = successes + more
    found, mirrored = share(successes, n), share(more, n)
    if found.value is None or mirrored.value is None:
        return
    assert found.value == pytest.approx(1 - mirrored.value)
    if found.low is not None and mirrored.high is not None:
        assert found.low == pytest.approx(1 - mirrored.high)
