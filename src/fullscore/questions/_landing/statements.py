"""What statements of work will still cost: parts that are promised, and statements that are still to be agreed."""

import numpy as np

from fullscore.questions._landing.shape import Floats, Known

YEAR = 365.0


def statements_to_come(known: Known, until: float, rate: Floats, random: np.random.Generator) -> Floats:
    """What will be accepted and posted until a month's end, by draw and holder.

    A promised part is accepted as long after its due date as others of the last two years were; one that is overdue
    for longer than any of them was is taken for given up. New statements come as often as in the last year, each like
    one of that year.

    Args:
        rate: by draw and currency the factor of its rate.
    """
    draws = len(rate)
    cost = np.zeros((draws, known.holders))
    parts = known.promised
    done = ~np.isnan(parts.accepted)
    lags = np.sort((parts.accepted - parts.due)[done]) if done.any() else np.zeros(1)
    waits = np.flatnonzero(~done & (parts.due + lags[-1] > known.today))
    late = np.searchsorted(lags, known.today - parts.due[waits], "right")
    recent = (parts.began > known.today - YEAR) & (parts.began <= known.today)
    order = np.flatnonzero(recent)
    order = order[np.lexsort((parts.statement[order], parts.holder[order]))]
    _, begins, size = np.unique(
        parts.holder[order] * (parts.statement.max(initial=0) + 1) + parts.statement[order],
        return_index=True,
        return_counts=True,
    )
    own = np.bincount(parts.holder[order][begins], minlength=known.holders)
    earliest = np.cumsum(own) - own
    ahead = max(until - known.today, 0.0)
    for n in range(draws):
        place = late + (random.random(len(waits)) * (len(lags) - late)).astype(np.int64)
        day = parts.due[waits] + lags[np.minimum(place, len(lags) - 1)]
        amount = (
            parts.amount[waits] * rate[n][parts.currency[waits]] * known.posted_share(parts.holder[waits], day, until)
        )
        cost[n] = np.bincount(parts.holder[waits], amount, known.holders)
        if not len(size) or ahead <= 0:
            continue
        counts = random.poisson(random.gamma(own + 0.5) * ahead / YEAR) * (own > 0)
        holder = np.repeat(np.arange(known.holders), counts)
        like = earliest[holder] + (random.random(len(holder)) * own[holder]).astype(np.int64)
        start = np.repeat(known.today + 1 + random.random(len(holder)) * ahead, size[like])
        row = order[
            np.repeat(begins[like], size[like])
            + np.arange(size[like].sum())
            - np.repeat(np.cumsum(size[like]) - size[like], size[like])
        ]
        accepted = start + parts.due[row] - parts.began[row] + lags[random.integers(0, len(lags), len(row))]
        owner = np.repeat(holder, size[like])
        amount = parts.amount[row] * rate[n][parts.currency[row]] * known.posted_share(owner, accepted, until)
        cost[n] += np.bincount(owner, amount, known.holders)
    return cost * known.load
