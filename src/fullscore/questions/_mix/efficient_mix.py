"""The cheapest mix of resource types that a capability's own units show to be possible, and what it would save.

A unit's own mix, and the mixes that others show, are those left once chance is shrunk out (``stats.shrunk_mixes``): on
raw shares, units that differ by nothing but chance seem to have found better mixes. Each unit may move within the 10th
to the 90th percentile of the shares of units with comparable demand, and never beyond where it is without them. The mix
is chosen on one half of the units (their spread, their prices) and measured on the other with that half's prices, both
ways and over several splits; the interval is a bootstrap over units of all of that.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats.cheapest_mix import cheapest_mix
from fullscore.stats.marginal_totals import marginal_totals
from fullscore.stats.shrunk_mixes import Mixes, chance_alone, mixes

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

FEWEST_UNITS = 10
LOWEST, HIGHEST = 0.1, 0.9
"""The percentiles of comparable units' shares that a mix stays within."""
VOLUME_FACTOR, DURATION_FACTOR, SEASON_REACH = 10.0, 1.75, 0.15
"""Comparable: the hours within this factor, the mean planned duration within that, and the busiest quarter's share of
the year's hours within so much."""
FEWEST_ENGAGEMENTS = 5.0
"""Of a comparable unit, in engagements of equal size."""
SPLITS, SPLITS_OF_A_DRAW, DRAWS, FEWER_DRAWS = 12, 4, 100, 30
CHANCE = 0.01
"""Units count as different only where chance alone would make them so with less probability, over all capabilities."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """The extended work of one capability in a year: one element for each assignment, codes from 0.

    Attributes:
        unit, cell, kind: org unit, level and country, and resource type.
        engagement: what was decided together, such as a requisition of several positions.
        hours, cost: productive hours, and what they cost with fees, both above 0.
        days: planned duration.
        quarters: hours by quarter, assignments x 4.
        open_hours: of the hours, those that each kind could lawfully have done, assignments x kinds.
        may_rise: for each kind, whether a mix may hold more of it than now.
        reference: the kind that prices are told against.
    """

    unit: Codes
    cell: Codes
    kind: Codes
    engagement: Codes
    hours: Floats
    cost: Floats
    days: Floats
    quarters: Floats
    open_hours: Floats
    may_rise: Flags
    reference: int


@dataclass(frozen=True, kw_only=True)
class Efficient:
    """What a capability's efficient mix comes to.

    Attributes:
        units: how many have comparable demand elsewhere.
        differ: how probable chance alone makes differences like those between the units.
        shares: the efficient share of each kind.
        saved: of a year's cost, the share that each kind's change saves; adds up to ``saving``.
        saving: of a year's cost; ``over``: actual over efficient, less 1.
        draws: ``over`` in each draw of the bootstrap, chance between units not ruled out.
        saved_draws: draws x kinds; ``share_draws`` likewise.
    """

    units: int
    differ: float
    shares: Floats
    saved: Floats
    saving: float
    over: float
    draws: Floats
    saved_draws: Floats
    share_draws: Floats


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A capability's units, summed up; arrays of units, units x kinds, units x cells x kinds, units x units."""

    hours: Floats
    counts: Floats
    """Engagements of equal size that each unit's shares are worth, by kind."""
    amounts: Floats
    exposure: Floats
    alike: Flags
    """Whether a unit's demand is comparable with another's; nowhere for units of too few engagements."""
    room: Floats
    """The share of a unit's hours that could lawfully be done by each kind and is not."""
    level: Floats
    """What an hour of the reference kind costs, at the unit's own levels and countries."""
    linked: Flags
    """The kinds whose price can be told from the reference's."""


def efficient_mix(work: Work, *, significance: float = CHANCE, seed: int = 1) -> Efficient | None:
    """The efficient mix; None where fewer than ten units have comparable demand, or they hold less than half the hours.

    Args:
        significance: below which chance alone does not explain that the units differ.
    """
    seen = summed_up(work)
    movable = seen.alike.sum(1) >= FEWEST_UNITS
    if int(movable.sum()) < FEWEST_UNITS or seen.hours[movable].sum() < 0.5 * seen.hours.sum():
        return None
    random = np.random.default_rng(seed)
    differ = chance_alone(*_engagements(work, np.asarray(seen.alike.any(1))), seed=seed)
    known, units, kinds = mixes(seen.counts), len(seen.hours), len(work.may_rise)
    # Units that chance alone explains save nothing; their draws only show what could still be hidden.
    draws = DRAWS if differ < significance else FEWER_DRAWS
    drawn = random.multinomial(units, np.full(units, 1 / units), draws).astype(np.float64)
    several = np.repeat(drawn, SPLITS_OF_A_DRAW, 0)
    parts = _chosen(work, seen, known, movable, several, _halves(random, units, len(several)))
    saved_draws, moved_draws = (part.reshape(draws, SPLITS_OF_A_DRAW, kinds).mean(1) for part in parts)
    saved, moved = np.zeros(kinds), np.zeros(kinds)
    if differ < significance:
        every = np.ones((SPLITS, units))
        saved, moved = (
            part.mean(0) for part in _chosen(work, seen, known, movable, every, _halves(random, units, SPLITS))
        )
    own = np.bincount(work.kind, work.hours, kinds) / work.hours.sum()
    return Efficient(
        units=int(movable.sum()),
        differ=differ,
        shares=own + moved,
        saved=saved,
        saving=float(saved.sum()),
        over=1 / (1 - float(saved.sum())) - 1,
        draws=1 / (1 - saved_draws.sum(1)) - 1,
        saved_draws=saved_draws,
        share_draws=own + moved_draws,
    )


def summed_up(work: Work) -> Seen:
    """The units of a capability: how much they buy, of which kinds and cells, and whose demand is comparable."""
    units, kinds, cells = int(work.unit.max()) + 1, len(work.may_rise), int(work.cell.max()) + 1
    hours: Floats = np.bincount(work.unit, work.hours, units).astype(np.float64)
    place = (work.unit * cells + work.cell) * kinds + work.kind
    exposure, amounts = (
        np.bincount(place, part, units * cells * kinds).reshape(units, cells, kinds).astype(np.float64)
        for part in (work.hours, work.cost)
    )
    engaged_unit, _, size = _engagements(work, np.ones(units, dtype=np.bool_))
    worth: Floats = np.bincount(engaged_unit, size, units).astype(np.float64) ** 2 / np.bincount(
        engaged_unit, size**2, units
    )
    level, _ = marginal_totals(amounts.sum(0)[None], exposure.sum(0)[None], work.reference)
    shares = exposure.sum(1) / hours[:, None]
    open_share = np.stack([np.bincount(work.unit, part, units) for part in work.open_hours.T], 1) / hours[:, None]
    already = np.bincount(
        work.unit * kinds + work.kind, work.open_hours[np.arange(len(work.kind)), work.kind], units * kinds
    )
    return Seen(
        hours=hours,
        counts=shares * worth[:, None],
        amounts=amounts,
        exposure=exposure,
        alike=_comparable(work, hours, worth),
        room=open_share - already.reshape(units, kinds) / hours[:, None],
        level=exposure.sum(2) @ np.nan_to_num(level[0]) / hours,
        linked=_linked(exposure.sum(0), work.reference),
    )


def _engagements(work: Work, among: Flags) -> tuple[Codes, Codes, Floats]:
    """Unit, kind and hours of whatever was decided together, in some units."""
    rows = among[work.unit]
    kinds = len(work.may_rise)
    key = (work.engagement[rows] * (int(work.unit.max()) + 1) + work.unit[rows]) * kinds + work.kind[rows]
    found, first, code = np.unique(key, return_index=True, return_inverse=True)
    sizes: Floats = np.bincount(code, work.hours[rows], len(found)).astype(np.float64)
    return work.unit[rows][first], work.kind[rows][first], sizes


def _comparable(work: Work, hours: Floats, worth: Floats) -> Flags:
    """Which units have demand like which, in volume, season and duration; itself among them."""
    units = len(hours)
    ones = np.bincount(work.unit, minlength=units)
    duration = np.bincount(work.unit, np.log(np.maximum(work.days, 1)), units) / np.maximum(ones, 1)
    busiest = np.stack([np.bincount(work.unit, part, units) for part in work.quarters.T], 1)
    season = busiest.max(1) / np.maximum(busiest.sum(1), 1e-9)
    enough = worth >= FEWEST_ENGAGEMENTS

    def near(of: Floats, reach: float) -> Flags:
        within: Flags = np.abs(of[:, None] - of[None]) <= reach
        return within

    alike: Flags = (
        near(np.log(hours), np.log(VOLUME_FACTOR))
        & near(duration, np.log(DURATION_FACTOR))
        & near(season, SEASON_REACH)
        & enough[:, None]
        & enough[None]
    )
    return alike


def _linked(exposure: Floats, reference: int) -> Flags:
    """The kinds that share a cell with the reference, or with a kind that does."""
    linked: Flags = np.arange(exposure.shape[1]) == reference
    while True:
        cells = (exposure[:, linked] > 0).any(1)
        more: Flags = linked | (exposure[cells] > 0).any(0)
        if (more == linked).all():
            return linked
        linked = more


def _halves(random: np.random.Generator, units: int, count: int) -> Flags:
    """Random halves of the units, one a row."""
    place = random.random((count, units)).argsort(1).argsort(1)
    return place < units // 2


def _chosen(
    work: Work, seen: Seen, known: Mixes, movable: Flags, weights: Floats, half: Flags
) -> tuple[Floats, Floats]:
    """The share of cost that each kind's change saves, and the change of its share of the hours.

    Args:
        weights: draws x units, how often each unit was drawn.
        half: as many, the units of the first half.

    Returns:
        Both draws x kinds.
    """
    own = known.spread(weights)
    level, hours = seen.level, seen.hours
    spent, saved, moved = np.zeros(len(weights)), np.zeros((len(weights), own.shape[2])), np.zeros(own.shape[::2])
    for of in (half, ~half):
        teaching, measured = weights * of, weights * ~of
        price, other = _prices(work, seen, teaching), _prices(work, seen, measured)
        low, high = _bounds(known.spread(teaching), teaching, seen.alike)
        fixed = np.isnan(low) | (~seen.linked | np.isnan(price) | np.isnan(other))[:, None] | ~movable[:, None]
        rises = np.where(work.may_rise, np.minimum(np.fmax(high, own), own + np.maximum(seen.room, 0)), own)
        low, high = np.where(fixed, own, np.fmin(low, own)), np.where(fixed, own, rises)
        draw, unit = np.nonzero(measured)
        taken = own[draw, unit]
        best = cheapest_mix(
            np.nan_to_num(price, nan=1.0)[draw] * level[unit, None], low[draw, unit], high[draw, unit], taken.sum(1)
        )
        mass = (measured * hours)[draw, unit]
        worth = np.nan_to_num(other, nan=1.0)[draw] * (mass * level[unit])[:, None]
        np.add.at(spent, draw, (worth * taken).sum(1))
        np.add.at(saved, draw, worth * (taken - best))
        np.add.at(moved, draw, mass[:, None] * (best - taken))
    whole = (weights * hours).sum(1)
    return saved / spent[:, None], moved / whole[:, None]


def _prices(work: Work, seen: Seen, weights: Floats) -> Floats:
    """What each kind costs against the reference, like for like, among weighted units; draws x kinds."""
    amounts, exposure = (np.tensordot(weights, part, 1) for part in (seen.amounts, seen.exposure))
    return marginal_totals(amounts, exposure, work.reference)[1]


def _bounds(own: Floats, weights: Floats, alike: Flags) -> tuple[Floats, Floats]:
    """For each draw and unit the lowest and highest shares that weighted comparable units show; NaN without three.

    Quantiles are Hazen's: between the middles of the units' weights.
    """
    low, high = np.full_like(own, np.nan), np.full_like(own, np.nan)
    for pattern in np.unique(alike, axis=0):
        members = np.flatnonzero(pattern)
        here = np.flatnonzero((alike == pattern).all(1))
        if not len(members):
            continue
        mass = np.broadcast_to(weights[:, members, None], (len(weights), len(members), own.shape[2]))
        shares = np.where(mass > 0, own[:, members], np.inf)
        order = shares.argsort(1)
        shares, mass = np.take_along_axis(shares, order, 1), np.take_along_axis(mass, order, 1)
        whole, count = mass.sum(1), (mass > 0).sum(1)
        middle = (mass.cumsum(1) - mass / 2) / np.where(whole > 0, whole, 1)[:, None]
        for target, into in ((LOWEST, low), (HIGHEST, high)):
            after = np.minimum((middle < target).sum(1), np.maximum(count - 1, 0))
            before = np.maximum(after - 1, 0)
            at = [np.take_along_axis(part, n[:, None], 1)[:, 0] for n in (before, after) for part in (middle, shares)]
            step = np.where(at[2] > at[0], (target - at[0]) / np.where(at[2] > at[0], at[2] - at[0], 1), 0)
            with np.errstate(invalid="ignore"):
                found = at[1] + np.clip(step, 0, 1) * (at[3] - at[1])
            into[:, here] = np.where(count >= 3, found, np.nan)[:, None]
    return low, high
