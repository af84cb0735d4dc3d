"""Planted qualities are found, nobody is accused where nobody differs, and doubtful ends can take a verdict away."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from fullscore.questions._supplier.chances import Chances, chances
from fullscore.workforce.standardised import Standardised, early_ends
from tests.questions.supplier_worlds import Shape, World, league, oracle, world

MARGIN = 0.02


def judged(made: World) -> tuple[Standardised, Chances]:
    found, _ = early_ends(made.starts)
    return found, chances(found, made.starts, MARGIN)


def held(made: World, sure: Chances) -> np.ndarray:
    low, high = np.quantile(sure.quality, [0.05, 0.95], axis=0)
    return (made.quality >= low) & (made.quality <= high)


def test_intervals_hold_and_ranking_is_nearly_an_oracles() -> None:
    """The long check is in validation; here six worlds of three shapes, pooled."""
    shapes = (
        Shape(camps="two camps", spread=0.35, starts=20000),
        Shape(confounded=1.0),
        Shape(logistic=True, late=True),
    )
    covered, ours, best, raw = [], [], [], []
    for seed, shape in enumerate([*shapes, *shapes]):
        made = world(900 + seed, shape)
        _, sure = judged(made)
        covered.append(held(made, sure).mean())
        ours.append(spearmanr(sure.quality.mean(0), made.quality)[0])
        best.append(spearmanr(oracle(made), made.quality)[0])
        raw.append(spearmanr(league(made), made.quality)[0])
    assert 0.8 <= np.mean(covered) <= 0.98
    assert np.mean(ours) >= 0.93 * np.mean(best)
    assert np.mean(ours) >= np.mean(raw) + 0.05


def test_fillers_of_seats_stand_apart() -> None:
    made = world(32, Shape(suppliers=50, starts=15000, fillers=3))
    _, sure = judged(made)
    assert (sure.worse[made.fillers] > 0.9).all()
    above = sure.worse[made.fillers][:, None] > sure.worse[~made.fillers]
    assert above.mean() >= 0.95


@pytest.mark.parametrize("shape", [Shape(spread=0, extra=0), Shape(spread=0, extra=0, suppliers=90, starts=4000)])
def test_where_nobody_differs_nobody_is_accused(shape: Shape) -> None:
    flagged = [np.maximum(s.better, s.worse) > 0.9 for s in (judged(world(seed, shape))[1] for seed in (1, 2))]
    assert np.concatenate(flagged).mean() <= 0.02


def test_doubtful_ends_can_take_a_verdict_away() -> None:
    made = world(32, Shape(suppliers=50, starts=15000, fillers=3))
    starts = made.starts
    of_first = (starts.supplier.codes == 0) & starts.is_bad & (starts.left <= 90)
    _, before = judged(made)
    assert before.worse_at_best[0] > 0.9
    doubtful = replace(starts, is_unknown=starts.is_unknown | of_first)
    _, after = judged(replace(made, starts=doubtful))
    assert after.worse[0] > 0.9
    assert after.worse_at_best[0] < 0.1


def test_what_began_before_the_record_is_not_taken_for_success() -> None:
    """A third of the starts began before ends were recorded: those of them that had ended early are not there."""
    made = world(5, Shape(spread=0, extra=0))
    starts = made.starts
    entered = np.where(np.arange(len(starts)) % 3 == 0, 45, 0)
    seen = np.flatnonzero((starts.left >= entered) & ((entered == 0) | ~starts.is_no_show))
    kept = {
        name: getattr(starts, name)[seen]
        for name in starts.__dataclass_fields__
        if isinstance(getattr(starts, name), np.ndarray) and name != "entered"
    }
    coded = {
        name: replace(getattr(starts, name), codes=getattr(starts, name).codes[seen])
        for name in ("supplier", "unit", "site", "capability", "level", "tier", "manager")
    }
    ids = tuple(starts.ids[n] for n in seen)
    late = replace(starts, **kept, **coded, entered=entered[seen], ids=ids)
    whole, part = early_ends(starts)[0], early_ends(late)[0]
    assert part.share.mean() == pytest.approx(whole.share.mean(), rel=0.1)
    assert part.counts.sum() == (entered[seen] == 0).sum()
