"""Whose move it is: who has to take the next step of an open requisition on a day."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.measures._aggregates import Floats
from fullscore.measures._days import day_numbers
from fullscore.measures._pauses import Spans, holds
from fullscore.measures._positions import rows_of
from fullscore.measures._submittals import offers, shown
from fullscore.terms.edition import Edition

Names = npt.NDArray[np.str_]
NOBODY = ""
"""Where records do not say who has to act."""


@dataclass(frozen=True, kw_only=True)
class Moves:
    """All that says who has to act, for every requisition."""

    approved: Floats
    released: Floats
    distributed: Floats
    answered: Floats
    """The day of the first submittal."""
    is_pending: npt.NDArray[np.bool_]
    positions: Floats
    held: Spans
    holder: Names
    held_untold: Floats
    """The day since which it is on hold without an event that says who held it; NaN: it is not."""
    shown: Spans
    offered: Spans

    def on(self, day: float) -> Names:
        """Who has to act at the end of a day: client, msp, supplier, worker or nobody, by requisition.

        The holder of a hold, whatever else goes on; the worker, where as many offers are out or taken as there are
        positions; the client, while somebody who met the written requirement lies with it, and before the approval; the
        MSP until the distribution (without one: the release); the supplier from then on.
        """
        count = len(self.approved)
        with_supplier = (self.distributed <= day) | (self.answered <= day)
        with_supplier |= (self.released <= day) & np.isnan(self.distributed)
        # An approval that nobody recorded is no wait for one, once the requisition is beyond it.
        passed = (self.approved <= day) | (self.released <= day) | (np.isnan(self.approved) & ~self.is_pending)
        found: Names = np.where(with_supplier, "supplier", np.where(passed, "msp", "client"))
        found[_during(self.shown, day, count) > 0] = "client"
        found[_during(self.offered, day, count) >= self.positions] = "worker"
        found[self.held_untold <= day] = NOBODY
        rows, since, until = self.held
        now = (since <= day) & ~(until <= day)
        found[rows[now]] = self.holder[now]
        return found


def moves(edition: Edition, asked: pa.Table) -> Moves:
    """What an edition says about who has to act.

    Args:
        asked: ``requisitions`` as an Arrow table.
    """
    held, holder = holds(edition, asked)
    status = np.asarray(asked["status"].to_pylist())
    has_event = np.isin(np.arange(asked.num_rows), held[0])
    return Moves(
        approved=day_numbers(asked["own_approved"]),
        released=day_numbers(asked["own_released"]),
        distributed=day_numbers(asked["own_distributed"]),
        answered=day_numbers(asked["first_submittal"]),
        is_pending=status == "pending_approval",
        positions=np.maximum(np.asarray(asked["positions"].to_numpy(), dtype=np.float64), 1),
        held=held,
        holder=holder,
        held_untold=np.where((status == "on_hold") & ~has_event, day_numbers(asked["status_on"]), np.nan),
        shown=_spans(edition, asked, shown(edition), "shown_on", "answered_on"),
        offered=_spans(edition, asked, offers(edition), "since", "until"),
    )


def _spans(edition: Edition, asked: pa.Table, sent: object, since: str, until: str) -> Spans:
    table = edition.run(sent.select("requisition_id", since, until))  # type: ignore[attr-defined]
    rows = rows_of(asked, table["requisition_id"])
    known = rows >= 0
    return rows[known], day_numbers(table[since])[known], day_numbers(table[until])[known]


def _during(spans: Spans, day: float, count: int) -> npt.NDArray[np.int64]:
    """How many intervals of each requisition hold a day; on the last one of an interval it is over."""
    rows, since, until = spans
    return np.bincount(rows[(since <= day) & ~(until <= day)], minlength=count).astype(np.int64)
