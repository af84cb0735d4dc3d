"""What deliveries changed, by a plain Python reading of the same rows: one key, one delivery after another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, str]
"""Cells as text; empty where there is nothing."""

AMENDABLE = {
    "requisition": (
        *("title", "role_id", "org_unit_id", "site_id", "hiring_manager_id", "resource_type", "positions"),
        *("max_bill_rate", "currency", "rate_unit", "needed_at", "target_start"),
    ),
    "assignment": ("org_unit_id", "hiring_manager_id"),
    "org_unit": (),
}
PROGRESS = {"requisition": ("status", "status_at", "hold_days"), "assignment": (), "org_unit": ()}
KEYS = {"requisition": "requisition_id", "assignment": "assignment_id", "org_unit": "org_unit_id"}
DATES = {"requisition": "submitted_at", "assignment": "start_date", "org_unit": ""}


@dataclass(frozen=True)
class Delivery:
    """What one folder brings of each table."""

    day: date
    rows: Mapping[str, list[Row]]


@dataclass(frozen=True)
class Found:
    kind: str
    table: str
    key: str
    column: str
    was: str
    now: str
    first_seen: date
    changed_in: date


def found(deliveries: list[Delivery]) -> list[Found]:
    """Every change beyond progress, in tables that are full snapshots."""
    events = [row for delivery in deliveries for row in delivery.rows.get("requisition_event", ())]
    notices = [row for delivery in deliveries for row in delivery.rows.get("correction_notice", ())]
    notices = [notice for notice in notices if _counts(notice)]
    moves = _unit_moves(deliveries)
    made: list[Found] = []
    for table, key in KEYS.items():
        days = [d.day for d in deliveries if table in d.rows]
        told = {d.day: {row[key]: row for row in d.rows[table]} for d in deliveries if table in d.rows}
        for id in sorted({id for rows in told.values() for id in rows}):
            made += _of_key(table, id, days, told, events, notices, moves)
    return made


def _of_key(
    table: str,
    id: str,
    days: list[date],
    told: Mapping[date, Mapping[str, Row]],
    events: list[Row],
    notices: list[Row],
    moves: list[tuple[str, date]],
) -> list[Found]:
    made: list[Found] = []
    last: Row | None = None
    is_gone, was_only_draft, since = False, True, dict[str, date]()
    first = next(day for day in days if id in told[day])
    for n, day in enumerate(days):
        row = told[day].get(id)
        if last is None:
            last, since = row, dict.fromkeys(row or (), day)
        elif row is None and not is_gone:
            is_gone = True
            if not was_only_draft:
                if notice := _notice(notices, table, id, "", day, last):
                    kind = notice
                else:
                    kind = "amended" if _is_replaced(table, id, days[:n], day, told, last) else "vanished"
                made.append(Found(kind, table, id, "", "", "", first, day))
        elif row is not None:
            if is_gone and not was_only_draft:
                kind = _notice(notices, table, id, "", day, last) or "reappeared"
                made.append(Found(kind, table, id, "", "", "", first, day))
            is_gone = False
            for column in row:
                was, now = last[column], row[column]
                if was == now:
                    continue
                if _is_change(table, column, last, row):
                    kind = _notice(notices, table, id, column, day, last)
                    before = max((d for d in days[:n]), default=day)
                    kind = kind or (_amended(table, column, last, row, before, day, events, moves) or "rewritten")
                    made.append(Found(kind, table, id, column, was, now, since[column], day))
                since[column] = day
            last = row
        if row is not None and row.get("status") != "draft":
            was_only_draft = False
    return made


def _is_change(table: str, column: str, was: Row, now: Row) -> bool:
    if not was[column] or column in PROGRESS[table] or was.get("status") == "draft":
        return False
    if table == "assignment" and column in ("planned_end", "extensions"):
        other = "extensions" if column == "planned_end" else "planned_end"
        return was[other] == now[other]
    return True


def _amended(
    table: str, column: str, was: Row, now: Row, before: date, day: date, events: list[Row], moves: list[Any]
) -> str:
    between = [
        event
        for event in events
        if event["requisition_id"] == was.get("requisition_id") and str(before) <= event["at"][:10] <= str(day)
    ]
    reopened = any(event["event"] == "reopened" for event in between) and table == "requisition"
    asked = any(event["actor"] == "client" for event in between) or reopened
    units = {was.get("org_unit_id"), now.get("org_unit_id")}
    shown = [
        table == "org_unit",
        column in AMENDABLE[table] and asked,
        reopened and column in ("approved_at", "released_at", "close_reason", "close_cause"),
        column in ("org_unit_id", "hiring_manager_id")
        and any(unit in units and before <= moved <= day for unit, moved in moves),
        table == "assignment"
        and column in (*AMENDABLE[table], "end_date", "end_reason", "end_cause", "bill_rate", "pay_rate")
        and int(now["extensions"] or 0) > int(was["extensions"] or 0)
        and now["planned_end"] != was["planned_end"],
    ]
    return "amended" if any(shown) else ""


def _counts(notice: Row) -> bool:
    return notice["table"] in KEYS and not {"colour"} & set(notice["columns"].split(";"))


def _notice(notices: list[Row], table: str, id: str, column: str, day: date, last: Row) -> str:
    kinds = set()
    for notice in notices:
        columns = [name for name in notice["columns"].split(";") if name]
        keys = [key for key in notice["keys"].split(";") if key]
        on = str(day)
        if notice["valid_to"] and notice["valid_to"] < notice["announced_on"] and DATES[table]:
            on = last[DATES[table]][:10]
        if (
            notice["table"] == table
            and (not keys or id in keys)
            and (not columns or column in columns)
            and notice["announced_on"] <= str(day)
            and (notice["valid_from"] or "0") <= on <= (notice["valid_to"] or "9")
        ):
            kinds.add("erased" if notice["kind"] == "erasure" else "corrected")
    return "erased" if "erased" in kinds else "corrected" if kinds else ""


def _is_replaced(table: str, id: str, before: list[date], day: date, told: Mapping[date, Any], last: Row) -> bool:
    """Whether a row of the same content is new in the delivery, one for each that went."""
    known = {key for earlier in before for key in told[earlier]}
    content = _content(table, last)
    fresh = [key for key, row in told[day].items() if key not in known and _content(table, row) == content]
    went = [key for key, row in told[before[-1]].items() if key not in told[day] and _content(table, row) == content]
    return sorted(went).index(id) < len(fresh)


def _content(table: str, row: Row) -> tuple[str, ...]:
    return tuple(cell for name, cell in row.items() if name not in (KEYS[table], *PROGRESS[table]))


def _unit_moves(deliveries: list[Delivery]) -> list[tuple[str, date]]:
    found: list[tuple[str, date]] = []
    last: dict[str, Row] | None = None
    for delivery in deliveries:
        if "org_unit" not in delivery.rows:
            continue
        now = {row["org_unit_id"]: row for row in delivery.rows["org_unit"]}
        if last is not None:
            found += [(id, delivery.day) for id in {*now, *last} if now.get(id) != last.get(id)]
        last = now
    return found
