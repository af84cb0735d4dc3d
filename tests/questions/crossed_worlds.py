"""Worlds of requests in which it is known what every lever does to every measure, however units and months confound it.

A unit that sets a lever high has other values for reasons of its own, which differ from year to year; months move
levers and measures together; so do kinds of work. Units answer to a lever each in their own way around the planted
mean; a unit has good and bad quarters; values are skewed, or yes and no, or weighted by hours; levers are now and then
not known.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.questions._crossed.aims import Aim, Signed, aims_of
from fullscore.questions._crossed.conflicts import Cell, Conflict, Range, cells_of, conflicts_in, likeliest
from fullscore.questions._crossed.decisions import Decision, decided, moved_by
from fullscore.questions._crossed.effects import NONE, Effects, better_told, going_with
from fullscore.questions._crossed.outcomes import Outcome
from fullscore.questions._crossed.ranges import range_of
from fullscore.questions._crossed.settings import Setting, settings_of
from fullscore.questions._levers._requests import Requests
from fullscore.questions._levers._shape import levers
from fullscore.terms.estimate import Estimate

Floats = npt.NDArray[np.float64]
LAST_DAY, DAYS = 20453, 1096
SIGNED = (("hiring", "time_to_fill"), ("hr", "early_attrition"), ("procurement", "average_bill_rate"))
LEVELS = {"time_to_fill": 40.0, "early_attrition": 0.14, "average_bill_rate": 60.0}
TARGETS = {"time_to_fill": 25.0, "early_attrition": 0.06, "average_bill_rate": 52.0}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What kind of world it is; ``slopes`` are of a lever and a measure, 0 where none is planted."""

    slopes: dict[tuple[str, str], float] = field(default_factory=dict)
    units: int = 14
    departments: int = 3
    requests: int = 6000
    kinds: int = 40
    confounded: float = 1.0
    """How strongly units, months and kinds of work move levers and measures together."""
    own_ways: float = 0.0
    """Standard deviation of a unit's own effect, as a share of the planted one."""
    quarters: float = 0.03
    """Standard deviation of a unit's good and bad quarters, as a share of the measure's level."""
    uneven: float = 0.6
    """Standard deviation of the logs of units' sizes."""
    unknown: float = 0.03
    decided: tuple[tuple[int, int, float], ...] = ()
    """Units, days and by how many days approval is longer from then on."""
    hidden: float = 0.0
    """Something nobody wrote down that makes approval longer and, by so much for each day, the fill too."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Requests, what became of them, and the effects in truth."""

    requests: Requests
    outcomes: dict[str, Outcome]
    slopes: dict[tuple[str, str], float]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What is found of a world."""

    aims: list[Aim]
    ranges: dict[str, Range]
    effects: dict[str, Effects]
    cells: list[Cell]
    conflicts: list[Conflict]
    nearest: Conflict | None
    settings: list[Setting]


def world(seed: int, shape: Shape) -> World:
    """The world of a seed."""
    random = np.random.default_rng([seed, 88])
    n, u = shape.requests, shape.units
    size = random.lognormal(0, shape.uneven, u)
    top = random.choice(u, n, p=size / size.sum())
    unit = top * shape.departments + random.integers(0, shape.departments, n)
    day = np.sort(random.integers(LAST_DAY - DAYS, LAST_DAY + 1, n)).astype(np.float64)
    month = day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    kind = random.integers(0, shape.kinds, n)
    moods = {name: _moods(random, shape, top, month, kind) for name in ("x", *LEVELS)}
    # Who sets levers high has other values in any case: one mood is shared.
    values = _levers(random, shape, top, kind, day, moods["x"])
    secret = random.normal(0, 1, n) * shape.hidden
    values["approval_days"] = np.maximum(values["approval_days"] + secret * (shape.hidden > 0) * 2, 0.05)
    outcomes = {}
    for measure, level in LEVELS.items():
        whole = level * (1 + 0.15 * moods["x"] + 0.1 * moods[measure])
        quarter = (day // 91).astype(np.int64) - int((LAST_DAY - DAYS) // 91)
        whole = whole + level * shape.quarters * random.normal(0, 1, (u, 20))[top, quarter]
        for lever, x in values.items():
            slope = shape.slopes.get((lever, measure), 0.0)
            own = slope * (1 + shape.own_ways * random.normal(0, 1, u))
            # The truth is the mean over requests, so that units' own ways do not move it.
            own = own - (own[top].mean() - slope)
            whole = whole + own[top] * (x - x.mean())
        outcomes[measure] = _outcome(random, measure, whole + 4 * secret * (measure == "time_to_fill"))
    for name in values:
        values[name] = np.where(random.random(n) < shape.unknown, np.nan, values[name])
    units = tuple(f"U-{n:02d}" for n in range(u * shape.departments))
    tops = tuple(f"T-{n:02d}" for n in range(u))
    requests = Requests(
        ids=pa.array([f"R-{k}" for k in range(n)]),
        unit=unit,
        top=top,
        month=month,
        day=day,
        alike=kind,
        values=values,
        units=units,
        above=tuple(frozenset({name, tops[k // shape.departments]}) for k, name in enumerate(units)),
        tops=tops,
        throughout=frozenset(units),
        since=float(LAST_DAY - 364),
        outside=0,
        inside_says="",
    )
    taken = tuple(
        Decision(id=f"D-{k}", unit=tops[one], day=float(LAST_DAY - DAYS + day))
        for k, (one, day, _) in enumerate(shape.decided)
    )
    return World(requests=requests, outcomes=outcomes, slopes=shape.slopes, decisions=taken)


def _moods(random: np.random.Generator, shape: Shape, top: Any, month: Any, kind: Any) -> Floats:
    """What units, months and kinds of work are by themselves."""
    months = month - (month.min() // 12) * 12
    walk = np.cumsum(random.normal(0, 0.2, months.max() + 1))
    years = random.normal(0, 0.3, (shape.units, 5))[top, months // 12]
    of_unit, of_kind = random.normal(0, 0.6, shape.units)[top], random.normal(0, 0.5, shape.kinds)[kind]
    found: Floats = shape.confounded * (of_unit + walk[months] - walk.mean() + of_kind + years)
    return found


def _levers(
    random: np.random.Generator, shape: Shape, top: Any, kind: Any, day: Floats, mood: Floats
) -> dict[str, Floats]:
    n, u = len(top), shape.units
    approval = random.gamma(2.0, 3.0, n) * np.exp(0.35 * random.normal(0, 1, u))[top] * np.exp(0.15 * mood)
    for one, since, by in shape.decided:
        later = (top == one) & (day >= LAST_DAY - DAYS + since)
        approval = np.where(later, np.maximum(approval + by, 0.1), approval)
    dear = random.normal(0, 0.7, u)[top] + 0.4 * mood - 1.2
    strict = np.clip(0.45 + 0.12 * random.normal(0, 1, u)[top] + 0.06 * mood + random.normal(0, 0.15, n), 0, 1)
    return {
        "approval_days": approval,
        "consultant_share": (random.random(n) < 1 / (1 + np.exp(-dear))).astype(np.float64),
        "first_tier_share": np.clip(random.beta(2, 3, n) + 0.15 * random.normal(0, 1, u)[top], 0, 1),
        "planned_weeks": random.choice([13.0, 26.0, 39.0, 52.0], n),
        "rate_ceiling": 1.2 * np.exp(0.1 * random.normal(0, 1, n) + 0.03 * mood),
        "rejected_share": strict,
        "suppliers_asked": np.clip(np.round(5 + mood + random.normal(0, 1.5, n)), 1, 10),
    }


def _outcome(random: np.random.Generator, measure: str, whole: Floats) -> Outcome:
    n = len(whole)
    weight = np.ones(n)
    if measure == "early_attrition":
        value = (random.random(n) < np.clip(whole, 0.005, 0.95)).astype(np.float64)
    elif measure == "time_to_fill":
        value = np.maximum(whole, 2) + random.gamma(2.0, 6.0, n) - 12.0
    else:
        value, weight = whole * np.exp(random.normal(0, 0.12, n)), random.gamma(1.5, 400, n) + 20
    # Not every request comes to something.
    kept = np.flatnonzero(random.random(n) < 0.85)
    mean = float(np.average(value[kept], weights=weight[kept]))
    return Outcome(
        row=kept, value=value[kept], weight=weight[kept], table="assignment",
        ids=pa.array([f"A-{k}" for k in kept]), now=Estimate(value=mean, n=len(kept)),
        recent_weight=float(weight[kept].sum() / 3),
    )  # fmt: skip


def judged(told: World, matters_share: float = 0.2) -> Judged:
    """What the question finds of a world, from its requests on."""
    edition: Any = SimpleNamespace(settings={})
    moved = moved_by(told.requests, told.decisions, {name: one.step for name, one in levers().items()})
    effects = {
        name: better_told(going_with(told.requests, outcome), decided(told.requests, outcome, told.decisions, moved))
        for name, outcome in told.outcomes.items()
    }
    every = {name: range_of(edition, lever, told.requests, 0.5) for name, lever in levers().items()}
    ranges = {name: over for name, over in every.items() if over is not None}
    signed = [
        Signed(function=function, measure=measure, target=TARGETS[measure], by_month="2025-12", weight=1.0)
        for function, measure in SIGNED
    ]
    aims = aims_of(signed, {name: outcome.now for name, outcome in told.outcomes.items()}, matters_share)
    cells = cells_of(aims, {name: effects.get(name, NONE) for name in told.outcomes}, ranges)
    return Judged(
        aims=aims, ranges=ranges, effects=effects, cells=cells, conflicts=conflicts_in(cells),
        nearest=likeliest(cells), settings=settings_of(cells, effects, ranges),
    )  # fmt: skip


def right(conflict: Conflict, told: World) -> bool:
    """Whether a named conflict is there: both effects were planted, and in the directions that are said."""
    slopes = told.slopes
    gain = -slopes.get((conflict.lever, conflict.gains_by), 0.0)
    loss = slopes.get((conflict.lever, conflict.loses_by), 0.0)
    return gain > 0 and loss > 0


def covered(found: Judged, told: World) -> tuple[int, int]:
    """Of all effects that are told, how many intervals hold what was planted."""
    held = n = 0
    for measure, effects in found.effects.items():
        for lever, effect in effects.of.items():
            one = effect.estimate(1.0)
            assert one.low is not None
            assert one.high is not None
            held += one.low <= told.slopes.get((lever, measure), 0.0) <= one.high
            n += 1
    return held, n
