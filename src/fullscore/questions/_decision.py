"""What a question offers to price what is missing: its decision as draws, and what would tell each thing in doubt."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fullscore.model._shape import Table

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something that a decision rests on and that is not known for sure.

    Attributes:
        name: what is in doubt, in words.
        prior: what is believed of it for now, and from where, in words.
        draws: of the same draws as the decision's benefit.
        table, column: what would tell it if it were delivered; ``column`` is empty where the whole table is meant.
        part: how much of its variance that would take away; None where it would be a second look at what is known
            otherwise, for which an assumption stands.
    """

    name: str
    prior: str
    draws: Floats
    table: Table
    column: str = ""
    part: float | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One choice between options, as draws.

    Attributes:
        says: what is decided, in words.
        options: in words, in the order of ``benefit``.
        benefit: net benefit of one such decision in the programme's currency, shape (options, draws).
        per_year: how many such decisions are taken in a year.
        doubts: what could be known better; what no data would tell is not among them.
    """

    says: str
    options: tuple[str, ...]
    benefit: Floats
    per_year: float
    doubts: tuple[Doubt, ...] = ()
