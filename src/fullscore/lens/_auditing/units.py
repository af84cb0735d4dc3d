"""Units in which parties report, and what a value must be to be possible in its unit."""

from collections.abc import Mapping
from dataclasses import dataclass

from fullscore.measures._shape import Measure

OF: Mapping[str, Mapping[str, float]] = {
    "share": {"share": 1, "fraction": 1, "ratio": 1, "percent": 0.01, "%": 0.01, "pct": 0.01, "percentage": 0.01},
    "days": {"days": 1, "day": 1, "d": 1, "weeks": 7, "week": 7},
    "months": {"months": 1, "month": 1, "years": 12, "year": 12},
    "people": dict.fromkeys(("people", "workers", "heads", "headcount", "persons", "assignments", "count"), 1),
    "assignments": dict.fromkeys(("assignments", "people", "workers", "count"), 1),
    "score": {"score": 1, "share": 1, "percent": 0.01, "%": 0.01, "points": 0.01, "nps": 0.01},
}
"""For a measure's unit every unit that it may be reported in, and what one of those is worth."""
BEYOND_ONE = ("budget_variance", "rate_vs_market")
"""Shares that may lie below 0 or above 1, since they are of one amount over another."""
SCALES = {"": 1.0, "k": 1e3, "thousand ": 1e3, "m": 1e6, "million ": 1e6}


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Why a figure cannot be what it says, and what would make it right."""

    what: str
    next_step: str


def scale(measure: Measure, unit: str, currency: str) -> float | Wrong:
    """What one of a reported unit is worth in the measure's own."""
    said = unit.strip().lower()
    if measure.unit.startswith("currency"):
        per = measure.unit.removeprefix("currency")
        known = {f"{of}{name}{tail}".lower(): worth
                 for of, worth in SCALES.items() for name in (currency, "currency")
                 for tail in ({per, " per hour", "/h"} if per else {""})}  # fmt: skip
        options = f"{currency}{per}"
    else:
        known, options = dict(OF[measure.unit]), " or ".join(list(OF[measure.unit])[:4])
    if said in known:
        return known[said]
    return Wrong(
        what=f"{measure.name} cannot be reported in {unit!r}", next_step=f"give the figure in {options}, and say so"
    )


def impossible(measure: Measure, value: float, unit: str, scaled: float, decimals: int) -> Wrong | None:
    """Why a value cannot be one of this measure; None where it can."""
    percent = OF["share"].get(unit.strip().lower()) == 0.01 and measure.unit == "share"
    if measure.unit == "share" and measure.name not in BEYOND_ONE:
        if percent and 0 < value < 1 and decimals >= 2:
            return Wrong(
                what=f"{measure.name} of {value:g} percent is read as a share that was called percent",
                next_step=f"write {100 * value:g}, or unit share",
            )
        if not percent and 1 < value <= 100:
            return Wrong(
                what=f"{measure.name} of {value:g} cannot be a share",
                next_step=f"write {value / 100:g}, or unit percent",
            )
        if not 0 <= scaled <= 1:
            return Wrong(
                what=f"{measure.name} of {value:g} {unit} lies outside 0 to 100 percent",
                next_step="write a share between 0 and 1, or a percentage between 0 and 100",
            )
    if measure.unit == "score" and not -1 <= scaled <= 1:
        return Wrong(
            what=f"{measure.name} of {value:g} {unit} is no score from 0 to 1, or for promoters -1 to 1",
            next_step="write it as a share of the scale, or unit percent",
        )
    if measure.unit in ("people", "assignments", "months") and scaled < 0:
        return Wrong(what=f"{measure.name} of {value:g} is below nothing", next_step="write what was counted")
    return None
