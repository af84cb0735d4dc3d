"""Parts: content-named Parquet files that editions share."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from fullscore.model._shape import Table
from fullscore.store.durable import sync_file, sync_folder
from fullscore.store.engine import Engine, named, quoted
from fullscore.store.layout import Layout
from fullscore.store.manifest import Part
from fullscore.store.versions import canonical_text

WHOLE = "all"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What writing a table's versions came to."""

    parts: tuple[Part, ...]
    in_force: int
    superseded: int
    without_base: int


def write_versions(engine: Engine, layout: Layout, table: Table, select: str) -> Written:
    """Write a table's versions as parts, one a month where the table is cut, and name each by its content.

    Args:
        select: the query of all versions with every column they are stored with.
    """
    room = _empty(layout.scratch / "parts" / table.name)
    # This column names the part; it is not stored, since the part's own name says it.
    months = [f"strftime({named(column)}, '%Y-%m')" for column in table.cut_by]
    lead = f"coalesce({', '.join(months)}, 'undated')" if months else quoted(WHOLE)
    engine.sql(
        f"COPY (SELECT *, {lead} AS _part FROM ({select})) TO {quoted(room)} "
        "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (_part), WRITE_PARTITION_COLUMNS false)"
    )
    found = sorted(folder for folder in room.iterdir() if folder.is_dir())
    if not found:
        return Written(parts=(), in_force=0, superseded=0, without_base=0)
    return _named(engine, layout, table, found, room)


def _named(engine: Engine, layout: Layout, table: Table, found: list[Path], room: Path) -> Written:
    glob = quoted(room / "*" / "*.parquet")
    columns = [
        named(row[0]) for row in engine.rows(f"DESCRIBE SELECT * FROM read_parquet({glob}, hive_partitioning = false)")
    ]
    lacking = " OR ".join(f"({named(m)} IS NOT NULL AND {named(m + '_base')} IS NULL)" for m in table.money) or "false"
    rows = engine.rows(
        f"SELECT _part, count(*), sum(md5_number_lower({canonical_text(columns)})), "
        f"count(*) FILTER (WHERE _to IS NULL), count(*) FILTER (WHERE _to IS NULL AND ({lacking})) "
        f"FROM read_parquet({glob}, hive_partitioning = true, hive_types_autocast = false) GROUP BY _part"
    )
    tallies = {str(row[0]): row[1:] for row in rows}
    parts: list[Part] = []
    for folder in found:
        month = folder.name.removeprefix("_part=")
        count, digest = tallies[month][0], int(tallies[month][1])
        content = f"{count}-{digest:x}"
        name = hashlib.sha256(content.encode()).hexdigest()[:16]
        for n, file in enumerate(sorted(folder.iterdir())):
            target = layout.parts / table.name / f"{month}-{name}{f'-{n}' if n else ''}.parquet"
            parts.append(keep(file, target, layout, rows=count if not n else 0, content=content))
    return Written(
        parts=tuple(parts),
        in_force=sum(tally[2] for tally in tallies.values()),
        superseded=sum(tally[0] - tally[2] for tally in tallies.values()),
        without_base=sum(tally[3] for tally in tallies.values()),
    )


def keep(file: Path, target: Path, layout: Layout, *, rows: int, content: str) -> Part:
    """Move a written file among the parts; where its content stands there already, that one is kept."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        file.unlink()
    else:
        sync_file(file)
        file.replace(target)
        sync_folder(target.parent)
    return Part(
        file=target.relative_to(layout.parts).as_posix(), rows=rows, bytes_sha256=sha256_of(target), content=content
    )


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_of(engine: Engine, paths: list[Path]) -> str:
    """The content hash of a part from its files: count and order-free sum of row digests, computed anew."""
    files = "[" + ", ".join(quoted(path) for path in paths) + "]"
    source = f"read_parquet({files}, hive_partitioning = false)"
    columns = [named(row[0]) for row in engine.rows(f"DESCRIBE SELECT * FROM {source}")]
    count, digest = engine.one(f"SELECT count(*), sum(md5_number_lower({canonical_text(columns)})) FROM {source}")
    return f"{count}-{int(digest or 0):x}"


def write_held(engine: Engine, layout: Layout, table: Table) -> Part | None:
    """Write the relation ``held_rows`` as a part; None where nothing waits."""
    if not engine.one("SELECT count(*) FROM held_rows")[0]:
        return None
    room = _empty(layout.scratch / "parts" / f"{table.name}-held")
    file = room / "held.parquet"
    engine.sql(f"COPY (SELECT * FROM held_rows ORDER BY _delivery, _file, _line) TO {quoted(file)} (FORMAT parquet)")
    content = content_of(engine, [file])
    name = hashlib.sha256(content.encode()).hexdigest()[:16]
    rows = int(content.split("-")[0])
    return keep(file, layout.parts / table.name / f"held-{name}.parquet", layout, rows=rows, content=content)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
