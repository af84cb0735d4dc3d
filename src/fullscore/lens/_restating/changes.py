"""What became of every change between deliveries of one table: its kind, and what shows that."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fullscore.lens._restating.notices import Notice, covered, record_days
from fullscore.lens._restating.replaced import replaced
from fullscore.lens._restating.signs import Sign, signs
from fullscore.lens._restating.told import Days, Rows, Told, shifted
from fullscore.lens.parties import Sender
from fullscore.terms.edition import Edition

Kind = Literal["amended", "corrected", "erased", "rewritten", "vanished", "reappeared"]
RESTATED: tuple[Kind, ...] = ("rewritten", "vanished", "reappeared")
WHOLE = ""
"""Stands for the column where the row as a whole is meant."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Changes of one kind in one column of one table, for one reason."""

    kind: Kind
    column: str
    why: str
    """The sign that shows an amendment, or the id of the notice that covers the change; empty for restatements."""
    rows: npt.NDArray[np.int64]
    """The versions that brought them; of rows that vanished, the versions that ended."""
    days: Days
    """The delivery in which each was seen."""


def changes(edition: Edition, told: Told, notices: list[Notice], senders: dict[str, Sender]) -> list[Changes]:
    """Every change of a table that is more than ordinary progress."""
    prefixes = {feed: s.id_prefix for feed, s in senders.items() if s.id_prefix}
    client_feeds = frozenset(feed for feed, s in senders.items() if s.party.kind == "client")
    mine = sorted((n for n in notices if n.table is told.table), key=lambda notice: not notice.is_erasure)
    records = record_days(told)
    before = np.where(told.starts, records, np.concatenate([records[:1], records[:-1]]))
    brought = [(notice, covered(told, notice, told.begun, before, prefixes)) for notice in mine]
    seen = signs(edition, told, client_feeds)
    found: list[Changes] = []
    for name in (column.name for column in told.table.columns):
        rows = told.changed(name)
        if rows.any():
            shown = [sign for sign in seen if sign.shows(name)]
            found += _sorted(told.begun, name, "rewritten", rows, brought, shown)
    gone = told.gone & ~_only_draft(told)
    if gone.any():
        ended = [(notice, covered(told, notice, told.ended, records, prefixes)) for notice in mine]
        again = Sign(name="id replaced", rows=replaced(edition, told), columns=None)
        found += _sorted(told.ended, WHOLE, "vanished", gone, ended, [again])
    back = told.back & ~shifted(_only_draft(told))
    if back.any():
        found += _sorted(told.begun, WHOLE, "reappeared", back, brought, [])
    return found


def _only_draft(told: Told) -> Rows:
    """Versions up to which a row was never more than a draft: it counted in no figure, and may go as it came."""
    counted = np.cumsum(~told.drafts)
    at_start = np.maximum.accumulate(np.where(told.starts, counted - ~told.drafts, 0))
    only: Rows = counted == at_start
    return only


def _sorted(
    days: Days, column: str, otherwise: Kind, rows: Rows, covers: list[tuple[Notice, Rows]], shown: list[Sign]
) -> Iterator[Changes]:
    """A notice goes before a sign, an erasure before a correction: what somebody announced, nobody need conclude."""
    reasons: list[tuple[Kind, str, Rows]] = [
        ("erased" if notice.is_erasure else "corrected", notice.id, here)
        for notice, here in covers
        if notice.covers(column)
    ]
    reasons += [("amended", sign.name, sign.rows) for sign in shown]
    for kind, why, here in (*reasons, (otherwise, "", rows)):
        at = np.flatnonzero(rows & here)
        if len(at):
            yield Changes(kind=kind, column=column, why=why, rows=at, days=days[at])
        rows = rows & ~here
