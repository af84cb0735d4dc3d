"""Who was asked for each request, who put whom forward, and who was taken."""

from dataclasses import dataclass

import numpy as np

from fullscore.simulate._arrays import Array, monday, streams
from fullscore.simulate._clocks import REVIEW_DAYS, SLOW_REVIEW_FACTOR, Course
from fullscore.simulate._demand import PREMIUM, SLOW_UNIT, STERN_UNIT, Asks
from fullscore.simulate._organisation import LEVEL_OF_RATES, PER_UNIT, ROLE_RATE
from fullscore.simulate._suppliers import (
    AFFILIATED,
    COUNT,
    DEAR_ABOVE_CARD,
    Suppliers,
    card_hundredths,
)

RULES = ("contract_tier", "client_directed", "licence", "msp_choice")
FAVOUR = 1.3
"""How much likelier, in log odds, an affiliate is shown a request that the MSP may place as it likes."""
ABOVE_CARD_SHARE = 0.18
DEAR_UNIT, DEAR_UNIT_FACTOR = 13, 1.13
"""One unit pays more than others for the like."""
APART, APART_FACTOR = (1, 12), 1.28
"""Site and capability whose rates stand apart from all others of their kind."""
ABOVE_MARKET, ABOVE_MARKET_FACTOR = 10, 1.2
"""Human Resources is bought above what the market charges."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Each showing of a request to a supplier; days as numbers."""

    ask: Array
    supplier: Array
    at: Array
    rule: Array
    answered: Array
    answers: Array


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Each candidate put forward; days as numbers, NaN where a step was never reached. The placed ones come first."""

    ask: Array
    supplier: Array
    submitted: Array
    reviewed: Array
    interviewed: Array
    offered: Array
    accepted: Array
    closed: Array
    outcome: Array
    """1 placed, 2 rejected, 3 withdrawn, 4 declined."""
    rate: Array
    """Whole hundredths of the country's currency, for an hour."""
    placed: int
    starts: Array
    """Of those placed: the first day."""


def hour_rate(random: np.random.Generator, asks: Asks, who: Suppliers, supplier: Array) -> Array:
    """A supplier's hourly rate for a request, in whole hundredths that make every amount exact."""
    dollars = ROLE_RATE[asks.role] * LEVEL_OF_RATES[asks.country] * PREMIUM[asks.type] * who.price[supplier]
    dollars = (
        dollars * np.exp(random.normal(0, 0.04, len(asks))) * np.where(asks.unit == DEAR_UNIT, DEAR_UNIT_FACTOR, 1)
    )
    dollars = dollars * np.where((asks.site == APART[0]) & (asks.capability == APART[1]), APART_FACTOR, 1)
    dollars = dollars * np.where(asks.capability == ABOVE_MARKET, ABOVE_MARKET_FACTOR, 1)
    card = card_hundredths(asks.role, asks.country)
    local = np.minimum(dollars / PER_UNIT[asks.country] * 100, card - 20)
    above = (supplier == DEAR_ABOVE_CARD) & (random.random(len(asks)) < ABOVE_CARD_SHARE)
    # Who asks for more than the card does so in the name of a level that the work does not have.
    local = np.where(above, card * random.uniform(1.05, 1.16, len(asks)), local)
    step = np.where(asks.country == 6, 200, np.where(asks.country == 1, 100, 20))
    return np.maximum(step, np.floor(local / step).astype(np.int64) * step)


def shown(seed: int, asks: Asks, course: Course, who: Suppliers) -> tuple[Sent, Array, Array]:
    """To whom each request was shown.

    Returns:
        The showings; by request and supplier whether it put somebody forward; by request and supplier how much it is
        favoured when one is taken (minus infinity where it put nobody forward).
    """
    random = streams(seed, "shown")
    count = len(asks)
    able = who.able[:, asks.capability].T & who.there[:, asks.country].T
    able[~able.any(1), 0] = True
    rule = random.choice(4, count, p=(0.45, 0.1, 0.1, 0.35))
    rule = np.where(asks.identified, 1, rule)
    liking = np.log(who.weight) + random.gumbel(size=(count, COUNT))
    affiliated = np.isin(np.arange(COUNT), AFFILIATED)
    liking += FAVOUR * affiliated * (rule == 3)[:, None]
    liking[~able] = -np.inf
    most = np.where(asks.identified, 1, random.integers(3, 8, count))
    rank = np.argsort(np.argsort(-liking, axis=1), axis=1)
    asked = (rank < most[:, None]) & able
    forward = asked & (random.random((count, COUNT)) < who.response)
    # Whoever fills a request had somebody for it.
    forward |= asked & (rank == 0) & (course.outcome == 0)[:, None]
    taking = np.where(forward, np.log(who.weight) + random.gumbel(size=(count, COUNT)), -np.inf)
    row, supplier = np.nonzero(asked)
    at = course.released[row] + random.uniform(0.02, 0.4, len(row))
    answers = forward[row, supplier]
    return (
        Sent(
            ask=row,
            supplier=supplier,
            at=at,
            rule=rule[row],
            answered=at + random.uniform(4, 12, len(row)),
            answers=np.where(answers, 0, np.where(random.random(len(row)) < 0.5, 1, 2)),
        ),
        forward,
        taking,
    )


def candidates(seed: int, asks: Asks, course: Course, who: Suppliers, forward: Array, taking: Array) -> Candidates:
    """Everybody who was put forward, the placed ones first."""
    random = streams(seed, "candidates")
    filled = np.flatnonzero(course.outcome == 0)
    ask = np.repeat(filled, asks.positions[filled])
    liking = taking[ask] + np.where(np.isfinite(taking[ask]), random.gumbel(size=(len(ask), COUNT)), 0)
    taken_by = liking.argmax(1)
    pairs, others_by = np.nonzero(forward)
    chosen = np.zeros_like(forward)
    chosen[ask, taken_by] = True
    extra = ~chosen[pairs, others_by] | (
        random.random(len(pairs)) < np.where(asks.unit[pairs] == STERN_UNIT, 0.95, 0.3)
    )
    pairs, others_by = pairs[extra & ~asks.identified[pairs]], others_by[extra & ~asks.identified[pairs]]
    rows, supplier = np.concatenate([ask, pairs]), np.concatenate([taken_by, others_by])
    total, placed = len(rows), len(ask)
    is_placed = np.arange(total) < placed
    known = asks.identified[rows]
    slow = np.where(asks.unit[rows] == SLOW_UNIT, SLOW_REVIEW_FACTOR, 1.0)
    submitted = course.released[rows] + 0.4 + random.gamma(2.0, who.speed[supplier] / 2) * np.where(known, 0.1, 1)
    reviewed = submitted + random.gamma(2.0, REVIEW_DAYS / 2, total) * slow * np.where(known, 0.1, 1)
    interviewed = reviewed + random.uniform(1, 5, total) * np.where(known, 0.1, 1)
    offered = interviewed + random.uniform(0.5, 4, total) * np.where(known, 0.1, 1)
    accepted = offered + random.uniform(0.3, 2.5, total) * np.where(known, 0.2, 1)
    met = is_placed | (random.random(total) < 0.4)
    seen = met | (random.random(total) < 0.85)
    closed = np.where(met, interviewed, reviewed) + random.uniform(0.5, 9, total)
    outcome = np.where(is_placed, 1, random.choice([2, 3, 4], total, p=(0.72, 0.16, 0.12)))
    # Nothing happens to a candidate once the request is given up.
    end = np.where(np.isnan(course.given_up[rows]), np.inf, course.given_up[rows])
    late = (submitted >= end - 0.1) & ~is_placed
    for step in (reviewed, interviewed, closed):
        np.minimum(step, end, out=step)
    nan = np.full(total, np.nan)
    made = Candidates(
        ask=rows,
        supplier=supplier,
        submitted=submitted,
        reviewed=np.where(seen, reviewed, nan),
        interviewed=np.where(met, interviewed, nan),
        offered=np.where(is_placed, offered, nan),
        accepted=np.where(is_placed, accepted, nan),
        closed=np.where(is_placed, accepted, closed),
        outcome=outcome,
        rate=hour_rate(random, asks.of(rows), who, supplier),
        placed=placed,
        starts=np.where(known[:placed], asks.starts[ask], monday(accepted[:placed] + random.uniform(6, 22, placed))),
    )
    keep = ~late
    return Candidates(
        **{
            name: value[keep] if isinstance(value, np.ndarray) and len(value) == total and name != "starts" else value
            for name, value in vars(made).items()
        }
    )
