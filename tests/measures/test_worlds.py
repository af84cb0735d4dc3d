"""A generated programme is valid, holds what it says once it is built, and has the awkward cases of every measure."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import pytest

from fullscore.model._shape import Kind, tables
from fullscore.store.local_dates import local_name
from tests.measures.world_cases import AWKWARD, RARE, cases
from tests.measures.world_folder import key_of
from tests.measures.world_story import Row
from tests.measures.worlds import World, _made, built, make_world

WORLDS = (make_world(1), make_world(2, shape="sparse"), make_world(3), make_world(4, 40, "no_events"))
NAMES = [f"{world.seed}-{world.shape}" for world in WORLDS]
UNBUILT = (make_world(5, 40, "single_currency"), make_world(6, 40, "busy"), make_world(7), make_world(8, 120))
every_world = pytest.mark.parametrize("at", range(len(WORLDS)), ids=NAMES)


@cache
def stored(at: int, name: str) -> list[Row]:
    """Every version of a table's rows, as the edition of one of the worlds has them."""
    edition, times = built(WORLDS[at]), [c.name for c in tables()[name].columns if c.kind is Kind.time]
    rows: list[Row] = edition.run(edition.versions(name)).to_pylist()
    for row in rows:
        # The engine's instants are UTC without saying so.
        row |= {name: row[name] and row[name].replace(tzinfo=UTC) for name in times}
    return rows


@every_world
def test_every_row_loads(at: int) -> None:
    world, manifest = WORLDS[at], built(WORLDS[at]).manifest
    assert manifest.as_of == world.as_of.isoformat()
    assert [(f.file, f.refused) for f in manifest.files if f.read != f.landed] == []
    delivered = [share for share in manifest.tables if share.table in tables()]
    assert [(share.table, share.held) for share in delivered if share.held or share.derived] == []
    assert {share.table: share.in_force for share in delivered} == {
        name: len(rows) for name, rows in world.rows.items() if rows or world.history[name]
    }


@every_world
def test_versions_are_those_of_the_edition(at: int) -> None:
    for name, table in tables().items():
        columns = [column.name for column in table.columns] + ["_from", "_to"]
        kept = Counter(tuple(row[c] for c in columns) for row in stored(at, name))
        assert kept == Counter(tuple(row[c] for c in columns) for row in WORLDS[at].history[name]), name
        in_force = Counter(version[:-2] for version in kept.elements() if version[-1] is None)
        assert in_force == Counter(tuple(row[c] for c in columns[:-2]) for row in WORLDS[at].rows[name]), name


@every_world
def test_amounts_in_the_programmes_currency_are_those_of_the_edition(at: int) -> None:
    world = WORLDS[at]
    for table in tables().values():
        for row in stored(at, table.name) if table.money else ():
            day = next((row[name] for name in table.currency_day if row[name] is not None), world.as_of)
            for name in table.money:
                due = world.base(row[name], row["currency"], day)
                assert row[f"{name}_base"] == due, (table.name, key_of(table, row))


@every_world
def test_local_dates_are_those_of_the_edition(at: int) -> None:
    world = WORLDS[at]
    for table in tables().values():
        for row in stored(at, table.name) if table.times else ():
            via = world.row(table.parents()[table.site_via].name, row[table.site_via]) if table.site_via else row
            assert via is not None
            for name in table.times:
                due = None if row[name] is None else world.local_date(row[name], via["site_id"])
                assert row[local_name(name)] == due, (table.name, key_of(table, row))


@pytest.mark.parametrize("world", WORLDS + UNBUILT, ids=lambda world: f"{world.seed}-{world.shape}")
def test_rows_obey_their_tables(world: World) -> None:
    for name, table in tables().items():
        rows = world.history[name]
        keys = [key_of(table, row) for row in world.rows[name]]
        assert len({*keys}) == len(keys), name
        for id, parent in table.parents().items():
            known = {row[parent.key[0]] for row in world.history[parent.name]}
            assert {row[id] for row in rows} - {None} <= known, (name, id)
        for column in table.columns:
            values = {row[column.name] for row in rows}
            assert column.optional or None not in values, (name, column.name)
            assert not column.options or values <= {None, *column.options}, (name, column.name)
            least = min(values - {None}) if column.minimum is not None and values - {None} else column.minimum
            assert least is None or least >= (column.minimum or 0), (name, column.name)


def test_equal_arguments_give_the_same_world() -> None:
    assert _made.__wrapped__(9, 40, "default") == _made.__wrapped__(9, 40, "default")
    assert _made.__wrapped__(9, 40, "default").rows != _made.__wrapped__(10, 40, "default").rows


@pytest.mark.parametrize("seed", [1, 3])
def test_a_default_world_has_every_awkward_case(seed: int) -> None:
    assert AWKWARD - {case for case, there in cases(make_world(seed)) if there} == set()


def test_rare_cases_occur_in_some_world() -> None:
    seen = {case for seed in (1, 2, 3) for case, there in cases(make_world(seed)) if there}
    assert seen >= RARE


def test_shapes_are_what_they_say() -> None:
    assert not make_world(4, 40, "no_events").rows["requisition_event"]
    assert not make_world(4, 40, "no_events").rows["distribution"]
    single = make_world(5, 40, "single_currency")
    assert {row["currency"] for name in ("assignment", "ledger_line") for row in single.rows[name]} == {"USD"}
    assert all(row["invoice_reference"] is None for row in make_world(2, shape="sparse").rows["ledger_line"])


def test_rates_are_planned_then_delivered_then_published() -> None:
    world = make_world(2, shape="sparse")
    assert world.rate("EUR", date(2025, 3, 3)) == Decimal("1.08")
    delivered = world.rows["fx_rate"][0]
    assert world.rate(delivered["currency"], delivered["on"]) == Decimal(repr(delivered["rate"]))
    assert make_world(1).rate("GBP", date(2025, 3, 31)) == Decimal("1.2946514077762878")
    assert world.rate("KES", date(2025, 3, 3)) is None
    assert world.base(Decimal("0.0001"), "EUR", datetime(2025, 3, 3, tzinfo=UTC)) == Decimal("0.0001")
