"""Where the share will go from here: unit by unit from the roll-out plan, then the whole."""

from dataclasses import dataclass, replace

import numpy as np

from fullscore.stats.ramp_paths import Floats, ramp_paths

SLIP_MONTHS = 2.0
"""By how much a plan slips on average, where few plans have been seen to come true."""
SPEND_MONTHS = 12
"""Months of spend from which the months to come are drawn."""
DRAWS = 400
LEAST_SPREAD, LARGEST_SQUARE = 0.01, 16.0
"""A unit's share is not held to less than a point; and one unit alone cannot widen all."""
TRIED_MONTHS_AGO = (3, 6, 9)
LEAST_MONTHS = 6
"""Of history, before a forecast is tried on the past."""
USUAL_WIDENING, USUAL_COUNTS = 1.3, 3
"""By how much intervals usually should have been wider, and as how many trials that counts."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Draws of the months to come.

    Attributes:
        units: (draws, units, months), each unit's share.
        whole: (draws, months), the programme's.
        slips: how many plans were seen to come true.
    """

    units: Floats
    whole: Floats
    slips: int
    widening: float = 1.0
    widening_of_units: float = 1.0


def forecast_of(
    whole: Floats, through: Floats, begun: Floats, planned: Floats, *, months: int, seed: int, draws: int = DRAWS
) -> Forecast:
    """Draw what share of each unit's spend, and of all spend, will go through the programme.

    Args:
        whole, through: (units, past months), what was spent, and what of it went through the programme.
        begun: the month in which each unit began, counted as the columns are; NaN where it has not.
        planned: the month in which it was to begin; NaN where there is no plan.
    """
    random = np.random.default_rng([seed, 56])
    past = whole.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(whole > 0, np.clip(through / whole, 0, 1), np.nan)
    coming = _coming(random, begun, planned, past, draws)
    units = ramp_paths(shares, begun, coming, months=months, seed=seed)
    last = np.maximum(whole[:, -SPEND_MONTHS:], 0)
    # What units spend in a month is taken from one month for all, so that seasons move them together.
    spent = last[:, random.integers(0, last.shape[1], (draws, months))].transpose(1, 0, 2)
    total = spent.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, (units * spent).sum(1) / total, 0.0)
    known = np.isfinite(begun) & np.isfinite(planned)
    return Forecast(units=units, whole=share, slips=int(known.sum()))


def _coming(random: np.random.Generator, begun: Floats, planned: Floats, past: int, draws: int) -> Floats:
    """When units that have not begun will: as planned, and as late as others were; NaN where there is no plan."""
    known = np.isfinite(begun) & np.isfinite(planned)
    seen = np.maximum(begun[known] - planned[known], 0.0)
    # How late plans are in general is drawn once for all of a draw: what delays one unit often delays the next.
    usual = SLIP_MONTHS * random.standard_gamma(2.0, (draws, 1)) / 2
    slip = random.exponential(1.0, (draws, len(begun))) * usual
    if len(seen):
        weights = np.cumsum(random.standard_gamma(0.5, (draws, len(seen))), 1)
        mark = random.random(slip.shape) * weights[:, -1:]
        which = (weights[:, None, :] < mark[:, :, None]).sum(2)
        # One plan in so many slips as if none had been seen.
        own = random.random(slip.shape) < len(seen) / (len(seen) + 1)
        slip = np.where(own, seen[np.minimum(which, len(seen) - 1)], slip)
    # A plan whose day is over has slipped so far already.
    late = np.maximum(past - planned, 0.0)[None, :]
    slip = np.where(slip >= late, slip, late + random.exponential(1.0, slip.shape) * usual)
    return np.where(np.isfinite(begun)[None, :], np.nan, np.floor(planned[None, :] + slip))


def widened(
    whole: Floats, through: Floats, begun: Floats, planned: Floats, *, months: int, seed: int, draws: int = DRAWS
) -> Forecast:
    """The forecast, its whole as wide as earlier ones made in the same way should have been.

    The same is asked as of 3, 6 and 9 months ago, and held against what came; how much wider intervals should have been
    then is averaged with what they usually should be.
    """
    found = forecast_of(whole, through, begun, planned, months=months, seed=seed, draws=draws)
    squares, past = [USUAL_WIDENING**2] * USUAL_COUNTS, whole.shape[1]
    of_units = [1.0] * USUAL_COUNTS
    for back in TRIED_MONTHS_AGO:
        cut = past - back
        if cut < LEAST_MONTHS:
            continue
        then = forecast_of(
            whole[:, :cut], through[:, :cut], np.where(begun < cut, begun, np.nan), planned, months=back, seed=seed,
            draws=draws // 3,
        )  # fmt: skip
        came = through[:, cut:].sum(0) / np.maximum(whole[:, cut:].sum(0), 1e-9)
        off = (came - then.whole.mean(0)) / np.maximum(then.whole.std(0), 1e-6)
        squares.append(float(np.mean(off**2)))
        with np.errstate(divide="ignore", invalid="ignore"):
            own = np.clip(through[:, cut:] / whole[:, cut:], 0, 1) - then.units.mean(0)
        missed = np.abs(own) > LEAST_SPREAD
        own = np.where(missed, own, 0.0) / np.maximum(then.units.std(0), LEAST_SPREAD)
        of_units.append(float(np.nanmean(np.minimum(own**2, LARGEST_SQUARE))))
    factor = max(1.0, float(np.mean(squares)) ** 0.5)
    each = max(1.0, float(np.mean(of_units)) ** 0.5)
    return replace(
        found,
        whole=_wider(found.whole, factor),
        units=_wider(found.units, each),
        widening=factor,
        widening_of_units=each,
    )


def _wider(draws: Floats, factor: float) -> Floats:
    middle = draws.mean(0)
    return np.asarray(np.clip(middle + factor * (draws - middle), 0, 1), dtype=np.float64)
