"""Positions in memory: which of them are filled, and on what day."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._positions import fills
from fullscore.terms.edition import Edition


@dataclass(frozen=True, kw_only=True)
class Positions:
    """The positions of requisitions, one after the other."""

    of: Codes
    """The row of the requisition of each position."""
    first: Codes
    """For each requisition the row of its first position."""
    last: Codes

    def filled(self, rows: Codes, days: Floats) -> tuple[Floats, Codes]:
        """Fill each requisition's positions, the earliest fill first; what is over fills none.

        Args:
            rows: the row of the requisition that each fill belongs to; below 0: none.
            days: the day of each fill; NaN: it is none.

        Returns:
            For each position the day on which it was filled (NaN: it was not) and which fill did (-1: none). The days
            of a requisition rise, so that the last position tells whether, and when, all were filled.
        """
        found, by = np.full(len(self.of), np.nan), np.full(len(self.of), -1, dtype=np.int64)
        fit = np.flatnonzero((rows >= 0) & ~np.isnan(days))
        order = fit[np.lexsort((days[fit], rows[fit]))]
        rank = np.arange(len(order)) - np.searchsorted(rows[order], rows[order])
        order, rank = order[keep := rank <= (self.last - self.first)[rows[order]]], rank[keep]
        at = self.first[rows[order]] + rank
        found[at], by[at] = days[order], order
        return found, by


def positions(asked: pa.Table) -> Positions:
    """The positions of requisitions; each has at least one."""
    counts = np.maximum(np.asarray(asked["positions"].to_numpy(), dtype=np.int64), 1)
    last = np.cumsum(counts) - 1
    return Positions(of=np.repeat(np.arange(len(counts)), counts), first=last - counts + 1, last=last)


def acceptances(edition: Edition) -> Any:
    """Submittals that a candidate accepted, unless the worker never showed up or is still to start."""
    sent, work = edition.table("submittal"), edition.table("assignment")
    begun = fills(edition).select("assignment_id")
    in_vain = work.filter(work.submittal_id.notnull()).anti_join(begun, "assignment_id").select("submittal_id")
    return sent.filter(sent.accepted_at.notnull()).anti_join(in_vain, "submittal_id")
