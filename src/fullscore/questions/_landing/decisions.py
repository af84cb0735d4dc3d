"""Each unit's choice between holding spending back, going on, and releasing some, as draws.

Money that a unit overdraws, or lets lie idle, costs its capital for a year; that is all it costs here, so that what is
told is a low end. A unit can hold back no more than what it has not committed to.
"""

from collections.abc import Mapping

import numpy as np

from fullscore.model.assignment import assignment
from fullscore.model.deliverable import deliverable
from fullscore.model.requisition import requisition
from fullscore.model.timesheet import timesheet
from fullscore.questions._decision import Decision, Doubt
from fullscore.questions._landing.books import Books
from fullscore.questions._landing.shape import Floats

HELD = (0.1, 0.5, 0.9)
"""Quantiles of the excess over the budget that may be held back; where they lie below nought, that is released."""
UNCOMMITTED = ("requisitions", "requests_to_come", "beside")


def decisions(
    books: Books, parts: Mapping[str, Floats], landing: Floats, cost_of_capital: float
) -> tuple[Decision, ...]:
    """One for each unit, once in a span.

    Args:
        parts: of what is to come, draws x units; ``landing`` likewise, in the programme's currency.
        cost_of_capital: of a year, as a share.
    """
    free = np.asarray(sum(parts[name].mean(0) for name in UNCOMMITTED), dtype=np.float64)
    found = []
    for n, id in enumerate(books.holders):
        excess = landing[:, n] - books.budget[n]
        held = [0.0, *(min(float(amount), float(free[n])) for amount in np.quantile(excess, HELD))]
        found.append(
            Decision(
                says=f"hold back or release spending of {id}",
                options=("go on", *map(_named, held[1:])),
                benefit=-cost_of_capital * np.abs(excess[None, :] - np.array(held)[:, None]),
                per_year=1.0,
                doubts=(
                    Doubt(
                        name="open and coming requests",
                        prior="starts stand in for requests",
                        draws=parts["requisitions"][:, n] + parts["requests_to_come"][:, n],
                        table=requisition,
                    ),
                    Doubt(
                        name="cost of running work",
                        prior="forty hours a week are taken to be worked",
                        draws=parts["commitment"][:, n],
                        table=timesheet,
                    ),
                    Doubt(
                        name="when statements of work are paid",
                        prior="paid evenly over their time",
                        draws=parts["statements"][:, n],
                        table=deliverable,
                    ),
                    Doubt(
                        name="what the ledger will post",
                        prior="goes on at its last three months",
                        draws=parts["beside"][:, n],
                        table=assignment,
                    ),
                ),
            )
        )
    return tuple(found)


def _named(amount: float) -> str:
    return f"{'hold back' if amount >= 0 else 'release'} {abs(amount):,.0f}"
