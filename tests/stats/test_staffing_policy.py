"""Costs of policies against a twin in plain Python, the newsvendor as its static case, and a search that finds."""

import math

import numpy as np
import pytest

from fullscore.stats.staffing_policy import Policy, Terms, best_policy, course


def terms(random: np.random.Generator, paths: int) -> Terms:
    return Terms(
        buy=random.uniform(10, 14, paths),
        build=random.uniform(6, 9, paths),
        hiring=random.uniform(0, 12, paths),
        release=random.uniform(0, 20, paths),
        lead=random.uniform(0, 5, paths),
        ramp=random.uniform(0, 4, paths),
        leaving=random.uniform(0, 0.04, paths),
        interest=0.006,
    )


def twin(demand: list[float], own: dict[str, float], now: float, up_to: float, ends: tuple[float, float]) -> float:
    """One policy on one path, by the definitions."""
    opened, arrived, stock, cost = {0: now}, {}, 0.0, 0.0
    lead, ramp = own["lead"], own["ramp"]
    for month, needed in enumerate(demand):
        paid = 0.0
        if month and month % 3 == 0:
            if 6 <= month < ends[1]:
                idle = max(stock - max(*demand[month - 6 : month], up_to), 0)
                stock -= idle
                paid += idle * own["release"]
            if month < ends[0]:
                pending = sum(opened.values()) - sum(arrived.values())
                opened[month] = max(up_to - stock - pending, 0)
        stock *= 1 - own["leaving"]
        came = 0.0
        for since, posts in opened.items():
            lag = month - since
            came += posts * ((1 - lead % 1) * (lag == math.floor(lead)) + (lead % 1) * (lag == math.floor(lead) + 1))
        arrived[month] = came
        stock += came
        # A post's output on the days of its first months, in a hundred steps a month.
        work = stock
        for back in range(month + 1):
            steps = [(month - (month - back) + (n + 0.5) / 100) for n in range(100)]
            lost = sum(max(0.0, 1 - step / ramp) if ramp else 0.0 for step in steps) / 100
            work -= arrived[month - back] * lost
        paid += stock * own["build"] + max(needed - work, 0) * own["buy"] + came * own["hiring"]
        if month == len(demand) - 1:
            paid += max(stock - max(demand[-6:]), 0) * own["release"]
        cost += paid / 1.006**month
    return cost


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_a_course_costs_what_its_twin_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    demand = np.maximum(40 + random.normal(0, 9, (7, 25)).cumsum(1), 0)
    given = terms(random, 7)
    now, up_to = random.uniform(0, 60, 5), random.uniform(0, 60, 5)
    found = course(demand, given, now, up_to, by_month=True)
    gain = given.buy.mean() - given.build.mean()
    last_opening = 25 - (given.lead.mean() + (given.hiring.mean() + given.ramp.mean() / 2 * given.buy.mean()) / gain)
    ends = float(last_opening), 25 - float(np.mean(given.release / given.build))
    for policy in range(5):
        for path in range(7):
            own = {name: float(getattr(given, name)[path]) for name in vars(given) if name != "interest"}
            told = twin([float(d) for d in demand[path]], own, float(now[policy]), float(up_to[policy]), ends)
            assert found.cost[policy, path] == pytest.approx(told, rel=2e-4)
    assert found.monthly is not None
    assert found.monthly.sum(0) == pytest.approx(found.cost)


def static(paths: int, buy: float, build: float) -> Terms:
    zero = np.zeros(paths)
    return Terms(
        buy=np.full(paths, buy), build=np.full(paths, build), hiring=zero, release=zero, lead=zero, ramp=zero,
        leaving=zero,
    )  # fmt: skip


def test_the_static_case_is_the_newsvendors() -> None:
    """Too much costs 150, too little 390 - 150 = 240: of a demand of 50 with deviation 10 the 53 of the exercise."""
    quantiles = (np.arange(20000) + 0.5) / 20000
    from scipy.special import ndtri

    demand = (50 + 10 * ndtri(quantiles))[:, None]
    found = best_policy(demand, static(20000, buy=390, build=150))
    assert found.now == pytest.approx(52.934, abs=0.01)
    assert round(found.now) == 53
    costs = course(demand, static(20000, 390, 150), np.arange(40.0, 66.0), np.zeros(26)).cost.mean(1)
    assert 40 + int(costs.argmin()) == 53


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_many_months_of_the_same_demand_are_the_newsvendors_too(seed: int) -> None:
    """The search, which knows nothing of fractiles, finds the fractile of a demand that is drawn once and stays."""
    random = np.random.default_rng(seed)
    demand = np.repeat(random.gamma(9, 5, 801)[:, None], 5, axis=1)
    buy, build = 10.0, float(random.uniform(3, 8))
    found = best_policy(demand, static(801, buy, build))
    exact = float(np.quantile(demand[:, 0], 1 - build / buy, method="inverted_cdf"))
    now = np.array([found.now, exact])
    cost = course(demand, static(801, buy, build), now, np.array([found.up_to, 0.0])).cost.mean(1)
    assert cost[0] <= cost[1] * 1.001


def test_what_costs_the_same_is_not_built() -> None:
    demand = np.full((50, 24), 30.0)
    assert best_policy(demand, static(50, 10, 10)) == Policy(now=0.0, up_to=0.0)


@pytest.mark.parametrize("seed", [11, 12])
def test_the_search_comes_near_the_best_of_a_fine_grid(seed: int) -> None:
    random = np.random.default_rng(seed)
    demand = np.maximum(30 + random.normal(0, 3, (60, 24)).cumsum(1), 0)
    given = terms(random, 60)
    found = best_policy(demand, given)
    sides = [side.ravel() for side in np.meshgrid(np.arange(0, 70, 2.0), np.arange(0, 70, 2.0))]
    least = course(demand, given, *sides).cost.mean(1).min()
    mine = course(demand, given, np.array([found.now]), np.array([found.up_to])).cost.mean()
    assert mine <= least * 1.002
