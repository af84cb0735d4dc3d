"""The client's own people, the posts it opens, the plan it made, and who may come in by which door."""

import numpy as np

from fullscore.simulate._arrays import NEVER, Array, days, exact, ids, streams, words
from fullscore.simulate._deliveries import LONG_AGO, Sheet
from fullscore.simulate._organisation import (
    CAPABILITIES,
    CENTRE_COUNTRY,
    COUNTRIES,
    CURRENCIES,
    LEVEL_OF_RATES,
    LEVELS,
    PER_UNIT,
    ROLE_RATE,
    SITE_COUNTRY,
    UNIT_WEIGHT,
    centre_ids,
    managers,
    role_ids,
    site_ids,
)
from fullscore.simulate._work import LAST, Jobs

HEADS, POSTS, YEAR = 9000, 1600, 1720
BUILD, BUILD_COST, OTHER_COST = 6, 0.55, 0.8
"""Cloud and Infrastructure is bought year after year although an employee's hour costs little more than half."""
GROWING, GROWTH = (7, 13), 0.3
"""Capabilities of which the plan asks for three tenths more within two years, while few are hired."""
OPEN_AFTER_LEAVING, UNVETTED, WAIVED = 60, 120, 30
LATE_CLOSING_DAYS = 45


def sheets(seed: int, scale: float, jobs: Jobs) -> list[Sheet]:
    """The tables of the group talent."""
    random = streams(seed, "talent")
    return [
        _employees(random, scale, jobs),
        _vacancies(random, scale),
        _plan(random, scale),
        _access(random, scale, jobs),
        _clearances(random, scale, jobs),
    ]


def _places(random: np.random.Generator, count: int) -> tuple[Array, Array, Array]:
    centre = random.choice(len(UNIT_WEIGHT), count, p=UNIT_WEIGHT) * 6 + random.integers(0, 6, count)
    site = np.array([int(np.flatnonzero(c == SITE_COUNTRY)[0]) for c in range(len(COUNTRIES))])[CENTRE_COUNTRY[centre]]
    share = np.array([share for *_, share in CAPABILITIES])
    share[list(GROWING)] *= 0.3
    role = random.choice(len(CAPABILITIES), count, p=share / share.sum()) * LEVELS + random.integers(0, LEVELS, count)
    return centre, site, role


def yearly(role: Array, country: Array) -> Array:
    """What an employee of a role costs in all in a year, in whole hundredths."""
    factor = np.where(role // LEVELS == BUILD, BUILD_COST, OTHER_COST)
    local = ROLE_RATE[role] * LEVEL_OF_RATES[country] * factor * YEAR / PER_UNIT[country]
    hundreds: Array = np.round(local / 100).astype(np.int64)
    return hundreds * 10000


def _employees(random: np.random.Generator, scale: float, jobs: Jobs) -> Sheet:
    count = max(60, round(HEADS * scale))
    centre, site, role = _places(random, count)
    hired = LAST - random.integers(0, 3600, count)
    left = hired + np.ceil(random.exponential(3000, count)).astype(np.int64) + 60
    joined = np.flatnonzero((jobs.cause == 5) & (jobs.end <= LAST))
    begun = jobs.end[joined] + 1
    stays = np.full(len(joined), LAST + 9999)
    centre, site = np.concatenate([centre, jobs.asks.centre[joined]]), np.concatenate([site, jobs.asks.site[joined]])
    role = np.concatenate([role, jobs.role[joined]])
    source = np.concatenate([random.choice([0, 2], count, p=(0.8, 0.2)), np.ones(len(joined), np.int64)])
    hired_on, left_on = np.concatenate([hired, begun]), np.concatenate([left, stays])
    names = np.concatenate([np.arange(count), 9000000 + joined])
    columns = {
        "employee_id": ids("E-", names),
        "role_id": role_ids(role),
        "org_unit_id": centre_ids(centre),
        "site_id": site_ids(site),
        "hired_on": days(hired_on.astype("datetime64[D]")),
        "left_on": days(np.minimum(left_on, LAST + 1).astype("datetime64[D]")),
        "annual_cost": exact(yearly(role, CENTRE_COUNTRY[centre])),
        "currency": words(CURRENCIES, CENTRE_COUNTRY[centre]),
        "source": words(("external", "converted", "internal"), source),
    }
    gone = np.where(left_on <= LAST, left_on.astype("datetime64[D]").astype("datetime64[s]"), NEVER)
    return Sheet(
        table="employee",
        party="hr",
        columns=columns,
        every=3,
        known={"left_on": gone},
        born=(hired_on - 1).astype("datetime64[D]").astype("datetime64[s]"),
    )


def _vacancies(random: np.random.Generator, scale: float) -> Sheet:
    count = max(20, round(POSTS * scale))
    centre, _, role = _places(random, count)
    opened = LAST - random.integers(0, 1200, count)
    lasts = random.gamma(3.0, np.where(np.isin(role // LEVELS, GROWING), 60, 25), count).astype(np.int64) + 10
    over = ((opened + lasts).astype("datetime64[D]")).astype("datetime64[s]")
    dropped = random.random(count) < 0.08
    country = CENTRE_COUNTRY[centre]
    filled = np.where(dropped, NEVER, over)
    cost = np.round(yearly(role, country) * 0.15 / 10000).astype(np.int64) * 10000
    columns = {
        "vacancy_id": ids("VA-", np.arange(count)),
        "role_id": role_ids(role),
        "org_unit_id": centre_ids(centre),
        "opened_on": days(opened.astype("datetime64[D]")),
        "filled_on": days(filled.astype("datetime64[D]")),
        "hiring_cost": exact(cost),
        "currency": words(CURRENCIES, country),
    }

    def stood(rows: Array, cut: np.datetime64) -> dict[str, object]:
        code = np.where(over[rows] <= cut, np.where(dropped[rows], 2, 1), 0)
        return {"status": words(("open", "filled", "cancelled"), code)}

    return Sheet(
        table="vacancy",
        party="hr",
        columns=columns,
        every=3,
        known={"filled_on": filled},
        stood=stood,
        born=opened.astype("datetime64[D]").astype("datetime64[s]"),
    )


def _plan(random: np.random.Generator, scale: float) -> Sheet:
    months = np.tile(np.arange(36), len(CAPABILITIES))
    capability = np.repeat(np.arange(len(CAPABILITIES)), 36)
    share = np.array([share for *_, share in CAPABILITIES])[capability]
    growth = np.where(np.isin(capability, GROWING), 1 + GROWTH * np.clip(months - 12, 0, 24) / 24, 1.0)
    heads = np.round(share * 15000 * max(scale, 0.01) * growth, 1)
    columns = {
        "plan_id": ids("DP-", capability),
        "capability": words([name for name, *_ in CAPABILITIES], capability),
        "month": days((np.datetime64("2025-01", "M") + months).astype("datetime64[D]")),
        "headcount": heads_column(heads),
        "low": heads_column(heads * 0.9),
        "high": heads_column(heads * 1.1),
        "scenario": words(("base",), np.zeros(len(months), np.int64)),
    }
    return Sheet(
        table="demand_plan",
        party="hr",
        columns=columns,
        every=12,
        born=np.full(len(months), np.datetime64("2025-01-15", "s")),
    )


def heads_column(values: Array) -> object:
    """People in tenths."""
    return exact(np.round(values * 10).astype(np.int64) * 10)


def _access(random: np.random.Generator, scale: float, jobs: Jobs) -> Sheet:
    rows = np.flatnonzero(jobs.cause != 3)
    opened = jobs.start[rows]
    closed = jobs.end[rows] + random.integers(0, 3, len(rows))
    ended = np.flatnonzero(jobs.end[rows] < LAST - 60)
    still = random.permutation(ended)[: max(2, round(OPEN_AFTER_LEAVING * scale))]
    closed[still[::2]] += LATE_CLOSING_DAYS
    closed[still[1::2]] = LAST + 9999
    moments = np.where(closed <= LAST, closed.astype("datetime64[D]").astype("datetime64[s]"), NEVER)
    columns = {
        "account_id": ids("AC-", rows),
        "worker_id": ids("W-", jobs.worker[rows]),
        "source": words(("badge", "identity_system"), (jobs.asks.capability[rows] > 3).astype(np.int64)),
        "opened_on": days(opened.astype("datetime64[D]")),
        "closed_on": days(moments.astype("datetime64[D]")),
        "sponsor_id": managers(jobs.asks.centre[rows], jobs.asks.manager[rows]),
    }
    return Sheet(
        table="access_account",
        party="client",
        columns=columns,
        full=False,
        every=3,
        known={"closed_on": moments},
        born=np.maximum(opened.astype("datetime64[D]").astype("datetime64[s]"), LONG_AGO),
    )


def _clearances(random: np.random.Generator, scale: float, jobs: Jobs) -> Sheet:
    _, first = np.unique(jobs.worker, return_index=True)
    # Spain's records never come: who is cleared there cannot be seen.
    rows = first[(jobs.asks.country[first] != 5) & (jobs.cause[first] != 3)]
    due = jobs.start[rows]
    cleared = due - random.integers(1, 12, len(rows))
    now = np.flatnonzero((jobs.end[rows] > LAST) & (due <= LAST))
    without = random.permutation(now)[: max(2, round(UNVETTED * scale))]
    cleared = np.where(np.isin(np.arange(len(rows)), without), LAST + 9999, cleared)
    waived = without[: max(1, round(WAIVED * scale))]
    done = np.where(cleared <= LAST, cleared.astype("datetime64[D]").astype("datetime64[s]"), NEVER)
    kind = np.where(jobs.asks.capability[rows] < 4, 0, 1)
    centre = np.where(np.isin(np.arange(len(rows)), waived), jobs.asks.centre[rows], -1)
    columns = {
        "worker_id": ids("W-", jobs.worker[rows]),
        "kind": words(("licence", "background"), kind),
        "due_on": days(due.astype("datetime64[D]")),
        "cleared_on": days(done.astype("datetime64[D]")),
        "expires_on": days(
            np.where(np.isnat(done), NEVER, done + np.timedelta64(3 * 365, "D")).astype("datetime64[D]")
        ),
        "waived_by": managers(centre, np.where(centre >= 0, 0, -10)),
    }
    return Sheet(
        table="clearance",
        party="msp",
        columns=columns,
        full=False,
        every=3,
        known={"cleared_on": done, "expires_on": done},
        born=(due - 14).astype("datetime64[D]").astype("datetime64[s]"),
    )
