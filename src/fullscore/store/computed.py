"""Tables that a build computes from others: what they are computed from, and how they join the edition's parts."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
from pyarrow.lib import StringBuilder
from pyarrow.parquet import write_table

from fullscore.model._shape import Table
from fullscore.store.assemble import Assembly
from fullscore.store.engine import faults, named, parquet, quoted
from fullscore.store.manifest import Part, TableShare
from fullscore.store.parts import write_versions

COMPUTED = "computed"
"""What stands for the feed of a computed row."""


class BuiltTables:
    """The tables of an edition that is being built, as identity reads them: few columns, each row once."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly

    def has(self, table: str) -> bool:
        """Whether the table was delivered or derived, and holds a row."""
        share = self.assembly.shares.get(table)
        return share is not None and bool(share.parts)

    def distinct(self, table: str, *columns: str, versions: bool = False) -> pa.Table:
        """The distinct values of some columns of the rows in force, in order; empty where there is no such table.

        Args:
            versions: of every version, also of those that ended.
        """
        if not self.has(table):
            return pa.table({name: texts([]) for name in columns})
        picked = ", ".join(map(named, columns))
        parts = self.assembly.shares[table].parts
        now = "" if versions else "WHERE _to IS NULL AND NOT _beside"
        source = parquet(*(self.assembly.layout.parts / part.file for part in parts))
        return self._arrow(f"SELECT DISTINCT {picked} FROM {source} {now} ORDER BY ALL")

    def is_derived(self, table: str) -> bool:
        """Whether nobody delivered the table, so that it holds but the ids that others name."""
        share = self.assembly.shares.get(table)
        return share is None or share.derived

    def ids(self, table: str, column: str) -> list[str]:
        """The distinct ids of a column of the rows in force, in order, without the empty one."""
        return [value for value in self.distinct(table, column)[column].to_pylist() if value is not None]

    def orphans(self, table: str, column: str) -> list[str]:
        """The ids in a column that hold rows of a table back, since the table they name does not know them."""
        share = self.assembly.shares.get(table)
        if share is None or share.held_part is None:
            return []
        source = parquet(self.assembly.layout.parts / share.held_part.file)
        found = self.assembly.engine.rows(
            f"SELECT DISTINCT f.value FROM (SELECT unnest(_faults) AS f FROM {source}) "
            f"WHERE f.\"column\" = {quoted(column)} AND f.reason = 'orphan' ORDER BY ALL"
        )
        return [value for (value,) in found if value]

    def _arrow(self, query: str) -> pa.Table:
        with faults():
            return self.assembly.engine.connection.execute(query).to_arrow_table()


def compute(
    assembly: Assembly,
    table: Table,
    of: Sequence[str],
    said: Sequence[Any],
    ask: Callable[[], Sequence[pa.Table]],
    rows: Callable[..., Sequence[dict[str, Any]]],
) -> None:
    """Compute a table and add it to the assembly, or share it with an edition that computed it from the same.

    Args:
        of: the tables that it is computed from: as long as their parts are what they were, nothing is read.
        said: all else that it is computed from; the code takes part besides.
        ask: gives the few values of those tables that matter, in order: as long as they are what they were, nothing is
            computed.
        rows: gives the table's rows from those, each with all columns of the table.
    """
    shares, code = assembly.shares, assembly.terms.code
    parts = [[part.content for part in shares[name].all] if name in shares else [] for name in of]
    recipe = _digest([table.name, code, said, parts])
    before = [
        share
        for manifest in assembly.earlier
        if (share := manifest.share(table.name))
        and all((assembly.layout.parts / part.file).exists() for part in share.parts)
    ]
    share = next((share for share in before if share.recipe == recipe), None)
    if share is None:
        asked = ask()
        deep = _digest([table.name, code, said, [[t.column_names, t.to_pylist()] for t in asked]])
        share = next((replace(share, recipe=recipe) for share in before if share.inputs == (deep,)), None)
        share = share or _write(assembly, table, recipe, deep, rows(*asked))
    shares[table.name] = share


def texts(values: Iterable[Any]) -> pa.Array:
    """Values as an Arrow array of their texts, null where there is none."""
    # Arrow's own way from a list loads pandas where that is installed, which takes longer than all that follows.
    builder = StringBuilder()
    builder.append_values([None if value is None else str(value) for value in values])
    return builder.finish()


def _digest(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def _write(assembly: Assembly, table: Table, recipe: str, deep: str, rows: Sequence[dict[str, Any]]) -> TableShare:
    columns = ", ".join(f"{named(c.name)}::{c.kind.stored_as} AS {named(c.name)}" for c in table.columns)
    plain = pa.table({c.name: texts([row[c.name] for row in rows]) for c in table.columns})
    parts: tuple[Part, ...] = ()
    if rows:
        # Lent to the engine as it is, the table would load pandas too.
        aside = assembly.layout.scratch / f"{table.name}.parquet"
        write_table(plain, aside)
        parts = write_versions(
            assembly.engine,
            assembly.layout,
            table,
            f"SELECT {columns}, DATE '0001-01-01' AS _from, NULL::DATE AS _to, {quoted(COMPUTED)} AS _feed, "
            f"NULL::VARCHAR AS _file, NULL::BIGINT AS _line, false AS _beside FROM {parquet(aside)}",
            assembly.standing(),
        )
    return TableShare(
        table=table.name,
        landed=len(rows),
        in_force=len(rows),
        superseded=0,
        repeated=0,
        held=0,
        derived=True,
        recipe=recipe,
        inputs=(deep,),
        parts=parts,
    )
