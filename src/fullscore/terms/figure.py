"""A figure: a measure through a lens, for a segment and a month, with its doubts and its evidence."""

from dataclasses import dataclass
from typing import Any

from fullscore.terms.estimate import Estimate
from fullscore.terms.evidence import Evidence
from fullscore.terms.lens import Lens


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure of a table of figures: where it stands, its estimate, and what is to be said about it."""

    where: tuple[tuple[str, Any], ...]
    """(segment, name) in the order asked for; ``month`` as ``2025-01``; an unknown segment is None."""
    estimate: Estimate
    why: str | None = None
    """Why there is no value, or what the value does not hold."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What ``fullscore measure`` prints."""

    measure: str
    unit: str
    currency: str | None
    lens: Lens
    edition: str
    as_of: str
    evidence: Evidence
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences that hold for all rows."""
