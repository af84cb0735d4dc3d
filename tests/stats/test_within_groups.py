"""Within groups: the same slopes as least squares on every group's and period's own column, and honest intervals."""

import numpy as np
import pytest

from fullscore.stats.within_groups import within_groups


def drawn(seed: int, slopes: tuple[float, ...], groups: int = 12, periods: int = 15, gaps: float = 0.2):  # type: ignore[no-untyped-def]
    random = np.random.default_rng([seed, 3])
    group, period = (cells.ravel() for cells in np.meshgrid(range(groups), range(periods), indexing="ij"))
    kept = random.random(len(group)) > gaps
    group, period = group[kept], period[kept]
    level = random.standard_normal(groups)[group] * 3
    x = np.column_stack([random.standard_normal(len(group)) + level * 0.5 for _ in slopes])
    # What lasts inside a group from period to period makes errors that belong together.
    lasting = random.standard_normal((groups, 3))[group, period * 3 // periods] * 0.3
    y = x @ np.array(slopes) - 2 * level + np.sin(period) + 0.5 * random.standard_normal(len(group)) + lasting
    return y, x, random.uniform(0.5, 2, len(group)), group, period


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_slopes_are_those_of_columns_for_every_group_and_period(seed: int) -> None:
    y, x, w, group, period = drawn(seed, (0.4, -0.2))
    found = within_groups(y, x, w, group, period)
    whole = np.column_stack([x, np.eye(12)[group], np.eye(15)[period]])
    root = np.sqrt(w)[:, None]
    plain = np.linalg.lstsq(whole * root, y * root[:, 0], rcond=None)[0]
    assert found is not None
    assert found.groups == 12
    assert found.slopes == pytest.approx(plain[:2], abs=1e-7)


def test_differences_between_groups_are_no_slope() -> None:
    # Across groups y falls with x; within them nothing goes with it.
    held = 0
    for seed in range(150):
        found = within_groups(*drawn(seed, (0.0,)))
        assert found is not None
        held += found.low[0] <= 0 <= found.high[0]
    assert 0.83 <= held / 150 <= 0.97


def test_what_does_not_vary_within_groups_has_no_slope() -> None:
    y, x, w, group, period = drawn(5, (0.4, 0.0))
    x[:, 1] = group
    found = within_groups(y, x, w, group, period)
    assert found is not None
    assert np.isnan(found.slopes[1])
    assert found.slopes[0] == pytest.approx(0.4, abs=0.15)
    assert within_groups(y[group < 2], x[group < 2], w[group < 2], group[group < 2], period[group < 2]) is None


def test_what_varies_in_one_group_alone_is_not_known() -> None:
    y, x, w, group, _ = drawn(6, (0.4, 0.0))
    x[:, 1] = np.where(group == 3, x[:, 1], 2.0)
    found = within_groups(y, x, w, group, np.zeros_like(group))
    assert found is not None
    assert np.isnan(found.slopes[1])
    assert np.isfinite(found.slopes[0])
