"""What a start through a supplier is worth beyond the programme's mean, over all prices that may be put on it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fullscore.questions._supplier.outcomes import Outcome
from fullscore.questions._supplier.supply import Supply
from fullscore.stats.acceptability import Acceptability, acceptability
from fullscore.terms.answer import Assumption
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.prices import PRICES, day_bill, ends_of, refill
from fullscore.workforce.starts import Codes, Floats, Starts


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
    day = day_bill(starts)
    if day is None or counts.sum() == 0:
        return None
    empty = refill(refill_days)
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
    found = acceptability([quality, quality * float(empty.value), saved, spared], ranges)
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
            *(end for price in PRICES for end in ends_of(price, what_if)),
            Assumption(name="day_bill", value=day, source="own data"),
            empty,
        ),
    )
