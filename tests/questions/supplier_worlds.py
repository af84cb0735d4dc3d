"""Worlds of starts in which it is known how good every supplier is; none of them is made the way it is analysed.

An early end has a probability that is a product or a logistic sum of what the work and the supplier bring; suppliers'
qualities come from two camps, a heavy tail or a bell; sizes are heavy-tailed; who does which work may go with quality;
ends fall early on or evenly; other ends compete; the youngest are still running; some causes are not known.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.workforce.starts import Names, Starts

Floats = npt.NDArray[np.float64]
WINDOW = 90
TODAY = 20000


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What kind of world it is."""

    suppliers: int = 40
    starts: int = 12000
    units: int = 60
    sites: int = 10
    capabilities: int = 12
    spread: float = 0.3
    """Standard deviation of suppliers' log factors; 0: no supplier differs."""
    camps: Literal["bell", "two camps", "heavy tail"] = "bell"
    tail: float = 1.0
    """Of the suppliers' sizes: the standard deviation of their logs."""
    confounded: float = 0.0
    """How much better suppliers are drawn to harder work."""
    logistic: bool = False
    late: bool = False
    """Ends fall late in the window rather than early."""
    extra: float = 0.1
    """Standard deviation of what a supplier is at one capability alone."""
    fillers: int = 0
    """So many of the largest suppliers are quick and poor."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Starts, and the truth about them."""

    starts: Starts
    quality: Floats
    """Each supplier's: the programme's mean share of early ends, over its starts, less its own at the same mix."""
    factors: Floats
    """The logs of suppliers' factors."""
    base: Floats
    """Each start's probability of an early end through a supplier of factor 1."""
    spread: float
    """What an oracle knows of the suppliers: the standard deviation of their log factors."""
    fillers: npt.NDArray[np.bool_]
    quick: npt.NDArray[np.bool_] = field(repr=False)


def world(seed: int, shape: Shape) -> World:
    """The world of a seed."""
    random = np.random.default_rng([seed, 77])
    k, n, c = shape.suppliers, shape.starts, shape.capabilities
    size = np.sort(random.lognormal(0, shape.tail, k))[::-1]
    factor = shape.spread * _qualities(random, k, shape.camps)
    fillers = np.arange(k) < shape.fillers
    factor[fillers] = 0.75
    hardness = random.normal(0, 0.45, c)
    able = random.random((k, c)) < 0.5
    able[np.arange(k), random.integers(0, c, k)] = True
    pull = -shape.confounded * np.outer(factor, hardness) / 0.3
    taste = np.where(able, np.exp(pull + random.normal(0, 0.5, (k, c))), 0)
    supplier = random.choice(k, n, p=size / size.sum())
    capability = _pick(random, taste / taste.sum(1, keepdims=True), supplier)
    home = random.dirichlet(np.full(shape.units, 0.3), k)
    unit = _pick(random, home, supplier)
    site = (unit * 7 + random.integers(0, 3, n)) % shape.sites
    level = random.integers(0, 4, n)
    of_unit, of_site = random.uniform(-0.4, 0.4, shape.units), random.uniform(-0.2, 0.2, shape.sites)
    work = hardness[capability] + of_unit[unit] + of_site[site] + 0.12 * (level - 1.5)
    apart = shape.extra * random.normal(size=(k, c)) * (shape.spread > 0)
    base = _chance(work, shape.logistic)
    lengths = _early_days(random, n, shape.late)
    began = TODAY - random.integers(0, 900, n)
    own = _chance(work + factor[supplier] + apart[supplier, capability], shape.logistic)
    is_early = random.random(n) < own
    other = np.floor(random.exponential(1500, n)).astype(np.int64) + 1
    planned = random.choice([60, 120, 180, 270, 365], n)
    end = np.minimum(other, planned)
    end = np.where(is_early & (lengths <= end), lengths, end)
    is_bad = is_early & (lengths <= np.minimum(other, planned))
    seen = TODAY - began
    over = end <= seen
    unknown = over & is_bad & (random.random(n) < 0.05)
    share = np.array([_truth(work, factor[s] + apart[s][capability], shape.logistic) for s in range(k)])
    weight = np.bincount(supplier, minlength=k) / n
    days = _early_days(random, 4000, shape.late)
    alive = float(np.mean(np.exp(-days / 1500) * (days <= planned.mean())))
    # Of those whose term is over before they would have left, a few never get to leave.
    kept = np.mean([np.mean(days <= p) for p in (60, 120, 180, 270, 365)]) / np.mean(days <= planned.mean())
    starts = Starts(
        supplier=_named("S", supplier, k),
        unit=_named("U", unit, shape.units),
        site=_named("P", site, shape.sites),
        capability=_named("C", capability, c),
        level=_named("L", level, 4),
        tier=_named("", np.zeros(n, dtype=np.int64), 1),
        manager=_named("M", unit, shape.units),
        began=began,
        entered=np.zeros(n, dtype=np.int64),
        left=np.where(over, end, seen),
        is_over=over,
        is_bad=is_bad & over,
        is_unknown=unknown,
        is_disputed=np.zeros(n, dtype=np.bool_),
        is_no_show=over & is_bad & (end == 0),
        is_completed=over & ~is_bad & (end >= planned),
        is_kept=np.zeros(n, dtype=np.bool_),
        is_converted=np.zeros(n, dtype=np.bool_),
        daily_bill=np.full(n, 400.0),
        ids=tuple(f"A-{i:06d}" for i in range(n)),
        window_days=WINDOW,
        today=TODAY,
        outside=0,
    )
    return World(
        starts=starts,
        quality=alive * kept * (weight @ share - share),
        factors=factor,
        base=base,
        spread=float(np.std(factor)),
        fillers=fillers,
        quick=fillers | (random.random(k) < 0.4),
    )


def oracle(made: World) -> Floats:
    """Each supplier's quality by a mixed model that knows the variance of suppliers and the true case mix.

    Only the suppliers' own effects are left to it; what it is told includes every start's true base chance.
    """
    starts = made.starts
    watched = starts.left >= WINDOW
    usable = watched | starts.is_over
    grid = np.linspace(-3, 3, 241)
    hit = starts.is_bad & (starts.left <= WINDOW)
    p = np.clip(made.base[usable][:, None] * np.exp(grid), 1e-9, 0.999)
    rows = np.where(hit[usable][:, None], np.log(p), np.log1p(-p))
    k = len(made.factors)
    order = np.argsort(starts.supplier.codes[usable], kind="stable")
    ends = np.searchsorted(starts.supplier.codes[usable][order], np.arange(k + 1))
    sums = np.concatenate([np.zeros((1, len(grid))), np.cumsum(rows[order], 0)])
    likelihood = sums[ends[1:]] - sums[ends[:-1]]
    density = likelihood - 0.5 * ((grid - made.factors.mean()) / max(made.spread, 1e-3)) ** 2
    weight = np.exp(density - density.max(1, keepdims=True))
    weight /= weight.sum(1, keepdims=True)
    return np.asarray(-(weight @ np.exp(grid)))


def league(made: World) -> Floats:
    """The raw league table: each supplier's share of starts without an early end."""
    starts = made.starts
    hit = starts.is_bad & (starts.left <= WINDOW)
    n = np.bincount(starts.supplier.codes, minlength=len(made.factors))
    return np.asarray(-np.bincount(starts.supplier.codes, hit, len(n)) / np.maximum(n, 1))


def _qualities(random: np.random.Generator, k: int, camps: str) -> Floats:
    if camps == "two camps":
        return np.asarray(random.choice([-2.0, 2.0, 0.0], k, p=[0.12, 0.12, 0.76]) + 0.4 * random.normal(size=k))
    if camps == "heavy tail":
        return np.asarray(np.clip(random.standard_t(4, k), -4, 4) / 1.3)
    return np.asarray(random.normal(size=k))


def _pick(random: np.random.Generator, chances: Floats, row: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    steps = np.cumsum(chances, 1)
    return (random.random(len(row))[:, None] > steps[row]).sum(1).clip(max=chances.shape[1] - 1)


def _chance(work: Floats, logistic: bool) -> Floats:
    return np.asarray(1 / (1 + np.exp(2.4 - work)) if logistic else np.minimum(0.085 * np.exp(work), 0.9))


def _truth(work: Floats, factor: Floats, logistic: bool) -> float:
    return float(_chance(work + factor, logistic).mean())


def _early_days(random: np.random.Generator, n: int, late: bool) -> npt.NDArray[np.int64]:
    """Days of early ends: a tenth never came; the rest fall evenly, or late in the window."""
    shape = random.beta(3, 1.2, n) if late else random.random(n)
    return np.where(random.random(n) < 0.1, 0, 1 + np.floor(shape * WINDOW)).astype(np.int64).clip(max=WINDOW)


def _named(prefix: str, codes: npt.NDArray[np.int64], count: int) -> Names:
    return Names(codes=codes.astype(np.int64), names=tuple(f"{prefix}{n:03d}" for n in range(count)))
