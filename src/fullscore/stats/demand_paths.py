"""Where demand may go from today: paths of fitted models, with doubt about the model, its parameters and its shocks.

A month's demand is a level that moves, plus what passes with the month, plus a season where one is seen, plus a drift
where one is supported. The level returns to a mean (an autoregression) or does not (a local level). All of these are
weighed by how well they foretell the history, none is chosen: each path draws its model by that weight. The constant
and the variance are integrated out, a drift has a unit-information prior, so that one which the months do not show gets
little weight and is then near zero. Shocks are the model's own standardised innovations, drawn again. Bursts
are taken out of the level before it is fitted, and put into the paths as they were seen.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fullscore.stats._bursts import with_bursts, without_bursts
from fullscore.terms.estimate import LEVEL, Estimate

Floats = npt.NDArray[np.float64]

RETURNS = (0.0, 0.5, 0.8, 0.9, 0.96, 1.0)
"""How much of the level's distance from its mean is left a month later; 1 for a level that does not return."""
RETURNS_PRIOR = (0.12, 0.12, 0.12, 0.12, 0.17, 0.35)
"""A level that does not return is what short histories deny most often without cause: they hold few excursions."""
PLAIN = (0.0, 1.0)
"""Growth is told beside months that stand alone and levels that do not return: a line is easily taken for what lies
between."""
PASSING = (0.0, 0.5, 2.0, 8.0, 40.0)
"""Variance of what passes with the month, against that of the level's own moves."""
SEASONS = ((0.0, 0.0), (0.5, 0.0), (4.0, 0.0), (0.0, 4.0), (0.0, 30.0))
"""Variance of the twelve months' own effects, likewise, and of a single wave a year; only where two years are known."""
DRIFT_PRIOR = 0.2
SEASON_PRIOR = 0.5
LEAST_MONTHS = 4
"""Below these a spread is assumed, since none can be fitted."""
ASSUMED_SPREAD = 0.1
"""Of the level, a month; where the history is too short."""
LEAST_SPREAD = 0.005
"""Of the level, a month: no demand is certain, however still its history was."""
SMOOTHED = 0.3
"""Weight of a normal shock in each shock, so that paths do more than repeat a short history."""


@dataclass(frozen=True, kw_only=True)
class _Models:
    """Covariances over past and future of every model that is weighed, in units of the shocks' variance."""

    past: Floats
    across: Floats
    ahead: Floats
    prior: Floats
    root: Floats
    """Cholesky factors of ``past``."""
    drift: Floats
    """Prior variance of a month's drift; 0 in models without one."""
    back: Floats
    """How much of the level's distance from its mean is left a month later."""


@lru_cache(maxsize=3)
def _models(months: int, ahead: int) -> _Models:
    time = np.arange(months + ahead, dtype=np.float64)
    apart = np.abs(time[:, None] - time[None, :])
    same_month = (apart % 12 == 0).astype(np.float64)
    wave = np.cos(2 * np.pi * apart / 12)
    found, prior, returns = [], [], []
    seasons = SEASONS if months >= 24 else SEASONS[:1]
    for back, likely in zip(RETURNS, RETURNS_PRIOR, strict=True):
        for passing in PASSING if back > 0 else (0.0,):
            for season in seasons:
                if back == 1:
                    # A month is the mean of its days, whose level walks from day to day (Working 1960): its own moves
                    # are two thirds of the walk's. Where it begins does not matter: the constant is integrated out.
                    level = np.minimum(time[:, None], time[None, :]) + 1 - np.eye(len(time)) / 6
                else:
                    level = back**apart / (1 - back**2)
                returns.append(back)
                found.append(level + passing * np.eye(len(time)) + season[0] * same_month + season[1] * wave)
                chosen = 1 - SEASON_PRIOR if season == SEASONS[0] else SEASON_PRIOR / (len(seasons) - 1)
                prior.append(likely * (chosen if len(seasons) > 1 else 1.0) / (len(PASSING) if back > 0 else 1))
    every = np.array(found)
    still = every[:, :months, :months]
    # Measured from the last month of the past, so that a drift's prior does not move today's level.
    line = time - (months - 1)
    carried = line[:months] - line[:months].mean()
    information = np.einsum("i,kij,j->k", carried, np.linalg.inv(still), carried)
    doubt = months / information
    drifting = every + doubt[:, None, None] * np.outer(line, line)
    whole = np.concatenate([every, drifting])
    weight = np.concatenate([np.array(prior) * (1 - DRIFT_PRIOR), np.array(prior) * DRIFT_PRIOR])
    past = whole[:, :months, :months]
    return _Models(
        past=past,
        across=whole[:, months:, :months],
        ahead=whole[:, months:, months:],
        prior=weight / weight.sum(),
        root=np.linalg.cholesky(past),
        drift=np.concatenate([np.zeros(len(every)), doubt]),
        back=np.array(returns * 2),
    )


@dataclass(frozen=True, kw_only=True)
class _Fit:
    weight: Floats
    mean: Floats
    squares: Floats
    shocks: Floats
    """Standardised innovations of each model, shape (models, months)."""
    ones: Floats


def _fit(history: Floats, models: _Models) -> _Fit:
    months = len(history)
    both = np.stack([np.ones(months), history], axis=1)
    white = np.linalg.solve(models.root, np.broadcast_to(both, (len(models.root), months, 2)))
    one, seen = white[:, :, 0], white[:, :, 1]
    information = (one**2).sum(1)
    mean = (one * seen).sum(1) / information
    shocks = seen - mean[:, None] * one
    floor = months * (LEAST_SPREAD * max(float(np.mean(np.abs(history))), 1e-9)) ** 2
    squares = (shocks**2).sum(1) + floor
    size = 2 * np.log(np.diagonal(models.root, axis1=1, axis2=2)).sum(1)
    likelihood = -0.5 * (size + np.log(information) + (months - 1) * np.log(squares)) + np.log(models.prior)
    weight = np.exp(likelihood - likelihood.max())
    return _Fit(weight=weight / weight.sum(), mean=mean, squares=squares, shocks=shocks, ones=information)


def demand_paths(history: npt.ArrayLike, ahead: int, count: int, *, seed: int = 0, can_drift: bool = True) -> Floats:
    """Draw paths of the months that follow a history.

    Args:
        history: demand month by month, the last one today's, at least one; not negative.
        ahead: how many months to draw, at least 1.
        count: how many paths.
        seed: of the draws; the same gives the same paths.
        can_drift: whether growth that the history shows may be demand's.

    Returns:
        Demand in the history's unit, shape (count, ahead), never below 0.

    Source: Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), for the local level and its
        exact likelihood; Working (1960), Econometrica 28, 916-918, for the means of a walk; Kass and Wasserman (1995),
        Journal of the American Statistical Association 90, 928-934, for the unit-information prior.
    """
    seen = np.asarray(history, dtype=np.float64)
    random = np.random.default_rng(seed)
    if len(seen) < LEAST_MONTHS:
        steps = random.normal(0, ASSUMED_SPREAD * max(float(seen[-1]), 0.0), (count, ahead))
        return np.asarray(np.maximum(seen[-1] + steps.cumsum(1), 0.0), dtype=np.float64)
    level, bursts = without_bursts(seen)
    paths = _level_paths(level, ahead, count, can_drift, random)
    return paths if bursts is None else with_bursts(paths, bursts, random)


def _level_paths(seen: Floats, ahead: int, count: int, can_drift: bool, random: np.random.Generator) -> Floats:
    models = _models(len(seen), ahead)
    fit = _fit(seen, models)
    weight = fit.weight if can_drift else np.where(models.drift == 0, fit.weight, 0.0)
    taken = random.multinomial(count, weight / weight.sum())
    spread = 1 / random.chisquare(len(seen) - 1, count)
    drawn = random.integers(0, len(seen), (count, ahead))
    smooth = random.normal(size=(count, ahead))
    paths = np.empty((count, ahead))
    at = 0
    for number in np.flatnonzero(taken):
        here = slice(at, at + taken[number])
        at += taken[number]
        past, across = models.past[number], models.across[number]
        gain = np.linalg.solve(past, across.T).T
        left = 1 - gain.sum(1)
        expected = fit.mean[number] * left + gain @ seen + _compounding(models, fit, seen, int(number), ahead)
        cover = models.ahead[number] - gain @ across.T + np.outer(left, left) / fit.ones[number]
        root = np.linalg.cholesky(cover + np.eye(ahead) * 1e-9 * max(float(np.trace(cover)), 1e-9))
        shocks = fit.shocks[number] - fit.shocks[number].mean()
        size = float(np.sqrt((shocks**2).mean()))
        shocks = shocks / size if size > 0 else random.normal(size=len(seen))
        mixed = np.sqrt(1 - SMOOTHED**2) * shocks[drawn[here]] + SMOOTHED * smooth[here]
        paths[here] = expected + np.sqrt(fit.squares[number] * spread[here])[:, None] * (mixed @ root.T)
    # Paths lie model by model; whoever takes some of them must get a mixture.
    return np.asarray(np.maximum(paths[random.permutation(count)], 0.0), dtype=np.float64)


def _compounding(models: _Models, fit: _Fit, seen: Floats, number: int, ahead: int) -> Floats:
    """What turns a drift by the same amount each month into one by the same share: demand that falls does not end."""
    if not models.drift[number] or seen[-1] <= 0:
        return np.zeros(ahead)
    months = len(seen)
    line = np.arange(months, dtype=np.float64) - (months - 1)
    drift = models.drift[number] * line @ np.linalg.solve(models.past[number], seen - fit.mean[number])
    steps = np.arange(1, ahead + 1, dtype=np.float64)
    return np.asarray(seen[-1] * np.expm1(drift / seen.mean() * steps) - drift * steps, dtype=np.float64)


def growth_per_year(history: npt.ArrayLike, *, level: float = LEVEL) -> Estimate:
    """The drift of a history in a year, as a share of its mean: a line beside each of the plainest models.

    Args:
        history: demand month by month.

    Returns:
        A share; n is the number of months. No value below four months or where nothing was demanded.
    """
    seen = np.asarray(history, dtype=np.float64)
    months = len(seen)
    if months < LEAST_MONTHS or seen.mean() <= 0:
        return Estimate(value=None, n=months)
    models = _models(months, 1)
    still = np.flatnonzero((models.drift == 0) & np.isin(models.back, PLAIN))
    sides = np.stack([np.ones(months), np.arange(months) - (months - 1) / 2, seen], axis=1)
    white = np.linalg.solve(models.root[still], np.broadcast_to(sides, (len(still), months, 3)))
    cross = np.einsum("kni,knj->kij", white, white)
    inverse = np.linalg.inv(cross[:, :2, :2])
    found = np.einsum("kij,kj->ki", inverse, cross[:, :2, 2])
    squares = np.maximum(cross[:, 2, 2] - (found * cross[:, :2, 2]).sum(1), 1e-12 * cross[:, 2, 2])
    # The weight is that of each model with its line, the constant and the line integrated out.
    size = 2 * np.log(np.diagonal(models.root[still], axis1=1, axis2=2)).sum(1)
    said = -0.5 * (size - np.linalg.slogdet(inverse)[1] + (months - 2) * np.log(squares)) + np.log(models.prior[still])
    weight = np.exp(said - said.max())
    weight /= weight.sum()
    error = np.sqrt(squares / (months - 2) * inverse[:, 1, 1])
    random = np.random.default_rng(months)
    which = random.choice(len(still), 4000, p=weight)
    drawn = found[which, 1] + error[which] * random.standard_t(months - 2, 4000)
    scale = 12 / float(seen.mean())
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=float(weight @ found[:, 1] * scale), n=months, low=float(low * scale), high=float(high * scale)
    )
