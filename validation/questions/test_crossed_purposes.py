"""Functions against each other, on many worlds: conflicts named are there, intervals hold, settings harm nobody."""

from collections.abc import Iterator

import pytest

from fullscore.questions._crossed.decisions import decided, moved_by
from fullscore.questions._crossed.effects import better_told, going_with
from fullscore.questions._levers._shape import levers
from tests.questions.crossed_worlds import Judged, Shape, World, covered, judged, right, world

PLANTED = {
    ("suppliers_asked", "average_bill_rate"): -1.2,
    ("suppliers_asked", "time_to_fill"): 2.0,
    ("rejected_share", "early_attrition"): -0.35,
    ("rejected_share", "time_to_fill"): 30.0,
    ("approval_days", "time_to_fill"): 1.0,
    ("consultant_share", "average_bill_rate"): 18.0,
    ("planned_weeks", "early_attrition"): 0.002,
    ("rate_ceiling", "average_bill_rate"): 12.0,
}
SHAPES = {
    "usual": Shape(slopes=PLANTED),
    "units answer in their own ways": Shape(slopes=PLANTED, own_ways=0.4, units=20),
    "small": Shape(slopes=PLANTED, requests=2000, units=9),
    "large and uneven": Shape(slopes=PLANTED, requests=15000, units=12, departments=1, uneven=1.0),
    "strongly confounded": Shape(slopes=PLANTED, confounded=2.0, quarters=0.06, units=25),
}
NULLS = {
    "usual": Shape(),
    "small": Shape(requests=1500, units=8),
    "strongly confounded": Shape(confounded=2.0, quarters=0.08, units=25),
    "large": Shape(requests=15000, units=12, departments=1, uneven=1.0),
}
SEEDS = range(1000, 1100)


def found_in(shape: Shape) -> Iterator[tuple[World, Judged]]:
    for seed in SEEDS:
        told = world(seed, shape)
        yield told, judged(told)


@pytest.mark.parametrize("name", SHAPES)
def test_planted_worlds(name: str) -> None:
    held = effects = named = there = settings = harmful = 0
    for told, found in found_in(SHAPES[name]):
        some, n = covered(found, told)
        held, effects = held + some, effects + n
        named += len(found.conflicts)
        there += sum(right(one, told) for one in found.conflicts)
        settings += len(found.settings)
        harmful += sum(harms(setting.levers, found, told) for setting in found.settings)
    assert 0.87 <= held / effects <= 0.97, held / effects
    assert named >= len(SEEDS) / 2
    assert there / named >= 0.95, (there, named)
    assert settings
    assert harmful / settings <= 0.05, (harmful, settings)


def harms(setting: object, found: Judged, told: World) -> bool:
    """Whether, by what was planted, a setting takes somebody back by more than matters, or helps nobody."""
    assert isinstance(setting, dict)
    moves = {lever: at - found.ranges[lever].now for lever, at in setting.items()}
    gains = [
        aim.sense * sum(told.slopes.get((lever, aim.measure), 0.0) * move for lever, move in moves.items())
        for aim in found.aims
    ]
    return any(gain < -aim.margin for gain, aim in zip(gains, found.aims, strict=True)) or max(gains) <= 0


@pytest.mark.parametrize("name", NULLS)
def test_where_no_lever_does_anything(name: str) -> None:
    named = promised = held = effects = 0
    for told, found in found_in(NULLS[name]):
        some, n = covered(found, told)
        held, effects = held + some, effects + n
        named += bool(found.conflicts)
        promised += bool(found.settings)
    assert named <= 0.02 * len(SEEDS)
    assert promised <= 0.05 * len(SEEDS)
    assert 0.87 <= held / effects <= 0.98, held / effects


def test_decisions_are_not_misled_by_what_nobody_wrote_down() -> None:
    taken = ((0, 400, -4.0), (2, 500, -4.0), (4, 620, -4.0), (6, 560, 6.0))
    steps = {name: lever.step for name, lever in levers().items()}
    by_decision = by_best = n = wrongly = 0
    for slope, hidden in ((1.0, 1.0), (0.0, 1.5), (1.0, 0.0)):
        planted = {("approval_days", "time_to_fill"): slope} if slope else {}
        shape = Shape(slopes=planted, decided=taken, uneven=0.3, units=16, hidden=hidden)
        for seed in SEEDS[:60]:
            told = world(seed, shape)
            moved = moved_by(told.requests, told.decisions, steps)
            wrongly += bool(set(moved.values()) - {"approval_days"})
            outcome = told.outcomes["time_to_fill"]
            effects = decided(told.requests, outcome, told.decisions, moved)
            if "approval_days" not in effects:
                continue
            one = effects["approval_days"].estimate(1.0)
            by_decision += one.low <= slope <= one.high  # type: ignore[operator]
            n += 1
            if not hidden:
                best = better_told(going_with(told.requests, outcome), effects).of["approval_days"].estimate(1.0)
                by_best += best.low <= slope <= best.high  # type: ignore[operator]
    assert n >= 150
    assert by_decision / n >= 0.88, (by_decision, n)
    assert by_best / 60 >= 0.83, by_best
    assert wrongly <= 4
