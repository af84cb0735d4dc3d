"""Quarantine: every row that was refused or that waits, with file, line, column, value and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fullscore.store.edition import StoredEdition
from fullscore.store.engine import parquet, quoted
from fullscore.store.landed import landed_rows_of

REFUSED, HELD = "refused", "held"
"""Refused is final; held is tried again at every build, since what the row waits for may still come."""


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """One row in quarantine: its first fault, and the others."""

    delivery: str
    table: str
    file: str
    line: int
    column: str
    value: str
    reason: str
    severity: str
    owner: str
    """The party that controls the feed."""
    also: tuple[dict[str, str], ...]


def quarantined(edition: StoredEdition, *, limit: int | None = None) -> Iterator[Quarantined]:
    """The rows in quarantine, in the order of deliveries and lines, each once.

    Args:
        limit: how many at the most; None: all.
    """
    left = limit
    for row in _rows(edition):
        if left is not None and left <= 0:
            return
        yield row
        left = None if left is None else left - 1


def reasons(edition: StoredEdition) -> list[dict[str, Any]]:
    """How many rows each table, column and reason has in quarantine; a row with several faults is in several."""
    counts: dict[tuple[str, str, str], int] = {}
    for row in _rows(edition):
        for fault in ({"column": row.column, "reason": row.reason}, *row.also):
            key = (row.table, fault["column"], fault["reason"])
            counts[key] = counts.get(key, 0) + 1
    return [
        {"table": table, "column": column, "reason": reason, "rows": rows}
        for (table, column, reason), rows in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _rows(edition: StoredEdition) -> Iterator[Quarantined]:
    manifest, layout = edition.manifest, edition.layout
    owner = {share.file: share.party for share in manifest.files}
    held = {share.table: layout.parts / share.held_part.file for share in manifest.tables if share.held_part}
    for share in manifest.files:
        folder = layout.landed / share.folder
        for table in share.tables:
            if share.refused:
                query = (
                    f"SELECT _line, _faults FROM {landed_rows_of(folder / f'{table}.parquet')} "
                    "WHERE _faults IS NOT NULL ORDER BY _line"
                )
                yield from _told(edition, query, table, share.delivery, share.file, REFUSED, owner)
            if table in held:
                query = (
                    f"SELECT _line, _faults FROM {parquet(held[table])} "
                    f"WHERE _file = {quoted(share.file)} ORDER BY _line"
                )
                yield from _told(edition, query, table, share.delivery, share.file, HELD, owner)
        untaken = folder / "untaken.parquet"
        if untaken.exists():
            query = f"SELECT _line, _faults FROM {parquet(untaken)} ORDER BY _line"
            yield from _told(edition, query, "", share.delivery, share.file, REFUSED, owner)


def _told(
    edition: StoredEdition, query: str, table: str, delivery: str, file: str, severity: str, owner: dict[str, str]
) -> Iterator[Quarantined]:
    for line, faults in edition.engine.rows(query):
        first, *also = faults
        yield Quarantined(
            delivery=delivery,
            table=table,
            file=file,
            line=line,
            column=first["column"] or "",
            value=first["value"] or "",
            reason=first["reason"],
            severity=severity,
            owner=owner[file],
            also=tuple({k: fault[k] or "" for k in ("column", "value", "reason")} for fault in also),
        )
