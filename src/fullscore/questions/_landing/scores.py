"""What forecasts of earlier months would have said of months that have passed, held against what came."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from fullscore.questions._landing.books import Books
from fullscore.questions._landing.draws import to_come
from fullscore.questions._landing.owed import Owed, owed_then
from fullscore.questions._landing.work import Records, was_told
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL
from fullscore.terms.period import Month

AHEAD_MONTHS = 3
BACK_MONTHS = (3, 6, 9)
"""So many months ago forecasts are made, each of what the ledger posts in the three months then coming."""
DRAWS = 150
LEAST_ERRORS = 5
NORMAL = 1.6449
"""Standard deviations within which nine in ten of a normal quantity lie."""
TRIED_SHARE = 0.01
"""A holder is scored where at least this share of its budget was to come: else there was nothing to forecast."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """How the forecasts of one earlier day did.

    Attributes:
        made_on: the day; ``until``: what they were made for.
        holders: how many units were forecast; ``covered``: of how many the 90% interval held what came.
        forecast, came: of all of them, in the programme's currency.
    """

    made_on: date
    until: date
    holders: int
    covered: int
    forecast: float
    came: float


@dataclass(frozen=True, kw_only=True)
class Scores:
    """All of them, and what follows.

    Attributes:
        widening: by how much intervals are widened: so that they would have held nine in ten of what came; never below
            one, and 1 where too few forecasts could be tried.
        bias: what came over what was forecast, less one; None without a score.
    """

    each: tuple[Score, ...]
    widening: float
    bias: float | None

    @property
    def coverage(self) -> float | None:
        tried = sum(score.holders for score in self.each)
        return sum(score.covered for score in self.each) / tried if tried else None


def scores_of(edition: Edition, books: Books, records: Records, due: Owed) -> Scores:
    """Make the forecasts again from the deliveries of that time, and hold them against what has come since."""
    made, errors = [], []
    this = Month.of(date.fromisoformat(edition.as_of))
    for back in BACK_MONTHS:
        day, until = (this + -back).last_day, (this + (AHEAD_MONTHS - back)).last_day
        if not was_told(edition, day):
            continue
        known = records.known(books, _number(day))
        soon = owed_then(books, due, known.today).posted(known, _number(until))
        parts = to_come(known, _number(until), DRAWS, back, soon)
        drawn = soon + np.asarray(sum(parts.values()), dtype=np.float64)
        came = books.total((books.posted > _number(day)) & (books.posted <= _number(until)))
        middle, spread = drawn.mean(0), drawn.std(0)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        tried = (middle > TRIED_SHARE * books.budget) & (spread > 0)
        if not tried.any():
            continue
        errors.append(np.abs(came - middle)[tried] / spread[tried])
        made.append(
            Score(
                made_on=day,
                until=until,
                holders=int(tried.sum()),
                covered=int(((came >= low) & (came <= high))[tried].sum()),
                forecast=float(middle[tried].sum()),
                came=float(came[tried].sum()),
            )
        )
    sizes = np.concatenate(errors) if errors else np.empty(0)
    forecast = sum(score.forecast for score in made)
    return Scores(
        each=tuple(made),
        widening=max(1.0, float(np.quantile(sizes, LEVEL) / NORMAL)) if len(sizes) >= LEAST_ERRORS else 1.0,
        bias=sum(score.came for score in made) / forecast - 1 if forecast else None,
    )


def _number(day: date) -> float:
    return float(np.datetime64(day).astype(np.int64))
