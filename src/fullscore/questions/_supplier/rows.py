"""A judged supplier as a row of the answer, and what pictures draw beside the rows."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from fullscore.questions._supplier.chances import QUALITY_SHARE, Chances
from fullscore.stats._critical import normal
from fullscore.stats.cause_specific import aalen_johansen, hazards
from fullscore.stats.ranks import Ranks
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.standardised import Standardised
from fullscore.workforce.starts import Floats, Starts

Verdict = Literal["delivers", "fills_seats", "unproven", "ordinary"]


@dataclass(frozen=True, kw_only=True)
class JudgedSupplier:
    """One supplier; shares lie in 0 to 1, money is in the programme's currency."""

    supplier_id: str
    starts: int
    quality: Estimate
    quality_by_tier: Estimate | None
    """The same with the rule and the round of release adjusted for too; None where they do not differ."""
    early_ends: Estimate
    """Its own starts, unadjusted: the Aalen-Johansen incidence."""
    outcomes: dict[str, Estimate]
    """At the programme's mix: completion, manager_score, kept, conversion, deliverables_accepted, no_rework,
    billed_right, as far as they were delivered."""
    composite: Estimate | None
    """Net benefit per start beyond the programme's mean."""
    rank: Estimate
    """By quality; 1 is best."""
    composite_rank: Estimate | None
    first_acceptability: float | None
    """The share of prices and outcomes under which its net benefit is the greatest."""
    p_better: float
    p_worse: float
    fill_share: Estimate | None
    speed_days: Estimate | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class RankPlot:
    """For each supplier in the order of its rows the probability of every rank from the first."""

    supplier_ids: tuple[str, ...]
    by_quality: tuple[tuple[float, ...], ...]
    by_worth: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Between which qualities nine in ten ordinary suppliers of so many starts would lie, were they judged alone."""

    starts: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """What a funnel plot draws beside the rows."""

    centre: float
    """The programme's share of early ends."""
    margin: float
    unexplained: float
    """Standard deviation among ordinary suppliers beyond chance, on the log of the hazard."""
    bounds: tuple[Bound, ...]
    spreads: dict[str, float] = field(default_factory=dict)
    """Standard deviations on the log of the hazard, by what differs."""


def interval(draws: Floats, n: int) -> Estimate:
    """The mean of draws, and what nine in ten of them lie between."""
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [outside, 1 - outside])
    return Estimate(value=float(draws.mean()), n=n, low=float(low), high=float(high))


def ranked(found: Ranks, n: int, count: int) -> Estimate:
    """A unit's place with its rank interval."""
    return Estimate(value=float(found.place[n]), n=count, low=float(found.low[n]), high=float(found.high[n]))


def unadjusted(starts: Starts, n: int) -> Estimate:
    """The incidence of early ends among a supplier's own starts."""
    mine = starts.supplier.codes == n
    over, bad = starts.is_over[mine], starts.is_bad[mine]
    found = hazards(starts.entered[mine], starts.left[mine], over & bad, over & ~bad, starts.window_days)
    return aalen_johansen(found, int(np.count_nonzero(mine & (starts.entered == 0))))


def funnel_of(starts: Starts, found: Standardised, sure: Chances, margin: float) -> Funnel:
    """The funnel's centre and its bounds at some two dozen sizes."""
    centre = float((found.share @ (found.counts / found.counts.sum())).mean())
    most = max(int(found.counts.max()), 20)
    sizes = np.unique(np.geomspace(10, most, 24).round()).astype(np.int64)
    reach = normal(LEVEL) * np.sqrt(
        centre * (1 - centre) / sizes + (1 - QUALITY_SHARE) * (centre * sure.unexplained) ** 2
    )
    return Funnel(
        centre=centre,
        margin=margin,
        unexplained=sure.unexplained,
        bounds=tuple(Bound(starts=int(n), low=float(-r), high=float(r)) for n, r in zip(sizes, reach, strict=True)),
        spreads=dict(zip(("suppliers", *_ways(starts)), found.effects.spreads, strict=False)),
    )


def _ways(starts: Starts) -> tuple[str, ...]:
    """What the standard deviations after the suppliers' are of: small groupings first, the large one last."""
    ways = [name for name, of in (("units", starts.unit), ("sites", starts.site)) if len(of.names) > 1]
    sizes = {"units": len(starts.unit.names), "sites": len(starts.site.names)}
    largest = max(ways, key=lambda name: sizes[name], default="")
    if largest and sizes[largest] >= 100:
        ways = [*(way for way in ways if way != largest), largest]
    return (*ways, "case_mix_of_suppliers")
