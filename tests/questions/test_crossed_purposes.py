"""Functions against each other: conflicts that were planted are named and no others, and nobody is promised a loss."""

from collections.abc import Callable

import numpy as np
import pytest

from fullscore.measures._shape import measures
from fullscore.questions._crossed.aims import FUNCTIONS, HIGHER, LOWER, Signed, aims_of
from fullscore.questions._crossed.conflicts import Cell, Range, cells_of
from fullscore.questions._crossed.decisions import decided, moved_by
from fullscore.questions._crossed.effects import Effect, Effects, better_told
from fullscore.questions._crossed.settings import settings_of
from fullscore.questions._levers._shape import levers
from fullscore.questions._shape import answered
from fullscore.questions.crossed_purposes import UNLIKELY, crossed_purposes
from fullscore.run.answers import trace_row
from fullscore.terms.estimate import Estimate
from fullscore.terms.fault import Fault
from tests.conftest import Folder, ledger
from tests.questions.crossed_programme import programme_files
from tests.questions.crossed_worlds import TARGETS, Shape, covered, judged, right, world

Make = Callable[..., Folder]
PLANTED = {
    ("suppliers_asked", "average_bill_rate"): -1.2,
    ("suppliers_asked", "time_to_fill"): 2.0,
    ("rejected_share", "early_attrition"): -0.35,
    ("rejected_share", "time_to_fill"): 30.0,
    ("approval_days", "time_to_fill"): 1.0,
}


def test_planted_conflicts_are_named_and_no_others() -> None:
    for seed in range(40, 44):
        told = world(seed, Shape(slopes=PLANTED))
        found = judged(told)
        assert {(one.lever, one.gains, one.loses) for one in found.conflicts} == {
            ("suppliers_asked", "procurement", "hiring"), ("rejected_share", "hr", "hiring"),
        }  # fmt: skip
        assert all(right(one, told) and one.p > 0.9 for one in found.conflicts)


def test_where_no_lever_does_anything_nobody_is_set_against_anybody() -> None:
    for seed, shape in enumerate((Shape(), Shape(confounded=2.0, units=24), Shape(requests=2000, units=9)), 50):
        found = judged(world(seed, shape))
        assert found.conflicts == []
        assert found.settings == []
    assert judged(world(53, Shape(requests=12000))).nearest.p < UNLIKELY  # type: ignore[union-attr]


def test_intervals_hold_what_was_planted() -> None:
    shapes = (Shape(slopes=PLANTED, requests=3000), Shape(slopes=PLANTED, own_ways=0.4, requests=4000, units=20))
    worlds = [world(seed, shape) for shape in shapes for seed in range(60, 68)]
    held, n = np.sum([covered(judged(told), told) for told in worlds], axis=0)
    assert n > 280
    assert 0.84 <= held / n <= 0.97


DECIDED = ((0, 400, -4.0), (2, 500, -4.0), (4, 620, -4.0), (6, 560, 6.0))


def test_decisions_tell_which_lever_they_moved_and_what_it_did() -> None:
    shape = Shape(slopes={("approval_days", "time_to_fill"): 1.0}, decided=DECIDED, uneven=0.3, units=16, hidden=1.0)
    steps = {name: lever.step for name, lever in levers().items()}
    held = n = 0
    for seed in range(70, 78):
        told = world(seed, shape)
        moved = moved_by(told.requests, told.decisions, steps)
        assert set(moved.values()) <= {"approval_days"}
        effect = decided(told.requests, told.outcomes["time_to_fill"], told.decisions, moved)["approval_days"]
        assert effect.how == "decided"
        assert set(effect.decisions) <= set(moved)
        one = effect.estimate(1.0)
        held += one.low <= 1.0 <= one.high  # type: ignore[operator]
        n += 1
    # Something nobody wrote down makes approval and fill longer; decisions are not misled by it.
    assert held >= n - 2


def test_a_decision_without_effect_on_any_lever_tells_of_none() -> None:
    still = world(80, Shape(decided=((1, 500, 0.0),), uneven=0.3))
    assert moved_by(still.requests, still.decisions, {name: one.step for name, one in levers().items()}) == {}


def one(slope: float, error: float, how: str = "goes with") -> Effect:
    return Effect(slope=slope, error=error, freedom=20, rows=100, how=how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("going", "by_decision", "how"),
    [
        (one(1.0, 0.1), one(0.9, 0.2, "decided"), "decided"),
        (one(1.0, 0.1), one(0.9, 0.45, "decided"), "goes with, decisions agree"),
        (one(1.0, 0.1), one(0.3, 0.45, "decided"), "goes with"),
        (one(3.0, 0.1), one(0.9, 0.45, "decided"), "decided"),
    ],
)
def test_which_evidence_stands(going: Effect, by_decision: Effect, how: str) -> None:
    found = better_told(Effects(of={"x": going}, covariance={("x", "x"): 0.01}), {"x": by_decision})
    assert found.of["x"].how == how
    assert found.covariance["x", "x"] == pytest.approx(found.of["x"].error ** 2)


def stands(value: float | None) -> Estimate:
    return Estimate(value=value, n=10)


def test_a_function_gains_towards_its_target() -> None:
    def aims(now: float | None, *targets: tuple[str, str, float]) -> list[tuple[int, float]]:
        signed = [
            Signed(function=f, measure=m, target=target, by_month="2026-12", weight=1.0) for f, m, target in targets
        ]
        found = aims_of(signed, {m: stands(now) for _, m, _ in targets}, 0.2)
        return [(aim.sense, aim.gap) for aim in found]

    assert aims(40, ("hiring", "time_to_fill", 20)) == [(-1, 20)]
    # Its target is reached: nothing is left to gain, and slower is still a loss.
    assert aims(15, ("hiring", "time_to_fill", 20)) == [(-1, 0)]
    assert aims(0.5, ("sponsor", "fill_rate", 0.9)) == [(1, 0.4)]
    assert aims(300, ("sponsor", "headcount", 200)) == [(-1, 100)]
    assert aims(100, ("sponsor", "headcount", 200)) == [(1, 100)]
    # Two that signed for both sides of where a measure stands are set against each other by signing.
    assert aims(60, ("procurement", "average_bill_rate", 52), ("hiring", "average_bill_rate", 66)) == [(-1, 8), (1, 6)]
    assert aims(None, ("hr", "early_attrition", 0.1)) == [(-1, 0)]
    assert not LOWER & HIGHER
    assert set(measures()) >= LOWER | HIGHER


def test_settings_leave_nobody_worse_off_as_counted_by_hand() -> None:
    signed = [
        Signed(function=f, measure=m, target=TARGETS[m], by_month="2026-12", weight=w)
        for f, m, w in (("hiring", "time_to_fill", 1.0), ("hr", "early_attrition", 2.0))
    ]
    aims = aims_of(signed, {"time_to_fill": stands(40.0), "early_attrition": stands(0.14)}, 0.2)
    ranges = {
        name: Range(now=5.0, low=1.0, high=9.0, by_unit={})
        for name in ("approval_days", "rejected_share", "suppliers_asked")
    }
    # The first helps one and harms nobody, the second helps one and harms the other, the third is not told for one.
    slopes = {
        "time_to_fill": {"approval_days": 1.0, "rejected_share": 2.0, "suppliers_asked": 3.0},
        "early_attrition": {"approval_days": 0.0, "rejected_share": -0.01},
    }
    effects = {
        measure: Effects(
            of={lever: one(slope, 1e-4) for lever, slope in of.items()},
            covariance={(lever, lever): 1e-8 for lever in of},
        )
        for measure, of in slopes.items()
    }
    cells: list[Cell] = cells_of(aims, effects, ranges)
    found = settings_of(cells, effects, ranges)
    for setting in found:
        for aim in aims:
            total = sum(slopes[aim.measure].get(lever, np.nan) * (at - 5.0) for lever, at in setting.levers.items())
            [told] = [change for change in setting.changes if change.measure == aim.measure]
            assert told.change.value == pytest.approx(total)
            assert aim.sense * total >= -aim.margin
    assert "suppliers_asked" not in {lever for setting in found for lever in setting.levers}
    # Stricter screening goes as far as quicker approval pays for; the weights say that people who stay matter more.
    assert found[0].levers == {"approval_days": 1.0, "rejected_share": 7.0}
    assert found[0].gain == pytest.approx((1.0 * 0 + 2.0 * 0.02 / 0.08) / 3.0, abs=0.01)
    assert {"approval_days": 1.0} in [setting.levers for setting in found]


def test_of_a_written_programme_the_conflict_is_told_with_its_records(programme: Make) -> None:
    folder = programme(programme_files(7, to_days=30.0, to_early=-0.35))
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, crossed_purposes)
        assert answer.verdict is True
        assert answer.confidence is not None
        assert answer.confidence > 0.9
        rows = {(row.lever, row.function): (id, row) for id, row in answer.rows.items()}
        id, row = rows["rejected_share", "hiring"]
        assert (row.conflict, row.against, row.reading, row.how) == (True, ("hr",), "loses", "goes with")
        # Told for ten candidates in a hundred.
        assert row.effect.low <= 3.0 <= row.effect.high
        _, other = rows["rejected_share", "hr"]
        assert (other.conflict, other.against, other.reading) == (True, ("hiring",), "gains")
        assert other.effect.low <= -0.035 <= other.effect.high
        assert "in the room: hiring and HR" in answer.says
        silent = {gap.effect.split(" ")[0] for gap in answer.missing if gap.column == "function"}
        assert silent == set(FUNCTIONS) - {"hiring", "hr"}
        traced = trace_row(edition, "crossed_purposes", id, limit=1)
        assert traced.records[0]["table"] == "objective"
        assert traced.n > 3000
        with pytest.raises(Fault, match="matters_share cannot be 2"):
            answered(edition, crossed_purposes, {"matters_share": 2})
        # Who takes much less to matter, or the whole way, is answered otherwise.
        assert answered(edition, crossed_purposes, {"matters_share": 1.0}).verdict is not True


def test_where_screening_does_nothing_the_answer_is_no(programme: Make) -> None:
    folder = programme(programme_files(5, to_days=0.0, to_early=0.0, requests=1500))
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, crossed_purposes)
    assert answer.verdict is not True
    assert answer.options == ()
    assert not any(row.conflict for row in answer.rows.values())


def test_a_ledger_alone_cannot_tell_and_says_what_would(programme: Make) -> None:
    folder = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, crossed_purposes)
    assert (answer.verdict, answer.confidence, answer.rows) == (None, None, {})
    assert "no feed delivers objective or requisition" in answer.says
    assert {gap.table for gap in answer.missing} >= {"objective", "requisition"}


def test_the_little_sample_names_who_signed_nothing(little_northgate: Folder) -> None:
    with little_northgate.edition() as edition:
        answer = answered(edition, crossed_purposes)
    assert answer.verdict is not True
    assert [gap.effect.split(" ")[0] for gap in answer.missing if gap.column == "function"] == ["sponsor"]
    assert {row.function for row in answer.rows.values()} == {"hr", "procurement", "finance", "hiring"}


def without(files: dict[str, str], *tables: str) -> dict[str, str]:
    """The same programme as if nobody delivered some tables."""
    kept = {name: text for name, text in files.items() if not any(name.endswith(f"/{table}.csv") for table in tables)}
    feeds = kept["programme.toml"].split("\n[[feed]]\n")
    left = [feed for feed in feeds if not any(f'table = "{table}"' in feed for table in tables)]
    return {**kept, "programme.toml": "\n[[feed]]\n".join(left)}


@pytest.mark.parametrize("lacking", [("rollout",), ("assignment", "submittal")])
def test_what_is_not_delivered_is_not_guessed(programme: Make, lacking: tuple[str, ...]) -> None:
    files = without(programme_files(2, to_days=30.0, to_early=-0.35, requests=90), *lacking)
    name = "2025-12-31/objective.csv"
    folder = programme({**files, name: files[name] + "finance,luck,1,2026-12,,P-3\n"})
    folder.built()
    with folder.edition() as edition:
        answer = answered(edition, crossed_purposes)
    assert answer.verdict is None
    assert answer.options == ()
    assert "of no lever is it seen what it does to two functions' objectives" in answer.says
    assert {gap.table for gap in answer.missing} >= set(lacking)
    assert any("names luck, which is no measure here" in gap.effect for gap in answer.missing)
    assert all(row.effect.value is None and row.conflict is None for row in answer.rows.values())
