"""Each supplier's choice between leaving work where it is and moving it, as draws, with what is in doubt."""

from collections.abc import Sequence

import numpy as np

from fullscore.model.assignment import assignment
from fullscore.model.deliverable import deliverable
from fullscore.questions._decision import Decision, Doubt
from fullscore.questions._supplier.moves import Move
from fullscore.questions._supplier.worth import Worth
from fullscore.workforce.starts import Floats

PRIOR = "the suppliers' own spread, shrunk"


def decisions(moves: Sequence[Move], quality: Floats, worth: Worth) -> tuple[Decision, ...]:
    """One a year for each supplier that work could be moved away from."""
    return tuple(
        Decision(
            says=f"move work away from {move.source}",
            options=("leave it", "move it"),
            benefit=np.stack([np.zeros(len(quality)), worth.found.worth @ move.change]),
            per_year=1.0,
            doubts=(
                Doubt(
                    name="early ends spared", prior=PRIOR, draws=quality @ move.change, table=assignment,
                    column="end_cause",
                ),
                Doubt(
                    name="rework spared", prior=PRIOR, draws=worth.spared @ move.change, table=deliverable,
                    column="score",
                ),
            ),
        )
        for move in moves
    )  # fmt: skip
