"""What may still come until a day, drawn many times over with everything that can turn out otherwise."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._landing.beside import beside_to_come
from fullscore.questions._landing.chances import YEAR, YOUNG_DAYS, Chances, chances, first_extension, lead, still_open
from fullscore.questions._landing.shape import PARTS, Codes, Engaged, Floats, Known, Posting
from fullscore.questions._landing.statements import statements_to_come

MANY = 4
"""From so many own starts on a holder's new work is like its own; else like the programme's."""


@dataclass(frozen=True, kw_only=True)
class Starts:
    """New engagements to draw from: those of the last year, sorted by holder."""

    work: Engaged
    rows: Codes
    first: Codes
    count: Codes


def to_come(known: Known, until: float, draws: int, seed: int, soon: Floats) -> dict[str, Floats]:
    """What the ledger will still post of each part by ``until``, the last day of a month.

    Args:
        soon: what will be posted of what is owed, by holder.

    Returns:
        By part an array of draws x holders, in the programme's currency.
    """
    random = np.random.default_rng([seed, int(known.today), int(until)])
    found = chances(known)
    shape = (draws, known.holders)
    if until <= known.today:
        return {name: np.zeros(shape) for name in PARTS}
    parts = {name: np.zeros(shape) for name in ("commitment", "requisitions", "requests_to_come")}
    rate = _rates(known, until, draws, random)
    hours = known.hours * (1 + known.hours_error * random.standard_normal(shape))
    starts = _starts(known)
    running = _running(known)
    fill = random.beta(np.maximum(found.fill_wins, 0.5), np.maximum(found.fill_trials - found.fill_wins, 0.5), shape)
    request_rate = random.gamma(found.requests + 0.5, 1 / found.window, shape) * (found.requests > 0)
    early = random.gamma(found.early + 0.5, 1 / np.maximum(found.exposed, 1.0), (draws, 2))
    extend = random.beta(found.extended + 0.5, found.passed - found.extended + 0.5, draws)
    posting = known.posting(until)
    opened = _opened(known, found)
    for n in range(draws):
        factor = hours[n] * known.load
        cost = _costs(running, known, found, posting, early[n], extend[n], random)
        cost = cost * factor[running.holder] * rate[n][running.currency]
        parts["commitment"][n] = np.bincount(running.holder, cost, known.holders)
        for name, (holder, begin) in (
            ("requisitions", _from_open(known, opened, fill[n], random)),
            ("requests_to_come", _from_new(known, fill[n], request_rate[n], until, random)),
        ):
            if len(holder) and len(starts.rows):
                cost = _cost_of_new(starts, holder, begin, posting, early[n], extend[n], rate[n], random)
                parts[name][n] = np.bincount(holder, cost * factor[holder], known.holders)
    parts["statements"] = statements_to_come(known, until, rate, random)
    programme = soon + np.asarray(sum(parts.values()), dtype=np.float64)
    parts["beside"] = beside_to_come(known, until, programme, random) * rate[:, known.main_currency]
    return parts


def _rates(known: Known, until: float, draws: int, random: np.random.Generator) -> Floats:
    """Of each draw and currency the mean rate of the days to come against today's."""
    years = max(until - known.today, 0) / YEAR
    # The mean of a walk over its time has a third of the variance of its end.
    spread = known.rate_spread * np.sqrt(years / 3)
    return np.asarray(np.exp(spread * random.standard_normal((draws, len(spread)))), dtype=np.float64)


def _running(known: Known) -> Engaged:
    """Engagements that have days without a timesheet, or still to come."""
    work = known.engaged
    return _of(work, np.flatnonzero(np.isnan(work.end) | (work.end >= work.unpaid_from)))


def _starts(known: Known) -> Starts:
    work = known.engaged
    rows = np.flatnonzero((work.start > known.today - YEAR) & (work.start <= known.today))
    rows = rows[np.argsort(work.holder[rows], kind="stable")]
    count = np.bincount(work.holder[rows], minlength=known.holders)
    return Starts(work=work, rows=rows, first=np.cumsum(count) - count, count=count)


def _of(work: Engaged, rows: Codes) -> Engaged:
    return Engaged(
        holder=work.holder[rows],
        start=work.start[rows],
        planned=work.planned[rows],
        end=work.end[rows],
        extensions=work.extensions[rows],
        daily=work.daily[rows],
        currency=work.currency[rows],
        unpaid_from=work.unpaid_from[rows],
    )


def _costs(
    work: Engaged,
    known: Known,
    found: Chances,
    posting: Posting,
    early: Floats,
    extend: float,
    random: np.random.Generator,
) -> Floats:
    """What each engagement costs for its days without a timesheet, as far as that is posted."""
    more = random.random(len(work.term)) < first_extension(work, found, known.today, extend)
    natural = np.maximum(work.planned, known.today) + more * (work.term + _put_off(work.term, extend, random))
    given_up = _given_up(np.maximum(known.today - work.start, 0.0), early, random)
    end = np.minimum(natural, np.maximum(known.today, work.start) + given_up)
    end = np.where(np.isnan(work.end), end, work.end)
    return np.asarray(posting.days(work.holder, work.unpaid_from, end) * work.daily, dtype=np.float64)


def _cost_of_new(
    starts: Starts,
    holder: Codes,
    begin: Floats,
    posting: Posting,
    early: Floats,
    extend: float,
    rate: Floats,
    random: np.random.Generator,
) -> Floats:
    """What is posted of engagements that begin on some days, each like one that began in the last year."""
    own = starts.count[holder] >= MANY
    pick = random.random(len(holder))
    at = np.where(own, starts.first[holder] + pick * starts.count[holder], pick * len(starts.rows)).astype(np.int64)
    like = starts.rows[np.minimum(at, len(starts.rows) - 1)]
    term = starts.work.term[like]
    end = np.minimum(
        begin + term - 1 + _put_off(term, extend, random), begin + _given_up(np.zeros(len(begin)), early, random)
    )
    days = posting.days(holder, begin, end)
    return np.asarray(days * starts.work.daily[like] * rate[starts.work.currency[like]], dtype=np.float64)


def _put_off(term: Floats, extend: float, random: np.random.Generator) -> Floats:
    """By how many days planned ends are put off, one term each time."""
    return np.asarray((random.geometric(1 - min(extend, 0.98), len(term)) - 1) * term, dtype=np.float64)


def _given_up(age: Floats, early: Floats, random: np.random.Generator) -> Floats:
    """Days until an engagement of some age would end early: at one rate in its first ninety days, at another then."""
    waits = random.standard_exponential(len(age))
    left = np.maximum(YOUNG_DAYS - age, 0.0)
    within = left * early[0]
    days = np.where(waits < within, waits / early[0], left + (waits - within) / early[1])
    return np.asarray(np.ceil(days), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Positions that are open: which request each is of, the chances of ``still_open``, and what waits it may have."""

    request: Codes
    later: Floats
    stays: Floats
    waits: Floats
    place: Codes


def _opened(known: Known, found: Chances) -> Opened:
    asked = known.asked
    rows = np.flatnonzero(np.isnan(asked.closed) & (asked.filled < asked.positions))
    rows = np.repeat(rows, (asked.positions - asked.filled)[rows].astype(np.int64))
    ahead = lead(known)
    later, stays = still_open(asked, found, known.today, ahead)
    waits = np.sort(asked.lags)
    return Opened(
        request=rows,
        later=later[rows],
        stays=stays[rows],
        waits=waits,
        place=np.searchsorted(waits, known.today + ahead - asked.asked[rows], "right"),
    )


def _from_open(known: Known, opened: Opened, share: Floats, random: np.random.Generator) -> tuple[Codes, Floats]:
    """Holders and first days of the positions that are open now and will be filled."""
    asked, many = known.asked, len(opened.waits)
    mine = share[asked.holder[opened.request]]
    chance = mine * opened.later / np.maximum(mine * opened.later + (1 - mine) * opened.stays, 1e-9)
    kept = np.flatnonzero((random.random(len(chance)) < chance) & (opened.place < many))
    row, place = opened.request[kept], opened.place[kept]
    lag = opened.waits[place + (random.random(len(row)) * (many - place)).astype(np.int64)] if many else np.empty(0)
    return asked.holder[row], np.maximum(asked.asked[row] + lag, known.today + 1)


def _from_new(
    known: Known, share: Floats, rate: Floats, until: float, random: np.random.Generator
) -> tuple[Codes, Floats]:
    """Holders and first days of positions that will be asked for, and filled, until a day."""
    asked = known.asked
    none = np.empty(0, dtype=np.int64), np.empty(0)
    ahead = until - known.today
    if ahead <= 0 or not len(asked.lags):
        return none
    counts = random.poisson(rate * ahead)
    holder = np.repeat(np.arange(known.holders), counts)
    like = random.integers(0, len(asked.positions), len(holder))
    positions = asked.positions[like].astype(np.int64)
    day = np.repeat(known.today + 1 + random.random(len(holder)) * ahead, positions)
    holder = np.repeat(holder, positions)
    kept = random.random(len(holder)) < share[holder]
    holder, day = holder[kept], day[kept]
    begin = np.floor(day + asked.lags[random.integers(0, len(asked.lags), len(holder))])
    seen = begin <= until
    return holder[seen], np.maximum(begin[seen], known.today + 1)
