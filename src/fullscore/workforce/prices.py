"""What waiting, replacing and doing again are taken to cost, in days' bills: ranges, until somebody signs a price."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fullscore.lens.kept import kept
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import assumed
from fullscore.terms.edition import Edition
from fullscore.workforce.starts import Starts, days_of


@dataclass(frozen=True, kw_only=True)
class Price:
    """The least and the greatest price that a function accepts, in days' bills; whose it is to sign."""

    name: str
    low: float
    high: float
    function: str

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


EARLY_END = Price(name="price_early_end", low=5.0, high=15.0, function="hr")
LOST_DAY = Price(name="price_lost_day", low=0.25, high=1.0, function="hiring")
DELAY_DAY = Price(name="price_delay_day", low=0.1, high=0.5, function="hiring")
REWORK = Price(name="price_rework", low=2.0, high=10.0, function="procurement")
PRICES = (EARLY_END, LOST_DAY, DELAY_DAY, REWORK)
REFILL_DAYS = 30.0
"""How long a seat stays empty after an early end, where the programme's own speed is not known."""
ASSUMED = tuple(f"{price.name}_{end}" for price in PRICES for end in ("low", "high"))


def ends_of(price: Price, what_if: Mapping[str, float]) -> tuple[Assumption, Assumption]:
    """A price's least and greatest, as an answer shows what it assumed."""
    return (
        assumed(f"{price.name}_low", price.low, {}, what_if),
        assumed(f"{price.name}_high", price.high, {}, what_if),
    )


@kept
def refill_days(edition: Edition) -> float | None:
    """How long the programme takes from a request to a start, the median; None where it is not known."""
    asked = edition.table("requisition").select(_asked="requisition_id", _on="submitted_on")
    work = edition.table("assignment").inner_join(asked, [("requisition_id", "_asked")])
    table = edition.run(work.select("start_date", "_on"))
    days = days_of(table["start_date"]) - days_of(table["_on"])
    days = days[days >= 0]
    return float(np.median(days)) if len(days) else None


def refill(days: float | None) -> Assumption:
    """The days for which a seat stays empty after an early end.

    Args:
        days: as ``refill_days`` says.
    """
    if days is None:
        return Assumption(name="refill_days", value=REFILL_DAYS, source="default")
    return Assumption(name="refill_days", value=days, source="own data")


def day_bill(starts: Starts) -> float | None:
    """What a day of work is billed at in the programme's currency, the mean of all starts; None where nothing tells."""
    rates = starts.daily_bill[np.isfinite(starts.daily_bill) & (starts.daily_bill > 0)]
    return float(rates.mean()) if len(rates) else None
