"""Months in which demand leaves its level for a while and comes back: taken out of a history, put into paths again.

A burst, or a lull, is a run of months that lie farther from the running median than four times the usual distance, and
than a seventh of the level. One must be over before any is believed: what has not come back may have come to stay.
Models of levels are symmetric, so that bursts left in would tell them of lulls that never were.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

REACH = 6
"""Months to each side of the running median: a burst is shorter than that."""
APART = 4.0
LEAST = 0.15
MOST_SHARE = 0.35
"""Of the months; where more stand apart, they are no bursts."""
LEAST_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Bursts:
    """What stood apart in a history.

    Attributes:
        heights: of each burst that is over, month by month, as a share of the level; NaN after its end.
        quiet: months in which one could have begun.
        age: months for which one has been going on today; 0 where none is.
    """

    heights: Floats
    quiet: int
    age: int


def without_bursts(history: Floats) -> tuple[Floats, Bursts | None]:
    """A history at its level throughout, and its bursts; None where there are none to believe in."""
    months = len(history)
    if months < LEAST_MONTHS:
        return history, None
    level = np.array([np.median(history[max(0, n - REACH) : n + REACH + 1]) for n in range(months)])
    off = history - level
    usual = 1.4826 * float(np.median(np.abs(off)))
    apart = (np.abs(off) > np.maximum(APART * usual, LEAST * level)) & (level > 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], apart.astype(np.int64), [0]])))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    over = [(begin, end) for begin, end in runs if end < months]
    if not over or apart.mean() > MOST_SHARE:
        return history, None
    heights = np.full((len(over), max(end - begin for begin, end in over)), np.nan)
    for row, (begin, end) in enumerate(over):
        heights[row, : end - begin] = off[begin:end] / level[begin:end]
    age = int(months - runs[-1][0]) if runs[-1][1] == months else 0
    return np.where(apart, level, history), Bursts(heights=heights, quiet=int(months - apart.sum()), age=age)


def with_bursts(paths: Floats, bursts: Bursts, random: np.random.Generator) -> Floats:
    """Paths of a level with bursts like those seen: as often, with doubt about how often, and as long and as high."""
    count, ahead = paths.shape
    kinds, longest = bursts.heights.shape
    lengths = (~np.isnan(bursts.heights)).sum(1)
    often = np.minimum(random.gamma(kinds + 0.5, 1 / max(bursts.quiet, 1), count), 0.5)
    kind = np.full(count, -1)
    at = np.zeros(count, dtype=np.int64)
    longer = np.flatnonzero(lengths > bursts.age)
    if bursts.age and len(longer):
        kind, at = random.choice(longer, count), np.full(count, bursts.age)
    found = np.empty_like(paths)
    for month in range(ahead):
        begins = (kind < 0) & (random.random(count) < often)
        kind = np.where(begins, random.integers(0, kinds, count), kind)
        at = np.where(begins, 0, at)
        height = np.where(kind >= 0, bursts.heights[kind, np.minimum(at, longest - 1)], 0.0)
        found[:, month] = paths[:, month] * (1 + height)
        at = at + 1
        kind = np.where((kind >= 0) & (at >= lengths[kind]), -1, kind)
    return found
