"""The demand plan: how many people of each capability are to be here at the end of each quarter, and how sure that is.

The plan's low and high are read as the ends of its own interval at 90%; where it gives none, it is taken as said. A
quarter's demand is that of its last month. Where the plan has several scenarios, ``base`` is used, else the one with
the most rows.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from fullscore.questions._talent.hazards import Floats
from fullscore.terms.edition import Edition
from fullscore.terms.period import Month

BASE = "base"
HALF_WIDTH = 1.6448536269514722
"""Standard deviations from the middle of a normal interval at 90% to its end."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Demand by capability and quarter.

    Attributes:
        scenario: which was used; ``others`` were not.
        units: the org units it is for, their parts among them; None: the whole client.
        quarters: the last day of each, growing, with its month of the plan.
        headcount, low, high: by capability and quarter; NaN where the plan says nothing.
        has_bounds: whether it gives any low and high.
    """

    scenario: str
    others: tuple[str, ...]
    units: frozenset[str] | None
    capabilities: tuple[str, ...]
    quarters: tuple[Month, ...]
    headcount: Floats
    low: Floats
    high: Floats
    has_bounds: bool
    last: Month | None

    def draws(self, capability: int, draws: int, random: np.random.Generator) -> Floats:
        """Demand of one capability by quarter, shape (draws, quarters): each side of the middle has its own spread."""
        middle = self.headcount[capability]
        # Evenly over its distribution in an order of chance, so that few draws give its ends exactly.
        sure = ndtri((random.permutation(draws) + 0.5) / draws)[:, None]
        down = (middle - self.low[capability]) / HALF_WIDTH
        up = (self.high[capability] - middle) / HALF_WIDTH
        found: Floats = np.maximum(middle + sure * np.where(sure < 0, down, up), 0)
        return found


def quarters_after(as_of: str, months: float) -> tuple[Month, ...]:
    """The last months of the quarters that end after a day, as far as so many months reach."""
    now = Month.parse(as_of)
    first = now + (2 - (now.month - 1) % 3)
    if first.last_day.isoformat() <= as_of[:10]:
        first += 3
    return tuple(first + 3 * n for n in range(int(months) // 3))


def quarter_name(month: Month) -> str:
    return f"{month.year}-Q{(month.month + 2) // 3}"


def plan_of(edition: Edition, months: float) -> Plan:
    """The plan of an edition, as far as a horizon reaches."""
    rows = edition.run(edition.table("demand_plan")).to_pylist()
    counted = Counter(row["scenario"] for row in rows)
    by_size = sorted(counted, key=lambda name: (-counted[name], name))
    scenario = next((name for name in by_size if name.strip().casefold() == BASE), by_size[0] if by_size else "")
    rows = [row for row in rows if row["scenario"] == scenario and row["month"] is not None]
    names = tuple(sorted({row["capability"] for row in rows if row["capability"]}))
    ahead = quarters_after(edition.as_of, months)
    last = max((Month.of(row["month"]) for row in rows), default=None)
    quarters = tuple(q for q in ahead if last is None or q + -2 <= last)
    # A quarter's demand is that of its last month that the plan has.
    latest: dict[tuple[int, int], Month] = {}
    place = {name: n for n, name in enumerate(names)}
    cells = [(place[row["capability"]], _quarter(Month.of(row["month"]), quarters), row) for row in rows]
    cells = [cell for cell in cells if cell[1] >= 0]
    for capability, quarter, row in cells:
        month = Month.of(row["month"])
        latest[capability, quarter] = max(month, latest.get((capability, quarter), month))
    shape = (len(names), len(quarters))
    values = {name: np.full(shape, np.nan) for name in ("headcount", "low", "high")}
    for capability, quarter, row in cells:
        if Month.of(row["month"]) == latest[capability, quarter]:
            for name, column in values.items():
                said = row[name] if row[name] is not None else row["headcount"]
                column[capability, quarter] = np.nan_to_num(column[capability, quarter]) + said
    return Plan(
        scenario=scenario,
        others=tuple(name for name in by_size if name != scenario),
        units=_units(edition, rows),
        capabilities=names,
        quarters=quarters,
        headcount=values["headcount"],
        low=np.minimum(values["low"], values["headcount"]),
        high=np.maximum(values["high"], values["headcount"]),
        has_bounds=any(row["low"] is not None and row["high"] is not None for row in rows),
        last=last,
    )


def _quarter(month: Month, quarters: tuple[Month, ...]) -> int:
    return next((n for n, last in enumerate(quarters) if last + -2 <= month <= last), -1)


def _units(edition: Edition, rows: list[dict[str, object]]) -> frozenset[str] | None:
    """The units that a plan by units is for; None where some of it is for the whole."""
    named = {row["org_unit_id"] for row in rows}
    if not named or None in named:
        return None
    pairs = edition.run(edition.ancestors("org_unit")).to_pylist()
    below = {pair["id"] for pair in pairs if pair["ancestor_id"] in named}
    return frozenset(str(unit) for unit in below | named)
