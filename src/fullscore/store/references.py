"""References that nobody delivered: their ids are taken from the tables that name them; all else is unknown."""

from fullscore.model._shape import Kind, Table, tables
from fullscore.store.engine import Engine, named, parquet, quoted
from fullscore.store.layout import Layout
from fullscore.store.manifest import TableShare
from fullscore.store.parts import Standing, write_versions

DERIVED = "derived"
"""What stands for the feed of a derived row."""


def derive(engine: Engine, layout: Layout, shares: dict[str, TableShare], standing: Standing) -> list[TableShare]:
    """Derive each reference table that is missing and that some built table names.

    Everything but id and name is null: an unknown ``msp_affiliated`` is never false.
    """
    return [
        share
        for table in tables().values()
        if table.reference and table.name not in shares and (share := _derive(engine, layout, table, shares, standing))
    ]


def _derive(
    engine: Engine, layout: Layout, table: Table, shares: dict[str, TableShare], standing: Standing
) -> TableShare | None:
    named_by: list[str] = []
    for share in shares.values():
        naming = [c for c, parent in tables()[share.table].parents().items() if parent is table]
        if share.derived or not share.parts:
            continue
        rows = parquet(*(layout.parts / part.file for part in share.parts))
        named_by += [
            f"SELECT DISTINCT {named(column)} AS id FROM {rows} WHERE {named(column)} IS NOT NULL" for column in naming
        ]
    if not named_by:
        return None
    columns = []
    for column in table.columns:
        known = column.name == table.key[0] or column.name in ("name", "title")
        columns.append(f"{'id' if known else 'NULL'}::{column.kind.stored_as} AS {named(column.name)}")
        if column.kind is Kind.money:
            columns.append(f"NULL::DECIMAL(18,4) AS {named(column.name + '_base')}")
    parts = write_versions(
        engine,
        layout,
        table,
        f"SELECT {', '.join(columns)}, DATE '0001-01-01' AS _from, NULL::DATE AS _to, {quoted(DERIVED)} AS _feed, "
        f"NULL::VARCHAR AS _file, NULL::BIGINT AS _line, NULL::BIGINT AS _revision, false AS _beside "
        f"FROM ({' UNION '.join(named_by)})",
        standing,
    )
    if not parts:
        return None
    total = sum(part.rows for part in parts)
    return TableShare(
        table=table.name,
        landed=total,
        in_force=total,
        superseded=0,
        repeated=0,
        held=0,
        derived=True,
        parts=parts,
    )
