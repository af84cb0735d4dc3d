"""How often intervals hold the truth when it is known: thousands of drawn samples, seeds fixed.

An interval at 0.9 of an exact method must hold it in at least 0.9 of the samples, less three standard errors of the
simulation; of an approximate one at least as often as its ``least`` says. None may hold it almost always.
"""

from collections.abc import Callable

import numpy as np
import pytest

from fullscore.stats.fixed_mix import fixed_mix
from fullscore.stats.kaplan_meier import incidence
from fullscore.stats.mean import mean
from fullscore.stats.quantile import quantile
from fullscore.stats.ratio import ratio
from fullscore.stats.share import share_of
from fullscore.terms.estimate import Estimate

SAMPLES = 4000
NOISE = 3 * (0.9 * 0.1 / SAMPLES) ** 0.5

Draw = Callable[[np.random.Generator], Estimate]


def normal_mean(n: int) -> Draw:
    return lambda rng: mean(rng.normal(30, 8, n))


def days_mean(n: int) -> Draw:
    """Days to fill, skewed as they are: mean exp(3.5 + 0.6**2 / 2)."""
    return lambda rng: mean(rng.lognormal(3.5, 0.6, n))


def hits(p: float, n: int) -> Draw:
    return lambda rng: share_of(rng.random(n) < p)


def days_quantile(q: float, n: int) -> Draw:
    return lambda rng: quantile(rng.lognormal(3.5, 0.6, n), q)


def early_ends(n: int) -> Draw:
    """Ends at an exponential 400 days, other ends at a uniform 0 to 365, the share by day 90."""

    def draw(rng: np.random.Generator) -> Estimate:
        ends, others = rng.exponential(400, n), rng.uniform(0, 365, n)
        return incidence(np.minimum(ends, others), ends <= others, 90)

    return draw


def rate(n: int) -> Draw:
    """Amount over hours: a rate around 80 for hours around 120."""

    def draw(rng: np.random.Generator) -> Estimate:
        hours = rng.gamma(4, 30, n)
        return ratio(hours * rng.normal(80, 15, n), hours)

    return draw


def adopted(p: float, n: int, skew: float) -> Draw:
    """The share of spend through the programme: lines of skewed amounts, each through it or not."""

    def draw(rng: np.random.Generator) -> Estimate:
        amounts = rng.lognormal(6, skew, n)
        return ratio(np.where(rng.random(n) < p, amounts, 0), amounts)

    return draw


STRATA_MEAN = np.array([40.0, 60.0, 90.0, 150.0, 75.0])
STRATA_MIX = np.array([5.0, 3.0, 2.0, 1.0, 4.0])


def mixed(sizes: tuple[int, ...], spread: float) -> Draw:
    """Rates of five roles, each spread in proportion to its mean, weighted by hours."""
    stratum = np.repeat(np.arange(5), sizes)

    def draw(rng: np.random.Generator) -> Estimate:
        values = STRATA_MEAN[stratum] * (1 + spread * rng.normal(size=len(stratum)))
        return fixed_mix(values, rng.gamma(4, 30, len(stratum)), stratum, STRATA_MIX[stratum])

    return draw


DAYS_MEAN = float(np.exp(3.5 + 0.18))
P90_OF_NORMAL = 1.2815515655446004
MIX_MEAN = float(STRATA_MIX @ STRATA_MEAN / STRATA_MIX.sum())
EARLY = float(-np.expm1(-90 / 400))

CASES: dict[str, tuple[Draw, float, float]] = {
    "mean of 5, normal": (normal_mean(5), 30, 0.9),
    "mean of 40, normal": (normal_mean(40), 30, 0.9),
    "mean of 40, skewed": (days_mean(40), DAYS_MEAN, 0.86),
    "share .5 of 10": (hits(0.5, 10), 0.5, 0.87),
    "share .1 of 40": (hits(0.1, 40), 0.1, 0.87),
    "share .02 of 60": (hits(0.02, 60), 0.02, 0.87),
    "median of 5": (days_quantile(0.5, 5), float(np.exp(3.5)), 0.9),
    "median of 48": (days_quantile(0.5, 48), float(np.exp(3.5)), 0.9),
    "p90 of 22": (days_quantile(0.9, 22), float(np.exp(3.5 + 0.6 * P90_OF_NORMAL)), 0.9),
    "p90 of 80": (days_quantile(0.9, 80), float(np.exp(3.5 + 0.6 * P90_OF_NORMAL)), 0.9),
    "incidence among 30": (early_ends(30), EARLY, 0.87),
    "incidence among 300": (early_ends(300), EARLY, 0.88),
    "rate over 6": (rate(6), 80, 0.86),
    "rate over 60": (rate(60), 80, 0.88),
    "spend .9 of 40, amounts alike": (adopted(0.9, 40, 0.3), 0.9, 0.87),
    "spend .9 of 40, amounts skewed": (adopted(0.9, 40, 1.0), 0.9, 0.86),
    "spend .5 of 200, amounts skewed": (adopted(0.5, 200, 1.5), 0.5, 0.84),
    "mix of 8 each": (mixed((8, 8, 8, 8, 8), 0.2), MIX_MEAN, 0.87),
    "mix of few, one alone": (mixed((3, 4, 2, 1, 5), 0.2), MIX_MEAN, 0.86),
}


@pytest.mark.parametrize("case", CASES)
def test_intervals_hold_the_truth_as_often_as_they_say(case: str) -> None:
    draw, truth, least = CASES[case]
    rng = np.random.default_rng(20250131)
    held = 0
    for _ in range(SAMPLES):
        found = draw(rng)
        held += found.low is None or found.high is None or found.low <= truth <= found.high
    assert least - NOISE <= held / SAMPLES <= 0.985, f"{case}: {held / SAMPLES:.4f}"
