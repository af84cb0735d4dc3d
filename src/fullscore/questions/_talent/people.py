"""Employees: who will still be here, by how those before them left."""

from dataclasses import dataclass

import numpy as np

from fullscore.questions._talent.hazards import Flags, Floats, Hazards, Ints, fitted, overlap

SERVICE = np.array([0.0, 182.0, 365.0, 730.0, 1825.0])
"""Where bands of service begin, in days."""
BIN = 30


@dataclass(frozen=True, kw_only=True)
class People:
    """Employees, one element each; days since 1970, ``left`` NaN for those who are here; a later day is announced."""

    capability: Ints
    hired: Floats
    left: Floats

    def here(self, today: float) -> Flags:
        """Who is employed on a day, the last day worked counting."""
        here: Flags = (self.hired <= today) & (np.isnan(self.left) | (self.left >= today))
        return here


@dataclass(frozen=True, kw_only=True)
class Moments:
    """How many are expected and with what variance, given each draw: shape (draws, capabilities, days)."""

    mean: Floats
    variance: Floats

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(mean=self.mean + other.mean, variance=self.variance + other.variance)


def leaving(
    people: People, today: float, watched: float, capabilities: int, random: np.random.Generator, draws: int
) -> Hazards:
    """The hazards of leaving, from those who left and those who stayed since a day from which both are on record."""
    gone = np.where(people.left <= today, people.left, np.nan)
    since = np.maximum(people.hired, watched)
    until = np.where(np.isnan(gone), today, gone)
    seen = (until >= since) & (people.hired <= today)
    return fitted(
        people.capability[seen],
        (since - people.hired)[seen],
        (until - people.hired)[seen],
        ~np.isnan(gone)[seen],
        np.ones(int(seen.sum())),
        capabilities=capabilities,
        edges=SERVICE,
        random=random,
        draws=draws,
    )


def staying(people: People, hazards: Hazards, today: float, days: Floats, capabilities: int) -> Moments:
    """Those who are here, or have signed, on each later day."""
    known = (people.hired > today) | people.here(today)
    service = np.where(people.hired > today, 0.0, np.floor((today - people.hired) / BIN) * BIN + BIN / 2)
    comes = np.maximum(people.hired - today, 0)
    goes = np.where(np.isnan(people.left), np.inf, people.left - today)
    state = np.column_stack([people.capability, service, comes, goes])[known]
    cells, count = np.unique(state, axis=0, return_counts=True)
    capability, start = cells[:, 0].astype(np.int64), cells[:, 1]
    of = np.zeros((len(cells), capabilities))
    of[np.arange(len(cells)), capability] = count
    mean, variance = [], []
    for day in days:
        there = (cells[:, 2] <= day) & (cells[:, 3] >= day)
        # Who has announced an end stays until then.
        at_risk = np.where(np.isinf(cells[:, 3]), np.maximum(day - cells[:, 2], 0), 0)
        within = overlap(start, start + at_risk, hazards.edges)
        chance = np.exp(-np.einsum("dnb,nb->dn", hazards.rates[:, capability], within)) * there
        mean.append(chance @ of)
        variance.append((chance * (1 - chance)) @ of)
    return Moments(mean=np.stack(mean, axis=2), variance=np.stack(variance, axis=2))
