"""A generated programme is valid, holds what it says once it is built, and has the awkward cases of every measure."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fullscore.model._shape import Kind, Table, tables
from fullscore.store.local_dates import local_name
from tests.measures.world_folder import key_of
from tests.measures.world_story import Row
from tests.measures.worlds import World, _made, built, make_world

WORLDS = (
    make_world(1),
    make_world(2, shape="sparse"),
    make_world(3),
    make_world(4, 60, "no_events"),
    make_world(5, 60, "single_currency"),
    make_world(6, 60, "busy"),
)
NAMES = [f"{world.seed}-{world.shape}" for world in WORLDS]
every_world = pytest.mark.parametrize("world", WORLDS, ids=NAMES)


def stored(world: World, table: Table, *, versions: bool) -> list[Row]:
    edition = built(world)
    found = edition.versions(table.name) if versions else edition.table(table.name)
    times = {column.name for column in table.columns if column.kind is Kind.time}

    def told(name: str, value: Any) -> Any:
        return value.replace(tzinfo=UTC) if name in times and value is not None else value

    return [{name: told(name, value) for name, value in row.items()} for row in edition.run(found).to_pylist()]


@every_world
def test_every_row_loads(world: World) -> None:
    manifest = built(world).manifest
    assert manifest.as_of == world.as_of.isoformat()
    assert [(f.file, f.refused) for f in manifest.files if f.read != f.landed] == []
    assert [(share.table, share.held) for share in manifest.tables if share.held or share.derived] == []
    assert {share.table: share.in_force for share in manifest.tables} == {
        name: len(rows) for name, rows in world.rows.items() if rows or world.history[name]
    }


@every_world
def test_versions_are_those_of_the_edition(world: World) -> None:
    for name, table in tables().items():
        columns = [column.name for column in table.columns] + ["_from", "_to"]
        kept = [tuple(row[c] for c in columns) for row in stored(world, table, versions=True)]
        assert Counter(kept) == Counter(tuple(row[c] for c in columns) for row in world.history[name]), name
        in_force = [tuple(row[c] for c in columns[:-2]) for row in stored(world, table, versions=False)]
        assert Counter(in_force) == Counter(tuple(row[c] for c in columns[:-2]) for row in world.rows[name]), name


def day_of_money(world: World, table: Table, row: Row) -> date:
    return next((row[name] for name in table.currency_day if row[name] is not None), world.as_of)


@every_world
def test_amounts_in_the_programmes_currency_are_those_of_the_edition(world: World) -> None:
    for table in tables().values():
        for row in stored(world, table, versions=False):
            for name in table.money:
                due = world.base(row[name], row["currency"], day_of_money(world, table, row))
                assert row[f"{name}_base"] == due, (table.name, key_of(table, row))


@every_world
def test_local_dates_are_those_of_the_edition(world: World) -> None:
    for table in tables().values():
        for row in stored(world, table, versions=False) if table.times else ():
            via = (
                row if table.site_via is None else world.row(table.parents()[table.site_via].name, row[table.site_via])
            )
            assert via is not None
            for name in table.times:
                due = None if row[name] is None else world.local_date(row[name], via["site_id"])
                assert row[local_name(name)] == due, (table.name, key_of(table, row))


@every_world
def test_ids_name_rows(world: World) -> None:
    for name, table in tables().items():
        for column, parent in table.parents().items():
            known = {row[parent.key[0]] for row in world.history[parent.name]}
            assert {row[column] for row in world.rows[name]} - {None} <= known, (name, column)


def test_equal_arguments_give_the_same_world() -> None:
    assert _made.__wrapped__(9, 40, "default") == _made.__wrapped__(9, 40, "default")
    assert _made.__wrapped__(9, 40, "default").rows != _made.__wrapped__(10, 40, "default").rows


def cases(world: World) -> Iterator[tuple[str, bool]]:
    """Each awkward case, once for every row that it could be seen in."""
    requisitions = world.rows["requisition"]
    for row in requisitions:
        yield f"requisition {row['status']}", True
        yield "need unknown", row["needed_at"] is None
        yield "worker identified", row["identified"]
        yield "several positions", row["positions"] > 1
        origin = world.row("requisition", row["reopened_from"])
        yield "reposted", origin is not None
        yield "reposted twice", origin is not None and origin["reopened_from"] is not None
        yield (
            "local day is not the day of UTC",
            world.local_date(row["submitted_at"], row["site_id"]) != row["submitted_at"].date(),
        )
        yield "closed without a cause", row["close_reason"] is not None and row["close_cause"] is None
        yield f"closed by {row['close_cause']}", row["close_cause"] is not None
    instants = Counter(row["submitted_at"] for row in requisitions)
    yield "submitted at the same instant", max(instants.values()) > 1
    with_held = {row["requisition_id"] for row in world.rows["requisition_event"] if row["event"] == "held"}
    for row in requisitions:
        known = row["hold_days"] is not None and row["hold_days"] > 0
        yield "hold days without events", known and row["requisition_id"] not in with_held
        yield "hold days beside events", known and row["requisition_id"] in with_held
    for row in world.rows["requisition_event"]:
        yield f"{row['event']} by {row['actor']}", True
    for row in world.rows["distribution"]:
        yield f"round {row['round']}", True
        yield f"response {row['response']}", True
    for row in world.rows["submittal"]:
        yield f"submittal {row['outcome']}", True
        yield "interviewed, never reviewed", row["interviewed_at"] is not None and row["reviewed_at"] is None
        yield "accepted, then withdrew", row["accepted_at"] is not None and row["outcome"] == "withdrawn"
        yield "placed, acceptance unknown", row["accepted_at"] is None and row["outcome"] == "placed"
    yield from _work_cases(world)
    yield from _money_cases(world)


def _work_cases(world: World) -> Iterator[tuple[str, bool]]:
    first_planned: dict[str, date] = {}
    for row in world.history["assignment"]:
        first_planned.setdefault(row["assignment_id"], row["planned_end"])
    by_worker: dict[str, list[tuple[date, date]]] = {}
    for row in world.rows["assignment"]:
        asked = world.row("requisition", row["requisition_id"])
        end = row["end_date"]
        yield f"ended by {row['end_cause']}", end is not None
        yield "asked for after the start", asked is not None and asked["submitted_at"].date() > row["start_date"]
        yield "nobody asked", asked is None
        yield "no submittal", asked is not None and row["submittal_id"] is None
        yield "starts later", row["start_date"] > world.as_of
        yield "end announced", end is not None and end > world.as_of
        yield "over its planned end", end is None and row["planned_end"] < world.as_of
        yield "planned end moved", row["planned_end"] != first_planned[row["assignment_id"]]
        yield "hired, not said to be converted", bool(row["converted_employee_id"]) and row["end_cause"] != "converted"
        yield "converted, nobody hired", row["converted_employee_id"] is None and row["end_cause"] == "converted"
        yield f"paid by the {row['rate_unit']}", True
        yield f"paid in {row['currency']}", True
        by_worker.setdefault(row["worker_id"], []).append((row["start_date"], end or world.as_of))
    for spans in by_worker.values():
        spans.sort()
        for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
            gap, limit = (start - end).days, world.policy["tenure_break_days"]
            yield "overlapping work", gap < 0
            yield "break too short", 0 < gap <= limit
            yield "break long enough", gap > limit
    for row in world.rows["timesheet"]:
        yield f"timesheet {row['status']}", True
        yield "approved by itself", row["approved_at"] is not None and row["approved_at"] == row["submitted_at"]
        yield "overtime unknown", row["overtime_hours"] is None
        yield "overtime", bool(row["overtime_hours"])


def _money_cases(world: World) -> Iterator[tuple[str, bool]]:
    billed = Counter(row["timesheet_id"] for row in world.rows["invoice_line"] if row["timesheet_id"])
    for row in world.rows["invoice_line"]:
        yield f"line of {row['kind']}", True
        yield "credit", row["amount"] < 0
        yield "labour without a timesheet", row["kind"] == "labour" and row["timesheet_id"] is None
        yield "day of service unknown", row["service_date"] is None
        yield "unpaid", row["paid_at"] is None
        yield "no rate", world.base(row["amount"], row["currency"], row["service_date"] or row["invoiced_at"]) is None
    yield "billed again on another invoice", max(billed.values()) > 2
    bills = {row["invoice_id"] for row in world.rows["invoice_line"]}
    for row in world.rows["ledger_line"]:
        yield "ledger line names an invoice", row["invoice_reference"] in bills
        yield "ledger line names an unknown invoice", row["invoice_reference"] not in {*bills, None}
        yield "vendor by the supplier's id", world.row("supplier", row["vendor_id"]) is not None
        yield "out of scope", row["gl_account"] not in ("6410", "6420")
        yield "negative posting", row["amount"] < 0
    for row in world.rows["survey_response"]:
        yield f"survey of {row['instrument']} by {row['function']}", True
        yield f"scale to {row['scale_max']:g}", True
    votes = Counter((row["subject_id"], row["respondent_id"]) for row in world.rows["survey_response"])
    yield "answered twice", max(votes.values()) > 1
    gone = {row["document_id"] for row in world.history["ledger_line"]}
    yield "posting vanished", gone > {row["document_id"] for row in world.rows["ledger_line"]}
    for row in world.rows["rate_card"]:
        yield "card of one supplier", row["supplier_id"] is not None
        yield "card of a site", row["site_id"] is not None
        yield "card of a country", row["country"] is not None
        yield "card without a minimum", row["min_bill_rate"] is None
        yield "card that ended", row["valid_to"] is not None


AWKWARD = {
    *(f"requisition {s}" for s in ("draft", "pending_approval", "open", "on_hold", "filled", "cancelled", "closed")),
    *("need unknown", "worker identified", "several positions", "reposted", "local day is not the day of UTC"),
    *("closed without a cause", "closed by client", "closed by unable_to_fill", "submitted at the same instant"),
    *("hold days without events", "hold days beside events", "held by client", "held by msp", "resumed by msp"),
    *("reopened by client", "filled by msp", "round None", "round 1", "round 2", "response None", "response declined"),
    *(f"submittal {outcome}" for outcome in ("placed", "rejected", "withdrawn", "declined", "pending")),
    *("interviewed, never reviewed", "accepted, then withdrew", "placed, acceptance unknown"),
    *(f"ended by {cause}" for cause in ("completed", "performance", "resignation", "no_show", "converted", "unknown")),
    *("asked for after the start", "nobody asked", "no submittal", "starts later", "over its planned end"),
    *("planned end moved", "converted, nobody hired", "paid by the day", "paid by the month", "paid by the hour"),
    *("paid in USD", "paid in EUR", "paid in GBP", "paid in INR", "overlapping work", "break too short"),
    *("break long enough", "approved by itself", "overtime unknown", "overtime", "no rate"),
    *(f"timesheet {status}" for status in ("Draft", "Rejected", "Submitted", "Approved", "Invoiced")),
    *(f"line of {kind}" for kind in ("labour", "expense", "deliverable", "msp_fee", "vms_fee", "tax", "adjustment")),
    *("credit", "labour without a timesheet", "day of service unknown", "unpaid", "billed again on another invoice"),
    *("ledger line names an invoice", "ledger line names an unknown invoice", "vendor by the supplier's id"),
    *("out of scope", "negative posting", "posting vanished", "scale to 5", "scale to 10", "answered twice"),
    *("survey of assignment by hiring", "survey of supplier by procurement", "survey of programme by finance"),
    *("card of one supplier", "card of a site", "card of a country", "card without a minimum", "card that ended"),
}
RARE = {"reposted twice", "end announced", "hired, not said to be converted"}


@pytest.mark.parametrize("seed", [1, 3])
def test_a_default_world_has_every_awkward_case(seed: int) -> None:
    assert AWKWARD - {case for case, there in cases(make_world(seed)) if there} == set()


def test_rare_cases_occur_in_some_world() -> None:
    seen = {case for seed in (1, 2, 3) for case, there in cases(make_world(seed)) if there}
    assert seen >= RARE


def test_shapes_are_what_they_say() -> None:
    assert not make_world(4, 60, "no_events").rows["requisition_event"]
    assert not make_world(4, 60, "no_events").rows["distribution"]
    single = make_world(5, 60, "single_currency")
    assert {row["currency"] for name in ("assignment", "ledger_line") for row in single.rows[name]} == {"USD"}
    assert all(row["invoice_reference"] is None for row in make_world(2, shape="sparse").rows["ledger_line"])


def test_rates_are_planned_then_delivered_then_published() -> None:
    world = make_world(2, shape="sparse")
    assert world.rate("EUR", date(2025, 3, 3)) == Decimal("1.08")
    delivered = world.rows["fx_rate"][0]
    assert world.rate(delivered["currency"], delivered["on"]) == Decimal(repr(delivered["rate"]))
    assert make_world(1).rate("GBP", date(2025, 3, 31)) == Decimal("1.294651407776")
    assert world.rate("KES", date(2025, 3, 3)) is None
    assert world.base(Decimal("0.0001"), "EUR", datetime(2025, 3, 3, tzinfo=UTC)) == Decimal("0.0001")
