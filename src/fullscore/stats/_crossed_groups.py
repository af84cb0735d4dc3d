"""Each judged group's own likelihood, exactly: what a normal curve would miss where a group has few events."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats._crossed_rows import Codes, Family, Floats, sums

PIECES = 5
NODES, HALF_WIDTH = 27, 5.5
NEWTON_STEPS = 4
AT_ONCE = 4_000_000
NORMAL_FROM = {"poisson": 150.0, "binomial": 40.0}
"""From this curvature on a group's density is normal to less than a twelfth of skewness, and is taken as such."""


@dataclass(frozen=True, kw_only=True)
class Groups:
    """The log likelihood of a shift of each group's linear predictor, up to a constant.

    ``total * c - sum over pieces of size * A(offset + c)``, with A the exponential or log(1 + exp). Poisson rows of a
    group are one piece, exactly; binomial rows are brought to a few pieces of like offset.
    """

    family: Family
    total: Floats
    offset: Floats
    """Shape (pieces, groups)."""
    size: Floats

    def moments(self, c: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, slope and curvature at shifts of shape (..., groups)."""
        value, slope, bend = self.total * c, np.broadcast_to(self.total, c.shape).copy(), np.zeros(c.shape)
        for offset, size in zip(self.offset, self.size, strict=True):
            if self.family == "poisson":
                mean = size * np.exp(np.minimum(offset + c, 50.0))
                value, slope, bend = value - mean, slope - mean, bend + mean
            else:
                p = 1 / (1 + np.exp(-(offset + c)))
                value = value - size * _softplus(offset + c)
                slope, bend = slope - size * p, bend + size * p * (1 - p)
        return value, slope, bend

    def value(self, c: Floats) -> Floats:
        """The log likelihood at shifts of shape (..., groups, nodes)."""
        found = self.total[:, None] * c
        for offset, size in zip(self.offset, self.size, strict=True):
            eta = offset[:, None] + c
            found = found - size[:, None] * (
                np.exp(np.minimum(eta, 50.0)) if self.family == "poisson" else _softplus(eta)
            )
        return np.asarray(found)

    def modes(self, centre: Floats, precision: float, start: Floats) -> tuple[Floats, Floats]:
        """The most probable shifts under a normal prior, and one over their curvature, both of the prior's shape."""
        c = start + np.zeros_like(centre)
        bend = np.ones_like(c)
        for _ in range(NEWTON_STEPS):
            _, slope, bend = self.moments(c)
            c = c + np.clip((slope - precision * (c - centre)) / (bend + precision), -1.5, 1.5)
        _, _, bend = self.moments(c)
        return c, 1 / (bend + precision)

    def evidence(self, centre: Floats, precision: float, start: Floats) -> Floats:
        """The log of each group's likelihood averaged over a normal prior.

        Args:
            centre: the prior's mean, shape (groups,).
            start: where to look for the mode first.
        """
        mode, variance = self.modes(centre, precision, start)
        top = self.moments(mode)[0] - 0.5 * precision * (mode - centre) ** 2
        found = top + 0.5 * np.log(variance * precision)
        few = self._few(start)
        if few.any():
            some, spread = self._of(few), np.sqrt(variance[few])
            nodes = mode[few][:, None] + spread[:, None] * np.linspace(-HALF_WIDTH, HALF_WIDTH, NODES)
            height = some.value(nodes) - 0.5 * precision * (nodes - centre[few][:, None]) ** 2 - top[few][:, None]
            area = np.exp(height).sum(1) * spread * (2 * HALF_WIDTH / (NODES - 1))
            found[few] = top[few] + np.log(area) + 0.5 * np.log(precision / (2 * np.pi))
        return np.asarray(found)

    def draw(self, random: np.random.Generator, centres: Floats, precision: float, start: Floats) -> Floats:
        """One draw of each group's shift for each prior mean, of the shape (draws, groups) of the prior means."""
        mode, variance = self.modes(centres, precision, start)
        spread = np.sqrt(variance)
        drawn = mode + spread * random.standard_normal(centres.shape)
        few = self._few(start)
        some = self._of(few)
        steps = np.linspace(-HALF_WIDTH, HALF_WIDTH, NODES)
        chunk = max(1, AT_ONCE // max(1, int(few.sum()) * NODES))
        for first in range(0, len(centres), chunk) if few.any() else ():
            rows = slice(first, first + chunk)
            nodes = mode[rows, few][..., None] + spread[rows, few][..., None] * steps
            height = some.value(nodes) - 0.5 * precision * (nodes - centres[rows, few][..., None]) ** 2
            share = np.exp(height - height.max(-1, keepdims=True))
            area = np.cumsum((share[..., 1:] + share[..., :-1]) / 2, -1)
            wanted = random.random(area.shape[:-1])[..., None] * area[..., -1:]
            at = (area < wanted).sum(-1, keepdims=True)
            before = np.where(at > 0, np.take_along_axis(area, np.maximum(at - 1, 0), -1), 0)
            within = (wanted - before) / np.maximum(np.take_along_axis(area, at, -1) - before, 1e-300)
            place = (at + within)[..., 0] * (steps[1] - steps[0]) - HALF_WIDTH
            drawn[rows, few] = mode[rows, few] + spread[rows, few] * place
        return np.asarray(drawn)

    def _few(self, start: Floats) -> npt.NDArray[np.bool_]:
        """The groups with too few events for a normal density."""
        return np.asarray(self.moments(start)[2] < NORMAL_FROM[self.family])

    def _of(self, chosen: npt.NDArray[np.bool_]) -> "Groups":
        return Groups(
            family=self.family,
            total=self.total[chosen],
            offset=self.offset[:, chosen],
            size=self.size[:, chosen],
        )


def groups_of(
    family: Family, y: Floats, size: Floats, linear: Floats, group: Codes, groups: int, shift: Floats
) -> Groups:
    """Each group's own likelihood from its rows.

    Args:
        linear: each row's linear predictor without its group's effect.
        shift: each group's effect at which pieces are matched: the mean and the curvature of a piece are its rows'.
    """
    total = sums(group, y, groups)
    if family == "poisson":
        expected = sums(group, size * np.exp(linear), groups)
        return Groups(
            family=family, total=total, offset=np.zeros((1, groups)), size=np.maximum(expected, 1e-12)[None, :]
        )
    order = np.lexsort((linear, group))
    weight = size[order]
    running = np.cumsum(weight) - weight
    whole = sums(group, size, groups)
    first = np.concatenate([[0.0], np.cumsum(whole)[:-1]])
    member = group[order]
    piece = np.minimum(((running - first[member]) / whole[member] * PIECES).astype(np.int64), PIECES - 1)
    cell = piece * groups + member
    sizes = sums(cell, weight, PIECES * groups)
    p = 1 / (1 + np.exp(-(linear[order] + shift[member])))
    mean = sums(cell, weight * p, PIECES * groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(np.where(sizes > 0, mean / sizes, 0.5), 1e-9, 1 - 1e-9)
    offset = np.log(share / (1 - share)) - np.tile(shift, PIECES)
    return Groups(
        family=family,
        total=total,
        offset=offset.reshape(PIECES, groups),
        size=sizes.reshape(PIECES, groups),
    )


def _softplus(x: Floats) -> Floats:
    """log(1 + exp(x)), a third of the time that numpy's own needs for arguments that cannot overflow."""
    return np.asarray(np.log1p(np.exp(np.minimum(x, 30.0))) + np.maximum(x - 30.0, 0.0))
