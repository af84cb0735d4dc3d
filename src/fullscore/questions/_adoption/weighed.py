"""What goes with each friction within units, the steps that follow from it, and how they are said."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fullscore.questions._adoption.frictions import (
    KINDS,
    Requests,
    by_month,
    cases_of,
    diverting,
    excess_bypassing,
    lately,
    main_frictions,
)
from fullscore.questions._adoption.next_steps import GOOD_QUARTILE, Effects, Step, effects_of, next_steps
from fullscore.questions._adoption.spend import Spending
from fullscore.questions._adoption.story import YEAR
from fullscore.stats.ramp_paths import Floats
from fullscore.stats.within_groups import WithinGroups
from fullscore.terms.answer import Option, row_id
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called


@dataclass(frozen=True, kw_only=True)
class Friction:
    """What goes with a friction within units, in share for one unit of it; None where it cannot be told.

    Attributes:
        bought_past: share of the unit's spend in the month after that went past the programme.
        diverted: share of requests that an outside vendor filled.
        after_the_fact: share of requests of the month after that were made when work had begun.
        verdict: goes with bypassing, none seen, or cannot tell.
    """

    friction: str
    bought_past: Estimate
    diverted: Estimate
    after_the_fact: Estimate
    verdict: str


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step that could be taken: what it is expected to add to the programme's share."""

    org_unit_id: str
    friction: str
    now: float
    others: float
    points: Estimate
    effort: float
    is_shown: bool


def weighed(
    spent: Spending, requests: Requests | None, efforts: Floats
) -> tuple[tuple[Friction, ...], tuple[NextStep, ...], list[int]]:
    """What goes with each friction, the steps that could be taken, and each unit's main friction (-1: none)."""
    units, months = spent.whole.shape
    if requests is None or not len(requests.unit):
        return (), (), [-1] * units
    before = lately(requests, units, months)
    now = lately(requests, units, months, YEAR // 2)[:, -1]
    cases = cases_of(spent, before)
    effects = effects_of(cases)
    ways = (
        _Way(effects.slopes, effects.low, effects.high, len(cases.unit)),
        _way(diverting(requests), int(requests.decided.sum())),
        _way(
            by_month(requests, requests.after_the_fact, np.ones(len(requests.unit), np.bool_), before, spent.begun),
            len(requests.unit),
        ),
    )
    frictions = tuple(
        Friction(
            friction=kind, bought_past=ways[0].at(n), diverted=ways[1].at(n), after_the_fact=ways[2].at(n),
            verdict=_goes_with([way.at(n) for way in ways], _known(now[:, n], 1.0) - _known(now[:, n], GOOD_QUARTILE)),
        )
        for n, kind in enumerate(KINDS)
    )  # fmt: skip
    mains = main_frictions(lately(requests, units, months, YEAR)[:, -1], excess_bypassing(spent))
    return frictions, _steps(spent, cases, effects, now, efforts, frictions), mains


@dataclass(frozen=True)
class _Way:
    """Slopes of one kind of bypassing on every friction."""

    slopes: Floats
    low: Floats
    high: Floats
    n: int

    def at(self, kind: int) -> Estimate:
        if not np.isfinite(self.slopes[kind]):
            return Estimate(value=None, n=self.n)
        return Estimate(
            value=float(self.slopes[kind]), n=self.n, low=float(self.low[kind]), high=float(self.high[kind])
        )


def _way(found: WithinGroups | None, n: int) -> _Way:
    none = np.full(len(KINDS), np.nan)
    return _Way(none, none, none, n) if found is None else _Way(found.slopes, found.low, found.high, n)


GOES_WITH = "goes with bypassing"
MATTERS = 0.005
"""Of a unit's use: what a friction costs less even where there is most of it is none that matters."""
STRICT = 1.65
"""Three kinds of bypassing are looked at for each of four frictions, so each interval must clear 0 by so much more: the
critical value for a tenth divided by twelve over that for a tenth, with some twenty units."""


def _goes_with(ways: list[Estimate], most: float) -> str:
    """Whether bypassing goes with a friction.

    Args:
        most: how far the unit with most of it is above what good ones have.
    """
    told = [way for way in ways if way.value is not None and way.low is not None and way.high is not None]
    if any(way.value - STRICT * (way.value - way.low) > 0 for way in told):  # type: ignore[operator]
        return GOES_WITH
    if told and all(way.high * most < MATTERS for way in told):  # type: ignore[operator]
        return "none seen"
    return "cannot tell"


def _steps(
    spent: Spending, cases: Any, effects: Effects, now: Floats, efforts: Floats, frictions: tuple[Friction, ...]
) -> tuple[NextStep, ...]:
    whole, through = spent.whole[:, -YEAR:].sum(1), spent.through[:, -YEAR // 2 :].sum(1)
    half = spent.whole[:, -YEAR // 2 :].sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        bypass = np.where(half > 0, np.clip(1 - through / half, 0, 1), 0.0)
    volume = np.where(spent.live & ~np.array(spent.exempt), np.maximum(whole, 0), 0.0)
    effort = np.tile(efforts, (len(spent.units), 1))
    told = next_steps(cases, volume, bypass, now, effort, np.zeros(now.shape, np.bool_), effects)
    # The volume of units that are outside counts in the programme's share too.
    inside = float(volume.sum() / max(np.maximum(whole, 0).sum(), 1e-9))
    good = [_known(now[:, kind], GOOD_QUARTILE) for kind in range(len(KINDS))]

    def made(step: Step) -> NextStep:
        low, high = (None if np.isnan(end) else end * inside for end in (step.low, step.high))
        points = Estimate(value=step.points * inside, n=len(cases.unit), low=low, high=high)
        return NextStep(
            org_unit_id=spent.units[step.unit] or "no unit named", friction=KINDS[step.kind],
            now=float(now[step.unit, step.kind]), others=good[step.kind], points=points, effort=step.effort,
            is_shown=frictions[step.kind].verdict == GOES_WITH,
        )  # fmt: skip

    return tuple(made(step) for step in told if step.points > 0)


def _known(cells: Floats, q: float) -> float:
    known = cells[np.isfinite(cells)]
    return float(np.quantile(known, q)) if len(known) else float("nan")


MEASURED_IN = dict(zip(KINDS, ("days", "days", "a request", "a request"), strict=True))


def clause(step: NextStep) -> str:
    sure = "" if step.is_shown else ", if that is what keeps people away"
    return (
        f"{called('org_unit', step.org_unit_id)} comes down in {step.friction} from {step.now:.1f} to "
        f"{step.others:.1f} {MEASURED_IN[step.friction]}: {100 * (step.points.value or 0.0):.1f} points of the "
        f"whole{sure}"
    )


def option(step: NextStep) -> Option:
    sure = "" if step.is_shown else " Not shown yet: take it as a trial, with like units that wait."
    return Option(
        id=row_id("adoption", (step.org_unit_id, step.friction)),
        says=f"{called('org_unit', step.org_unit_id)}: bring {step.friction} from {step.now:.1f} to {step.others:.1f} "
        f"{MEASURED_IN[step.friction]}; expected to add {100 * (step.points.value or 0.0):.2f} points to the share of "
        f"the whole.{sure}",
    )
