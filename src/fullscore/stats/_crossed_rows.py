"""Rows that are grouped in several ways at once, and the curvature of their likelihood summed up by group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Family = Literal["poisson", "binomial", "gaussian"]

MEANS = 30
"""At most so many directions in which the groups' case mix differs are followed."""


@dataclass(frozen=True, kw_only=True)
class Quadratic:
    """The log likelihood to second order: ``pull @ x - x @ curvature @ x / 2`` over all effects at once.

    The effects are those of the groups judged (g), of everything small (v: constant, case mix, case mix of the group),
    and of one way of grouping that may be large (e), whose curvature is diagonal because a row has one of them.
    """

    g: Floats
    gv: Floats
    v: Floats
    pull_g: Floats
    pull_v: Floats
    e: Floats
    across: Any
    """Between (g, v without the group's own means) and e: sparse, shape (groups + width, len(e))."""
    pull_e: Floats


def sums(codes: Codes, values: Floats, size: int) -> Floats:
    """The values' sum for each code."""
    return np.asarray(np.bincount(codes, values, size), dtype=np.float64)


class Rows:
    """Rows with their codes, and what is needed again and again to sum over them.

    Args:
        group: the group that is judged, shape (n,), 0 to ``groups`` - 1.
        factors: further codes, each from 0; the first is the constant.
        large: codes whose effects are eliminated one by one, or None.
        size: what a row weighs in the means of its group's case mix.
    """

    def __init__(
        self, group: Codes, groups: int, factors: Sequence[Codes], large: Codes | None, size: Floats, *, means: bool
    ) -> None:
        self.group, self.groups, self.factors, self.large = group, groups, list(factors), large
        self.levels = [int(codes.max()) + 1 for codes in self.factors]
        self.places = np.concatenate([[0], np.cumsum(self.levels)]).astype(np.int64)
        self.width = int(self.places[-1])
        self.larges = int(large.max()) + 1 if large is not None else 0
        self.means = self._means(size) if means else np.zeros((groups, 0))
        self._keys: list[tuple[Codes, Codes, Codes]] = []
        if large is not None:
            for codes, first in [
                (group, 0),
                *((c, groups + p) for c, p in zip(self.factors, self.places[:-1], strict=True)),
            ]:
                key, inverse = np.unique(codes * self.larges + large, return_inverse=True)
                self._keys.append((key // self.larges + first, key % self.larges, inverse))

    def _means(self, size: Floats) -> Floats:
        """How each group's case mix departs from that of all, as scores on its main directions.

        A group that has few rows says little about its own mix; its scores are what its rows are.
        """
        total = sums(self.group, size, self.groups)
        shares = []
        others = [*self.factors[1:], *([self.large] if self.large is not None and self.larges <= 300 else [])]
        for codes in others:
            levels = int(codes.max()) + 1
            share = sums(self.group * levels + codes, size, self.groups * levels).reshape(self.groups, levels)
            whole = share.sum(0) / total.sum()
            shares.append(np.where(total[:, None] > 0, share / np.maximum(total, 1e-300)[:, None] - whole, 0))
        if not shares:
            return np.zeros((self.groups, 0))
        left, scale, _ = np.linalg.svd(np.concatenate(shares, 1), full_matrices=False)
        kept = int(min(MEANS, (scale > 1e-6 * max(1.0, float(scale.max(initial=0)))).sum()))
        return np.asarray(left[:, :kept] * scale[:kept])

    def linear(self, v: Floats, e: Floats) -> Floats:
        """Each row's linear predictor without its group's effect."""
        found = np.zeros(len(self.group))
        for codes, start, stop in zip(self.factors, self.places[:-1], self.places[1:], strict=True):
            found += v[start:stop][codes]
        if self.large is not None:
            found += e[self.large]
        return found

    def quadratic(self, weight: Floats, pull: Floats) -> Quadratic:
        """Sum up each row's curvature and pull."""
        groups, width = self.groups, self.width
        gv, v, pull_v = np.zeros((groups, width)), np.zeros((width, width)), np.zeros(width)
        spans = [slice(a, b) for a, b in zip(self.places[:-1], self.places[1:], strict=True)]
        for n, codes in enumerate(self.factors):
            size = self.levels[n]
            pull_v[spans[n]] = sums(codes, pull, size)
            gv[:, spans[n]] = sums(self.group * size + codes, weight, groups * size).reshape(groups, size)
            for m in range(n + 1):
                other = self.levels[m]
                block = sums(codes * other + self.factors[m], weight, size * other).reshape(size, other)
                v[spans[n], spans[m]], v[spans[m], spans[n]] = block, block.T
        g, pull_g = sums(self.group, weight, groups), sums(self.group, pull, groups)
        x = self.means
        e = pull_e = np.zeros(0)
        across = None
        if self.large is not None:
            from scipy.sparse import coo_matrix

            e, pull_e = sums(self.large, weight, self.larges), sums(self.large, pull, self.larges)
            row = np.concatenate([key[0] for key in self._keys])
            column = np.concatenate([key[1] for key in self._keys])
            cells = np.concatenate([sums(key[2], weight, len(key[0])) for key in self._keys])
            across = coo_matrix((cells, (row, column)), shape=(groups + width, self.larges)).tocsr()
        return Quadratic(
            g=g,
            gv=np.hstack([gv, g[:, None] * x]),
            v=np.block([[v, gv.T @ x], [x.T @ gv, x.T @ (g[:, None] * x)]]),
            pull_g=pull_g,
            pull_v=np.concatenate([pull_v, x.T @ pull_g]),
            e=e,
            across=across,
            pull_e=pull_e,
        )
