"""Assignments: who will still be here, by early ends, planned ends, extensions, and limits.

An assignment runs in terms. It ends early by the hazards of its age, or at a planned end unless it is extended by a
further term of its own length. The chance of that is its capability's own; where the next term would pass a limit of
policy or agreement it is the chance at which the client went past such limits before; past a limit of law it is nought.
Shortly before a planned end an extension that was coming would mostly be known: the chance is then lower, as it was
at earlier deliveries.
"""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._talent.hazards import WEEK, Flags, Floats, Hazards, Ints, fitted, overlap
from fullscore.questions._talent.people import Moments
from fullscore.stats.shrunk_chances import shrunk_chances

AGES = np.array([0.0, 31.0, 91.0, 365.0])
"""Where bands of an assignment's age begin, in days."""
WATCHED_DAYS = 1095
ON_TIME_DAYS = 3
"""An end so many days before the planned one is not early."""
NOTICE = np.array([3.0, 7.0, 10.0, 14.0, 21.0, 30.0])
"""Where bands of days to the planned end end; beyond the last one nothing is known yet."""
BIN = 15
PROFILES = 16
"""Kinds of term that new assignments are told apart by, at most."""
LEAST_TERM = 7.0


@dataclass(frozen=True, kw_only=True)
class Work:
    """Assignments, one element each; days since 1970.

    Attributes:
        ended: NaN where it runs.
        extensions: how often it was extended; NaN where that is not told.
        kind: a number for its resource type.
        limit: days from its start on that its limit leaves it; infinite where none does.
        by_law: whether that limit is one of law.
    """

    capability: Ints
    start: Floats
    planned: Floats
    ended: Floats
    extensions: Floats
    kind: Ints
    limit: Floats
    by_law: Flags

    @property
    def term(self) -> Floats:
        """The days of one term."""
        whole = self.planned - self.start + 1
        length: Floats = np.maximum(whole / (1 + np.nan_to_num(self.extensions)), LEAST_TERM)
        return length

    def here(self, today: float) -> Flags:
        here: Flags = (self.start <= today) & (np.isnan(self.ended) | (self.ended > today))
        return here


@dataclass(frozen=True, kw_only=True)
class Notices:
    """Planned ends as they stood at deliveries at most ``NOTICE`` days before them: days to go, and what followed."""

    days: Floats
    was_extended: Flags


@dataclass(frozen=True, kw_only=True)
class Staying:
    """Draws of what decides how long assignments last.

    Attributes:
        early: hazards of ending before the planned end; of ending at all, where extensions are not told.
        extended: chance of a further term by capability, shape (draws, capabilities); None where not told.
        beyond: chance of a further term past a limit by resource type, shape (draws, kinds).
        notice: what the first chance is multiplied by, by band of days to go, shape (draws, bands + 1).
    """

    early: Hazards
    extended: Floats | None
    beyond: Floats
    notice: Floats


def ending(
    work: Work,
    notices: Notices,
    today: float,
    watched: float,
    capabilities: int,
    kinds: int,
    random: np.random.Generator,
    draws: int,
) -> Staying:
    """What decides how long assignments last, from those that were watched."""
    told = bool(np.isfinite(work.extensions).any())
    ended = np.where(work.ended <= today, work.ended, np.nan)
    is_early = ended < work.planned - ON_TIME_DAYS
    since = np.maximum(work.start, watched)
    until = np.where(np.isnan(ended), today, ended)
    seen = (until >= since) & (work.start <= today)
    early = fitted(
        work.capability[seen],
        (since - work.start)[seen],
        (until - work.start)[seen],
        (is_early if told else ~np.isnan(ended))[seen],
        np.ones(int(seen.sum())),
        capabilities=capabilities,
        edges=AGES,
        random=random,
        draws=draws,
    )
    if not told:
        none = np.ones((draws, len(NOTICE) + 1))
        return Staying(early=early, extended=None, beyond=np.ones((draws, kinds)), notice=none)
    # Decisions at planned ends since that day: before it only those whose extensions went on and on are on record.
    term = work.term
    taken = np.minimum(np.nan_to_num(work.extensions), np.floor((today - work.start) / term))
    before = np.clip(np.floor((watched - work.start) / term), 0, taken)
    room = np.maximum(np.floor((work.limit + ON_TIME_DAYS) / term) - 1, 0)
    within = np.clip(np.minimum(taken, room) - before, 0, None)
    refused = (~np.isnan(ended) & ~is_early & (ended > watched)).astype(np.float64)
    at_limit = taken + 1 > room
    inside, past = (within, refused * ~at_limit), (taken - before - within, refused * at_limit)
    whole = (work.start <= today) & np.isfinite(work.extensions)
    counted = [np.bincount(work.capability[whole], part[whole], capabilities) for part in inside]
    free = whole & ~work.by_law
    beyond = [np.bincount(work.kind[free], part[free], kinds) for part in past]
    return Staying(
        early=early,
        extended=shrunk_chances(counted[0], sum(counted), random, draws),
        beyond=shrunk_chances(beyond[0], sum(beyond), random, draws),
        notice=_noticed(notices, random, draws),
    )


def _noticed(notices: Notices, random: np.random.Generator, draws: int) -> Floats:
    """By how much an extension is less likely the nearer the planned end is, against what is seen far from it."""
    found = np.ones((draws, len(NOTICE) + 1))
    band = np.searchsorted(NOTICE, notices.days, side="left")
    if not notices.was_extended.any():
        return found
    # The furthest band with notices stands for what is expected before anything is known.
    came, of = (np.bincount(band, weight, len(NOTICE) + 1) for weight in (notices.was_extended, None))
    chance = random.beta(came + 0.5, of - came + 0.5, size=(draws, len(came)))
    far = chance[:, -1:] if of[-1] else np.full((draws, 1), came.sum() / of.sum())
    return np.asarray(np.where(of > 0, np.minimum(chance / np.maximum(far, 1e-6), 1), 1), dtype=np.float64)


def _decisions(work: Work, today: float, day: float) -> tuple[Floats, Floats]:
    """How many planned ends each assignment meets by a day: those within its limit, and those past it."""
    first = work.planned - today
    # Whose planned end is over works on from term to term.
    first = np.where(first <= 0, first + work.term * np.ceil((1e-9 - first) / work.term), first)
    met = np.where(day > first, np.floor((day - first) / work.term) + 1, 0)
    room = np.floor((work.limit + ON_TIME_DAYS - (first + today - work.start)) / work.term)
    within = np.minimum(met, np.maximum(room, 0))
    return within, met - within


def running(work: Work, staying: Staying, today: float, days: Floats, capabilities: int) -> Moments:
    """Those who work, or are to begin, on each later day."""
    known = (work.start > today) & np.isnan(work.ended) | work.here(today)
    now = Work(**{name: value[known] for name, value in vars(work).items()})
    leaves = np.where(np.isnan(now.ended), np.inf, now.ended - today)
    comes = np.maximum(now.start - today, 0)
    age = np.where(now.start > today, 0.0, np.floor((today - now.start) / BIN) * BIN + BIN / 2)
    ahead = now.planned - today
    near = np.where(ahead > 0, np.searchsorted(NOTICE, ahead, side="left"), len(NOTICE))
    met = [_decisions(now, today, float(day)) for day in days]
    columns = [now.capability, age, comes, leaves, near, now.kind, now.by_law]
    state = np.column_stack([*columns, *(part for pair in met for part in pair)])
    cells, count = np.unique(state, axis=0, return_counts=True)
    capability, near_of, kind = (cells[:, n].astype(np.int64) for n in (0, 4, 5))
    of = np.zeros((len(cells), capabilities))
    of[np.arange(len(cells)), capability] = count
    announced = np.isinf(cells[:, 3])
    told = staying.extended is not None
    further = _logs(staying.extended)[:, capability] * announced if staying.extended is not None else None
    noticed = _logs(staying.notice)[:, near_of] * announced if told else None
    beyond = np.where(cells[:, 6] > 0, np.log(1e-9), _logs(staying.beyond)[:, kind]) * announced if told else None
    mean, variance = [], []
    for n, day in enumerate(days):
        there = (cells[:, 2] < day) & (cells[:, 3] > day)
        at_risk = np.where(np.isinf(cells[:, 3]), np.maximum(day - cells[:, 2], 0), 0)
        within = overlap(cells[:, 1], cells[:, 1] + at_risk, staying.early.edges)
        log = -np.einsum("dnb,nb->dn", staying.early.rates[:, capability], within)
        if further is not None:
            inside, past = cells[:, 7 + 2 * n], cells[:, 8 + 2 * n]
            log += further * inside + noticed * (inside + past > 0)
            if past.any():
                log += beyond * past
        chance = np.exp(log) * there
        mean.append(chance @ of)
        variance.append((chance * (1 - chance)) @ of)
    return Moments(mean=np.stack(mean, axis=2), variance=np.stack(variance, axis=2))


def starting(work: Work, staying: Staying, today: float, weeks: int, capabilities: int) -> Floats:
    """For who begins now, the chance to be here at the end of each week: shape (draws, capabilities, weeks + 1)."""
    stays = np.exp(-staying.early.by_week(weeks))
    if staying.extended is None:
        return np.asarray(stays, dtype=np.float64)
    recent = (work.start > today - WATCHED_DAYS) & (work.start <= today)
    if not recent.any():
        return np.asarray(stays, dtype=np.float64)
    term = _grouped(np.round(work.term[recent] / WEEK))
    room = np.minimum(np.floor((work.limit[recent] + ON_TIME_DAYS) / work.term[recent]) - 1, weeks)
    state = np.column_stack([term, np.maximum(room, 0), work.kind[recent], work.by_law[recent]])
    profiles, which = np.unique(state, axis=0, return_inverse=True)
    share = np.zeros((capabilities, len(profiles)))
    np.add.at(share, (work.capability[recent], which.ravel()), 1.0)
    # A capability in which nobody began lately takes the terms of the whole.
    share += share.sum(axis=0) / share.sum() * 0.5
    share /= share.sum(axis=1, keepdims=True)
    kept = np.zeros_like(stays)
    extended, beyond = _logs(staying.extended), _logs(staying.beyond)
    for n, (length, most, kind, law) in enumerate(profiles):
        # The chance only changes where a term is over.
        met = np.arange(weeks // int(length) + 1)
        inside = np.minimum(met, most)
        past = np.log(1e-9) if law else beyond[:, int(kind), None]
        log = extended[:, :, None] * inside + (past * (met - inside))[..., None, :]
        by_term = share[:, n, None] * np.exp(log)
        kept += np.repeat(by_term, int(length), axis=2)[:, :, : weeks + 1]
    return np.asarray(stays * kept, dtype=np.float64)


def _grouped(weeks: Floats) -> Floats:
    """Lengths of terms in weeks, at most ``PROFILES`` of them: the nearest of as many quantiles."""
    weeks = np.maximum(weeks, 1)
    if len(np.unique(weeks)) <= PROFILES:
        return weeks
    kinds = np.unique(np.round(np.quantile(weeks, (np.arange(PROFILES) + 0.5) / PROFILES)))
    return np.asarray(kinds[np.abs(weeks[:, None] - kinds).argmin(axis=1)], dtype=np.float64)


def _logs(chances: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(chances, 1e-9)), dtype=np.float64)
