"""Parts: content-named Parquet files that editions share."""

import hashlib
import shutil
from collections.abc import Set
from pathlib import Path

from fullscore.model._shape import Table
from fullscore.store.durable import sync_file, sync_folder
from fullscore.store.engine import Engine, named, parquet, quoted
from fullscore.store.layout import Layout
from fullscore.store.manifest import Part
from fullscore.store.versions import canonical_text

WHOLE = "all"
WRITTEN = "(FORMAT parquet, COMPRESSION lz4_raw)"
Standing = Set[tuple[str, str]]
"""The parts that earlier editions name: file below ``parts``, SHA-256 of its bytes."""


def write_versions(engine: Engine, layout: Layout, table: Table, select: str, standing: Standing) -> tuple[Part, ...]:
    """Write a table's versions as parts, one a month where the table is cut, and name each by its content.

    Args:
        select: the query of all versions with every column they are stored with.
        standing: parts that may be shared.
    """
    room = _empty(layout.scratch / "parts" / table.name)
    # This column names the part; it is not stored, since the part's own name says it.
    months = [f"strftime({named(column)}, '%Y-%m')" for column in table.cut_by]
    lead = f"coalesce({', '.join(months)}, 'undated')" if months else quoted(WHOLE)
    engine.sql(
        f"COPY (SELECT *, {lead} AS _part FROM ({select})) TO {quoted(room)} "
        "(FORMAT parquet, COMPRESSION lz4_raw, PARTITION_BY (_part), WRITE_PARTITION_COLUMNS false)"
    )
    written = [_one_file(engine, folder) for folder in sorted(room.iterdir())]
    if not written:
        return ()
    columns = _columns(engine, parquet(*written))
    lacking = " OR ".join(f"({named(m)} IS NOT NULL AND {named(m + '_base')} IS NULL)" for m in table.money) or "false"
    tallies = engine.rows(
        f"SELECT filename, {_content(columns)}, count(*) FILTER (WHERE _to IS NULL), "
        f"count(*) FILTER (WHERE _to IS NULL AND ({lacking})) "
        f"FROM {parquet(*written, named_files=True)} GROUP BY filename ORDER BY filename"
    )
    parts = []
    for filename, rows, digest, in_force, without_base in tallies:
        file = Path(filename)
        lead = file.parent.name.removeprefix("_part=")
        parts.append(_keep(layout, table, lead, file, rows, digest, in_force, without_base, standing))
    return tuple(parts)


def _one_file(engine: Engine, folder: Path) -> Path:
    """The one file of a part, also where the engine wrote it in pieces, as it does with many months of many rows.

    How it cuts them differs from run to run, while a part is known by its content.
    """
    pieces = sorted(folder.iterdir())
    if len(pieces) == 1:
        return pieces[0]
    whole = folder / "whole.parquet"
    engine.sql(f"COPY (SELECT * FROM {parquet(*pieces)}) TO {quoted(whole)} {WRITTEN}")
    for piece in pieces:
        piece.unlink()
    return whole


def write_held(engine: Engine, layout: Layout, table: Table, standing: Standing) -> Part | None:
    """Write the relation ``held_rows`` as a part; None where nothing waits."""
    if not engine.one("SELECT count(*) FROM held_rows")[0]:
        return None
    file = _empty(layout.scratch / "parts" / f"{table.name}-held") / "held.parquet"
    engine.sql(f"COPY (SELECT * FROM held_rows ORDER BY _delivery, _file, _line) TO {quoted(file)} (FORMAT parquet)")
    rows, digest = _tally(engine, file)
    return _keep(layout, table, "held", file, rows, digest, 0, 0, standing)


def content_of(engine: Engine, file: Path) -> str:
    """The content of a part, computed anew from its file."""
    rows, digest = _tally(engine, file)
    return _said(rows, digest)


def _tally(engine: Engine, file: Path) -> tuple[int, int]:
    source = parquet(file)
    rows, digest = engine.one(f"SELECT {_content(_columns(engine, source))} FROM {source}")
    return int(rows), int(digest or 0)


def _said(rows: int, digest: int) -> str:
    return f"{rows}-{int(digest):x}"


def _columns(engine: Engine, source: str) -> list[str]:
    return [named(row[0]) for row in engine.rows(f"DESCRIBE SELECT * FROM {source}")]


def _content(columns: list[str]) -> str:
    """Count and order-free sum of row digests: the same however the rows are ordered or the work is shared out."""
    return f"count(*), sum(md5_number_lower({canonical_text(columns)}))"


def _keep(
    layout: Layout,
    table: Table,
    lead: str,
    file: Path,
    rows: int,
    digest: int,
    in_force: int,
    without_base: int,
    standing: Standing,
) -> Part:
    """Move a written file among the parts under its content's name; where that stands there already, it is kept."""
    content = _said(rows, digest)
    target = layout.parts / table.name / f"{lead}-{hashlib.sha256(content.encode()).hexdigest()[:16]}.parquet"
    name = target.relative_to(layout.parts).as_posix()
    target.parent.mkdir(parents=True, exist_ok=True)
    # A file of that name which was touched since, or which no edition vouches for, must not pass for these rows.
    if not (target.exists() and (name, sha256_of(target)) in standing):
        sync_file(file)
        file.replace(target)
        sync_folder(target.parent)
    return Part(
        file=name,
        rows=rows,
        in_force=in_force,
        without_base=without_base,
        bytes_sha256=sha256_of(target),
        content=content,
    )


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
