"""The benchmarks that a client may lawfully use, and how many are refused.

A benchmark says its source, its date, how many contributed and the largest one's share. It is refused where it does not
say so, below five contributors, while it is under three months old, and above 25% from one contributor: what is fresher
or fewer could be traced to a single competitor's prices.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fullscore.findings._work import Floats, work_of
from fullscore.lens.kept import kept
from fullscore.measures._rates import TWELFTHS
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

PERCENTILE = 50
FEWEST_CONTRIBUTORS = 5
MOST_OF_ONE = 0.25
MONTHS_OLD = 3


@dataclass(frozen=True, kw_only=True)
class Market:
    """What the market charges for each assignment of ``work_of``.

    Attributes:
        log_rate: the logarithm of the benchmark's rate of an hour in ``currency``; nan without a lawful benchmark.
        log_base: the same in the programme's currency.
        currency: of the benchmark; empty without one.
        lawful: how many median bill rates may be used.
        refused: how many may not, by the reason.
    """

    log_rate: Floats
    log_base: Floats
    currency: tuple[str, ...]
    lawful: int
    refused: Mapping[str, int]

    @property
    def says(self) -> str:
        """What was refused and why; empty where nothing was."""
        if not self.refused:
            return ""
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(self.refused.items()))
        return f" {sum(self.refused.values()):,} benchmarks were refused: {reasons}."


@kept
def market_of(edition: Edition) -> Market:
    """The latest lawful median bill rate of each assignment's role, or else of its role's occupation, in its country.

    Pay rates and wages are no bill rates and are not used.
    """
    rows = edition.table("benchmark")
    rows = rows.filter((rows.kind == "bill") & (rows.percentile == PERCENTILE))
    refused: Counter[str] = Counter()
    of: dict[tuple[str, str | None, str], tuple[float, float, str]] = {}
    lawful = 0
    told = rows.select(
        "role_id", "soc_code", "country", "currency", "rate_unit", "source", "as_of", "contributors",
        largest_share=column("largest_share").cast("float64"),
        rate=column("rate").cast("float64"),
        rate_base=column("rate_base").cast("float64"),
        id="benchmark_id",
    ).order_by(["as_of", column("id").desc()])  # fmt: skip
    for row in edition.run(told).to_pylist():
        if reason := refusal(row, date.fromisoformat(edition.as_of)):
            refused[reason] += 1
            continue
        lawful += 1
        hour = 12 / TWELFTHS[row["rate_unit"]]
        told_rate = (row["rate"] * hour, (row["rate_base"] or np.nan) * hour, row["currency"])
        if row["role_id"] is not None:
            of["role", row["role_id"], row["country"]] = told_rate
        elif row["soc_code"] is not None:
            of["soc", row["soc_code"], row["country"]] = told_rate
    roles = edition.run(edition.table("role").select("role_id", "soc_code")).to_pylist()
    soc = {row["role_id"]: row["soc_code"] for row in roles}
    texts = work_of(edition).texts
    nothing = (np.nan, np.nan, "")
    found = [
        of.get(("role", role, country)) or of.get(("soc", soc.get(role), country)) or nothing
        for role, country in zip(texts["role_id"], texts["country"], strict=True)
    ]
    rates = np.array([one[:2] for one in found], dtype=np.float64).reshape(-1, 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.where(rates > 0, np.log(rates), np.nan)
    return Market(
        log_rate=logs[:, 0],
        log_base=logs[:, 1],
        currency=tuple(one[2] for one in found),
        lawful=lawful,
        refused=dict(refused),
    )


def refusal(benchmark: Mapping[str, Any], today: date) -> str:
    """Why a benchmark may not be used on a day; empty where it may."""
    if not benchmark["source"] or benchmark["contributors"] is None or benchmark["largest_share"] is None:
        return "without its source, contributors or largest share"
    if benchmark["contributors"] < FEWEST_CONTRIBUTORS:
        return "with fewer than five contributors"
    if benchmark["largest_share"] > MOST_OF_ONE:
        return "with more than a quarter from one contributor"
    if _months_on(benchmark["as_of"]) > today:
        return "under three months old"
    return ""


def _months_on(day: date) -> date:
    """The same day three months on; of a longer month's last days, that month's last."""
    last = (Month.of(day) + MONTHS_OLD).last_day
    return last.replace(day=min(day.day, last.day))
