"""Whether some suppliers are offered more, or earlier, than the others, beyond what can be explained.

A release is one requisition at its first round; a supplier could have been shown it where it was ever shown work of
that capability in that country. Each supplier's odds of being shown are compared within capability and country, and
then the affiliated suppliers with all others.

Where the programme also has releases that a contract tier or a licence decided, a supplier's odds under the MSP's
choice are held against its own under those rules: whatever makes a supplier a good choice, its size, quality, price or
speed, counts on both sides and falls out. Where there are too few of those, suppliers are held against each other, and
the share of their people who left early stands in for quality; that is the weaker comparison.

The other suppliers show how far such shifts differ by chance and by reasons of their own: the interval rests on that.
``earlier_hours`` compares how many hours after the others of a release a supplier was shown it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.stats.meta_regression import meta_regression
from fullscore.stats.odds_ratio import mantel_haenszel
from fullscore.terms.estimate import Estimate

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

FEWEST_RELEASES = 30
"""Releases of a kind below which they are not compared at all."""
FEWEST_SUPPLIERS = 8
"""Suppliers with something to compare, without which chance cannot be told from reasons."""
MARGIN = 1.5
"""Odds ratio below which a favour would not matter: "no favour seen" needs the whole interval below it."""
LEVEL_OF_EACH = 0.95
"""Two comparisons are made, offered more and offered earlier: each verdict is held to half of the doubt."""

Design = Literal["against releases by rule", "between suppliers"]


@dataclass(frozen=True, kw_only=True)
class Showings:
    """Who was shown which release, as plain arrays; releases and suppliers are numbered from 0.

    Attributes:
        release, supplier: of each showing.
        hour: of each showing, on any clock that all share.
        cell: of each release, its capability and country as one code.
        chosen: of each release, whether the MSP chose the list.
        ruled: of each release, whether a contract tier or a licence decided it.
        affiliated: of each supplier.
        early_share: of each supplier, the share of its people who left early; NaN where nothing is known.
    """

    release: Codes
    supplier: Codes
    hour: Floats
    cell: Codes
    chosen: npt.NDArray[np.bool_]
    ruled: npt.NDArray[np.bool_]
    affiliated: npt.NDArray[np.bool_]
    early_share: Floats


@dataclass(frozen=True, kw_only=True)
class Preference:
    """What the releases that the MSP chose show of a preference.

    Attributes:
        verdict: whether affiliates are offered more or earlier; None where it cannot be told.
        offered: the odds of being shown, affiliates over others, beyond what is explained; 1 is neutral.
        earlier_hours: hours after the others of a release, affiliates minus others, beyond what is explained.
        by_chance: how probable a favour as clear as the clearer of both would be, were there none.
        releases: how many were tested.
    """

    verdict: bool | None
    design: Design | None
    offered: Estimate
    earlier_hours: Estimate
    releases: int
    affiliates: int
    by_chance: float = 1.0


def preference(showings: Showings) -> Preference:
    """Compare affiliated suppliers with others on the releases that the MSP chose."""
    chosen, ruled = showings.chosen, showings.ruled
    able = _able(showings)
    design: Design = "against releases by rule" if ruled.sum() >= FEWEST_RELEASES else "between suppliers"
    shifts = _shifts(showings, able) if design == "against releases by rule" else _standings(showings, able)
    delays = _delays(showings, design)
    offered, sure_offered, more = _contrast(*shifts, showings, design)
    earlier, sure_earlier, later = _contrast(*delays, showings, design)
    ratio = Estimate(
        value=None if offered.value is None else float(np.exp(offered.value)),
        n=offered.n,
        low=None if offered.low is None else float(np.exp(offered.low)),
        high=None if offered.high is None else float(np.exp(offered.high)),
    )
    verdict: bool | None = None
    if chosen.sum() >= FEWEST_RELEASES and showings.affiliated.any() and ratio.value is not None:
        if sure_offered[0] > 0 or sure_earlier[1] < 0:
            verdict = True
        elif ratio.high is not None and ratio.high < MARGIN:
            verdict = False
    return Preference(
        verdict=verdict,
        design=design if ratio.value is not None else None,
        offered=ratio,
        earlier_hours=earlier,
        releases=int(chosen.sum()),
        affiliates=int(showings.affiliated.sum()),
        # Two comparisons are made, and the clearer is taken.
        by_chance=min(1.0, 2 * min(more, 1 - later)),
    )


def _able(showings: Showings) -> npt.NDArray[np.bool_]:
    """By supplier and cell: whether the supplier was ever shown work there."""
    able = np.zeros((len(showings.affiliated), int(showings.cell.max(initial=-1)) + 1), dtype=np.bool_)
    able[showings.supplier, showings.cell[showings.release]] = True
    return able


def _counts(showings: Showings, of: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """By supplier and cell, over some releases: how many it was shown; by cell, how many there were."""
    cells, suppliers = int(showings.cell.max(initial=-1)) + 1, len(showings.affiliated)
    there = of[showings.release]
    place = showings.supplier[there] * cells + showings.cell[showings.release[there]]
    shown = np.bincount(place, minlength=suppliers * cells).reshape(suppliers, cells).astype(float)
    return shown, np.bincount(showings.cell[of], minlength=cells).astype(float)


def _shifts(showings: Showings, able: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Each supplier's log odds of being shown when the MSP chooses, over its own when a rule decides."""
    chosen, ruled = _counts(showings, showings.chosen), _counts(showings, showings.ruled)
    found = [
        mantel_haenszel(
            chosen[0][s, cells], chosen[1][cells] - chosen[0][s, cells],
            ruled[0][s, cells], ruled[1][cells] - ruled[0][s, cells],
        )
        for s, cells in enumerate(able)
    ]  # fmt: skip
    return np.array([f.value for f in found]), np.array([f.variance for f in found])


def _standings(showings: Showings, able: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Each supplier's log odds of being shown over those of the others that could have been, when the MSP chooses."""
    shown, releases = _counts(showings, showings.chosen)
    could = able * releases
    all_shown, all_could = (shown * able).sum(0), could.sum(0)
    found = []
    for s, cells in enumerate(able):
        yes, no = shown[s, cells], releases[cells] - shown[s, cells]
        others = all_shown[cells] - yes, (all_could - all_shown)[cells] - no
        found.append(mantel_haenszel(yes, no, *others))
    return np.array([f.value for f in found]), np.array([f.variance for f in found])


def _delays(showings: Showings, design: Design) -> tuple[Floats, Floats]:
    """Each supplier's mean hours after the others of the same release, and how sure that is."""
    releases, suppliers = len(showings.cell), len(showings.affiliated)
    size = np.bincount(showings.release, minlength=releases)
    total = np.bincount(showings.release, showings.hour, releases)
    others = np.maximum(size[showings.release] - 1, 1)
    after = showings.hour - (total[showings.release] - showings.hour) / others
    several = size[showings.release] > 1

    def means(of: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
        there = of[showings.release] & several
        who, hours = showings.supplier[there], after[there]
        n = np.bincount(who, minlength=suppliers)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.bincount(who, hours, suppliers) / n
            variance = (np.bincount(who, hours * hours, suppliers) - n * mean * mean) / (n - 1) / n
        return np.where(n > 1, mean, np.nan), np.where(n > 1, np.maximum(variance, 1e-6), np.nan)

    mean, variance = means(showings.chosen)
    if design == "between suppliers":
        return mean, variance
    own, own_variance = means(showings.ruled)
    return mean - own, variance + own_variance


def _contrast(
    values: Floats, variances: Floats, showings: Showings, design: Design
) -> tuple[Estimate, tuple[float, float], float]:
    """Affiliates minus others, at the usual level; the bounds at the level that a verdict is held to; and how probable
    so much or more would be by chance (not so little or less: that is one minus it; 0.5 where nothing can be said)."""
    known = np.isfinite(values) & np.isfinite(variances) & (variances > 0)
    quality = showings.early_share
    regressors = [np.ones(len(values)), showings.affiliated.astype(float)]
    with_quality = design == "between suppliers" and np.isfinite(quality[known]).sum() >= FEWEST_SUPPLIERS
    if with_quality:
        known &= np.isfinite(quality)
        regressors.append(quality)
    x = np.column_stack(regressors)[known]
    n = int(known.sum())
    nothing = Estimate(value=None, n=n), (-np.inf, np.inf), 0.5
    if n < FEWEST_SUPPLIERS or np.linalg.matrix_rank(x) < x.shape[1]:
        return nothing
    shown = meta_regression(values[known], variances[known], x)
    held = meta_regression(values[known], variances[known], x, level=LEVEL_OF_EACH)
    found = Estimate(value=float(shown.coefficients[1]), n=n, low=float(shown.low[1]), high=float(shown.high[1]))
    from scipy.special import stdtr

    by_chance = float(stdtr(shown.degrees, -shown.coefficients[1] / shown.errors[1]))
    return found, (float(held.low[1]), float(held.high[1])), by_chance
