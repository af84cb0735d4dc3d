"""Assembling an edition's tables from landed files: versions, currency, local dates, parts, derived references."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fullscore.model._shape import Table, tables
from fullscore.store import references
from fullscore.store.currency import base_columns
from fullscore.store.engine import Engine, named, parquet
from fullscore.store.growth import growth, touch, untouched
from fullscore.store.layout import Layout
from fullscore.store.local_dates import date_columns
from fullscore.store.manifest import Manifest, TableShare
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


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """An edition's tables in the making."""

    engine: Engine
    layout: Layout
    terms: Terms
    inputs: dict[str, list[Input]]
    """The landed shares of each table, in the order of deliveries."""
    earlier: list[Manifest]
    """Editions that there already are: what they computed from the same is not computed again."""
    shares: dict[str, TableShare] = field(default_factory=dict)
    """The tables that are done, in the order in which they were built."""

    def alike(self) -> list[Manifest]:
        """Earlier editions made by the same code, in the same currency, at the same plan rates."""
        terms = self.terms
        return [
            manifest
            for manifest in self.earlier
            if (manifest.code, manifest.currency, manifest.settings.get("fx", {}))
            == (terms.code, terms.currency, terms.plan_rates)
        ]

    def standing(self) -> set[tuple[str, str]]:
        """The parts that earlier editions name, with the SHA-256 of their bytes."""
        return {
            (part.file, part.bytes_sha256)
            for manifest in self.earlier
            for share in manifest.tables
            for part in share.all
        }


def assemble(assembly: Assembly, progress: Progress) -> tuple[TableShare, ...]:
    """Build every delivered table, parents first, then the references that nobody delivered.

    Returns:
        The shares, in the order in which they were built.
    """
    order = [table for table in tables().values() if assembly.inputs.get(table.name)]
    # Exchange rates are needed by whatever holds money.
    order.sort(key=lambda table: table.name != "fx_rate")
    by_recipe = {share.recipe: share for m in assembly.earlier for share in m.tables if share.recipe}
    for done, table in enumerate(order):
        progress(f"building {table.name}", done, len(order))
        recipe = _recipe(assembly, table)
        share = by_recipe.get(recipe)
        if share is None or not all((assembly.layout.parts / part.file).exists() for part in share.all):
            share = _build(assembly, table, recipe)
        assembly.shares[table.name] = share
    progress("building references", len(order), len(order))
    for share in references.derive(assembly.engine, assembly.layout, assembly.shares, assembly.standing()):
        assembly.shares[share.table] = share
    return tuple(assembly.shares.values())


def _recipe(assembly: Assembly, table: Table) -> str:
    """All that a table is computed from: its files, its parents, where its sites stand, exchange rates, terms, code."""
    terms = assembly.terms
    parents = {parent.name for parent in table.parents().values() if parent is not table}
    shaping = sorted({*parents, "site", *(["fx_rate"] if table.money else [])} - {table.name})
    said: dict[str, Any] = {
        "table": table.name,
        "inputs": [i.said for i in assembly.inputs[table.name]],
        "currency": terms.currency,
        "plan": sorted(terms.plan_rates.items()),
        "code": terms.code,
        "as_of": terms.as_of if table.money and not table.currency_day else "",
        "shaped_by": [[p.content for p in assembly.shares[n].parts] for n in shaping if n in assembly.shares],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _build(assembly: Assembly, table: Table, recipe: str) -> TableShare:
    engine, layout, shares = assembly.engine, assembly.layout, assembly.shares
    inputs = assembly.inputs[table.name]
    known = {
        column: table.name if parent is table else _known(assembly, shares[parent.name])
        for column, parent in table.parents().items()
        if parent is table or parent.name in shares
    }
    zone_of = _zone_of(assembly, table)
    grows = growth(layout, table, inputs, shares, assembly.alike(), lambda then: _known_still(assembly, then))
    repeated_before = grows.before.repeated - touch(engine, layout, table, grows, inputs) if grows else 0
    counts = arrange(engine, table, inputs, known, only="touched" if grows else "")
    again, staying = untouched(engine, layout, table, grows) if grows else (set(), "")
    select = _select(assembly, table, zone_of)
    standing = assembly.standing()
    select = f"{select} UNION ALL BY NAME {staying}" if staying else select
    parts = write_versions(engine, layout, table, select, standing)
    if grows:
        kept = tuple(part for part in grows.before.parts if part.file not in again)
        parts = tuple(sorted((*kept, *parts), key=lambda part: part.file))
    return TableShare(
        table=table.name,
        landed=sum(i.landed for i in inputs),
        in_force=sum(part.in_force for part in parts),
        superseded=sum(part.rows - part.in_force for part in parts),
        repeated=repeated_before + counts.repeated,
        held=counts.held,
        recipe=recipe,
        inputs=tuple(i.said for i in inputs),
        parts=parts,
        held_part=write_held(engine, layout, table, standing),
    )


def _select(assembly: Assembly, table: Table, zone_of: tuple[str, str] | None) -> str:
    """The query of arranged versions with all the columns they are stored with."""
    engine, shares, terms = assembly.engine, assembly.shares, assembly.terms
    fx = in_force(engine, assembly.layout, shares["fx_rate"]) if "fx_rate" in shares and table.money else None
    bases, rates = base_columns(
        engine, table, currency=terms.currency, plan=terms.plan_rates, delivered=fx, as_of=terms.as_of
    )
    dates, zones = date_columns(engine, table, zone_of)
    mine = ", ".join(f"a.{named(c.name)}" for c in table.columns)
    return (
        f"SELECT {mine}{bases}{dates}, a._from, a._to, a._feed, a._file, a._line, a._revision, a._beside "
        f"FROM arranged AS a {rates} {zones}"
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
    return f"SELECT * FROM {parquet(*(layout.parts / part.file for part in share.parts))}"


def _known(assembly: Assembly, share: TableShare, name: str = "") -> str:
    """A relation of every ``id`` of a table that was ever known, with the time ``zone`` of its site as it stands."""
    parent, name = tables()[share.table], name or f"known_{share.table}"
    if not share.parts:
        assembly.engine.sql(f"CREATE OR REPLACE TEMP TABLE {name} (id VARCHAR, zone VARCHAR)")
        return name
    zone, join, site = "NULL::VARCHAR", "", assembly.shares.get("site")
    if parent.name == "site":
        zone = "r.time_zone"
    elif "site_id" in parent.by_name and site:
        zone, join = "s.zone", f"LEFT JOIN {_known(assembly, site)} AS s ON s.id = r.site_id"
    key = named(parent.key[0])
    # A zone that was corrected, or a row that moved to another site, counts as it stands now; an ended row as it stood.
    assembly.engine.sql(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT r.{key} AS id, "
        f"coalesce(max({zone}) FILTER (WHERE r._to IS NULL AND NOT r._beside), max({zone})) AS zone "
        f"FROM ({rows_of(assembly.layout, share)}) AS r {join} GROUP BY r.{key}"
    )
    return name


def _known_still(assembly: Assembly, then: TableShare) -> bool:
    """Whether every id of an earlier share of a table is known now, in the same time zone."""
    if not all((assembly.layout.parts / part.file).exists() for part in then.parts):
        return False
    before, now = _known(assembly, then, "known_then"), _known(assembly, assembly.shares[then.table])
    same = "n.id = b.id AND n.zone IS NOT DISTINCT FROM b.zone"
    return bool(assembly.engine.one(f"SELECT count(*) FROM {before} AS b ANTI JOIN {now} AS n ON {same}")[0] == 0)


def _zone_of(assembly: Assembly, table: Table) -> tuple[str, str] | None:
    """The column that leads a row to its site's time zone, and the relation that gives it."""
    shares = assembly.shares
    if "site" not in shares or not table.times:
        return None
    if "site_id" in table.by_name:
        return "site_id", _known(assembly, shares["site"])
    if table.site_via and (via := table.parents()[table.site_via]).name in shares:
        return table.site_via, _known(assembly, shares[via.name])
    return None
