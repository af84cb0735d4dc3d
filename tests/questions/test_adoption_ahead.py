"""Forecasts hold their level in roll-outs told by somebody else, and proposed steps beat chance."""

import numpy as np
import pytest

from fullscore.questions._adoption.forecast import forecast_of, widened
from fullscore.questions._adoption.frictions import main_frictions
from fullscore.questions._adoption.next_steps import Cases, effects_of, next_steps
from tests.questions.adoption_managers import managers, recommended_cases, replayed
from tests.questions.adoption_worlds import northgate_like, rollout


@pytest.mark.parametrize("cut", [12, 18])
def test_intervals_hold_what_came(cut: int) -> None:
    held = []
    for seed in range(3000, 3012):
        told = (rollout, northgate_like)[seed % 2](seed)
        begun = np.where(told.begun < cut, told.begun, np.nan)
        drawn = widened(told.whole[:, :cut], told.through[:, :cut], begun, told.planned, months=12, seed=1, draws=150)
        came = (told.through.sum(0) / told.whole.sum(0))[cut : cut + 12]
        low, high = np.quantile(drawn.whole, [0.05, 0.95], axis=0)
        held.append((came >= low) & (came <= high))
    assert np.mean(held) >= 0.8


def test_plans_slip_as_late_as_others_did_and_later_still_where_their_day_is_over() -> None:
    whole, through = np.full((6, 12), 100.0), np.zeros((6, 12))
    begun = np.array([2.0, 4.0, 6.0, 8.0, np.nan, np.nan])
    for unit in range(4):
        through[unit, int(begun[unit]) :] = 90
    planned = np.array([-1.0, 1.0, 3.0, 5.0, 12.0, 6.0])
    drawn = forecast_of(whole, through, begun, planned, months=12, seed=1, draws=300)
    used = drawn.units > 0.3
    # Three months late, as the others, in most draws.
    assert used[:, 4, 0].mean() < 0.25
    assert used[:, 4, 4].mean() > 0.6
    assert used[:, 5, 11].mean() > 0.8
    assert drawn.slips == 4


@pytest.mark.parametrize("seed", [401, 402, 403])
def test_proposed_steps_reach_the_target_before_random_ones_and_mandates(seed: int) -> None:
    world = managers(seed)
    own = replayed(world, "recommended", seed).months
    assert own <= 0.9 * replayed(world, "random", seed).months
    assert own <= 0.9 * replayed(world, "mandates", seed).months


def test_where_no_friction_matters_none_is_shown() -> None:
    shown = [
        effects_of(recommended_cases(managers(seed, nothing_matters=True), seed, 18)).low > 0
        for seed in range(500, 512)
    ]
    assert np.mean(shown) <= 0.15


def cases(seed: int, matters: float) -> Cases:
    random = np.random.default_rng(seed)
    unit, month = (cells.ravel() for cells in np.meshgrid(range(12), range(24), indexing="ij"))
    friction = np.column_stack([random.gamma(4, 2, len(unit)), random.gamma(4, 1, len(unit))])
    # Units with more of the second bypass less, whatever happens inside them.
    base = np.linspace(0.5, 0.1, 12)[unit]
    friction[:, 1] += unit
    bypass = np.clip(base + matters * (friction[:, 0] - 8) + 0.03 * random.standard_normal(len(unit)), 0.01, 0.99)
    return Cases(unit=unit, month=month, weight=np.full(len(unit), 50.0), bypass=bypass, friction=friction)


def test_what_goes_with_bypassing_is_found_within_units_alone() -> None:
    found = effects_of(cases(1, 0.02))
    assert found.low[0] < 0.02 < found.high[0]
    assert found.low[0] > 0
    assert found.low[1] < 0 < found.high[1]


def test_the_next_step_is_where_it_brings_most_for_its_effort() -> None:
    seen = cases(2, 0.02)
    volume, bypass = np.r_[np.ones(10), 5.0, 5.0], np.full(12, 0.4)
    now = np.full((12, 2), 6.0)
    now[3, 0], now[10, 0] = 14.0, 12.0
    effort, taken = np.ones((12, 2)), np.zeros((12, 2), np.bool_)
    steps = next_steps(seen, volume, bypass, now, effort, taken)
    assert [(step.unit, step.kind) for step in steps[:2]] == [(10, 0), (3, 0)]
    assert steps[0].low < steps[0].points < steps[0].high
    # Ten times the effort puts it behind; what is taken is not proposed again.
    effort[10, 0] = 10.0
    assert next_steps(seen, volume, bypass, now, effort, taken)[0].unit == 3
    taken[3, 0] = True
    assert all((step.unit, step.kind) != (3, 0) for step in next_steps(seen, volume, bypass, now, effort, taken))


def test_two_frictions_of_a_unit_are_taken_out_together_where_one_alone_brings_little() -> None:
    seen = cases(3, 0.03)
    seen = Cases(unit=seen.unit, month=seen.month, weight=seen.weight, bypass=seen.bypass,
                 friction=np.column_stack([seen.friction[:, 0], seen.friction[:, 0]])
                 + np.random.default_rng(3).normal(0, 0.5, (len(seen.unit), 2)))  # fmt: skip
    now = np.full((12, 2), 6.0)
    now[0] = 30.0
    now[1, 0] = 9.0
    steps = next_steps(
        seen, np.ones(12), np.r_[0.97, np.full(11, 0.3)], now, np.ones((12, 2)), np.zeros((12, 2), np.bool_)
    )
    assert {step.unit for step in steps[:2]} == {0}


def test_a_unit_is_blamed_only_where_it_bypasses_more_and_stands_out() -> None:
    friction = np.array([[5.0, 2.0], [5.2, 2.1], [4.9, 1.9], [5.1, 2.0], [15.0, 2.0], [14.0, 2.0], [5.0, 4.0]])
    excess = np.array([0.0, 0.2, -0.3, 0.1, 3.0, 0.0, 2.0])
    assert main_frictions(friction, excess) == [-1, -1, -1, -1, 0, -1, 1]
    assert main_frictions(np.full((4, 2), np.nan), np.full(4, np.nan)) == [-1] * 4
