"""Adoption: forecasts hold their level, the steps proposed take two thirds of the time, entry is told as no growth."""

import numpy as np
import pytest

from fullscore.questions._adoption.forecast import widened
from fullscore.questions._adoption.next_steps import effects_of
from fullscore.questions._adoption.spend import spending
from fullscore.questions._shape import answered
from fullscore.questions.adoption import adoption
from fullscore.simulate import _demand
from tests.questions.adoption_managers import BEGINS_AT, LONGEST, POLICIES, managers, recommended_cases, replayed
from tests.questions.adoption_programme import adoption_edition
from tests.questions.adoption_worlds import MONTHS, northgate_like, rollout
from tests.questions.told_edition import northgate_told

ROLLOUTS = range(5000, 5040)
WORLDS = range(7000, 7040)
AHEAD = 12


def covered(cut: int, worlds: range, tell) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[no-untyped-def]
    """Whether intervals held what came, by world and month ahead: of the programme, and the mean over its units."""
    whole, units = [], []
    for seed in worlds:
        told = tell(seed)
        begun = np.where(told.begun < cut, told.begun, np.nan)
        drawn = widened(told.whole[:, :cut], told.through[:, :cut], begun, told.planned, months=AHEAD, seed=seed)
        later = slice(cut, min(cut + AHEAD, MONTHS))
        came = told.through[:, later].sum(0) / told.whole[:, later].sum(0)
        low, high = np.quantile(drawn.whole[:, : len(came)], [0.05, 0.95], axis=0)
        whole.append((came >= low) & (came <= high))
        own = told.through[:, later] / told.whole[:, later]
        low, high = np.quantile(drawn.units[:, :, : len(came)], [0.05, 0.95], axis=0)
        units.append(((own >= low - 1e-9) & (own <= high + 1e-9)).mean(0))
    return np.array(whole), np.array(units)


@pytest.mark.parametrize("cut", [12, 18])
@pytest.mark.parametrize("tell", [rollout, northgate_like])
def test_forecasts_cover_what_came_at_their_level(cut: int, tell) -> None:  # type: ignore[no-untyped-def]
    whole, units = covered(cut, ROLLOUTS, tell)
    print(f"cut {cut} {tell.__name__}: whole {whole.mean():.3f} {whole.mean(0).round(2)}, units {units.mean():.3f}")
    assert 0.88 <= whole.mean() <= 0.98
    assert whole.mean(0).min() >= 0.84
    assert units.mean() >= 0.85


@pytest.fixture(scope="module")
def months() -> dict[str, np.ndarray]:
    """The months that each policy took in each world."""
    worlds = [managers(seed) for seed in WORLDS]
    return {
        policy: np.array([replayed(world, policy, seed).months for seed, world in zip(WORLDS, worlds, strict=True)])
        for policy in POLICIES
    }


def test_the_steps_proposed_take_at_most_two_thirds_of_the_months(months: dict[str, np.ndarray]) -> None:
    own = months["recommended"]
    assert (own < LONGEST).mean() >= 0.98
    for other in ("random", "mandates"):
        ratio = own / months[other]
        spread = np.quantile(ratio, [0.1, 0.25, 0.5, 0.75, 0.9]).round(2)
        within, never = (ratio <= 2 / 3).mean(), (months[other] >= LONGEST).mean()
        print(
            f"against {other}: mean {ratio.mean():.3f}, quantiles {spread}, within two thirds {within:.0%}, "
            f"never there {never:.0%}"
        )
        assert ratio.mean() <= 2 / 3
        assert np.median(ratio) <= 2 / 3
        assert own.sum() <= 2 / 3 * months[other].sum()
        assert np.quantile(ratio, 0.9) <= 1.0


def test_where_no_friction_matters_none_is_shown() -> None:
    shown = []
    for seed in range(9000, 9040):
        world = managers(seed, nothing_matters=True)
        assert abs(1 - world.base - BEGINS_AT) < 1e-9
        effects = effects_of(recommended_cases(world, seed, 24))
        shown += list(effects.low > 0)
    print(f"shown though nothing matters: {np.mean(shown):.3f}")
    assert np.mean(shown) <= 0.1


@pytest.mark.parametrize("seed", [20251231, 31])
def test_the_sample_programme_at_full_size(seed: int) -> None:
    try:
        edition = adoption_edition(seed, 1.0)
    finally:
        northgate_told.cache_clear()
    answer = answered(edition, adoption)
    found = {row.org_unit_id: row.main_friction for row in answer.rows.values() if row.main_friction}
    print(seed, answer.says)
    assert answer.verdict is True
    assert found["BU-04"] == "waiting for approval"
    assert found["BU-15"] == "rejections"
    assert len(found) <= 4
    story = answer.further["story"]
    assert story.share_then == pytest.approx(0.42, abs=0.04)
    assert story.share_now == pytest.approx(0.94, abs=0.02)
    change = story.spend_change
    assert change.low <= 0 <= change.high
    assert "did not grow" in answer.says or "is not shown to have grown" in answer.says
    assert answer.further["unseen"].share.value < 0.003
    spent = spending(edition)
    assert spent is not None
    for cut in (12, 18):
        begun = np.where(spent.begun < cut, spent.begun, np.nan)
        drawn = widened(spent.whole[:, :cut], spent.through[:, :cut], begun, spent.planned, months=36 - cut, seed=seed)
        low, high = np.quantile(drawn.whole, [0.05, 0.95], axis=0)
        came = (spent.through.sum(0) / spent.whole.sum(0))[cut:]
        print(f"cut {cut}: held {((came >= low) & (came <= high)).mean():.2f} of the months to the end, at the end "
              f"{came[-1]:.3f} in {low[-1]:.3f} to {high[-1]:.3f}")  # fmt: skip
        assert ((came >= low) & (came <= high)).mean() >= 0.6
        assert low[-1] <= came[-1] <= high[-1]


@pytest.mark.parametrize("seed", [41])
def test_without_bypassing_no_unit_is_blamed_for_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_demand, "BYPASS", 0.0)
    monkeypatch.setattr("fullscore.simulate._clocks.STERN_UNIT", -1)
    northgate_told.cache_clear()
    try:
        answer = answered(adoption_edition(seed, 0.5), adoption)
    finally:
        northgate_told.cache_clear()
    blamed = [row.org_unit_id for row in answer.rows.values() if row.main_friction]
    assert len(blamed) <= 2
    assert all(one.verdict != "goes with bypassing" for one in answer.further["frictions"])


def test_with_constant_demand_growth_is_claimed_no_more_often_than_chance() -> None:
    claimed = []
    for seed in range(60, 68):
        try:
            answer = answered(adoption_edition(seed, 0.06), adoption)
        finally:
            northgate_told.cache_clear()
        change = answer.further["story"].spend_change
        claimed.append(not change.low <= 0 <= change.high)
        assert answer.further["story"].by_entry > 0.25
    print("claimed", claimed)
    assert np.mean(claimed) <= 0.125
