"""A generated programme in which rows come late and are corrected: what was delivered, and what was known when."""

import atexit
import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fullscore.run.build import build
from fullscore.run.read import open_edition
from fullscore.store.edition import StoredEdition
from fullscore.store.layout import Layout
from fullscore.terms.period import Month, months_between
from tests.measures.world_programme import World
from tests.measures.worlds import make_world

Row = dict[str, Any]
BORN = {"requisition": "submitted_at", "submittal": "submitted_at", "assignment": "start_date"}
EVENTS = {"requisition_event": "at", "distribution": "distributed_at"}
TOLD_LATER = {
    "requisition": ("approved_at", "released_at"),
    "submittal": ("reviewed_at", "interviewed_at", "offered_at", "accepted_at", "closed_at"),
    "assignment": ("end_date",),
}
CORRECTED = {"requisition": "approved_at", "submittal": "accepted_at", "assignment": "start_date"}


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class Life:
    """A row: when it was entered, and until when one of its dates was told wrongly."""

    row: Row
    entered: date
    wrong: Row | None = None
    corrected_on: date = date.max


@dataclass(frozen=True, kw_only=True, eq=False)
class LateWorld:
    """A programme as it ended, and the lives of its rows."""

    world: World
    lives: Mapping[str, list[Life]]
    months: list[Month]

    def known(self, day: date) -> dict[str, list[Row]]:
        """The rows that whoever enters them had by the end of a day."""
        found = {}
        for table, lives in self.lives.items():
            rows = [_seen(table, life, day) for life in lives if life.entered <= day]
            found[table] = rows
        found["correction_notice"] = self._notices(day)
        return found

    def view(self, day: date) -> World:
        """The programme as a reporter saw it on a day."""
        return replace(self.world, rows={**self.world.rows, **self.known(day)}, as_of=day)

    def _notices(self, day: date) -> list[Row]:
        return [
            {
                "notice_id": f"N-{table}-{n}", "party_id": "msp", "table": table,
                "keys": life.row[f"{table}_id"], "columns": CORRECTED[table], "valid_from": None, "valid_to": None,
                "reason": "entered wrongly", "asked_by": "P-1", "announced_on": life.corrected_on,
                "kind": "correction",
            }
            for table in CORRECTED
            for n, life in enumerate(self.lives[table])
            if life.wrong and life.corrected_on <= day
        ]  # fmt: skip


def _seen(table: str, life: Life, day: date) -> Row:
    row = dict(life.wrong if life.wrong and day < life.corrected_on else life.row)
    for name in TOLD_LATER.get(table, ()):
        if row[name] is not None and _day(row[name]) > day:
            row[name] = None
    if table == "requisition" and _day(row["status_at"]) > day:
        row |= {"status": "open", "status_at": row["submitted_at"], "close_reason": None, "close_cause": None}
    if table == "submittal" and row["closed_at"] is None and life.row["closed_at"] is not None:
        row["outcome"] = "placed" if row["outcome"] == "placed" and row["accepted_at"] else "pending"
    if table == "assignment" and row["end_date"] is None and row["end_cause"] != "no_show":
        row |= {"end_cause": None, "end_reason": None, "converted_employee_id": None}
    return row


@cache
def late_world(seed: int, late: float = 0.03, corrected: float = 0.02, requisitions: int = 300) -> LateWorld:
    """A programme with a delivery at each month's end; a share of its rows come late, a share are corrected."""
    world = make_world(seed, requisitions)
    draw = random.Random(f"late {seed}")
    lives: dict[str, list[Life]] = {}
    for table, name in {**BORN, **EVENTS}.items():
        lives[table] = []
        for row in world.rows[table]:
            lag = draw.randint(3, 40) if draw.random() < late else 0
            entered = _day(row[name]) + timedelta(days=lag)
            life = Life(row=row, entered=entered)
            of = CORRECTED.get(table)
            if of and row[of] is not None and draw.random() < corrected:
                shift = timedelta(days=draw.choice([-9, -5, -2, -1, 1, 2, 4, 8, 12]))
                life = replace(
                    life,
                    wrong={**row, of: row[of] + shift},
                    corrected_on=entered + timedelta(days=draw.randint(15, 75)),
                )
            lives[table].append(life)
    first = Month.of(min(_day(row["submitted_at"]) for row in world.rows["requisition"])) + 1
    last = Month.of(world.as_of)
    months = months_between(first, last if last.last_day <= world.as_of else last + -1)
    return LateWorld(world=world, lives=lives, months=months)


@cache
def edition_of(late: LateWorld) -> StoredEdition:
    """The edition that its monthly deliveries build to."""
    days = [month.last_day for month in late.months]
    other = {name: rows for name, rows in late.world.rows.items() if name not in late.lives and rows}
    deliveries = []
    for number, day in enumerate(days):
        rows = dict(late.known(day))
        if number in (0, len(days) - 1):
            rows |= other
        deliveries.append((day, {name: found for name, found in rows.items() if found}))
    settings = dict(late.world.settings)
    feeds = [feed for feed in settings["feed"] if feed["table"] != "correction_notice"]
    settings["feed"] = [
        *feeds,
        {"table": "correction_notice", "files": "correction_notice.csv", "party": "client", "mapping": "exchange",
         "snapshot": "full"},
    ]  # fmt: skip
    folder = Path(tempfile.mkdtemp(prefix="late-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    replace(late.world, deliveries=deliveries, settings=settings, as_of=days[-1]).write(folder)
    made = build(Layout(folder))
    if made.manifest is None:
        raise AssertionError(f"it does not build: {made.faults} {made.unusable}")
    opened = open_edition(Layout(folder))
    atexit.register(opened.close)
    return opened
