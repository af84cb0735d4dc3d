"""What is bought past the programme: as much a month as lately, as uncertain as such a guess has been."""

import numpy as np
import numpy.typing as npt

from fullscore.questions._landing.shape import Floats, Known

LATELY = np.array([0.1, 0.3, 0.6])
"""What each of the last three months weighs in a guess: work is brought in fast once a unit joins the programme."""
STEADY_MONTHS = 6
JOINING_FALL = 0.15
WEIGHT = 4.0
"""Errors of all holders together that a holder's own are held together with."""
LEAST_ORIGINS = 4
UNTRIED_SPREAD = 0.5
"""Of a guess that could not be tried on the past."""


def beside_to_come(known: Known, until: float, programme: Floats, random: np.random.Generator) -> Floats:
    """What will be posted past the programme, by draw and holder.

    A unit that is joining the programme spends what it spent, only elsewhere: there the whole goes on as lately, and
    what the programme does not take is past it. Else what joins would be counted twice.

    Args:
        programme: by draw and holder what the programme will post.
    """
    months = _month(until + 1) - _month(known.today + 1)
    shape = programme.shape
    if months <= 0 or not known.beside.shape[1]:
        return np.zeros(shape)
    level = np.maximum(_level(known.beside), 0.0)
    noise = np.maximum(1 + _errors(known.beside, months) * random.standard_normal(shape), 0.0)
    # A month that is not over has part of its posting behind it.
    made = np.maximum(level * months - np.maximum(known.posted_now, 0.0), 0.0) * noise
    noise = np.maximum(1 + _errors(known.whole, months) * random.standard_normal(shape), 0.0)
    rest = np.maximum(known.whole[:, -STEADY_MONTHS:].mean(1) * months * noise - programme, 0.0)
    return np.asarray(np.where(_is_joining(known), np.minimum(made, rest), made), dtype=np.float64)


def _is_joining(known: Known) -> npt.NDArray[np.bool_]:
    """Whether the share past the programme fell by much within the last months."""

    def share(of: slice) -> Floats:
        beside, whole = known.beside[:, of].sum(1), known.whole[:, of].sum(1)
        shares = np.divide(beside, whole, out=np.zeros(len(whole)), where=whole > 0)
        return np.asarray(shares, dtype=np.float64)

    before = share(slice(-STEADY_MONTHS - len(LATELY), -STEADY_MONTHS))
    return np.asarray(before - share(slice(-len(LATELY), None)) > JOINING_FALL, dtype=np.bool_)


def _level(beside: Floats) -> Floats:
    last = beside[:, -len(LATELY) :]
    weights = LATELY[-last.shape[1] :]
    return np.asarray(last @ weights / weights.sum(), dtype=np.float64)


def _month(day: float) -> int:
    """The month of a day as a number that grows by one a month."""
    return int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(np.int64))


def _errors(beside: Floats, ahead: int) -> Floats:
    """The spread of what came in the next months over what was guessed, by holder, tried on its own past."""
    holders, months = beside.shape
    ahead = min(ahead, max(months - len(LATELY) - LEAST_ORIGINS + 1, 1))
    squares, counts = np.zeros(holders), np.zeros(holders)
    for origin in range(len(LATELY), months - ahead + 1):
        guess = _level(beside[:, :origin])
        came = beside[:, origin : origin + ahead].mean(1)
        tried = guess > 0
        error = np.divide(came - guess, guess, out=np.zeros(holders), where=tried)
        squares += np.where(tried, np.minimum(error**2, 1.0), 0.0)
        counts += tried
    if not counts.sum():
        return np.full(holders, UNTRIED_SPREAD)
    whole = squares.sum() / counts.sum()
    return np.asarray(np.sqrt((squares + WEIGHT * whole) / (counts + WEIGHT)), dtype=np.float64)
