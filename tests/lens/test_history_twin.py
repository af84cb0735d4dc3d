"""The kinds of change against a plain twin, on generated histories in which everything happens often."""

import csv
import io
import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from fullscore.lens.history import history
from tests.conftest import Folder, settings
from tests.lens.history_twin import Delivery, Found, Row, found

FIRST = date(2024, 1, 31)
FEEDS = settings(
    "requisition, requisition.csv, msp, full",
    "assignment, assignment.csv, msp, full",
    "org_unit, org_unit.csv, client, full",
    "requisition_event, event.csv, msp, delta",
    "correction_notice, notice.csv, client, delta",
)
FILES = {"requisition_event": "event", "correction_notice": "notice"}
UNITS = ("U1", "U2", "U3", "U4")


def requisition(draw: random.Random, id: str) -> Row:
    return {
        "requisition_id": id,
        "title": draw.choice(["Nurse", "Clerk"]),
        "role_id": "RO1",
        "org_unit_id": draw.choice(UNITS),
        "site_id": "SI1",
        "hiring_manager_id": draw.choice(["M1", "M2"]),
        "resource_type": "temp",
        "positions": draw.choice(["1", "2"]),
        "max_bill_rate": draw.choice(["", "50.0000"]),
        "currency": "USD",
        "rate_unit": "hour",
        "needed_at": draw.choice(["", "2024-03-01T08:00:00"]),
        "submitted_at": draw.choice(["2024-01-05T08:00:00", "2024-01-09T08:00:00", "2024-02-20T08:00:00"]),
        "approved_at": draw.choice(["", "2024-01-12T08:00:00", "2024-01-13T08:00:00"]),
        "target_start": draw.choice(["2024-04-01", "2024-05-01"]),
        "status": draw.choice(["draft", "draft", "open", "filled", "on_hold"]),
        "status_at": draw.choice(["2024-02-01T08:00:00", "2024-02-02T08:00:00"]),
        "close_reason": draw.choice(["", "over", "done"]),
        "identified": draw.choice(["true", "false"]),
    }


def assignment(draw: random.Random, id: str) -> Row:
    return {
        "assignment_id": id,
        "requisition_id": draw.choice(["R-000", "R-001", "R-002", ""]),
        "worker_id": draw.choice(["W1", "W2"]),
        "supplier_id": "S1",
        "role_id": "RO1",
        "org_unit_id": draw.choice(UNITS),
        "site_id": "SI1",
        "hiring_manager_id": draw.choice(["M1", "M2"]),
        "resource_type": "temp",
        "start_date": draw.choice(["2024-01-08", "2024-02-05"]),
        "planned_end": draw.choice(["2024-06-30", "2024-07-31", "2024-08-31"]),
        "end_date": draw.choice(["", "", "2024-05-31", "2024-06-30"]),
        "end_cause": draw.choice(["", "completed", "budget"]),
        "bill_rate": draw.choice(["50.0000", "55.0000"]),
        "currency": "USD",
        "rate_unit": "hour",
        "extensions": draw.choice(["", "0", "1", "2"]),
    }


def made(seed: int) -> list[Delivery]:
    """Seven deliveries of sixty requests, sixty engagements, and all that explains some of what becomes of them."""
    draw = random.Random(seed)
    fresh = {"requisition": requisition, "assignment": assignment}
    names = {"requisition": "R", "assignment": "A"}
    now = {t: {f"{names[t]}-{n:03d}": fresh[t](draw, f"{names[t]}-{n:03d}") for n in range(60)} for t in fresh}
    units = {
        unit: {"org_unit_id": unit, "name": unit, "parent_id": "", "kind": "department", "country": "US"}
        for unit in UNITS
    }
    away: dict[str, dict[str, Row]] = {"requisition": {}, "assignment": {}}
    deliveries = []
    for n in range(7):
        day = FIRST + timedelta(days=30 * n)
        events: dict[tuple[str, str, str], Row] = {}
        notices = []
        if n:
            for table, rows in now.items():
                for id in sorted(rows):
                    if draw.random() < 0.05:
                        away[table][id] = rows.pop(id)
                    elif draw.random() < 0.3:
                        other = fresh[table](draw, id)
                        for column in draw.sample(sorted(other), 3):
                            rows[id] = {**rows[id], column: other[column]}
                for id in sorted(away[table]):
                    if draw.random() < 0.3:
                        rows[id] = away[table].pop(id)
                    elif draw.random() < 0.3:
                        new = f"{names[table]}-{n}{id[2:]}"
                        rows[new] = {**away[table].pop(id), f"{table}_id": new}
            for _ in range(8):
                row = {
                    "requisition_id": draw.choice(sorted(now["requisition"])),
                    "event": draw.choice(["approved", "held", "reopened", "released"]),
                    "at": f"{day - timedelta(days=draw.randint(0, 45))}T12:00:00",
                    "actor": draw.choice(["client", "msp"]),
                }
                events[row["requisition_id"], row["event"], row["at"]] = row
            if draw.random() < 0.5:
                unit = draw.choice(UNITS)
                units[unit] = {**units[unit], "name": f"{unit} {n}"}
            for k in range(3):
                table = draw.choice(["requisition", "assignment", "assignment", "nothing"])
                announced = day - timedelta(days=draw.randint(-40, 20))
                keys = draw.sample(sorted(now.get(table, now["requisition"])), 12)
                columns = draw.choice(
                    ["", "worker_id;bill_rate" if table == "assignment" else "submitted_at;title", "colour"]
                )
                valid = draw.choice([("", ""), ("", str(day)), (str(day), ""), ("2024-01-01", "2024-01-08")])
                notices.append(
                    {
                        "notice_id": f"N-{n}-{k}",
                        "party_id": "msp",
                        "table": table,
                        "keys": ";".join(keys) if k else "",
                        "columns": columns if k else "title" if table == "requisition" else "worker_id",
                        "valid_from": valid[0],
                        "valid_to": valid[1],
                        "reason": "typing errors",
                        "asked_by": "P1",
                        "announced_on": str(announced),
                        "kind": draw.choice(["correction", "correction", "erasure"]),
                    }
                )
        rows_of = {t: [now[t][id] for id in sorted(now[t])] for t in now}
        told = {**rows_of, "org_unit": list(units.values())}
        if events:
            told |= {"requisition_event": list(events.values()), "correction_notice": notices}
        deliveries.append(Delivery(day, {table: list(map(dict, rows)) for table, rows in told.items()}))
    return deliveries


def written(deliveries: list[Delivery]) -> dict[str, str]:
    files = {"programme.toml": FEEDS}
    for delivery in deliveries:
        for table, rows in delivery.rows.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            files[f"{delivery.day}/{FILES.get(table, table)}.csv"] = text.getvalue()
    return files


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_change_is_of_the_kind_that_the_twin_says(programme: Callable[..., Folder], seed: int) -> None:
    deliveries = made(seed)
    folder = programme(written(deliveries))
    folder.build()
    with folder.edition() as edition:
        told = history(edition, of=())
    expected = found(deliveries)
    ours = [
        Found(r.kind, r.table, r.key, r.column, r.was or "", r.now or "", r.first_seen, r.changed_in)
        for r in told.restatements
    ]
    theirs = [f for f in expected if f.kind in ("rewritten", "vanished", "reappeared")]
    assert sorted(map(str, ours)) == sorted(map(str, theirs))
    for kind in ("amended", "corrected", "erased"):
        counts = {(c.table, c.delivery): 0 for c in told.counts if c.kind == kind}
        for c in told.counts:
            if c.kind == kind:
                counts[c.table, c.delivery] += c.changes
        plain: dict[tuple[str, date], int] = {}
        for f in expected:
            if f.kind == kind:
                plain[f.table, f.changed_in] = plain.get((f.table, f.changed_in), 0) + 1
        assert counts == plain, kind
    assert {f.kind for f in expected} == {"amended", "corrected", "erased", "rewritten", "vanished", "reappeared"}
