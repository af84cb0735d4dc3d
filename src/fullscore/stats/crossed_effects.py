"""How groups differ in an outcome whose rows are also grouped in other ways, with all that is not known kept in.

A row's linear predictor is a constant, plus effects of its case mix, plus effects of the other ways in which rows are
grouped, plus its group's effect. Case mix is estimated within groups: a group's effect has, beside its own part, a part
that follows its case mix (Mundlak's terms), so that neither takes the other's blame. Every variance component is
integrated over a grid.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._crossed_components import Components, Fit, spread_out
from fullscore.stats._crossed_groups import Groups, groups_of
from fullscore.stats._crossed_rows import Codes, Family, Floats, Rows

LARGE = 100
"""From so many levels on a way of grouping is eliminated level by level instead of being carried along."""
DRAWS = 2000
WEAK = 0.25


@dataclass(frozen=True, kw_only=True)
class CrossedEffects:
    """Draws from the posterior of the groups' effects, on the scale of the linear predictor."""

    effects: Floats
    """Shape (draws, groups)."""
    shift: Floats
    """How far each draw lifts the linear predictor of all rows together, shape (draws,)."""
    linear: Floats
    """Each row's linear predictor at the mode without its group's effect, shape (n,)."""
    alone: Floats
    """What each group's rows say of its effect by themselves, given the rest, shape (groups,)."""
    error: Floats
    """Its standard error, what is not known of the rest included."""
    spreads: tuple[float, ...]
    """Posterior means of the standard deviations: of the groups, of each further grouping, of the part that follows
    case mix, of the residual where there is one."""


def crossed_effects(
    outcome: npt.ArrayLike,
    size: npt.ArrayLike,
    group: npt.ArrayLike,
    groups: int,
    *,
    family: Family,
    case_mix: Sequence[npt.ArrayLike] = (),
    crossed: Sequence[npt.ArrayLike] = (),
    scale: float = 0.5,
    within: bool = True,
    draws: int = DRAWS,
    seed: int = 1,
) -> CrossedEffects:
    """Fit the groups' effects.

    Args:
        outcome: each row's count of events, successes, or mean score, shape (n,).
        size: its expected events at a linear predictor of 0, its trials, or how many scores it is the mean of; above 0.
        group: its group's code, from 0 to ``groups`` - 1; a group may have no row.
        family: ``poisson`` with log link, ``binomial`` with logit link, ``gaussian``.
        case_mix: codes of each row's case mix, from 0. Effects have a normal prior with standard deviation 2 (of the
            outcome's, if gaussian).
        crossed: codes of further ways of grouping, from 0. Effects are normal with a standard deviation that is
            integrated. The one with most levels, if it has 100 or more, is eliminated as a diagonal block.
        scale: the prior of every standard deviation is half-normal with this scale (times the outcome's standard
            deviation, if gaussian).
        within: whether a part of the groups' effects follows their case mix.
        draws: how many draws are made; ``seed`` of the generator.

    Raises:
        ValueError: no rows, or a size not above 0; the author's fault.

    Source: Breslow and Clayton (1993), Journal of the American Statistical Association 88, 9-25, for the penalised
    likelihood; Rue, Martino and Chopin (2009), Journal of the Royal Statistical Society B 71, 319-392, for integrating
    variance components over a grid of such approximations; Mundlak (1978), Econometrica 46, 69-85. A group's effect
    given the rest is drawn from its exact density, not from the normal one.
    """
    y, m = np.asarray(outcome, dtype=np.float64), np.asarray(size, dtype=np.float64)
    codes = np.asarray(group, dtype=np.int64)
    if len(y) == 0 or not (m > 0).all():
        raise ValueError("crossed effects need rows, each of a size above 0")
    mix = [c for c in (_dense(c) for c in case_mix) if c.max() > 0]
    ways = [c for c in (_dense(c) for c in crossed) if c.max() > 0]
    large = None
    if ways and max(int(c.max()) for c in ways) + 1 >= LARGE:
        at = max(range(len(ways)), key=lambda n: int(ways[n].max()))
        large = ways.pop(at)
    factors = [np.zeros(len(y), dtype=np.int64), *mix, *ways]
    rows = Rows(codes, groups, factors, large, m, means=within)
    unit, centre = 1.0, 0.0
    if family == "gaussian":
        centre = float(np.average(y, weights=m))
        y = y - centre
        unit = max(float(np.average(y**2, weights=m)) ** 0.5, 1e-9)
    random = np.random.default_rng(seed)
    components = Components(rows, y, m, family, unit * scale, unit, len(mix))
    fit = components.fit()
    own = None if family == "gaussian" else groups_of(family, y, m, fit.linear, codes, groups, fit.groups)
    nodes, shares = spread_out(components, fit, own, random)
    counts = np.floor(np.cumsum(shares) * draws + random.random()).astype(np.int64)
    counts = np.diff(np.concatenate([[0], np.minimum(counts, draws)]))
    counts[-1] += draws - counts.sum()
    effects, shifts, moved = [], [], []
    for node, times in zip(nodes[counts > 0], counts[counts > 0], strict=True):
        found = _drawn(rows, components, fit, own, node, int(times), random)
        effects.append(found[0])
        shifts.append(found[1])
        moved.append(found[2])
    order = random.permutation(draws)
    together = np.concatenate(effects)
    alone, error = _alone(fit, own, together, np.concatenate(moved), float(shares @ nodes[:, 0]))
    alone = alone if own is None else alone + rows.means @ fit.v[rows.width :]
    linear = rows.linear(fit.v[: rows.width], fit.e) + centre
    return CrossedEffects(
        effects=together[order],
        shift=np.concatenate(shifts)[order],
        linear=linear,
        alone=alone,
        error=error,
        spreads=tuple(float(s) for s in shares @ nodes),
    )


def _dense(codes: npt.ArrayLike) -> Codes:
    """Codes without gaps."""
    return np.unique(np.asarray(codes, dtype=np.int64), return_inverse=True)[1].astype(np.int64)


def _drawn(
    rows: Rows,
    components: Components,
    fit: Fit,
    own: Groups | None,
    theta: Floats,
    draws: int,
    random: np.random.Generator,
) -> tuple[Floats, Floats, Floats]:
    """Draws at one node of the grid: effects, the shift of all rows, and how far the rest moved each group's rows."""
    solution = components.solution(theta)
    g, v = solution.draw(random, draws)
    q = fit.quadratic
    precision = solution.precisions.g
    base = rows.width
    if g is None:
        curvature = q.g * solution.scale + precision
        mean = (q.pull_g * solution.scale - solution.scale * (v @ q.gv.T)) / curvature
        g = mean + random.standard_normal(mean.shape) / curvature**0.5
    if own is None:
        # Nothing is curved, and the level of all is not asked for: the large grouping need not be drawn.
        return g + v[:, base:] @ rows.means.T, np.zeros(draws), np.zeros((1, rows.groups))
    each = np.divide(1.0, q.g, out=np.zeros_like(q.g), where=q.g > 0)
    moved_v = v - fit.v
    elsewhere = (moved_v[:, :base] @ q.gv[:, :base].T) * each
    lift = moved_v[:, :base] @ (q.gv[:, :base].sum(0) / q.g.sum())
    if q.across is not None:
        noise = random.standard_normal((draws, rows.larges)) * solution.inner**0.5
        moved_e = solution.large(g, v) + noise - fit.e
        elsewhere = elsewhere + (q.across[: rows.groups] @ moved_e.T).T * each
        lift = lift + moved_e @ (q.e / q.e.sum())
    # The shift of a group's rows that the data speak of is its own effect and whatever the rest moved them by.
    moved = elsewhere + moved_v[:, base:] @ rows.means.T
    g = own.draw(random, moved, precision, fit.groups) - moved
    return g + v[:, base:] @ rows.means.T, lift, elsewhere


def _alone(fit: Fit, own: Groups | None, effects: Floats, moved: Floats, spread: float) -> tuple[Floats, Floats]:
    """Each group's effect by its own rows, and its standard error."""
    if own is None:
        # Of normal densities the prior's share can be taken off again.
        precision = 1 / effects.var(0)
        left = np.maximum(precision - spread**-2, 1e-3 * precision)
        return effects.mean(0) * precision / left, left**-0.5
    # A weak prior, worth half an event or so, keeps groups without events finite.
    value, variance = own.modes(np.zeros(len(fit.groups)), WEAK, fit.groups)
    variance = 1 / np.maximum(1 / variance - WEAK, 1e-9)
    return value, np.sqrt(variance + moved.var(0))
