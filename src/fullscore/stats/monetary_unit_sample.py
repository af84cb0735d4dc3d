"""Sampling a ledger by its money: each unit of currency has the same chance, so a large line is met more often."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Which lines a sample holds.

    Attributes:
        certain: lines at least as large as the interval between sampled units; each is held for certain.
        drawn: of the others the line of each sampled unit of currency, in order; a line may be met twice.
        interval: how much of the rest's money one drawn unit stands for.
    """

    certain: npt.NDArray[np.int64]
    drawn: npt.NDArray[np.int64]
    interval: float


def monetary_unit_sample(amounts: npt.ArrayLike, units: int, *, start: float) -> Sample:
    """Units of currency at equal distances, through all lines in their order, and the lines that they lie in.

    Args:
        amounts: of each line, shape (n,); those not above 0 are never met.
        units: how many units of currency are looked at, at least 1.
        start: where between two sampled units the first one lies, in [0, 1).

    Source: Leslie, Teitlebaum and Anderson, Dollar-unit Sampling (1979); American Institute of Certified Public
    Accountants, Audit Guide: Audit Sampling, chapter on monetary unit sampling.
    """
    money = np.maximum(np.asarray(amounts, dtype=np.float64), 0.0)
    chosen = np.zeros(len(money), np.bool_)
    interval = 0.0
    left = units
    # A line taken for certain leaves fewer units to sample, and the interval of the rest may fall below the next line.
    while left > 0 and (rest := float(money[~chosen].sum())) > 0:
        interval = rest / left
        more = ~chosen & (money >= interval)
        if not more.any():
            break
        chosen |= more
        left = units - int(chosen.sum())
    others = np.flatnonzero(~chosen & (money > 0))
    drawn = np.empty(0, np.int64)
    if left > 0 and len(others):
        ends = np.cumsum(money[others])
        marks = (np.arange(left) + start) * interval
        drawn = others[np.minimum(np.searchsorted(ends, marks, side="right"), len(others) - 1)]
    return Sample(certain=np.flatnonzero(chosen), drawn=drawn, interval=interval)


def sampled_total(amounts: npt.ArrayLike, hits: npt.ArrayLike, sample: Sample, *, level: float = LEVEL) -> Estimate:
    """How much money of the whole is what was looked for, from what was found among the sampled lines.

    Args:
        amounts: of each line, as sampled.
        hits: of each line whether it is what was looked for; read at the sampled lines only.
        level: how much of the time the interval holds the total.

    Returns:
        In the amounts' currency; n is the number of lines and units looked at. What is held for certain is exact; the
        rest has the exact interval of a Poisson count, so that finding nothing still leaves a bound above 0.

    Source: as for the sample; the bounds are Garwood, Fiducial limits for the Poisson distribution (1936), Biometrika
    28, which give the usual reliability factors 3.00, 4.75, 6.30 for 0, 1, 2 found at 95% on one side.
    """
    from scipy.special import chdtri

    money, found = np.maximum(np.asarray(amounts, dtype=np.float64), 0.0), np.asarray(hits, dtype=np.bool_)
    exact = float(money[sample.certain][found[sample.certain]].sum())
    count, n = int(found[sample.drawn].sum()), len(sample.drawn)
    tail = (1 - level) / 2
    low = float(chdtri(2 * count, 1 - tail) / 2) if count else 0.0
    high = float(chdtri(2 * count + 2, tail) / 2)
    rest = sample.interval * n
    return Estimate(
        value=exact + sample.interval * count,
        n=len(sample.certain) + n,
        low=exact + sample.interval * low,
        high=exact + min(sample.interval * high, rest),
    )
