"""Growing a table by what a new delivery brought, instead of sorting all of its past again."""

from collections.abc import Callable
from dataclasses import dataclass

from fullscore.model._shape import Table
from fullscore.store.engine import Engine, named, parquet
from fullscore.store.layout import Layout
from fullscore.store.manifest import Manifest, Part, TableShare
from fullscore.store.parts import sha256_of
from fullscore.store.versions import Input, key_hash, landed_rows
from fullscore.terms.fault import Fault


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A table that can grow: its earlier share, and the files that came since."""

    before: TableShare
    fresh: list[Input]


def growth(
    layout: Layout,
    table: Table,
    inputs: list[Input],
    shares: dict[str, TableShare],
    earlier: list[Manifest],
    known_still: Callable[[TableShare], bool],
) -> Growth | None:
    """The longest earlier share that a table can grow from; None where it must be built whole.

    A table cut by month grows where one delta feed brings it, the new files come after the old ones, exchange rates
    and sites are what they were, and every id that was known is known still.

    Args:
        earlier: manifests of editions made by the same code, in the same currency, at the same plan rates.
        known_still: whether every id of an earlier share of a parent is known now, at a site in the same time zone.
    """
    if not table.cut_by or any(i.full for i in inputs) or len({i.feed_no for i in inputs}) > 1:
        return None
    said = tuple(i.said for i in inputs)
    found: list[TableShare] = []
    for manifest in earlier:
        share = manifest.share(table.name)
        if share is None or not share.parts or not share.inputs or said[: len(share.inputs)] != share.inputs:
            continue
        if not all((layout.parts / part.file).exists() for part in share.all):
            continue
        if all(_unmoved(manifest, shares, name) for name in ("site", "fx_rate")) and all(
            _grown(manifest, shares, parent.name, known_still) for parent in table.parents().values()
        ):
            found.append(share)
    if not found:
        return None
    before = max(found, key=lambda share: len(share.inputs))
    return Growth(before=before, fresh=inputs[len(before.inputs) :])


def _unmoved(manifest: Manifest, shares: dict[str, TableShare], name: str) -> bool:
    then, now = manifest.share(name), shares.get(name)
    if then is None or then.derived or now is None:
        return (then is None or then.derived) and now is None
    return [p.content for p in then.parts] == [p.content for p in now.parts]


def _grown(
    manifest: Manifest, shares: dict[str, TableShare], name: str, known_still: Callable[[TableShare], bool]
) -> bool:
    then, now = manifest.share(name), shares.get(name)
    if then is None or then.derived or now is None:
        return (then is None or then.derived) and now is None
    # Its files do not tell: rows of files that did not change wait again where a table above it lost an id.
    return [p.content for p in then.parts] == [p.content for p in now.parts] or known_still(then)


def touch(engine: Engine, layout: Layout, table: Table, growth: Growth, inputs: list[Input]) -> int:
    """Leave ``touched``: the hashes of keys that the new files bring, and of those that were held before.

    Returns:
        How many rows of the old files, of those keys, made no version and were not held: they were repeats.
    """
    # Without a new file only the rows that were held are looked at again: what they wait for may have come.
    landed_rows(engine, table, growth.fresh or inputs)
    key = key_hash(table)
    brought = f"SELECT DISTINCT {key} AS h FROM landed_rows WHERE {bool(growth.fresh)}"
    engine.sql(f"CREATE OR REPLACE TEMP TABLE touched AS {brought}")
    old = inputs[: len(growth.before.inputs)]
    held_before = 0
    landed_rows(engine, table, old)
    if growth.before.held_part:
        _check_bytes(layout, growth.before.held_part)
        held = parquet(layout.parts / growth.before.held_part.file)
        engine.sql(f"INSERT INTO touched SELECT DISTINCT {key} FROM landed_rows SEMI JOIN {held} USING (_file, _line)")
        held_before = growth.before.held
    landed = engine.one(f"SELECT count(*) FROM landed_rows WHERE {key} IN (SELECT h FROM touched)")[0]
    stood = engine.one(f"SELECT count(*) FROM {_parts(layout, growth.before)} WHERE {key} IN (SELECT h FROM touched)")[
        0
    ]
    return int(landed - stood - held_before)


def untouched(engine: Engine, layout: Layout, table: Table, growth: Growth) -> tuple[set[str], str]:
    """Which of the earlier parts must be written again, and the query of the rows in them that stay as they are.

    Reads ``touched`` and ``arranged``.
    """
    key = key_hash(table)
    months = ", ".join(f"strftime({named(column)}, '%Y-%m')" for column in table.cut_by)
    coming = {row[0] for row in engine.rows(f"SELECT DISTINCT coalesce({months}, 'undated') FROM arranged")}
    holding = {
        row[0]
        for row in engine.rows(
            f"SELECT DISTINCT filename FROM {_parts(layout, growth.before, named_files=True)} "
            f"WHERE {key} IN (SELECT h FROM touched)"
        )
    }
    again = [
        part
        for part in growth.before.parts
        if str(layout.parts / part.file) in holding or part.file.split("/")[-1].rsplit("-", 1)[0] in coming
    ]
    for part in again:
        _check_bytes(layout, part)
    files = [layout.parts / part.file for part in again]
    stay = f"WHERE {key} NOT IN (SELECT h FROM touched)"
    staying = f"SELECT * FROM {parquet(*files)} {stay}" if again else ""
    return {part.file for part in again}, staying


def _check_bytes(layout: Layout, part: Part) -> None:
    # Rows of a part that was touched would pass into a new part and look as if they had been delivered.
    if sha256_of(layout.parts / part.file) != part.bytes_sha256:
        raise Fault(
            "it was touched after it was written",
            where=str(layout.parts / part.file),
            next_step="delete the folder .fullscore and build again",
        )


def _parts(layout: Layout, share: TableShare, *, named_files: bool = False) -> str:
    return parquet(*(layout.parts / part.file for part in share.parts), named_files=named_files)
