"""What an hour of the client's own contractors costs, like for like, and how many their week has."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.findings._work import Work, work_of
from fullscore.lens.kept import kept
from fullscore.model._expressions import column, constant
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import assumed
from fullscore.terms.edition import Edition
from fullscore.terms.programme import Assumptions
from fullscore.workforce.worked import MONTH_DAYS, Year

Floats = npt.NDArray[np.float64]

CONTRACTOR = "contractor"
LEAST, DRAWN = 5, 30.0
"""Assignments that a cell must hold to have a price of its own; and with how many it counts half."""
QUARTILES = (0.25, 0.75)


@dataclass(frozen=True, kw_only=True)
class Price:
    """Of an hour in the programme's currency, with fees and overtime; and the quartiles between assignments."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, kw_only=True)
class LikeContractors:
    """What contractors cost.

    Attributes:
        prices: by capability and country; a country of None is everywhere, a capability of None is any.
        week_hours: of the mean week, short ones among them, on their timesheets; where nobody delivers any, of a
            full-time month as assumed, which ``hours_from`` says.
    """

    prices: dict[tuple[str | None, str | None], Price]
    week_hours: float
    hours_from: Assumption

    def price(self, capability: str | None, country: str | None) -> Price | None:
        """Of a cell, drawn to the capability's price at the country's level the more, the fewer the cell holds.

        Returns:
            None where there is no contractor to go by.
        """
        whole, here = self.prices.get((None, None)), self.prices.get((None, country))
        own = self.prices.get((capability, None)) or whole
        if own is None or whole is None:
            return None
        level = here.mean / whole.mean if here else 1.0
        usual = Price(mean=own.mean * level, low=own.low * level, high=own.high * level, n=own.n)
        cell = self.prices.get((capability, country)) or usual
        weight = cell.n / (cell.n + DRAWN) if cell is not usual else 1.0
        mean, low, high = (
            weight * getattr(cell, name) + (1 - weight) * getattr(usual, name) for name in ("mean", "low", "high")
        )
        return Price(mean=mean, low=low, high=high, n=cell.n)


@kept
def like_contractors(edition: Edition) -> LikeContractors:
    """What the year's contractors of an edition cost."""
    work = work_of(edition)
    hours, assumption = _week_hours(edition, Year.of(edition))
    rows = (work.texts["resource_type"] == CONTRACTOR) & (work.hours > 0) & (work.known_spend > 0)
    capability, country = work.texts["capability"], work.texts["country"]
    cells: dict[tuple[str | None, str | None], list[int]] = {}
    for n in np.flatnonzero(rows).tolist():
        for key in {(capability[n], country[n]), (capability[n], None), (None, country[n]), (None, None)}:
            cells.setdefault(key, []).append(n)
    return LikeContractors(
        prices={key: _price(work, np.array(of)) for key, of in cells.items() if len(of) >= LEAST},
        week_hours=hours,
        hours_from=assumption,
    )


def _price(work: Work, rows: npt.NDArray[np.int64]) -> Price:
    each = work.spend[rows] / work.hours[rows]
    low, high = np.quantile(each, QUARTILES)
    return Price(
        mean=float(work.spend[rows].sum() / work.hours[rows].sum()), low=float(low), high=float(high), n=len(rows)
    )


def _week_hours(edition: Edition, year: Year) -> tuple[float, Assumption]:
    sheets = edition.table("timesheet")
    sheets = sheets.filter((sheets.week_ending > constant(year.after)) & (sheets.week_ending <= constant(year.until)))
    theirs = edition.table("assignment").filter(column("resource_type") == CONTRACTOR).select(_theirs="assignment_id")
    hours = (column("regular_hours") + column("overtime_hours").fill_null(0)).cast("float64")
    weeks = sheets.semi_join(theirs, [("assignment_id", "_theirs")]).aggregate(usual=hours.mean())
    usual = edition.run(weeks)["usual"][0].as_py()
    if usual is not None and usual > 0:
        return float(usual), Assumption(name="contractor_week_hours", value=float(usual), source="own data")
    month = assumed("fte_hours_per_month", Assumptions.fte_hours_per_month, edition.settings.get("assumptions", {}), {})
    return float(month.value) * 7 / MONTH_DAYS, month
