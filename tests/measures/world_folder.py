"""A generated programme on disk: its settings as TOML, its deliveries as files of the exchange format."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fullscore.model._shape import Kind, Table, tables
from tests.measures.world_story import Row

EXACT = {Kind.money: Decimal("0.0001"), Kind.hours: Decimal("0.01")}


def toml(settings: dict[str, Any]) -> str:
    """Settings as TOML: sections are dicts, repeated sections lists of dicts."""
    said = []
    for section, content in settings.items():
        for one in content if isinstance(content, list) else [content]:
            said.append(f"[[{section}]]" if isinstance(content, list) else f"[{section}]")
            said += [f"{key} = {_value(value)}" for key, value in one.items()]
            said.append("")
    return "\n".join(said)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def write_table(path: Path, table: Table, rows: list[Row]) -> None:
    """Write rows as an exchange CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_cell(row[name]) for name in names] for row in rows)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case float():
            return repr(value)
        case _:
            return str(value)


def whole_row(table: Table, row: Row) -> Row:
    """A row with every column of its table, in its order, each value as the table keeps it.

    Raises:
        KeyError: a column was forgotten, or is none of the table's.
        TypeError: a value is not of its column's type.
    """
    if set(row) != {column.name for column in table.columns}:
        raise KeyError(f"{table.name}: {sorted(set(row) ^ {column.name for column in table.columns})}")
    return {column.name: _kept(table, column.name, column.kind, row[column.name]) for column in table.columns}


def _kept(table: Table, name: str, kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind in EXACT:
        return Decimal(value).quantize(EXACT[kind])
    wanted = {Kind.date: date, Kind.month: date, Kind.time: datetime, Kind.number: float, Kind.whole: int}.get(kind)
    if kind is Kind.flag:
        wanted = bool
    if type(value) is not (wanted or str):
        raise TypeError(f"{table.name}.{name}: {value!r} is not what a {kind.name} is kept as")
    return value


def versions(snapshots: list[tuple[date, dict[str, list[Row]]]]) -> dict[str, list[Row]]:
    """Every version of every row: the row with ``_from`` and ``_to``, folder dates, ``_to`` None while in force.

    Args:
        snapshots: the deliveries in order, each the full rows of every table that it brings.
    """
    told: dict[str, list[Row]] = {name: [] for name in tables()}
    for name, table in tables().items():
        standing: dict[tuple[Any, ...], Row] = {}
        for day, rows in snapshots:
            if name not in rows:
                continue
            here = {key_of(table, row): row for row in rows[name]}
            for key in [*standing]:
                if here.get(key) != {k: v for k, v in standing[key].items() if k not in ("_from", "_to")}:
                    standing.pop(key)["_to"] = day
            for key, row in here.items():
                if key not in standing:
                    standing[key] = {**row, "_from": day, "_to": None}
                    told[name].append(standing[key])
    return told


def key_of(table: Table, row: Row) -> tuple[Any, ...]:
    """A row's key; an empty cell counts as what its column says."""
    defaults = {name: table.by_name[name].key_default for name in table.key}
    return tuple(defaults[name] if row[name] is None else row[name] for name in table.key)
