"""Worlds of engagements and requests of which it is known how they went on; nothing in them is made by the forecast.

They are told day by day from the start: requests come, are filled or given up, engagements run, are extended two weeks
before a term is over or end, some end early; months past the programme wander. The forecast is shown what was known on
a day, and held against what the ledger then posted.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.questions._landing.shape import Asked, Engaged, Known, Promised

Floats = npt.NDArray[np.float64]
TODAY = 20361.0
"""The last of a September."""
DECIDED_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What kind of world it is."""

    holders: int = 6
    a_day: float = 0.12
    """Requests a day of a holder."""
    positions: int = 3
    share: float = 0.85
    extended: float = 0.6
    early: tuple[float, float] = (0.0012, 0.0004)
    beside: float = 40_000.0
    wander: float = 0.25
    statements: float = 0.02
    """New statements of work a day of a holder."""
    spread: float = 0.08
    """Of the foreign currency's rate over a year; the last holder pays in it."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What was known, and what the ledger then posted by holder."""

    known: Known
    came: Floats


def world(seed: int, until: float, shape: Shape | None = None) -> World:
    """Tell one."""
    shape = shape or Shape()
    random = np.random.default_rng([seed, 41])
    k, first = shape.holders, TODAY - 1500
    ahead = int(until - TODAY)
    count = random.poisson(shape.a_day * (1500 + ahead), k)
    holder = np.repeat(np.arange(k), count)
    asked = np.floor(random.uniform(first, until, len(holder)))
    positions = random.integers(1, shape.positions + 1, len(holder))
    of = np.repeat(np.arange(len(holder)), positions)
    taken = random.random(len(of)) < shape.share
    lag = np.floor(random.gamma(6.0, 6.0, len(of))) + 5
    start = asked[of] + lag
    given_up = asked + np.floor(random.gamma(3.0, 20.0, len(holder))) + 10
    level = random.lognormal(5.6, 0.3, k)
    daily = level[holder[of]] * random.lognormal(0, 0.25, len(of))
    term = random.choice([91.0, 182.0, 273.0], len(of), p=(0.3, 0.4, 0.3))
    extensions = random.geometric(1 - shape.extended, len(of)) - 1.0
    natural = start + term * (1 + extensions) - 1
    wait = random.standard_exponential(len(of))
    young = 90 * shape.early[0]
    early = start + np.ceil(np.where(wait < young, wait / shape.early[0], 90 + (wait - young) / shape.early[1]))
    end = np.minimum(natural, early)
    # As it stood: extensions are granted two weeks ahead, and only to who is still there.
    granted = np.clip(np.floor((np.minimum(TODAY, end) - start + DECIDED_DAYS) / term), 0, extensions)
    planned = start + term * (1 + granted) - 1
    agreed = taken & (start <= TODAY + 20) & (asked[of] <= TODAY)
    seen = agreed & ~(end <= TODAY - 730)
    currency = (holder[of] == k - 1).astype(np.int64)
    engaged = Engaged(
        holder=holder[of][seen],
        start=start[seen],
        planned=planned[seen],
        end=np.where(end <= TODAY, end, np.nan)[seen],
        extensions=granted[seen],
        daily=daily[seen],
        currency=currency[seen],
        unpaid_from=np.maximum(start, TODAY + 1)[seen],
    )
    filled = np.bincount(of[agreed], minlength=len(holder)).astype(np.float64)
    whole = np.bincount(of[taken], minlength=len(holder))
    # A request is closed when its last position starts, or given up where one is never filled.
    last = np.full(len(holder), -np.inf)
    np.maximum.at(last, of[taken], start[taken])
    closes = np.where(whole < positions, np.maximum(given_up, last), last)
    told = (asked <= TODAY) & (asked > TODAY - 730)
    lags = (start - asked[of])[agreed & (start > TODAY - 365)]
    requests = Asked(
        holder=holder[told],
        asked=asked[told],
        positions=positions[told].astype(np.float64),
        filled=filled[told],
        closed=np.where(closes <= TODAY, closes, np.nan)[told],
        lags=lags,
    )
    promised, accepted_later = _statements(random, shape, until)
    beside, beside_came = _beside(random, shape, until)
    load = random.uniform(1.0, 1.05, k)
    # Bills go out in the month after: what is done in the last month is not posted by its end.
    by_then = np.tile((np.arange(157) > 36).astype(np.float64), (k, 1))
    known = Known(
        today=TODAY,
        holders=k,
        engaged=engaged,
        asked=requests,
        promised=promised,
        hours=np.full(k, 0.95),
        hours_error=np.full(k, 0.01),
        load=load,
        beside=beside,
        posted_now=np.zeros(k),
        whole=beside * 4,
        by_then=by_then,
        week_end=np.nan,
        rate_spread=np.array([0.0, shape.spread]),
        main_currency=(np.arange(k) == k - 1).astype(np.int64),
    )
    posting = known.posting(until)
    days = posting.days(holder[of], np.maximum(start, TODAY + 1), end) * taken
    hours = 0.95 * (1 + 0.01 * random.standard_normal(k))
    # The rate walks day by day; every amount is converted at the mean of the days to come.
    walk = np.exp(np.cumsum(random.standard_normal(ahead) * shape.spread / np.sqrt(365.0))).mean()
    rate = np.where(np.arange(k) == k - 1, walk, 1.0)
    work = np.bincount(holder[of], days * daily, k) * hours * load
    came = (work + accepted_later(known) * load + beside_came) * rate
    return World(known=known, came=came)


def _statements(random: np.random.Generator, shape: Shape, until: float):  # type: ignore[no-untyped-def]
    k = shape.holders
    count = random.poisson(shape.statements * (1500 + until - TODAY), k)
    owner = np.repeat(np.arange(k), count)
    began = np.floor(random.uniform(TODAY - 1500, until, len(owner)))
    parts = random.integers(2, 6, len(owner))
    of = np.repeat(np.arange(len(owner)), parts)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts) + 1
    due = began[of] + 45 * nth
    accepted = due + random.integers(-5, 25, len(of))
    amount = (random.lognormal(9.5, 0.4, len(owner)))[of]
    seen = (began[of] <= TODAY) & (due > TODAY - 900)
    promised = Promised(
        holder=owner[of][seen],
        statement=of[seen],
        began=began[of][seen],
        due=due[seen],
        accepted=np.where(accepted <= TODAY, accepted, np.nan)[seen],
        amount=amount[seen],
        currency=(owner[of] == k - 1).astype(np.int64)[seen],
    )

    def later(known: Known) -> Floats:
        posted = known.posted_share(owner[of], accepted, until) * (accepted > TODAY)
        return np.bincount(owner[of], amount * posted, k)

    return promised, later


def _beside(random: np.random.Generator, shape: Shape, until: float) -> tuple[Floats, Floats]:
    """Months past the programme: each holder's level with a wave of its own and noise."""
    ahead = round((until - TODAY) / 30.4375)
    months = 36 + ahead
    level = shape.beside * random.lognormal(0, 0.5, shape.holders)[:, None]
    noise = random.standard_normal((shape.holders, months))
    wave = np.zeros_like(noise)
    for month in range(1, months):
        wave[:, month] = 0.8 * wave[:, month - 1] + 0.6 * noise[:, month]
    made = level * np.maximum(1 + shape.wander * wave, 0.05)
    return made[:, :36], made[:, 36:].sum(1)
