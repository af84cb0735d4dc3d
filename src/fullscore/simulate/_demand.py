"""What Northgate really needs, which hardly changes, and which part of it the programme gets to see.

A request is asked for at a constant rate in every cost centre, inside the programme or outside it. What grows from
2023 to 2025 is the share inside, as unit after unit goes live. Work that runs outside when its unit goes live is mostly
brought in: its request is written after the worker was found.
"""

from dataclasses import dataclass, fields

import numpy as np

from fullscore.simulate._arrays import Array, fractional, monday, streams
from fullscore.simulate._deliveries import LAST_DAY
from fullscore.simulate._organisation import (
    CAPABILITIES,
    CENTRE_COUNTRY,
    CENTRE_UNIT,
    GO_LIVE,
    LEVELS,
    SITE_COUNTRY,
    UNIT_WEIGHT,
)

BEGIN, END = np.datetime64("2018-09-03", "D"), LAST_DAY
A_DAY = 14.8
"""Requests a day of the whole enterprise, inside and outside."""
TYPES = ("contractor", "temp", "payrolled", "independent_contractor", "consultant")
PREMIUM = np.array([1.0, 0.84, 0.92, 1.1, 1.34])
"""What an hour of each type costs against a contractor's, like for like."""
OVER_INDEXED, OVER_INDEXED_UNITS = 5, (0, 1, 2, 6, 8)
"""Data and Analytics is bought as consulting in these units, where others do the same with contractors."""
SLOW_UNIT, STERN_UNIT = 3, 14
"""Where the client approves slowly, and where it rejects much; both drive people past the programme."""
BYPASS = 0.07
CEILING = 0.995
TERMS = np.array([13, 26, 39, 52])
TERM_SHARES = np.array(
    [
        [0.05, 0.25, 0.3, 0.4],
        [0.2, 0.4, 0.25, 0.15],
        [0.05, 0.25, 0.3, 0.4],
        [0.05, 0.3, 0.3, 0.35],
        [0.15, 0.35, 0.25, 0.25],
    ]
)
OVERRUN_UNITS = (1, 7)
"""Where nobody ends an engagement at the limit."""
LAWLESS_UNIT = 4
"""Where temporary workers in Germany stay beyond the eighteen months that the law allows."""
LONGEST_WEEKS = 104
FOUND = 0.86
"""The share of requests outside the programme that are met."""
POSITIONS, POSITION_SHARES = np.array([1, 2, 3, 5]), (0.8, 0.12, 0.05, 0.03)


@dataclass(frozen=True, kw_only=True)
class Asks:
    """Requests, one element each: numbers of units, sites, roles and types; days as numbers since 1970."""

    centre: Array
    site: Array
    role: Array
    type: Array
    positions: Array
    needed: Array
    inside: Array
    identified: Array
    starts: Array
    """The day on which who was found beforehand begins; NaN where nobody was."""
    term: Array
    """Weeks of one term."""
    terms: Array
    """How many terms the work takes in the end."""
    manager: Array

    @property
    def unit(self) -> Array:
        return CENTRE_UNIT[self.centre]

    @property
    def country(self) -> Array:
        return CENTRE_COUNTRY[self.centre]

    @property
    def capability(self) -> Array:
        return self.role // LEVELS

    def __len__(self) -> int:
        return len(self.centre)

    def of(self, chosen: Array) -> "Asks":
        return Asks(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def joined(*parts: Asks) -> Asks:
    return Asks(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Asks)})


def share_inside(unit: Array, day: Array) -> Array:
    """The share of a unit's new requests that come through the programme on a day."""
    live = np.isnat(GO_LIVE)
    months = (day - fractional(np.where(live, np.datetime64("2100-01-01"), GO_LIVE))[unit]) / 30.4
    ceiling = CEILING - BYPASS * np.isin(unit, (SLOW_UNIT, STERN_UNIT))
    return np.where(months < 0, 0.0, ceiling / (1 + np.exp(-(np.clip(months, -30, 30) - 1.0) / 0.7)))


def asks(seed: int, scale: float) -> Asks:
    """Every request that was ever made, inside or outside, in the order of need."""
    random = streams(seed, "demand")
    first, last = (int(fractional(np.array([day]))[0]) for day in (BEGIN, END))
    count = random.poisson(A_DAY * scale * (last - first))
    needed = np.sort(random.uniform(first, last, count))
    unit = random.choice(len(UNIT_WEIGHT), count, p=UNIT_WEIGHT)
    centre = unit * 6 + random.integers(0, 6, count)
    country = CENTRE_COUNTRY[centre]
    pick = random.random(count)
    site = np.zeros(count, np.int64)
    for number in range(int(country.max()) + 1):
        there = np.flatnonzero(number == SITE_COUNTRY)
        here = country == number
        site[here] = there[(pick[here] * len(there)).astype(np.int64)]
    shares = np.array([share for *_, share in CAPABILITIES])
    capability = random.choice(len(CAPABILITIES), count, p=shares / shares.sum())
    level = random.choice(LEVELS, count, p=(0.2, 0.4, 0.3, 0.1))
    kind = random.choice(len(TYPES), count, p=(0.54, 0.16, 0.13, 0.06, 0.11))
    kind = np.where(np.isin(capability, (11, 12)) & (kind == 4), 1, kind)
    dear = (capability == OVER_INDEXED) & np.isin(unit, OVER_INDEXED_UNITS)
    kind = np.where(dear & (random.random(count) < 0.6), 4, kind)
    draw = random.random(count)
    term = TERMS[(draw[:, None] > np.cumsum(TERM_SHARES, 1)[kind][:, :-1]).sum(1)]
    terms = np.minimum(random.geometric(0.15, count), 12)
    limit = np.where(
        np.isin(unit, OVERRUN_UNITS) & (kind == 0),
        150,
        np.where((country == 2) & (kind == 1) & (unit != LAWLESS_UNIT), 78, LONGEST_WEEKS),
    )
    limit = np.where(np.isin(kind, (2, 3, 4)), 182, limit)
    terms = np.maximum(1, np.minimum(terms, limit // term))
    return Asks(
        centre=centre,
        site=site,
        role=capability * LEVELS + level,
        type=kind,
        positions=random.choice(POSITIONS, count, p=POSITION_SHARES),
        needed=needed,
        inside=random.random(count) < share_inside(unit, needed),
        identified=np.zeros(count, np.bool_),
        starts=np.full(count, np.nan),
        term=term,
        terms=terms,
        manager=random.integers(0, 5, count),
    )


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Engagements outside the programme: whose they are, from when to when, through which agency."""

    ask: Asks
    begins: Array
    ends: Array
    agency: Array


def outside(seed: int, every: Asks) -> tuple[Outside, Asks]:
    """What runs outside, and the requests by which running work was brought in when its unit went live."""
    random = streams(seed, "outside")
    # As inside, not every request comes to something; otherwise joining the programme would look like shrinking.
    there = np.flatnonzero(~every.inside & (random.random(len(every)) < FOUND))
    each = every.of(np.repeat(there, every.positions[there]))
    begins = monday(each.needed + random.uniform(10, 40, len(each)))
    ends = begins + 7 * each.term * each.terms - 3
    live = fractional(np.where(np.isnat(GO_LIVE), np.datetime64("2100-01-01"), GO_LIVE))[each.unit]
    brought_on = monday(np.maximum(live, begins) + random.uniform(5, 110, len(each)))
    brought = (begins < live) & (ends > brought_on + 40) & (random.random(len(each)) < 0.985)
    left = np.maximum(1, (ends - brought_on) // 7)
    late = random.random(len(each))
    coming = Asks(
        centre=each.centre,
        site=each.site,
        role=each.role,
        type=each.type,
        positions=np.ones(len(each), np.int64),
        # Half of them are written down after the first day: use after the fact.
        needed=brought_on + np.where(late < 0.35, 6 * late, -12 - 10 * late),
        inside=np.ones(len(each), np.bool_),
        identified=np.ones(len(each), np.bool_),
        starts=brought_on.astype(np.float64),
        term=np.minimum(left, each.term),
        terms=np.maximum(1, left // np.minimum(left, each.term)),
        manager=each.manager,
    ).of(brought & (brought_on <= fractional(np.array([END]))[0]))
    agency = (each.centre * 7 + random.integers(0, 4, len(each))) % 30
    return Outside(ask=each, begins=begins, ends=np.where(brought, brought_on - 3, ends), agency=agency), coming
