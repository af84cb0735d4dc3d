"""How long people stay: chances of leaving by length of service, and by capability as far as that differs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.stats.shrunk_rates import shrunk_rates

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
WEEK = 7


def overlap(first: Floats, last: Floats, edges: Floats) -> Floats:
    """The days between two ages that lie in each band of age, shape (n, bands).

    Args:
        first, last: ages in days; nothing where the last is not after the first.
        edges: where each band begins; the last has no end.
    """
    upper = np.append(edges[1:], np.inf)
    days = np.minimum(last[:, None], upper) - np.maximum(first[:, None], edges)
    return np.asarray(np.maximum(days, 0), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Hazards:
    """Draws of the rate a day at which something happens, by capability and band of age.

    Attributes:
        edges: where each band begins, in days.
        rates: shape (draws, capabilities, bands).
        events: how many were seen.
    """

    edges: Floats
    rates: Floats
    events: float

    def by_week(self, weeks: int) -> Floats:
        """The risk gathered from age 0 up to each week, the first being 0: shape (draws, capabilities, weeks + 1)."""
        ages = WEEK * np.arange(weeks + 1, dtype=np.float64)
        within = overlap(np.zeros(weeks + 1), ages, self.edges)
        return np.asarray(self.rates @ within.T, dtype=np.float64)


def fitted(
    capability: Ints,
    first: Floats,
    last: Floats,
    is_event: Flags,
    weight: Floats,
    *,
    capabilities: int,
    edges: Floats,
    random: np.random.Generator,
    draws: int,
) -> Hazards:
    """Hazards from what was watched: the shape over age is the same for all, the level each capability's own.

    Args:
        first, last: the ages between which each was watched; where ``is_event`` it happened at the last.
        weight: how many each stands for.
    """
    watched = overlap(first, last, edges) * weight[:, None]
    band = np.clip(np.searchsorted(edges, last, side="left") - 1, 0, len(edges) - 1)
    counts = np.bincount(band[is_event], weight[is_event], len(edges))
    exposure = watched.sum(axis=0)
    # A band in which nobody was watched takes the rate of the whole.
    whole = (counts.sum() + 0.5) / max(exposure.sum(), 1.0)
    shape = random.gamma(counts + 0.5, size=(draws, len(edges))) / (exposure + 0.5 / whole)
    of_group = np.zeros((capabilities, len(edges)))
    np.add.at(of_group, capability, watched)
    centre = (counts + 0.5) / (exposure + 0.5 / whole)
    # The level is learned once: by the groups' own factors, so the shape is drawn with the level taken out.
    shape *= (centre @ exposure + 1e-9) / (shape @ exposure + 1e-9)[:, None]
    events = np.bincount(capability[is_event], weight[is_event], capabilities)
    expected = of_group @ centre
    factor = shrunk_rates(events, np.maximum(expected, 1e-9), random, draws)
    return Hazards(edges=edges, rates=factor[:, :, None] * shape[:, None, :], events=float(counts.sum()))
