"""Local dates against zoneinfo, instant by instant: the day on which a thing happened is the day where it happened."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from fullscore.model._shape import Table, tables
from fullscore.model.requisition_event import requisition_event
from fullscore.store.engine import Engine
from fullscore.store.local_dates import date_columns, local_name
from fullscore.store.versions import arrange
from tests.conftest import Folder, landed_input, settings

ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Asia/Kolkata",
    "America/St_Johns",
    "Pacific/Apia",  # a whole day was left out in December 2011
    "Africa/Casablanca",  # clocks go back for Ramadan
    "UTC",
]
HOURS = timedelta(hours=1)


def local_days(engine: Engine, folder: Path, found: list[tuple[datetime, str | None]]) -> list[date]:
    """The local dates of events given as (instant in UTC, zone of their site)."""
    zones = sorted({zone for _, zone in found if zone})
    rows = [
        {"requisition_id": zone or "nowhere", "event": f"{n:06d}", "at": instant}
        for n, (instant, zone) in enumerate(found)
    ]
    arrange(engine, requisition_event, [landed_input(folder / "events.parquet", requisition_event, rows)], {})
    with engine.lent("sites", pa.table({"id": zones, "zone": zones})):
        select, joins = date_columns(engine, requisition_event, ("requisition_id", "sites"))
        days = engine.rows(f"SELECT a.event{select} FROM arranged AS a {joins} ORDER BY a.event")
    return [day for _, day in days]


def by_zoneinfo(instant: datetime, zone: str | None) -> date:
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone or "UTC")).date()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_instant_has_the_day_that_zoneinfo_says(engine: Engine, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    start = datetime(2010, 1, 1)  # noqa: DTZ001 - the engine's instants are UTC without saying so
    found: list[tuple[datetime, str | None]] = [
        (start + timedelta(minutes=draw.randrange(12 * 365 * 24 * 60)), draw.choice([*ZONES, None]))
        for _ in range(4000)
    ]
    assert local_days(engine, tmp_path, found) == [by_zoneinfo(*one) for one in found]


@pytest.mark.parametrize(
    ("change", "zone"),
    [
        (datetime(2024, 3, 10, 7, tzinfo=UTC), "America/New_York"),  # the clocks go forward
        (datetime(2024, 11, 3, 6, tzinfo=UTC), "America/New_York"),  # and back
        (datetime(2024, 3, 31, 1, tzinfo=UTC), "Europe/London"),
        (datetime(2024, 10, 27, 1, tzinfo=UTC), "Europe/London"),
        (datetime(2011, 12, 30, 10, tzinfo=UTC), "Pacific/Apia"),
    ],
)
def test_midnights_around_a_change_of_the_clocks(engine: Engine, tmp_path: Path, change: datetime, zone: str) -> None:
    instants = [change.replace(tzinfo=None) + timedelta(minutes=m) for m in range(-2 * 1440, 2 * 1440, 15)]
    instants += [instant - timedelta(microseconds=1) for instant in instants]
    found: list[tuple[datetime, str | None]] = [(instant, zone) for instant in instants]
    assert local_days(engine, tmp_path, found) == [by_zoneinfo(*one) for one in found]


@pytest.mark.parametrize("zone", ["Nowhere/Land", "America", "../etc", "EST5EDTX", "é", " "])
def test_an_unknown_zone_keeps_the_days_of_utc(engine: Engine, tmp_path: Path, zone: str) -> None:
    late = datetime(2024, 6, 30, 23, 59)  # noqa: DTZ001
    assert local_days(engine, tmp_path, [(late, zone)]) == [date(2024, 6, 30)]


def test_a_date_that_stands_for_never_costs_nothing_and_stops_nothing(engine: Engine, tmp_path: Path) -> None:
    never, early = datetime(9999, 12, 31), datetime(1, 1, 1, 12)  # noqa: DTZ001
    ordinary = datetime(2024, 7, 1, 2)  # noqa: DTZ001
    found = local_days(engine, tmp_path, [(never, "America/New_York"), (early, "UTC"), (ordinary, "America/New_York")])
    assert found == [date(9999, 12, 30), date(1, 1, 1), date(2024, 6, 30)]


@pytest.mark.parametrize("table", [t for t in tables().values() if t.times], ids=lambda t: t.name)
def test_every_instant_of_a_table_gets_a_date_of_its_own(table: Table) -> None:
    dates = [local_name(column) for column in table.times]
    assert len({*dates, *table.by_name}) == len(dates) + len(table.by_name)
    assert all(name.endswith("on") for name in dates)


SITES = "site_id,name,country,subdivision,time_zone\n"
SHEETS = "timesheet_id,assignment_id,week_ending,regular_hours,amount,currency,submitted_at,status\n"
WORK = (
    "assignment_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,start_date,"
    "planned_end,bill_rate,currency,rate_unit\nA1,W,V,R,U,{site},M,temp,2024-01-01,2024-12-31,1,USD,hour\n"
)
FEEDS = settings(
    "site, site*.csv, client, full", "assignment, work*.csv, client, full", "timesheet, sheet*.csv, client, delta"
)


def test_a_row_without_a_site_of_its_own_finds_it(programme: Callable[..., Folder]) -> None:
    sheet = "T1,A1,2024-06-30,8,1,USD,2024-07-01T02:00:00Z,approved\n"
    folder = programme(
        {
            "programme.toml": FEEDS,
            "2024-07-31/site.csv": f"{SITES}S1,East,US,,America/New_York\nS2,West,US,,Europe/London\n",
            "2024-07-31/work.csv": WORK.format(site="S1"),
            "2024-07-31/sheet.csv": SHEETS + sheet,
        }
    )
    folder.built()
    assert folder.rows("timesheet", "submitted_on") == [(date(2024, 6, 30),)]


def test_a_zone_that_was_corrected_counts_as_it_stands_now(programme: Callable[..., Folder]) -> None:
    sheet = "T1,A1,2024-06-30,8,1,USD,2024-07-01T02:00:00Z,approved\n"
    folder = programme(
        {
            "programme.toml": FEEDS,
            "2024-07-31/site.csv": f"{SITES}S1,East,US,,America/New_York\n",
            "2024-07-31/work.csv": WORK.format(site="S1"),
            "2024-07-31/sheet.csv": SHEETS + sheet,
        }
    )
    folder.built()
    folder.put({"2024-08-31/site.csv": f"{SITES}S1,East,US,,Europe/London\n"})
    folder.built()
    assert folder.rows("timesheet", "submitted_on") == [(date(2024, 7, 1),)]


def test_without_sites_dates_are_those_of_utc(programme: Callable[..., Folder]) -> None:
    sheet = "T1,A1,2024-06-30,8,1,USD,2024-07-01T02:00:00+05:00,approved\n"
    folder = programme(
        {
            "programme.toml": settings("timesheet, sheet*.csv, client, delta"),
            "2024-07-31/sheet.csv": SHEETS + sheet,
        }
    )
    folder.built()
    assert folder.rows("timesheet", "submitted_on") == [(date(2024, 6, 30),)]
