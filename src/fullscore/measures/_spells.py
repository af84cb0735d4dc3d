"""Spells: the assignments of one worker that follow each other without a break, and the days that they hold."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.measures._days import day_numbers
from fullscore.measures._presence import Floats, days_added, reach_before
from fullscore.terms.edition import Edition
from fullscore.terms.programme import policy_of

BREAKS = ("bridged", "reset")


def spells(edition: Edition, work: Any) -> Any:
    """For every engagement what a worker's tenure can be read from, as an expression.

    A spell ends at a break: under ``bridged`` one of the policy's ``tenure_break_days`` or more, under ``reset`` one
    that holds a day from Monday to Friday. Days of a break are no days of the spell.

    Args:
        work: engagements that have a day at least.

    Returns:
        By ``spell_of``, an assignment id: ``place``, which grows with the start within a worker; ``reach``, the last
        day that it or any assignment before it holds; for each kind of break ``before_<kind>``, the days of its spell
        before its own start, ``whole_<kind>``, the days of the whole spell, and ``closes_<kind>``, whether it is the
        one with which its spell ended. Days are since 1970.
    """
    table = edition.run(
        work.order_by(["worker_id", "start_date", "assignment_id"]).select(
            "assignment_id", "worker_id", "start_date", "last_on", "ended_on"
        )
    )
    worker = np.unique(table["worker_id"].to_pylist(), return_inverse=True)[1].astype(np.float64)
    first, last = day_numbers(table["start_date"]), day_numbers(table["last_on"])
    is_open = np.isnan(day_numbers(table["ended_on"]))
    before = reach_before(worker, last)
    columns: dict[str, Any] = {
        "spell_of": table["assignment_id"],
        "place": np.arange(len(first)),
        "reach": np.maximum(last, before).astype(np.int64),
    }
    for kind in BREAKS:
        opens = _after_break(edition, kind, first, before)
        columns |= _counted(kind, np.cumsum(opens) - 1, first, last, before, is_open)
    return edition.lend(pa.table(columns))


def _after_break(edition: Edition, kind: str, first: Floats, before: Floats) -> npt.NDArray[np.bool_]:
    """Whether each assignment begins a spell: its worker's first does."""
    if kind == "bridged":
        policy = policy_of(edition.settings).tenure_break_days
        return np.asarray(first - before - 1 >= int(policy), dtype=np.bool_)
    known = np.isfinite(before)
    days = np.where(known, before, first).astype(np.int64).astype("datetime64[D]")
    return ~known | (
        np.busday_count(days + 1, np.maximum(days + 1, first.astype(np.int64).astype("datetime64[D]"))) > 0
    )


def _counted(
    kind: str, spell: npt.NDArray[np.int64], first: Floats, last: Floats, before: Floats, is_open: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    added = days_added(first, last, before)
    count = int(spell[-1]) + 1 if len(spell) else 0
    whole = np.bincount(spell, added, count)
    so_far = np.cumsum(added) - added
    begins = np.append(True, spell[1:] != spell[:-1])[: len(spell)]
    in_spell = so_far - so_far[begins][spell] if len(spell) else so_far
    # What the assignments before it hold from its own start on lies in one piece, since all of them began before.
    overlap = np.where(begins, 0, np.maximum(before - first + 1, 0))
    # The last of a spell is the one that ends last; of those the one that began last.
    order = np.lexsort((np.arange(len(spell)), last, spell))
    ends_last = np.zeros(len(spell), dtype=np.bool_)
    ends_last[order[np.append(spell[order][1:] != spell[order][:-1], True)[: len(spell)]]] = True
    still = np.bincount(spell, is_open, count) > 0
    return {
        f"before_{kind}": (in_spell - overlap).astype(np.int64),
        f"whole_{kind}": whole[spell].astype(np.int64),
        f"closes_{kind}": ends_last & ~still[spell],
    }
