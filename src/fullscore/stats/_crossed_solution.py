"""The normal posterior of all crossed effects at given variance components, and the data's density there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from fullscore.stats._crossed_rows import Floats, Quadratic

DENSE_FROM = 0.04


@dataclass(frozen=True, kw_only=True)
class Precisions:
    """One over the prior variances: of the groups' effects, of each small effect, of the large grouping's effects."""

    g: float
    v: Floats
    e: float


class Reduced:
    """A quadratic with its large grouping eliminated, for each precision that it was asked for once."""

    def __init__(self, quadratic: Quadratic, means: Floats) -> None:
        self.quadratic, self.means = quadratic, means
        self._kept: dict[tuple[float, float], tuple[Floats, Floats, float]] = {}
        across = quadratic.across
        # Where most cells hold something, and it fits easily, dense products are several times as fast.
        full = across is not None and across.nnz > DENSE_FROM * np.prod(across.shape) and np.prod(across.shape) < 5e6
        self._dense = across.toarray() if full else None

    def at(self, precision: float, scale: float) -> tuple[Floats, Floats, float]:
        """Curvature and pull of (g, v) less what the large grouping takes, and the log density's share of it.

        Args:
            precision: the prior's of the large grouping.
            scale: what the curvature is multiplied by.
        """
        key = (precision, scale)
        if key not in self._kept:
            q = self.quadratic
            inner = 1 / (q.e * scale + precision)
            taken = self._product(inner) * scale**2
            pulled = np.asarray(q.across @ (inner * q.pull_e)) * scale**2
            share = 0.5 * float(np.log(inner * precision).sum() + scale**2 * (inner @ q.pull_e**2))
            self._kept[key] = (*self._widened(taken, pulled), share)
        return self._kept[key]

    def _product(self, inner: Floats) -> Floats:
        """What the large grouping takes from the curvature of the others."""
        q = self.quadratic
        if self._dense is None:
            return np.asarray((q.across.multiply(inner) @ q.across.T).todense())
        from scipy.linalg.blas import dsyrk

        half = dsyrk(1.0, self._dense * np.sqrt(inner), lower=1)
        return np.asarray(half + np.tril(half, -1).T)

    def _widened(self, taken: Floats, pulled: Floats) -> tuple[Floats, Floats]:
        """With the rows and columns of the groups' own means, which only see which group a row is in."""
        x, groups = self.means, len(self.quadratic.g)
        to_means = x.T @ taken[:groups]
        corner = to_means[:, :groups] @ x
        return (
            np.block([[taken, to_means.T], [to_means, corner]]),
            np.concatenate([pulled, x.T @ pulled[:groups]]),
        )


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The posterior's mean, a root of its precision, and the log density of the data but for a constant."""

    density: float
    mean_g: Floats
    mean_v: Floats
    root: Floats
    """Lower Cholesky factor: of v where there is no large grouping, else of (g, v)."""
    quadratic: Quadratic
    precisions: Precisions
    scale: float

    @cached_property
    def inner(self) -> Floats:
        """One over the curvature of the large grouping's effects."""
        return np.asarray(1 / (self.quadratic.e * self.scale + self.precisions.e))

    def large(self, g: Floats, v: Floats) -> Floats:
        """The large grouping's mean effects given the others, for many draws at once: (draws, len(e))."""
        q = self.quadratic
        base = q.across.shape[0] - len(q.g)
        known = np.hstack([g, v[:, :base]])
        return np.asarray(self.inner * self.scale * (q.pull_e - (q.across.T @ known.T).T))

    def draw(self, random: np.random.Generator, draws: int) -> tuple[Floats | None, Floats]:
        """Draws of the groups' effects (None where they are yet to be drawn, given v) and of the small ones."""
        from scipy.linalg import solve_triangular

        noise = solve_triangular(self.root.T, random.standard_normal((len(self.root), draws)), lower=False).T
        if self.quadratic.across is None:
            return None, self.mean_v + noise
        groups = len(self.quadratic.g)
        return self.mean_g + noise[:, :groups], self.mean_v + noise[:, groups:]


def solve(reduced: Reduced, precisions: Precisions, scale: float = 1.0) -> Solution:
    """The posterior at given variance components.

    Args:
        scale: what curvature and pull are multiplied by: one over the residual variance where it is a component.
    """
    from scipy.linalg import cho_solve, cholesky

    q = reduced.quadratic
    g, pull_g = q.g * scale + precisions.g, q.pull_g * scale
    if q.across is None:
        across = q.gv * scale
        taken = across / g[:, None]
        root: Any = cholesky(q.v * scale + np.diag(precisions.v) - across.T @ taken, lower=True)
        pull = q.pull_v * scale - taken.T @ pull_g
        mean_v = cho_solve((root, True), pull)
        mean_g = (pull_g - across @ mean_v) / g
        share = 0.5 * (len(g) * np.log(precisions.g) - np.log(g).sum() + pull_g @ (pull_g / g))
        fit = pull @ mean_v
    else:
        gone, pulled, share = reduced.at(precisions.e, scale)
        whole = np.block([[np.diag(q.g), q.gv], [q.gv.T, q.v]]) * scale - gone
        whole[np.diag_indices_from(whole)] += np.concatenate([np.full(len(g), precisions.g), precisions.v])
        root = cholesky(whole, lower=True)
        pull = np.concatenate([pull_g, q.pull_v * scale]) - pulled
        mean = cho_solve((root, True), pull)
        mean_g, mean_v = mean[: len(g)], mean[len(g) :]
        share += 0.5 * len(g) * np.log(precisions.g)
        fit = pull @ mean
    density = share + 0.5 * (np.log(precisions.v).sum() + fit) - np.log(np.diag(root)).sum()
    return Solution(
        density=float(density),
        mean_g=mean_g,
        mean_v=mean_v,
        root=root,
        quadratic=q,
        precisions=precisions,
        scale=scale,
    )
