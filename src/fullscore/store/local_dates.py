"""Local dates beside instants: the day on which a thing happened is the day where it happened."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from fullscore.model._shape import Table
from fullscore.store.engine import Engine, named

# The engine's instants are UTC without saying so.
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001
"""Between these, changes of the clocks are looked for; beyond them the offset of the bound stands."""
ALWAYS = (datetime.min, datetime.max)  # noqa: DTZ901


def local_name(column: str) -> str:
    """The name of the local date beside an instant: ``submitted_at`` -> ``submitted_on``, ``at`` -> ``on``."""
    return column.removesuffix("at") + "on"


def date_columns(engine: Engine, table: Table, zone_of: tuple[str, str] | None) -> tuple[str, str]:
    """How to compute the local date of every instant of the relation ``arranged``.

    Args:
        zone_of: the column that leads to a site, and the relation that gives its ``zone`` by ``id``; None where no
            site is known: then the dates are those of UTC.

    Returns:
        The select list (starting with a comma, or empty) and the joins it needs (or empty).
    """
    if not table.times:
        return "", ""
    if zone_of is None:
        return "".join(f", CAST(a.{named(c)} AS DATE) AS {named(local_name(c))}" for c in table.times), ""
    column, relation = zone_of
    bounds = ", ".join(f"min({named(c)}), max({named(c)})" for c in table.times)
    known = [instant for instant in engine.one(f"SELECT {bounds} FROM landed_rows") if instant is not None]
    zones = [row[0] for row in engine.rows(f"SELECT DISTINCT zone FROM {relation} WHERE zone IS NOT NULL")]
    _offsets(engine, zones, min(known, default=EARLIEST), max(known, default=EARLIEST))
    select, joins = "", f" LEFT JOIN {relation} AS site_zone ON site_zone.id = a.{named(column)}"
    for n, name in enumerate(table.times):
        joins += (
            f" LEFT JOIN zone_offsets AS z{n} ON z{n}.zone = site_zone.zone AND a.{named(name)} >= z{n}.valid_from "
            f"AND a.{named(name)} < z{n}.valid_to"
        )
        select += (
            f", CAST(a.{named(name)} + to_minutes(coalesce(z{n}.minutes, 0)) AS DATE) AS {named(local_name(name))}"
        )
    return select, joins


def offset_intervals(zone: str, first: datetime, last: datetime) -> list[tuple[datetime, datetime, int]]:
    """The offsets of a zone as intervals of UTC, in minutes; the first and the last reach as far as there are dates.

    Between ``first`` and ``last`` every change of the clocks is there. An unknown zone gives none: its instants keep
    the dates of UTC.
    """
    try:
        where = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return []

    def minutes(instant: datetime) -> int:
        offset = instant.replace(tzinfo=UTC).astimezone(where).utcoffset()
        return int(offset.total_seconds() // 60) if offset else 0

    # A date that stands for "never", such as 9999-12-31, must not make us look at every day until then.
    start, end = (min(max(instant, EARLIEST), LATEST) for instant in (first, last))
    day = datetime(start.year, start.month, start.day) - timedelta(days=2)  # noqa: DTZ001 - as above
    found: list[tuple[datetime, datetime, int]] = []
    since, offset = ALWAYS[0], minutes(day)
    while day < end + timedelta(days=2):
        following = day + timedelta(days=1)
        if minutes(following) != offset:
            change = next(
                day + timedelta(minutes=m) for m in range(1, 1441) if minutes(day + timedelta(minutes=m)) != offset
            )
            found.append((since, change, offset))
            since, offset = change, minutes(change)
        day = following
    found.append((since, ALWAYS[1], offset))
    return found


def _offsets(engine: Engine, zones: list[str], first: datetime, last: datetime) -> None:
    rows = [(zone, *interval) for zone in sorted(zones) for interval in offset_intervals(zone, first, last)]
    arrow = pa.table(
        {
            "zone": pa.array([r[0] for r in rows], pa.string()),
            "valid_from": pa.array([r[1] for r in rows], pa.timestamp("us")),
            "valid_to": pa.array([r[2] for r in rows], pa.timestamp("us")),
            "minutes": pa.array([r[3] for r in rows], pa.int64()),
        }
    )
    with engine.lent("offsets_lent", arrow):
        engine.sql("CREATE OR REPLACE TEMP TABLE zone_offsets AS SELECT * FROM offsets_lent")
