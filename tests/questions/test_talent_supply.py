"""Supply to come against worlds whose future is known, and limits against plain Python."""

from datetime import date, timedelta

import numpy as np
import pytest

from fullscore.questions._talent.limits import DAYS_PER_MONTH, Rule, limits
from fullscore.questions._talent.people import leaving
from fullscore.questions._talent.supply import supply
from fullscore.questions._talent.work import ending
from tests.questions.talent_worlds import QUARTERS, TODAY, Shape, world

QUICK = Shape(capabilities=6, employees_a_year=25, requests_a_year=60)


@pytest.mark.parametrize("shape", [QUICK, Shape(capabilities=5, terms=(6, 17, 40), extended=0.5, service=1.2)])
def test_intervals_hold_what_comes(shape: Shape) -> None:
    """A few worlds; the long checks draw many."""
    held = []
    for seed in range(6):
        one = world(500 + seed, shape)
        drawn = supply(one.records, QUARTERS, np.random.default_rng(seed), draws=200)
        low, high = np.quantile(drawn.employees + drawn.extended, [0.05, 0.95], axis=0)
        truth = one.employees + one.extended
        held.append(((truth >= low) & (truth <= high)).mean())
    assert 0.8 < np.mean(held) < 0.99


def test_planted_leaving_and_extending_are_found() -> None:
    one = world(31, Shape(capabilities=8, employees_a_year=120, requests_a_year=300, service=1.0, unlike=0.4))
    random = np.random.default_rng(1)
    hazards = leaving(one.records.people, TODAY, TODAY - 1095, 8, random, 500)
    yearly = 365 * hazards.rates.mean(axis=0)[:, 2]
    people = one.records.people
    plain = np.array([
        np.count_nonzero((people.capability == n) & (people.left > TODAY - 1095))
        / (np.minimum(np.nan_to_num(people.left, nan=TODAY), TODAY) - np.maximum(people.hired, TODAY - 1095))[
            (people.capability == n) & ~(people.left < TODAY - 1095)
        ].sum()
        * 365
        for n in range(8)
    ])  # fmt: skip
    assert np.corrcoef(yearly, plain)[0, 1] > 0.95
    stay = ending(one.records.work, one.records.notices, TODAY, TODAY - 1095, 8, 2, random, 500)
    assert stay.extended is not None
    assert stay.extended.mean() == pytest.approx(0.7, abs=0.1)
    # Beyond the policy's limit three in ten went on; two weeks before an end nothing is still to be extended.
    assert stay.beyond[:, 0].mean() == pytest.approx(0.3, abs=0.05)
    assert stay.notice[:, 0].mean() < 0.05
    assert stay.notice[:, 4].mean() > 0.8


def test_nothing_more_opened_is_less_each_quarter() -> None:
    drawn = supply(world(7, QUICK).records, QUARTERS, np.random.default_rng(1), draws=200)
    committed = (drawn.employees_committed + drawn.extended_committed).mean(axis=0).sum(axis=0)
    whole = (drawn.employees + drawn.extended).mean(axis=0).sum(axis=0)
    assert (np.diff(committed) < 0).all()
    assert (whole > committed).all()
    none = supply(world(7, QUICK).records, QUARTERS, np.random.default_rng(1), pace=0.0, draws=200)
    assert none.employees.mean() == pytest.approx(drawn.employees_committed.mean(), rel=0.02)


def test_who_is_outside_the_programme_is_added_with_doubt() -> None:
    seen = supply(world(7, QUICK).records, QUARTERS, np.random.default_rng(1), draws=400)
    more = supply(world(7, QUICK).records, QUARTERS, np.random.default_rng(1), outside=0.2, draws=400)
    assert more.extended.mean() / seen.extended.mean() == pytest.approx(1.25, abs=0.05)
    assert more.extended.std(axis=0).mean() > seen.extended.std(axis=0).mean()
    assert more.employees.mean() == pytest.approx(seen.employees.mean())


def test_a_few_people_and_no_history_are_no_fault() -> None:
    for shape in (Shape(capabilities=1, employees_a_year=0.3, requests_a_year=0.3), Shape(capabilities=2, sizes=0)):
        drawn = supply(world(3, shape).records, QUARTERS, np.random.default_rng(1), draws=100)
        assert np.isfinite(drawn.employees).all()
        assert np.isfinite(drawn.extended).all()


def plain_before(mine: list[tuple[date, date]], start: date, break_days: int) -> int:
    """Days before a start that count: walk back over days until a gap is long enough."""
    held = {a + timedelta(days=n) for a, b in mine if a < start or a == start for n in range((b - a).days + 1)}
    counted, gap, day = 0, 0, start - timedelta(days=1)
    while gap < break_days:
        if day in held:
            counted, gap = counted + 1, 0
        else:
            gap += 1
        day -= timedelta(days=1)
    return counted


@pytest.mark.parametrize("seed", range(3))
def test_limits_count_as_each_rule_counts(seed: int) -> None:
    random = np.random.default_rng(seed)
    rules = (
        Rule(country="DE", resource_type="temp", months=18, break_days=93, by_post=False, basis="law"),
        Rule(country="FR", resource_type="temp", months=18, break_days=30, by_post=True, basis="law"),
        Rule(country="", resource_type="", months=24, break_days=90, by_post=False, basis="policy"),
    )
    n = 80
    start = random.integers(17000, 19500, n).astype(float)
    last = start + random.integers(0, 300, n)
    worker, post = random.integers(0, 12, n), random.integers(-1, 10, n)
    countries = [str(c) for c in random.choice(["DE", "FR", "US"], n)]
    types = [str(t) for t in random.choice(["temp", "contractor"], n)]
    found = limits(rules, countries, types, worker, post, start, last)
    epoch = date(1970, 1, 1)
    spans = [(epoch + timedelta(days=int(a)), epoch + timedelta(days=int(b))) for a, b in zip(start, last, strict=True)]
    for i in range(n):
        which = (
            0 if (countries[i], types[i]) == ("DE", "temp") else 1 if (countries[i], types[i]) == ("FR", "temp") else 2
        )
        assert found.rule[i] == which
        owner = post if rules[which].by_post else worker
        mine = [spans[j] for j in range(n) if owner[j] == owner[i] and (owner[i] >= 0 or j == i)]
        before = plain_before(mine, spans[i][0], rules[which].break_days)
        assert rules[which].months * DAYS_PER_MONTH - found.days[i] == pytest.approx(before), i
        assert found.by_law[i] == (which < 2)
