"""The variance components of crossed effects: where the data put them, and a grid over all of them."""

from dataclasses import dataclass

import numpy as np

from fullscore.stats._crossed_groups import Groups
from fullscore.stats._crossed_rows import Family, Floats, Quadratic, Rows
from fullscore.stats._crossed_solution import Precisions, Reduced, Solution, solve

CASE_MIX = 2.0
"""The prior standard deviation of case mix effects, on a linear predictor or in standard deviations of the outcome."""
CONSTANT = 10.0
STEPS, SWEEPS, NODES = 13, 3, 48
ROUGH, CLOSE = 0.02, 1e-3
"""How far the last step towards the mode may still have gone: while components are sought, and at the end."""
REACH = 3.0
"""How far a grid goes at first, in scales of the half-normal prior."""
COARSE = 4
"""So many values of the large grouping's component, and of the residual, which the data pin down, are met on the joint
grid: each pair of them costs a product over the levels of the large grouping."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Where the likelihood was taken to second order, and the grids that the components were seen on."""

    quadratic: Quadratic
    groups: Floats
    """Each group's effect, its part that follows case mix left out."""
    v: Floats
    e: Floats
    linear: Floats
    grids: list[Floats]
    densities: list[Floats]


class Components:
    """The components in the order: groups, each small grouping, the large one, case mix of the group, residual."""

    def __init__(
        self, rows: Rows, y: Floats, size: Floats, family: Family, scale: float, unit: float, case_mix: int
    ) -> None:
        self.rows, self.y, self.size, self.family, self.unit = rows, y, size, family, unit
        self.fixed = 1 + case_mix
        self.small = len(rows.factors) - self.fixed
        self.has_large, self.has_means = rows.large is not None, rows.means.shape[1] > 0
        count = 1 + self.small + self.has_large + self.has_means
        self.scales = np.array([scale] * count + [3.0 * unit] * (family == "gaussian"))
        self.names_residual = family == "gaussian"
        self._reduced: Reduced | None = None

    def precisions(self, theta: Floats) -> tuple[Precisions, float]:
        """The prior's precisions at given standard deviations, and what curvature is multiplied by."""
        rows = self.rows
        v = np.empty(rows.width + rows.means.shape[1])
        v[0] = (CONSTANT * self.unit) ** -2
        v[1 : rows.places[self.fixed]] = (CASE_MIX * self.unit) ** -2
        for n in range(self.small):
            v[rows.places[self.fixed + n] : rows.places[self.fixed + n + 1]] = theta[1 + n] ** -2
        at = 1 + self.small
        e = 0.0
        if self.has_large:
            e, at = float(theta[at] ** -2), at + 1
        if self.has_means:
            v[rows.width :] = theta[at] ** -2
        return Precisions(g=float(theta[0] ** -2), v=v, e=e), float(theta[-1] ** -2) if self.names_residual else 1.0

    def solution(self, theta: Floats) -> Solution:
        """The normal posterior at given standard deviations."""
        assert self._reduced is not None
        return solve(self._reduced, *self.precisions(theta))

    def density(self, theta: Floats, fit: Fit | None = None, own: Groups | None = None) -> float:
        """The log posterior of the components, but for a constant."""
        solution = self.solution(theta)
        found = solution.density - 0.5 * float(((theta / self.scales) ** 2).sum())
        if self.names_residual:
            found += float(self._rest * solution.scale) + len(self.y) * -float(np.log(theta[-1]))
        if fit is not None and own is not None:
            found += self._exactly(solution, fit, own)
        return found

    def _exactly(self, solution: Solution, fit: Fit, own: Groups) -> float:
        """What the groups' exact likelihoods add to the normal approximation at the mean of the rest."""
        q = fit.quadratic
        seen = q.g > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = np.where(seen, (q.gv @ (solution.mean_v - fit.v)) / q.g, 0)
            if q.across is not None:
                e = solution.large(solution.mean_g[None, :], solution.mean_v[None, :])[0]
                moved = moved + np.where(seen, (q.across[: self.rows.groups] @ (e - fit.e)) / q.g, 0)
        precision = solution.precisions.g
        value, slope, bend = own.moments(fit.groups)
        # The normal curve through the same point: its own integral against the same prior.
        peak = fit.groups + np.where(bend > 0, slope / np.maximum(bend, 1e-300), 0)
        top = value + 0.5 * np.where(bend > 0, slope**2 / np.maximum(bend, 1e-300), 0)
        normal = top + 0.5 * np.log(precision / (bend + precision))
        normal -= 0.5 * bend * precision / (bend + precision) * (peak - moved) ** 2
        exact = own.evidence(moved, precision, fit.groups)
        return float((exact - normal)[seen].sum())

    def fit(self) -> Fit:
        """Find the mode of the effects and a grid of each component, the others at their means."""
        rows = self.rows
        theta = 0.4 * self.scales
        if self.names_residual:
            theta[-1] = self.unit
        v, e, g = np.zeros(rows.width + rows.means.shape[1]), np.zeros(rows.larges), np.zeros(rows.groups)
        v[0] = self._level()
        grids = [scale * np.linspace(0.01, REACH, STEPS) for scale in self.scales]
        large = 1 + self.small if self.has_large else -1
        if self.has_large:
            grids[large] = self.scales[large] * np.linspace(0.01, REACH, STEPS - 4)
        if self.names_residual:
            grids[-1] = self.unit * np.linspace(0.1, 1.3, STEPS)
        densities: list[Floats] = []
        for sweep in range(SWEEPS):
            quadratic, g, v, e, linear = self._mode(theta, g, v, e, 12 if sweep == 0 else 4, ROUGH)
            densities = []
            for n in range(len(theta)):
                values = []
                for value in grids[n]:
                    tried = theta.copy()
                    tried[n] = value
                    values.append(self.density(tried))
                shape = np.exp(np.array(values) - max(values))
                densities.append(shape)
                theta[n] = float(np.average(grids[n], weights=shape))
                if sweep < SWEEPS - 1:
                    grids[n] = _closer(grids[n], shape, STEPS if n != large else STEPS - 4)
        quadratic, g, v, e, linear = self._mode(theta, g, v, e, 4, CLOSE)
        return Fit(
            quadratic=quadratic,
            groups=g,
            v=v,
            e=e,
            linear=linear,
            grids=grids,
            densities=densities,
        )

    def _level(self) -> float:
        """The constant to start from."""
        if self.family == "poisson":
            return float(np.log((self.y.sum() + 0.5) / (self.size.sum() + 0.5)))
        if self.family == "binomial":
            return float(np.log((self.y.sum() + 0.5) / (self.size.sum() - self.y.sum() + 0.5)))
        return 0.0

    def _mode(
        self, theta: Floats, g: Floats, v: Floats, e: Floats, most: int, close: float
    ) -> tuple[Quadratic, Floats, Floats, Floats, Floats]:
        """The most probable effects at given components, and the likelihood to second order around them."""
        rows = self.rows
        for step in range(most):
            linear = rows.linear(v[: rows.width], e)
            eta = linear + (g + rows.means @ v[rows.width :])[rows.group]
            if self.family == "gaussian":
                if self._reduced is None:
                    self._rest = -0.5 * float(self.size @ self.y**2)
                    self._reduced = Reduced(rows.quadratic(self.size, self.size * self.y), rows.means)
            else:
                if self.family == "poisson":
                    mean = self.size * np.exp(np.minimum(eta, 30.0))
                    weight = mean
                else:
                    p = 1 / (1 + np.exp(-eta))
                    mean, weight = self.size * p, self.size * p * (1 - p)
                self._reduced = Reduced(rows.quadratic(weight, weight * eta + self.y - mean), rows.means)
            solution = self.solution(theta)
            new_e = solution.large(solution.mean_g[None, :], solution.mean_v[None, :])[0] if self.has_large else e
            change = max(float(np.abs(solution.mean_g - g).max()), float(np.abs(solution.mean_v - v).max()))
            # A long step of a curved likelihood overshoots.
            part = min(1.0, 3.0 / change) if self.family != "gaussian" and change > 0 else 1.0
            g, v, e = g + part * (solution.mean_g - g), v + part * (solution.mean_v - v), e + part * (new_e - e)
            if self.family == "gaussian" or (change < close and step > 0):
                break
        assert self._reduced is not None
        # A group's own part and the part that follows case mix move its rows alike: both are in ``groups`` here.
        linear = rows.linear(v[: rows.width], e)
        return self._reduced.quadratic, g, v, e, linear + (rows.means @ v[rows.width :])[rows.group]


def _closer(grid: Floats, shape: Floats, steps: int) -> Floats:
    """A grid where the density is; it starts near 0 again where the density does."""
    seen = np.flatnonzero(shape > 1e-4)
    low = grid[max(seen[0] - 1, 0)]
    high = grid[min(seen[-1] + 1, len(grid) - 1)]
    return np.asarray(np.linspace(low, high, steps))


def spread_out(
    components: Components, fit: Fit, own: Groups | None, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """A joint grid of the components and what each of its nodes weighs.

    Each component takes values that split its own density, somewhat widened, into equal parts; they meet in random
    order (a Latin hypercube), and a node weighs the joint density over the product of the components' own.

    Returns:
        Nodes, shape (nodes, components); weights, shape (nodes,), that sum to 1.
    """
    nodes = np.empty((NODES, len(components.scales)))
    proposed = np.zeros(NODES)
    large = 1 + components.small if components.has_large else -1
    for n, (grid, density) in enumerate(zip(fit.grids, fit.densities, strict=True)):
        wide = np.maximum(density, 1e-12) ** 0.6
        area = np.concatenate([[0.0], np.cumsum((wide[1:] + wide[:-1]) / 2 * np.diff(grid))])
        is_pinned = n == large or (components.names_residual and n == len(fit.grids) - 1)
        parts = COARSE if is_pinned else NODES
        values = np.interp((np.arange(parts) + 0.5) / parts * area[-1], area, grid)
        nodes[:, n] = random.permutation(np.resize(values, NODES))
        proposed += np.log(np.interp(nodes[:, n], grid, wide))
    found = np.array([components.density(node, fit, own) for node in nodes]) - proposed
    weight = np.exp(found - found.max())
    return nodes, weight / weight.sum()
