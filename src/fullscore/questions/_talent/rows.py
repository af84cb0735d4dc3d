"""What the answer on the talent plan is made of."""

from dataclasses import dataclass
from typing import Literal

from fullscore.terms.estimate import Estimate

Verdict = Literal["short", "covered", "surplus", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class CapabilityQuarter:
    """One capability at the end of one quarter, in people."""

    capability: str
    quarter: str
    demand: Estimate | None
    supply_employees: Estimate | None
    supply_extended: Estimate | None
    gap: Estimate | None
    dependency: float | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Committed:
    """The gap if nothing more were opened from today on, and what is to be opened to close it."""

    capability: str
    quarter: str
    gap: Estimate


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A row, the chances behind it, and what openings to come bring."""

    row: CapabilityQuarter
    p_short: float | None = None
    p_covered: float | None = None
    flow: float = 0.0
