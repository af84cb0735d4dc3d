"""Suppliers' effects on one outcome, brought back to what a person reads: shares at the programme's own mix of work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.lens.kept import kept
from fullscore.stats.cause_specific import Hazards, exposure, hazards, incidence_at
from fullscore.stats.crossed_effects import DRAWS, CrossedEffects, crossed_effects
from fullscore.terms.edition import Edition
from fullscore.workforce.starts import Codes, Flags, Floats, Starts, starts_of

BINS = 60
BESIDE_DRAWS = 1000
"""Fewer draws for what only stands beside the verdict."""
GRID = np.linspace(-8.0, 8.0, 401)


@dataclass(frozen=True, kw_only=True)
class Standardised:
    """Draws of each supplier's share, were all the programme's work of that kind its own: shape (draws, suppliers)."""

    share: Floats
    curve: Callable[[Floats], Floats]
    """From a shift of the linear predictor to the share."""
    effects: CrossedEffects
    counts: Codes
    """Of each supplier, how many it is of."""


def merged(codes: Sequence[Codes]) -> tuple[Codes, list[Codes]]:
    """Which rows are alike in all their codes: each row's cell, and the cells' own codes."""
    key = np.zeros(len(codes[0]), dtype=np.int64)
    for one in codes:
        key = key * (int(one.max(initial=0)) + 1) + one
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    return cell.astype(np.int64), [one[first] for one in codes]


def summed(cell: Codes, cells: int, values: npt.ArrayLike) -> Floats:
    """The values' sum in each cell."""
    return np.asarray(np.bincount(cell, np.asarray(values, dtype=np.float64), cells), dtype=np.float64)


def early_ends(starts: Starts, *, is_bad: Flags | None = None, with_tier: bool = False) -> tuple[Standardised, Hazards]:
    """Each supplier's share of starts that end early and badly, as an incidence among competing ends.

    Args:
        is_bad: which ends count, where not those of the starts.
        with_tier: whether the rule and the round of release are part of the case mix.

    Returns:
        The shares, and the programme's hazards by day.
    """
    bad = starts.is_bad if is_bad is None else is_bad
    bad = bad & starts.is_over
    daily = hazards(starts.entered, starts.left, bad, starts.is_over & ~bad, starts.window_days)
    expected = exposure(daily.cause, starts.entered, starts.left)
    early = bad & (starts.left <= starts.window_days) & (starts.entered <= starts.left)
    mix = [starts.capability.codes, starts.level.codes, *([starts.tier.codes] if with_tier else [])]
    used = np.flatnonzero(expected > 0)
    cell, codes = merged([c[used] for c in (starts.supplier.codes, starts.unit.codes, starts.site.codes, *mix)])
    cells = len(codes[0])
    found = crossed_effects(
        summed(cell, cells, early[used]),
        summed(cell, cells, expected[used]),
        codes[0],
        len(starts.supplier.names),
        family="poisson",
        case_mix=codes[3:],
        crossed=codes[1:3],
    )
    whole = summed(cell, cells, starts.entered[used] == 0)
    return _standardised(found, whole, starts, lambda eta: incidence_at(daily, np.exp(eta))), daily


@kept
def early_ends_of(edition: Edition) -> Standardised:
    """The shares of ``early_ends`` among an edition's starts, case mix as ordered."""
    return early_ends(starts_of(edition))[0]


def share_of_ends(starts: Starts, counted: Flags, hit: Flags) -> Standardised | None:
    """Each supplier's share of the assignments that count for which something holds; None where none counts."""
    used = np.flatnonzero(counted)
    if len(used) == 0 or not 0 < np.count_nonzero(hit[used]) < len(used):
        return None
    cell, codes = merged(
        [c.codes[used] for c in (starts.supplier, starts.unit, starts.site, starts.capability, starts.level)]
    )
    trials = summed(cell, len(codes[0]), np.ones(len(used)))
    hits = summed(cell, len(codes[0]), hit[used])
    suppliers = len(starts.supplier.names)
    return shares(hits, trials, codes[0], suppliers, codes[3:], codes[1:3], draws=BESIDE_DRAWS)


def shares(
    hits: Floats,
    trials: Floats,
    supplier: Codes,
    suppliers: int,
    mix: Sequence[Codes],
    crossed: Sequence[Codes],
    *,
    draws: int = DRAWS,
) -> Standardised:
    """Each supplier's share of trials that hit, at the mix of all."""
    found = crossed_effects(
        hits, trials, supplier, suppliers, family="binomial", case_mix=mix, crossed=crossed, draws=draws
    )
    counts = np.bincount(supplier, trials, suppliers).astype(np.int64)
    return _over(found, trials, counts, lambda eta: 1 / (1 + np.exp(-eta)))


def _standardised(
    found: CrossedEffects, weight: Floats, starts: Starts, curve: Callable[[Floats], Floats]
) -> Standardised:
    counts = np.bincount(starts.supplier.codes[starts.entered == 0], minlength=len(starts.supplier.names))
    return _over(found, weight, counts.astype(np.int64), curve)


def _over(found: CrossedEffects, weight: Floats, counts: Codes, curve: Callable[[Floats], Floats]) -> Standardised:
    """Average the curve over the mix of all rows, brought to a few values of like linear predictor."""
    order = np.argsort(found.linear, kind="stable")
    steps = np.cumsum(weight[order])
    whole = max(float(steps[-1]), 1e-12)
    bins = np.minimum((steps / whole * BINS).astype(np.int64), BINS - 1)
    sizes = np.bincount(bins, weight[order], BINS)
    middles = np.bincount(bins, weight[order] * found.linear[order], BINS) / np.maximum(sizes, 1e-12)
    table = curve(middles + GRID[:, None]) @ (sizes / sizes.sum())

    def at(shift: Floats) -> Floats:
        return np.asarray(np.interp(shift, GRID, table))

    return Standardised(share=at(found.effects + found.shift[:, None]), curve=at, effects=found, counts=counts)
