"""The portfolio: nothing is counted twice, whoever claims it, and what is lost to whom is said."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullscore.findings import _shape
from fullscore.findings._populations import POPULATIONS
from fullscore.findings._portfolio import Portfolio, put_together
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of, finding_id
from fullscore.lens.need import Need
from fullscore.model.assignment import assignment
from fullscore.terms.estimate import Estimate


def kind(name: str, takes: Any) -> Finding:
    return Finding(
        name=name,
        title=name,
        scope=("supplier_id",),
        concerns=("procurement",),
        change="Change it.",
        effort="small",
        takes=takes,
        needs=(Need(table=assignment, effect="nothing is known"),),
        look=lambda edition: Looked(seen=False, says="Nothing."),
        behind=lambda edition, scope: (),
    )


def sighting(name: str, claims: Mapping[str, tuple[float, float]], confidence: float = 1.0) -> Sighting:
    """Seen at a supplier, with claims of (spend, saving) by record."""
    value = sum(saving for _, saving in claims.values())
    return Sighting(
        scope={"supplier_id": name},
        says="It is seen.",
        value_per_year=Estimate(value=value, n=len(claims), low=0.8 * value, high=1.2 * value, currency="USD"),
        population_share=0.1,
        confidence=confidence,
        evidence="independent",
        claims=claims_of(WORK, list(claims), [s for s, _ in claims.values()], [v for _, v in claims.values()]),
    )


def counted(found: Portfolio) -> list[float | None]:
    return [one.counted_per_year.value if one.counted_per_year else None for one in found.opportunities]


FACTOR, OTHER, TARGET, LOWER = (
    kind("factor", "share"),
    kind("other", "share"),
    kind("a", "down_to"),
    kind("b", "down_to"),
)


def test_two_factors_of_one_rate_are_taken_off_one_after_the_other() -> None:
    found = put_together(
        {}, [(FACTOR, sighting("S", {"A": (100.0, 20.0)})), (OTHER, sighting("S", {"A": (100.0, 10.0)}))], "USD"
    )
    assert counted(found) == pytest.approx([20.0, 8.0])
    assert found.total.value == pytest.approx(28.0)
    [lost] = found.opportunities[1].overlaps
    assert lost.id == found.opportunities[0].id
    assert lost.amount == pytest.approx(2.0)


def test_two_targets_of_one_record_come_to_the_lower_of_them() -> None:
    found = put_together(
        {}, [(TARGET, sighting("S", {"A": (100.0, 12.0)})), (LOWER, sighting("S", {"A": (100.0, 30.0)}))], "USD"
    )
    assert counted(found) == pytest.approx([30.0, 0.0])
    assert found.opportunities[0].finding.name == "b"


def test_a_target_after_a_factor_takes_what_is_left_above_it() -> None:
    found = put_together(
        {}, [(FACTOR, sighting("S", {"A": (100.0, 20.0)})), (TARGET, sighting("S", {"A": (100.0, 15.0)}))], "USD"
    )
    assert counted(found) == pytest.approx([20.0, 0.0])


def test_the_rank_is_by_value_times_confidence_and_what_has_no_price_comes_last() -> None:
    silent = Sighting(
        scope={"supplier_id": "S"}, says="It is seen.", value_per_year=None, population_share=0.2, evidence="reported"
    )
    sure, doubtful = sighting("S", {"A": (100.0, 20.0)}), sighting("T", {"B": (100.0, 30.0)}, confidence=0.5)
    found = put_together({}, [(kind("none", "nothing"), silent), (FACTOR, doubtful), (FACTOR, sure)], "USD")
    assert [one.sighting.scope["supplier_id"] for one in found.opportunities] == ["S", "T", "S"]
    assert [one.rank for one in found.opportunities] == [1, 2, 3]
    assert counted(found)[2] is None
    assert found.total.value == pytest.approx(50.0)
    # 4 and 6 either way, independent of each other.
    assert found.total.low == pytest.approx(50 - (4**2 + 6**2) ** 0.5)


def test_every_purse_is_of_a_population_that_is_counted() -> None:
    purses = {value for name, value in vars(_shape).items() if name.isupper() and isinstance(value, str)}
    assert purses == set(POPULATIONS)


def test_an_opportunity_is_the_same_whatever_it_is_worth() -> None:
    small = put_together({}, [(FACTOR, sighting("S", {"A": (100.0, 1.0)}))], "USD")
    large = put_together({}, [(FACTOR, sighting("S", {"A": (100.0, 50.0), "B": (9.0, 9.0)}))], "USD")
    assert small.opportunities[0].id == large.opportunities[0].id == finding_id("factor", {"supplier_id": "S"})


CLAIMS = st.dictionaries(st.sampled_from("ABCDE"), st.floats(0.0, 1.0), min_size=1, max_size=5)


@given(st.lists(st.tuples(st.sampled_from((FACTOR, TARGET)), CLAIMS), min_size=1, max_size=6))
def test_no_record_gives_more_than_was_spent_on_it_and_what_is_lost_is_told(told: list[Any]) -> None:
    spend = {"A": 10.0, "B": 20.0, "C": 30.0, "D": 5.0, "E": 0.0}
    seen = [
        (finding, sighting(f"S{n}", {record: (spend[record], share * spend[record]) for record, share in of.items()}))
        for n, (finding, of) in enumerate(told)
    ]
    found = put_together({}, seen, "USD")
    assert sum(v or 0.0 for v in counted(found)) == pytest.approx(sum(found.taken.values()))
    for (_, record), taken in found.taken.items():
        assert taken <= spend[record] + 1e-9
    for one in found.opportunities:
        value = one.sighting.value_per_year
        assert value is not None
        assert one.counted_per_year is not None
        lost = sum(overlap.amount for overlap in one.overlaps)
        assert one.counted_per_year.value == pytest.approx((value.value or 0.0) - lost)
