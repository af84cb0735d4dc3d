"""A mean as it would be if the mix of strata had stayed what it was."""

import numpy as np
import numpy.typing as npt

from fullscore.stats._critical import student
from fullscore.stats._linearised import Codes, Floats, linearised
from fullscore.terms.estimate import LEVEL, Estimate


def fixed_mix(
    values: npt.ArrayLike, weights: npt.ArrayLike, stratum: npt.ArrayLike, mix: npt.ArrayLike, *, level: float = LEVEL
) -> Estimate:
    """Within each stratum the weighted mean; over the strata the mean weighted by the fixed mix.

    Args:
        values: one finite number for each unit, shape (n,).
        weights: as many; units at or below 0 do not count.
        stratum: as many codes.
        mix: as many; the fixed weight of the unit's stratum, the same throughout a stratum, at least 0. Strata without
            a unit are left out and the others' shares of the mix grow in proportion.
        level: how much of the time the interval holds the mean, in (0, 1).

    Returns:
        In the unit of the values; n is the number of units that count. The interval is Student's t on the sum of the
        strata's linearised variances, with Satterthwaite's degrees of freedom. A stratum of a single unit cannot
        show how its values vary and is given the variance that the others show within themselves; where every stratum
        is of a single unit there is no interval.

    Source: Cochran (1977), Sampling Techniques, 3rd edition, section 5.4 (stratified mean and effective degrees of
    freedom), and ``_linearised``.
    """
    value_of, weight_of = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    mix_of = np.asarray(mix, dtype=np.float64)
    counts = (weight_of > 0) & (mix_of > 0)
    n = int(np.count_nonzero(counts))
    if n == 0:
        return Estimate(value=None, n=0)
    value_of, weight_of, mix_of = value_of[counts], weight_of[counts], mix_of[counts]
    _, first, code, size = np.unique(
        np.asarray(stratum)[counts], return_index=True, return_inverse=True, return_counts=True
    )
    part = mix_of[first] / mix_of[first].sum()
    inner = weight_of / np.bincount(code, weight_of)[code]
    means = np.bincount(code, inner * value_of)
    value = float(part @ means)
    error = value_of - means[code]
    if n < 2 or not (size > 1).any():
        return Estimate(value=value, n=n)
    reach = _reach(part, size, code, inner, error, level)
    return Estimate(value=value, n=n, low=value - reach, high=value + reach)


def _reach(part: Floats, size: Codes, code: Codes, inner: Floats, error: Floats, level: float) -> float:
    """How far the interval reaches to either side.

    Args:
        part: each stratum's share of the mix; ``size``: its number of units.
        code: each unit's stratum; ``inner``: its share of the stratum's weight; ``error``: its distance from the
            stratum's mean.
    """
    variance, freedom = linearised(inner, inner * error, code, len(part))
    variance *= part**2
    within = int((size - 1).sum())
    alone = float((part[size == 1] ** 2).sum()) * float(error @ error) / within
    whole = float(variance.sum()) + alone
    if whole == 0:
        return 0.0
    # Shares of the variance first: squares of small variances would vanish below what a float can hold.
    freedoms = 1 / (float(((variance / whole) ** 2 / freedom).sum()) + (alone / whole) ** 2 / within)
    return student(freedoms, level) * float(whole**0.5)
