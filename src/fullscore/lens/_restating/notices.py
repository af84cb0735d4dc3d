"""Notices of corrections and erasures: which changes each of them covers, and what is wrong with those that cover none.

A notice covers a change in its table where its keys and columns, if it names any, hold the row and the column, where it
was announced by the day of the delivery that brought the change, and where that day lies from ``valid_from`` to
``valid_to``. A span that was over when the notice was announced cannot mean deliveries: it is that of the records, by
the day that each of them belongs to. A row that is gone, or that is back, is covered only by a notice that names no
column. Keys are split by ``;`` (those of a single column by a comma too); a key is given whole, its parts joined by a
comma, a colon, a slash or a bar, or by its first part alone, with or without the feed's ``id_prefix``. What any
delivery ever told of a notice counts: a later list of notices that leaves it out takes no cover away.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.lens._restating.told import FOREVER, Days, Rows, Told, day_numbers, truths
from fullscore.model._shape import Kind, Table, tables
from fullscore.terms.edition import Edition

EPOCH = date(1970, 1, 1).toordinal()
BETWEEN = (", ", ",", ":", "/", "|")
"""What may stand between the parts of a key."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice, as a delivery told it."""

    id: str
    table: Table
    is_erasure: bool
    keys: frozenset[str]
    """Empty: every row."""
    columns: frozenset[str]
    """Empty: every column, and the row as a whole."""
    announced: int
    """Days since 1970, as all of its days."""
    first: int
    last: int
    told: int
    """The first delivery that brought it."""

    @property
    def is_of_records(self) -> bool:
        """Whether its span is that of the records."""
        return self.last < self.announced

    def covers(self, column: str) -> bool:
        """Whether it covers changes in a column; an empty name is the row as a whole."""
        return not self.columns or column in self.columns


def notices(edition: Edition) -> tuple[list[Notice], list[str]]:
    """Every notice that covers anything, and a sentence about each that covers nothing."""
    every = edition.versions("correction_notice")
    names = (*(c.name for c in tables()["correction_notice"].columns), "_from")
    rows = edition.run(every.select(*names).order_by(["notice_id", "_from"])).to_pylist()
    found: dict[tuple[Any, ...], Notice] = {}
    said: list[str] = []
    for row in rows:
        wrong = _wrong(row)
        if wrong:
            said.append(f"Notice {row['notice_id']} {wrong}: it covers nothing.")
            continue
        table = tables()[row["table"].strip()]
        single = len(table.key) == 1
        notice = Notice(
            id=row["notice_id"],
            table=table,
            is_erasure=row["kind"] == "erasure",
            keys=frozenset(_items(row["keys"], r"[;,\n]" if single else r"[;\n]")),
            columns=frozenset(_items(row["columns"], r"[;,\s]")),
            announced=_number(row["announced_on"], -FOREVER),
            first=_number(row["valid_from"], -FOREVER),
            last=_number(row["valid_to"], FOREVER),
            told=_number(row["_from"], FOREVER),
        )
        found.setdefault((notice.id, notice.table.name, notice.keys, notice.columns, notice.announced), notice)
    return list(found.values()), list(dict.fromkeys(said))


def _wrong(row: dict[str, Any]) -> str:
    """Why a notice covers nothing; empty where it may cover something."""
    table = tables().get((row["table"] or "").strip())
    if table is None:
        return f"names the table {row['table']!r}, which does not exist"
    for column in _items(row["columns"], r"[;,\s]"):
        if column not in table.by_name:
            return f"names the column {column!r}, which {table.name} does not have"
    if row["announced_on"] is None:
        return "does not say when it was announced"
    if row["kind"] is None:
        return "does not say whether it is a correction or an erasure"
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        return f"is valid from {row['valid_from']} to {row['valid_to']}, which is no span"
    return ""


def covered(told: Told, notice: Notice, days: Days, records: Days, prefixes: dict[str, str]) -> Rows:
    """The versions whose change a notice covers, whatever the column.

    Args:
        days: for each version the day of the delivery that brought its change.
        records: for each version the day that the changed record belongs to.
        prefixes: the ``id_prefix`` of each feed that has one.
    """
    found: Rows = days >= notice.announced
    on = records if notice.is_of_records else days
    found &= (on >= notice.first) & (on <= notice.last)
    if notice.keys:
        wanted = pa.array(sorted(notice.keys), pa.string())
        named = np.zeros(len(found), np.bool_)
        for text in _shown_ways(told, prefixes):
            named |= truths(pc.is_in(text, value_set=wanted))
        found &= named
    return found


def _shown_ways(told: Told, prefixes: dict[str, str]) -> Iterable[Any]:
    """Every way in which a notice may give the keys of the versions."""
    parts = [pc.cast(told.rows[name], pa.string()) for name in told.keys]
    whole = [parts[0], *(pc.binary_join_element_wise(*parts, between) for between in BETWEEN if len(parts) > 1)]
    yield from whole
    for feed, prefix in prefixes.items():
        here = pc.equal(told.rows["_feed"], feed)
        for text in whole:
            bare = pc.replace_substring_regex(text, pattern=f"^{re.escape(prefix)}", replacement="")
            yield pc.if_else(here, bare, pa.scalar(None, pa.string()))


def record_days(told: Told) -> Days:
    """The day that each version's record belongs to; in a table without dates that of its delivery."""
    table = told.table
    dated = [c.name for c in table.columns if c.kind in (Kind.date, Kind.month, Kind.time)]
    names = table.cut_by or table.currency_day or tuple(n for n in dated if not table.by_name[n].optional)[:1]
    if not names:
        return told.begun
    days = day_numbers(told.rows[names[0]])
    for name in names[1:]:
        days = np.where(days == -FOREVER, day_numbers(told.rows[name]), days)
    return days


def _items(text: str | None, between: str) -> list[str]:
    return [item.strip() for item in re.split(between, text or "") if item.strip()]


def _number(day: date | None, empty: int) -> int:
    return empty if day is None else day.toordinal() - EPOCH
