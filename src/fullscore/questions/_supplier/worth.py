"""What a start through a supplier is worth beyond the programme's mean, over all prices that may be put on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fullscore.questions._supplier.outcomes import Outcome
from fullscore.questions._supplier.starts import Codes, Floats, Starts
from fullscore.questions._supplier.supply import Supply
from fullscore.stats.acceptability import Acceptability, acceptability
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import assumed
from fullscore.terms.estimate import LEVEL, Estimate


@dataclass(frozen=True, kw_only=True)
class Price:
    """The least and the greatest price that a function accepts, in days' bills; whose it is to sign."""

    name: str
    low: float
    high: float
    function: str


PRICES = (
    Price(name="price_early_end", low=5.0, high=15.0, function="hr"),
    Price(name="price_lost_day", low=0.25, high=1.0, function="hiring"),
    Price(name="price_delay_day", low=0.1, high=0.5, function="hiring"),
    Price(name="price_rework", low=2.0, high=10.0, function="procurement"),
)
REFILL_DAYS = 30.0
"""How long a seat stays empty after an early end, where the programme's own speed is not known."""
ASSUMED = tuple(f"{price.name}_{end}" for price in PRICES for end in ("low", "high"))


@dataclass(frozen=True, kw_only=True)
class Worth:
    """Net benefit per start in the programme's currency, and the acceptability of every rank."""

    found: Acceptability
    estimates: tuple[Estimate, ...]
    day: float
    """What a day's work is billed at."""
    assumptions: tuple[Assumption, ...]
    spared: Floats
    """Draws of deliverables per start that need no rework, against the programme, shape (draws, suppliers)."""


def worth_of(
    quality: Floats,
    starts: Starts,
    outcomes: Mapping[str, Outcome],
    supply: Supply,
    counts: Codes,
    refill_days: float | None,
    currency: str,
    what_if: Mapping[str, float],
) -> Worth | None:
    """Net benefit per start; None where no rate is known, so that a day has no price.

    An early end costs its replacement and the days until there is one; slowness costs the days of waiting; a
    deliverable that was not accepted at first costs its rework, as often as there are deliverables to a start.

    Args:
        quality: draws of the share of early ends spared, shape (draws, suppliers).
        counts: each supplier's starts.
    """
    rates = starts.daily_bill[np.isfinite(starts.daily_bill) & (starts.daily_bill > 0)]
    if len(rates) == 0 or counts.sum() == 0:
        return None
    day = float(rates.mean())
    refill = REFILL_DAYS if refill_days is None else refill_days
    weight = counts / counts.sum()
    draws, suppliers = quality.shape
    random = np.random.default_rng(11)
    saved = np.zeros((draws, suppliers))
    if supply.speed_days is not None:
        value = np.array([np.nan if e.value is None else e.value for e in supply.speed_days])
        usual = float(np.nansum(value * weight) / max(weight[~np.isnan(value)].sum(), 1e-12))
        spread = np.array(
            [0.0 if e.low is None or e.high is None else (e.high - e.low) / 3.29 for e in supply.speed_days]
        )
        saved = np.where(np.isnan(value), 0, usual - value) + spread * random.standard_normal((draws, suppliers))
    spared = np.zeros((draws, suppliers))
    if (once := outcomes.get("no_rework")) is not None and len(once.draws) == draws:
        mix = once.counts / max(1, once.counts.sum())
        spared = (once.draws - (once.draws @ mix)[:, None]) * (once.counts / np.maximum(counts, 1))
    ranges = [(what_if.get(f"{p.name}_low", p.low) * day, what_if.get(f"{p.name}_high", p.high) * day) for p in PRICES]
    ranges = [(min(pair), max(pair)) for pair in ranges]
    found = acceptability([quality, quality * refill, saved, spared], ranges)
    worth = found.worth - (found.worth @ weight)[:, None]
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(worth, [outside, 1 - outside], axis=0)
    return Worth(
        found=found,
        estimates=tuple(
            Estimate(value=float(v), n=int(n), low=float(a), high=float(b), currency=currency)
            for v, n, a, b in zip(worth.mean(0), counts, low, high, strict=True)
        ),
        day=day,
        spared=spared,
        assumptions=(
            *(
                assumed(f"{price.name}_{end}", getattr(price, end), {}, what_if)
                for price in PRICES
                for end in ("low", "high")
            ),
            Assumption(name="day_bill", value=day, source="own data"),
            Assumption(name="refill_days", value=refill, source="default" if refill_days is None else "own data"),
        ),
    )
