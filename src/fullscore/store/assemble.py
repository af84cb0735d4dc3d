"""Assembling an edition's tables from landed files: versions, currency, local dates, parts, derived references."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fullscore.model._shape import Table, tables
from fullscore.store import references
from fullscore.store.currency import base_columns
from fullscore.store.engine import Engine, named, quoted
from fullscore.store.layout import Layout
from fullscore.store.local_dates import date_columns
from fullscore.store.manifest import TableShare
from fullscore.store.parts import write_held, write_versions
from fullscore.store.versions import Input, arrange

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done, and of how many."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the programme says that shapes its tables."""

    currency: str
    plan_rates: dict[str, float]
    as_of: str
    code: str
    """Version of the code that computes them."""


def assemble(
    engine: Engine,
    layout: Layout,
    inputs: dict[str, list[Input]],
    terms: Terms,
    earlier: dict[str, TableShare],
    progress: Progress,
) -> tuple[TableShare, ...]:
    """Build every delivered table, parents first, then the references that nobody delivered.

    Args:
        inputs: the landed shares of each table, in the order of deliveries.
        earlier: table shares of editions there already are, by recipe; equal recipes are not computed again.

    Returns:
        The shares, in the order in which they were built.
    """
    order = [table for table in tables().values() if inputs.get(table.name)]
    # Exchange rates are needed by whatever holds money.
    order.sort(key=lambda table: table.name != "fx_rate")
    delivered = {table.name: table for table in order}
    shares: dict[str, TableShare] = {}
    for done, table in enumerate(order):
        progress(f"building {table.name}", done, len(order))
        recipe = _recipe(table, inputs[table.name], terms, [shares[n] for n in _depends(table) if n in shares])
        share = earlier.get(recipe)
        if share is None or not all((layout.parts / part.file).exists() for part in share.parts):
            share = _build(engine, layout, table, inputs[table.name], terms, delivered, shares, recipe)
        shares[table.name] = share
    progress("building references", len(order), len(order))
    for share in references.derive(engine, layout, shares):
        shares[share.table] = share
    return tuple(shares.values())


def _depends(table: Table) -> list[str]:
    """The tables whose content shapes this one's: parents, where its sites stand, exchange rates."""
    parents = [parent.name for parent in table.parents().values() if parent is not table]
    return sorted({*parents, "site", *(["fx_rate"] if table.money else [])} - {table.name})


def _recipe(table: Table, inputs: list[Input], terms: Terms, shaped_by: list[TableShare]) -> str:
    said: dict[str, Any] = {
        "table": table.name,
        "inputs": [i.describe() for i in inputs],
        "currency": terms.currency,
        "plan": sorted(terms.plan_rates.items()),
        "code": terms.code,
        "as_of": terms.as_of if table.money and not table.currency_day else "",
        "shaped_by": [[part.content for part in share.parts] for share in shaped_by],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _build(
    engine: Engine,
    layout: Layout,
    table: Table,
    inputs: list[Input],
    terms: Terms,
    delivered: dict[str, Table],
    shares: dict[str, TableShare],
    recipe: str,
) -> TableShare:
    known: dict[str, str] = {}
    for column, parent in table.parents().items():
        if parent is table:
            known[column] = table.name
        elif parent.name in delivered:
            known[column] = _known(engine, layout, parent, shares)
    counts = arrange(engine, table, inputs, known)
    fx = in_force(engine, layout, shares["fx_rate"]) if "fx_rate" in shares and table.name != "fx_rate" else None
    bases, rate_join = base_columns(
        engine, table, currency=terms.currency, plan=terms.plan_rates, delivered=fx, as_of=terms.as_of
    )
    dates, zone_join = date_columns(engine, table, _zone_of(engine, layout, table, shares))
    mine = ", ".join(f"a.{named(c.name)}" for c in table.columns)
    select = (
        f"SELECT {mine}{bases}{dates}, a._from, a._to, a._feed, a._file, a._line, a._beside "
        f"FROM arranged AS a {rate_join} {zone_join}"
    )
    written = write_versions(engine, layout, table, select)
    return TableShare(
        table=table.name,
        landed=counts.landed,
        in_force=written.in_force,
        superseded=written.superseded,
        repeated=counts.repeated,
        held=counts.held,
        left_without_base=written.without_base,
        recipe=recipe,
        parts=written.parts,
        held_part=write_held(engine, layout, table),
    )


def in_force(engine: Engine, layout: Layout, share: TableShare) -> str:
    """A relation of the rows of a built table that are in force."""
    name = f"{share.table}_in_force"
    engine.sql(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows_of(layout, share)} WHERE _to IS NULL AND NOT _beside")
    return name


def rows_of(layout: Layout, share: TableShare) -> str:
    """The query of every version of a built table."""
    if not share.parts:
        raise ValueError(f"{share.table} has no part")
    files = ", ".join(quoted(layout.parts / part.file) for part in share.parts)
    return f"SELECT * FROM read_parquet([{files}], hive_partitioning = false)"


def _known(engine: Engine, layout: Layout, parent: Table, shares: dict[str, TableShare]) -> str:
    """A relation of every id of a table that was ever known, with the time zone of its site where it has one."""
    name = f"known_{parent.name}"
    share = shares.get(parent.name)
    if share is None or not share.parts:
        engine.sql(f"CREATE OR REPLACE TEMP TABLE {name} (id VARCHAR, zone VARCHAR)")
        return name
    key = named(parent.key[0])
    site = shares.get("site")
    if parent.name == "site":
        zone, join = "min(r.time_zone)", ""
    elif "site_id" in parent.by_name and site and site.parts:
        zone = "min(s.time_zone)"
        join = f"LEFT JOIN ({rows_of(layout, site)} WHERE _to IS NULL AND NOT _beside) AS s ON s.site_id = r.site_id"
    else:
        zone, join = "NULL::VARCHAR", ""
    engine.sql(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT r.{key} AS id, {zone} AS zone "
        f"FROM ({rows_of(layout, share)}) AS r {join} GROUP BY r.{key}"
    )
    return name


def _zone_of(engine: Engine, layout: Layout, table: Table, shares: dict[str, TableShare]) -> tuple[str, str] | None:
    """The column that leads a row to its site's time zone, and the relation that gives it."""
    if "site" not in shares or not table.times:
        return None
    if "site_id" in table.by_name:
        return "site_id", _known(engine, layout, tables()["site"], shares)
    if table.site_via and (via := table.parents()[table.site_via]).name in shares:
        return table.site_via, _known(engine, layout, via, shares)
    return None
