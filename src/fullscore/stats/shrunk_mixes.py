"""How the mixes of units truly spread, where each unit's own is seen through a few draws."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

GROUPS = 3
"""At most so many groups of units of a like mix are looked for."""
PRECISIONS = (1e6, 300.0, 120.0, 60.0, 30.0, 15.0, 7.0)
"""How closely the units of a group may lie about its mix, as the draws that a unit's own would have to be worth."""
STARTS = (0.25, 0.5, 0.75)
"""Where along their first principal component the units are parted to begin with."""
ROUNDS, FURTHER_ROUNDS = 25, 8
"""Steps of the fit, and of each later one that starts from where it ended."""
HELD = 0.5
"""Draws of its mix among all units by which a group is kept where hardly a unit of it was drawn."""
RAREST = 1e-9
PERMUTATIONS = 400


@dataclass(frozen=True, kw_only=True)
class Mixes:
    """Groups of units of a like mix.

    Attributes:
        counts: units x kinds.
        means: groups x kinds, each row sums to 1.
        shares: of the units, in each group.
        precision: of the units of a group about its mix, the likeliest.
        place: of each unit, how far it lies from its group's mix towards its own shares, over all precisions as
            probable as they are.
    """

    counts: Floats
    means: Floats
    shares: Floats
    precision: float
    place: Floats

    def spread(self, weights: Floats) -> Floats:
        """The units' mixes without chance: as far apart as the true ones are, those of whom less is seen less sure.

        Args:
            weights: draws x units, how much each unit counts where the groups are described, at least 0.

        Returns:
            draws x units x kinds.
        """
        many = len(weights)
        means, shares = (np.tile(part, (many,) + (1,) * part.ndim) for part in (self.means, self.shares))
        precision = np.full(many, self.precision)
        for _ in range(FURTHER_ROUNDS):
            belongs = _belongs(self.counts, means, shares, precision)[0]
            means, shares = _described(self.counts, weights, belongs, self.means, self.shares)
        belongs = _belongs(self.counts, means, shares, precision)[0]
        own = self.counts / self.counts.sum(1, keepdims=True)
        place = self.place[:, None]
        found: Floats = place * own + (1 - place) * (belongs @ means)
        return found


def mixes(counts: npt.ArrayLike) -> Mixes:
    """The groups that the units' mixes fall into, as many as the counts bear out.

    Args:
        counts: units x kinds, draws of each kind, effective numbers where draws weigh differently; every unit has some
            and every kind has some.

    Returns:
        A mixture of Dirichlet-multinomials with one precision for all groups; their number is that of the lowest
        Bayesian information criterion, so that units which differ by chance alone are one group. A unit lies at the
        square root of the posterior's place between its group's mix and its own shares, since posterior means lie
        closer together than what they estimate. As few draws hardly tell whether units of a group differ at all, that
        place is averaged over precisions: one half for no difference before anything is seen, the rest in equal parts.

    Source: Mosimann (1962), Biometrika 49; Schwarz (1978), Annals of Statistics 6; Louis (1984), JASA 79, 393-398, for
    the square root; Hoeting et al. (1999), Statistical Science 14, for the averaging.
    """
    drawn = np.asarray(counts, dtype=np.float64)
    units, kinds = drawn.shape
    whole = drawn.sum(0) / drawn.sum()
    best: tuple[float, Mixes] | None = None
    for groups in range(1, min(GROUPS, units) + 1):
        start = _starts(drawn, groups)
        precision = np.repeat(np.array(PRECISIONS), len(start))
        belongs = np.tile(start, (len(PRECISIONS), 1, 1))
        weights = np.ones((len(belongs), units))
        prior = np.tile(whole, (groups, 1)), np.full(groups, 1 / groups)
        for _ in range(ROUNDS):
            means, shares = _described(drawn, weights, belongs, *prior)
            belongs, logs = _belongs(drawn, means, shares, precision)
        spent = groups * (kinds - 1) + groups - 1 + (precision < PRECISIONS[0])
        score = spent * np.log(units) - 2 * logs.sum(1)
        at = int(score.argmin())
        if best is None or score[at] < best[0]:
            found = Mixes(
                counts=drawn,
                means=means[at],
                shares=shares[at],
                precision=float(precision[at]),
                place=_place(drawn, logs.sum(1).reshape(len(PRECISIONS), -1).max(1)),
            )
            best = float(score[at]), found
    if best is None:
        raise ValueError("there is no unit")
    return best[1]


def _place(drawn: Floats, logs: Floats) -> Floats:
    """Each unit's place, over the precisions; ``logs`` is the log likelihood of each."""
    prior = np.where(np.arange(len(PRECISIONS)) == 0, 0.5, 0.5 / (len(PRECISIONS) - 1))
    probable = prior * np.exp(logs - logs.max())
    size = drawn.sum(1)[:, None]
    found: Floats = np.sqrt(size / (size + np.array(PRECISIONS))) @ (probable / probable.sum())
    return found


def _starts(drawn: Floats, groups: int) -> Floats:
    """Starts x units x groups: the units parted along the direction in which they differ most."""
    if groups == 1:
        return np.ones((1, len(drawn), 1))
    roots = np.sqrt(drawn / drawn.sum(1, keepdims=True))
    _, _, axes = np.linalg.svd(roots - roots.mean(0), full_matrices=False)
    found = []
    for axis in axes[:2]:
        place = (roots @ axis).argsort(kind="stable").argsort(kind="stable") / max(len(drawn) - 1, 1)
        for cut in STARTS:
            edges = [cut] if groups == 2 else [cut / 2, cut / 2 + 0.5]
            group = (place[:, None] > np.array(edges)).sum(1)
            found.append(0.9 * np.eye(groups)[group] + 0.1 / groups)
    return np.stack(found)


def _described(drawn: Floats, weights: Floats, belongs: Floats, means: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Each group's mix and share of the units, a little held to what they are among all."""
    mass = weights[:, :, None] * belongs
    sums = mass.transpose(0, 2, 1) @ drawn + HELD * means
    whole = mass.sum(1) + HELD * shares
    return sums / sums.sum(2, keepdims=True), whole / whole.sum(1, keepdims=True)


def _belongs(drawn: Floats, means: Floats, shares: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """How probable it is that each unit belongs to each group, and the log likelihood of each unit."""
    from scipy.special import gammaln

    # A kind that a group has none of is very rare in it, not impossible.
    means = np.maximum(means, RAREST)
    prior = precision[:, None, None, None] * means[:, None]
    # Of the greatest precision the draws of a group are multinomial: differences of such gammas would lose all digits.
    exact = precision >= PRECISIONS[0]
    logs = np.empty((len(means), len(drawn), means.shape[1]))
    if exact.any():
        logs[exact] = drawn @ np.log(means[exact]).transpose(0, 2, 1)
    if not exact.all():
        some = prior[~exact]
        logs[~exact] = (gammaln(drawn[None, :, None] + some) - gammaln(some)).sum(3)
        whole, size = precision[~exact][:, None], drawn.sum(1)[None]
        logs[~exact] += (gammaln(whole) - gammaln(whole + size))[:, :, None]
    logs = logs + np.log(shares)[:, None]
    greatest = logs.max(2)
    likely = np.exp(logs - greatest[:, :, None])
    whole_likely = likely.sum(2)
    return likely / whole_likely[:, :, None], greatest + np.log(whole_likely)


def chance_alone(unit: npt.ArrayLike, kind: npt.ArrayLike, size: npt.ArrayLike, *, seed: int = 1) -> float:
    """How probable it is that chance alone makes the units' mixes differ as much as they do.

    Args:
        unit: each draw's unit, codes from 0.
        kind: what was drawn, codes from 0.
        size: how much it weighs, above 0.

    Returns:
        The share of permutations of draws over units whose statistic, Pearson's, is at least as great: of a gamma
        distribution with the permutations' mean and variance, so that it can be smaller than one in all of them.

    Source: Pitman (1937); the gamma distribution as in Mielke and Berry (2007), Permutation Methods.
    """
    units, kinds = np.asarray(unit, dtype=np.intp), np.asarray(kind, dtype=np.intp)
    sizes = np.asarray(size, dtype=np.float64)
    many = int(kinds.max()) + 1
    whole = np.bincount(kinds, sizes, many) / sizes.sum()
    random = np.random.default_rng(seed)
    observed = _pearson(units, kinds, sizes, whole)
    drawn = np.array([_pearson(random.permutation(units), kinds, sizes, whole) for _ in range(PERMUTATIONS)])
    mean, variance = float(drawn.mean()), float(drawn.var())
    if variance == 0:
        return 1.0
    from scipy.special import gammaincc

    return float(gammaincc(mean**2 / variance, max(observed, 0.0) * mean / variance))


def _pearson(unit: Codes, kind: Codes, size: Floats, whole: Floats) -> float:
    """The units' squared distances from the whole, each with as many draws as its weights are worth."""
    count, many = int(unit.max()) + 1, len(whole)
    table = np.bincount(unit * many + kind, size, count * many).reshape(count, many)
    mass, squares = table.sum(1), np.bincount(unit, size**2, count)
    there = mass > 0
    shares = table[there] / mass[there, None]
    worth = mass[there] ** 2 / squares[there]
    return float((worth[:, None] * (shares - whole) ** 2 / np.where(whole > 0, whole, 1)).sum())
