"""What it would be worth to know some of what is in doubt before deciding: expected values of information.

From draws of every option's net benefit and of the parameters behind it: the expected benefit of each option, given
some parameters, is the regression of its draws on theirs. Whoever knew the parameters would take the option that is
best given them; without, the one that is best on average. The regression is additive in natural cubic splines, with
products of pairs; how supple it is, a constant among the choices, is chosen by Schwarz's criterion, so that what has
nothing to do with the decision is worth nothing.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import LEVEL

Floats = npt.NDArray[np.float64]

KNOTS = (0, 3, 6)
"""Inner knots of a spline, from a straight line on; put at quantiles of the draws."""
MOST_PAIRED = 5
"""Of more parameters no products are looked at: there would be too many."""
RESAMPLED = 200
TIED = 1.0
"""Standard errors by which an option may fall short of the best and still be taken for about as good."""
SIGNIFICANT = 1e-9


@dataclass(frozen=True, kw_only=True)
class Information:
    """What knowing is worth for one decision, in the benefit's unit; never below 0.

    Attributes:
        low, high: at ``LEVEL``, over what other draws would have told.
        resampled: the values of the resamples that these come from.
    """

    value: float
    low: float
    high: float
    resampled: Floats


def perfect_information(benefit: npt.ArrayLike) -> float:
    """What it is worth to know everything that is in doubt: an upper bound for every part of it.

    Args:
        benefit: net benefit of each option, shape (options, draws).
    """
    drawn = np.asarray(benefit, dtype=np.float64)
    return float(drawn.max(0).mean() - drawn.mean(1).max())


def partial_information(
    benefit: npt.ArrayLike, parameters: npt.ArrayLike, *, part: npt.ArrayLike = 1.0, seed: int = 1
) -> Information:
    """What it is worth to know some parameters before deciding.

    Args:
        benefit: net benefit of each option, shape (options, draws).
        parameters: their draws, shape (draws,) or (draws, parameters), of the same draws.
        part: how much of a parameter's variance, on the scale of its normal scores, would be known, in 0 to 1, for all
            or for each; below 1 a noisy sight of it stands in the regression (expected value of sample information).
        seed: of the noise and of the resamples.

    Raises:
        ValueError: shapes that do not fit, or a part out of bounds; the author's fault.

    Source: Strong, Oakley and Brennan (2014), Estimating multiparameter partial expected value of perfect information
    from a probabilistic sensitivity analysis sample: a nonparametric regression approach, Medical Decision Making 34,
    311-326; of a part, Strong, Oakley, Brennan and Breeze (2015), the same 35, 570-583.
    """
    drawn = np.asarray(benefit, dtype=np.float64)
    known = np.asarray(parameters, dtype=np.float64)
    known = known[:, None] if known.ndim == 1 else known
    parts = np.broadcast_to(np.asarray(part, dtype=np.float64), known.shape[1:])
    if drawn.ndim != 2 or known.shape[0] != drawn.shape[1]:
        raise ValueError("benefit is (options, draws) and parameters (draws, parameters), of the same draws")
    if (parts < 0).any() or (parts > 1).any():
        raise ValueError("a part lies in 0 to 1")
    random = np.random.default_rng(seed)
    seen = _seen(known, parts, random)
    best = int(drawn.mean(1).argmax())
    gained = np.delete(drawn, best, axis=0).T - drawn[best][:, None]
    nothing = Information(value=0.0, low=0.0, high=0.0, resampled=np.zeros(RESAMPLED))
    # What is best in every draw stays so, whatever is known.
    if not (gained > 0).any() or not seen.shape[1]:
        return nothing
    bases = _bases(seen)
    scores = [_criterion(basis, gained) for basis in bases]
    chosen = int(np.argmin(scores))
    value = _value(bases[chosen] @ _fitted(bases[chosen], gained))
    # Where a constant fits best, what a straight line would be worth says how much was overlooked at the most.
    resampled = _resampled(bases[max(chosen, 1)], gained, random)
    low, high = np.quantile(resampled, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Information(
        value=value,
        low=float(min(low, value)) if chosen else 0.0,
        high=float(max(high, value)),
        resampled=resampled if chosen else np.zeros(RESAMPLED),
    )


def _seen(known: Floats, parts: Floats, random: np.random.Generator) -> Floats:
    """Normal scores of each parameter that is in doubt, with noise as far as it would stay so."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    doubtful = (np.ptp(known, axis=0) > SIGNIFICANT * np.abs(known).max(0, initial=0.0)) & (parts > 0)
    known, parts = known[:, doubtful], parts[doubtful]
    scores = ndtri((rankdata(known, axis=0) - 0.5) / max(len(known), 1)) if known.size else known
    noise = random.standard_normal(known.shape)
    return np.asarray(np.sqrt(parts) * scores + np.sqrt(1 - parts) * noise, dtype=np.float64)


def _bases(seen: Floats) -> list[Floats]:
    """The columns of each regression that is tried, the simplest first: a constant alone."""
    one = np.ones((len(seen), 1))
    found = [one]
    pairs = list(combinations(range(seen.shape[1]), 2)) if seen.shape[1] <= MOST_PAIRED else []
    for knots in KNOTS:
        splines = [_spline(column, knots) for column in seen.T]
        found.append(np.column_stack([one, *splines]))
        if pairs:
            products = np.column_stack([seen[:, a] * seen[:, b] for a, b in pairs])
            found.append(np.column_stack([one, *splines, products]))
    return found


def _spline(values: Floats, knots: int) -> Floats:
    """A natural cubic spline: straight beyond its outer knots; a straight line without inner ones."""
    if not knots:
        return values[:, None]
    at = np.unique(np.quantile(values, np.linspace(0.02, 0.98, knots + 2)))
    if len(at) < 3:
        return values[:, None]

    def bend(knot: float) -> Floats:
        cubes = np.maximum(values - knot, 0) ** 3 - np.maximum(values - at[-1], 0) ** 3
        return np.asarray(cubes / (at[-1] - knot), dtype=np.float64)

    last = bend(float(at[-2]))
    return np.column_stack([values, *(bend(float(knot)) - last for knot in at[:-2])])


def _fitted(basis: Floats, gained: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(basis, gained, rcond=None)[0], dtype=np.float64)


def _criterion(basis: Floats, gained: Floats) -> float:
    left = gained - basis @ _fitted(basis, gained)
    scale = np.maximum(gained.var(0), np.finfo(np.float64).tiny)
    spread = np.maximum((left**2).mean(0) / scale, SIGNIFICANT)
    options = (np.ptp(gained, axis=0) > 0).sum()
    return float(len(basis) * np.log(spread).sum() + options * basis.shape[1] * np.log(len(basis)))


def _value(expected: Floats, weights: Floats | None = None) -> float:
    """Of the expected gain of every other option over the one that is best on average."""
    return max(0.0, _informed(expected, weights) - max(0.0, float(np.average(expected, 0, weights).max())))


def _informed(expected: Floats, weights: Floats | None = None) -> float:
    """What is gained on average by whoever takes what is best each time."""
    return float(np.average(np.maximum(expected.max(1), 0.0), weights=weights))


def _resampled(basis: Floats, gained: Floats, random: np.random.Generator) -> Floats:
    """The value as other draws would have told it: fitted and averaged over each resample.

    Of options that are about as good, the one that happens to look best in the draws looks better than it is, and the
    value of knowing comes out too small; resamples of those draws repeat that. Where there are such options, every
    other resample takes them for equally good, and what it strays from the value then is taken off instead of added.

    Source: Fang and Santos (2019), Review of Economic Studies 86, 377-412, for resampling at a tie.
    """
    count = len(basis)
    scaled = basis / np.maximum(np.abs(basis).max(0), np.finfo(np.float64).tiny)
    mean, error = gained.mean(0), gained.std(0) / count**0.5
    tied = (mean > -TIED * error) & (error > 0)
    expected = scaled @ _fitted(scaled, gained)
    value, informed = _value(expected), _informed(expected)
    found = np.empty(RESAMPLED)
    for n in range(RESAMPLED):
        weights = np.bincount(random.integers(0, count, count), minlength=count).astype(np.float64)
        weighted = scaled * weights[:, None]
        expected = scaled @ _fitted(weighted.T @ scaled, weighted.T @ gained)
        if tied.any() and n % 2:
            strays = _informed(expected, weights) - informed
            strays -= max(0.0, float((np.average(expected, 0, weights) - mean)[tied].max()))
            found[n] = max(0.0, value - strays)
        else:
            found[n] = _value(expected, weights)
    return found
