"""Generated capabilities whose mixes of resource types were planted, and what their efficient mix truly saves.

They are not what the method supposes: units of one habit still differ, engagements have several positions and lengths
with a heavy tail, rates have their own spread by unit, premiums differ from level to level, and volume, season and
duration differ from unit to unit. In a null world every unit draws from one mix.
"""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._mix.efficient_mix import FEWEST_UNITS, Floats, Work, _bounds, summed_up
from fullscore.stats.cheapest_mix import cheapest_mix

KINDS = ("contractor", "temp", "payrolled", "independent_contractor", "consultant")
MAY_RISE = np.array([True, True, False, False, True])


@dataclass(frozen=True, kw_only=True)
class MixWorld:
    """A capability, the share of its cost that the efficient mix truly saves, and each kind's true premium."""

    work: Work
    saving: float
    price: Floats


def mix_world(seed: int, *, planted: bool, engagements: float = 60.0) -> MixWorld:
    """A capability of one seed.

    Args:
        planted: whether some units buy much of the dearest kind.
        engagements: of a unit in a year, on average.
    """
    random = np.random.default_rng([seed, planted])
    units, cells = int(random.integers(14, 41)), int(random.integers(2, 9))
    size = random.lognormal(0, 0.45, units) if seed % 2 else random.pareto(3, units) + 0.5
    many = np.maximum(6, engagements * size / size.mean()).astype(int)
    shares = np.tile(random.dirichlet([12, 4, 3, 1.5, 3]), (units, 1))
    price = np.array(
        [
            1,
            random.uniform(0.8, 0.92),
            random.uniform(0.88, 0.98),
            random.uniform(1.05, 1.15),
            random.uniform(1.28, 1.5),
        ]
    )
    if planted:
        dear = random.permutation(units) < round(units * random.uniform(0.3, 0.55))
        extra = random.uniform(0.45, 0.65)
        shares[dear] = shares[dear] * (1 - extra)
        shares[dear, 4] += extra
        if seed % 3:
            shares = np.array([random.dirichlet(150 * share + 1e-3) for share in shares])
    unit = np.repeat(np.arange(units), many)
    kind = (random.random(len(unit))[:, None] > shares.cumsum(1)[unit][:, :-1]).sum(1)
    engagement = np.repeat(np.arange(len(unit)), random.choice([1, 2, 3, 5], len(unit), p=[0.8, 0.13, 0.05, 0.02]))
    unit, kind = unit[engagement], kind[engagement]
    count = len(unit)
    mixed = random.dirichlet(np.full(cells, 2.0), units)
    cell = np.minimum((random.random(count)[:, None] > mixed.cumsum(1)[unit]).sum(1), cells - 1)
    days = np.exp(random.normal(5.2 + 0.1 * random.standard_normal(units)[unit], 0.6))
    hours = np.clip(days * random.gamma(6, 1 / 6, count) * 5.0, 20, 1900)
    level, habit = np.exp(random.normal(3.8, 0.4, cells)), np.exp(random.normal(0, 0.06, units))
    tilt = 1 + random.normal(0, 0.01, (cells, len(KINDS)))
    rate = level[cell] * habit[unit] * price[kind] * tilt[cell, kind] * np.exp(0.08 * random.standard_t(5, count))
    season = random.dirichlet(np.full(4, 40.0), units)[unit]
    work = Work(
        unit=unit,
        cell=np.unique(cell, return_inverse=True)[1],
        kind=kind,
        engagement=engagement,
        hours=hours,
        cost=hours * rate,
        days=days,
        quarters=season * hours[:, None],
        open_hours=np.repeat(hours[:, None], len(KINDS), 1),
        may_rise=MAY_RISE,
        reference=0,
    )
    levels = np.bincount(unit, level[cell] * habit[unit] * hours) / np.bincount(unit, hours)
    return MixWorld(work=work, saving=_true_saving(work, shares, price, levels), price=price)


def _true_saving(work: Work, shares: Floats, price: Floats, levels: Floats) -> float:
    """What the definition gives where the units' true mixes and the true prices are known."""
    seen = summed_up(work)
    movable = (seen.alike.sum(1) >= FEWEST_UNITS)[:, None]
    low, high = (part[0] for part in _bounds(shares[None], np.ones((1, len(shares))), seen.alike))
    low = np.where(movable, np.fmin(low, shares), shares)
    high = np.where(movable & MAY_RISE, np.fmax(high, shares), shares)
    best = cheapest_mix(np.tile(price, (len(shares), 1)), low, high, shares.sum(1))
    worth = seen.hours * levels
    return 1 - float((worth * (best @ price)).sum() / (worth * (shares @ price)).sum())
