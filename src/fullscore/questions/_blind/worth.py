"""What a missing thing would be worth to a question: expected value of partial perfect information, less its cost.

For each of the question's decisions: the value of knowing what the missing data would tell, before deciding, times how
many such decisions are taken in a year; together, less what it costs in a year to get the data. Only doubts that stand
in the decision's draws are priced, and each gap by itself: two gaps that would tell the same are not worth their sum.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fullscore.measures._rates import hourly
from fullscore.model._expressions import column
from fullscore.questions._blind.gaps import Gap
from fullscore.questions._decision import Decision, Doubt
from fullscore.stats.partial_information import RESAMPLED, partial_information, perfect_information
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.fault import Fault

ASSUMED = {
    "days_a_year_for_a_column": 5.0,
    "days_a_year_for_a_table": 20.0,
    "cost_of_a_working_day": 600.0,
    "part_told_by_a_second_look": 0.5,
}
"""Working days a year that it takes to get a column of a feed that is there, or a table of its own, and to keep it
coming; what such a day costs, where no assignment's bill rate tells; and how much of a doubt's variance goes where
the data would be a second look at what is known otherwise."""
MOST = 1e9
HOURS_A_DAY = 8


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What getting data costs, and how much a second look tells."""

    column: float
    table: float
    part: float
    assumptions: tuple[Assumption, ...]

    @staticmethod
    def of(edition: Edition, what_if: WhatIf) -> "Prices":
        """Those of an edition: a working day costs what one is billed at, where any bill rate is known.

        Raises:
            Fault: a person sets a value that cannot be.
        """
        for name, value in what_if.items():
            most = 1.0 if name == "part_told_by_a_second_look" else MOST
            if not 0 <= value <= most:
                raise Fault(f"{name} = {value:g} is out of bounds", next_step=f"assume 0 to {most:g}")
        told = {name: assumed(name, value, {}, what_if) for name, value in ASSUMED.items()}
        day = _billed_day(edition)
        if day is not None and "cost_of_a_working_day" not in what_if:
            told["cost_of_a_working_day"] = Assumption(name="cost_of_a_working_day", value=day, source="own data")
        number = {name: float(one.value) for name, one in told.items()}
        return Prices(
            column=number["days_a_year_for_a_column"] * number["cost_of_a_working_day"],
            table=number["days_a_year_for_a_table"] * number["cost_of_a_working_day"],
            part=number["part_told_by_a_second_look"],
            assumptions=tuple(told.values()),
        )

    def cost(self, gap: Gap) -> float:
        """Of getting what lacks, in a year: of a column, or the rest of a table that comes already; of a new table."""
        return self.column if gap.lacking else self.table


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a gap would be worth to its question in a year.

    Attributes:
        net: less the cost; None where it is not priced.
        gross: before the cost.
        p_worth_it: how probable it is that it is worth more than it costs.
        decisions: how many decisions a year it would inform.
        priors: what is believed for now of what it would tell.
        bias: to which side its absence pulls the answer, which no draws hold; empty where it does not.
    """

    net: Estimate | None
    gross: float = 0.0
    p_worth_it: float = 0.0
    decisions: float = 0.0
    priors: tuple[str, ...] = ()
    bias: str = ""


def worth_of(gap: Gap, decisions: Sequence[Decision], prices: Prices, currency: str) -> Worth:
    """Price a gap by the decisions of its question; where none of their doubts would be told, it has no price."""
    value, resampled, informed, per_year = 0.0, np.zeros(RESAMPLED), 0, 0.0
    priors: list[str] = []
    for decision in decisions:
        doubts = [doubt for doubt in decision.doubts if _told_by(gap, doubt)]
        if not doubts:
            continue
        found = partial_information(
            decision.benefit,
            np.stack([doubt.draws for doubt in doubts], 1),
            part=[prices.part if doubt.part is None else doubt.part for doubt in doubts],
            seed=zlib.crc32(f"{gap.name} {decision.says}".encode()),
        )
        value += decision.per_year * found.value
        resampled = resampled + decision.per_year * found.resampled
        informed += 1
        per_year += decision.per_year
        priors += [f"{doubt.name}: {doubt.prior}" for doubt in doubts]
    if not informed:
        return Worth(net=None)
    cost = prices.cost(gap)
    low, high = np.quantile(resampled, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) - cost
    net = value - cost
    return Worth(
        net=Estimate(value=net, n=informed, low=min(float(low), net), high=max(float(high), net), currency=currency),
        gross=value,
        p_worth_it=float((np.count_nonzero(resampled > cost) + 0.5) / (RESAMPLED + 1)),
        decisions=per_year,
        priors=tuple(dict.fromkeys(priors)),
    )


def most(decisions: Sequence[Decision]) -> float:
    """What it would be worth in a year to know everything that these decisions have in doubt: no data can be more."""
    return float(sum(decision.per_year * perfect_information(decision.benefit) for decision in decisions))


def _told_by(gap: Gap, doubt: Doubt) -> bool:
    """A missing table tells all that its columns would."""
    # By name: what another process told holds a copy of the table.
    return doubt.table.name == gap.table.name and gap.column in ("", doubt.column)


def _billed_day(edition: Edition) -> float | None:
    if not edition.has("assignment"):
        return None
    work = edition.table("assignment")
    rate = hourly(column("bill_rate_base"), column("rate_unit"))
    mean = edition.run(work.aggregate(rate=rate.mean()))["rate"][0].as_py()
    return None if mean is None or mean != mean or mean <= 0 else HOURS_A_DAY * float(mean)
