"""The sample programme as an edition in memory: what its sheets tell, without a folder, a feed or a build.

A build of thirty-six deliveries takes a minute; a question that reads a dozen tables is asked of many seeds in
seconds. Money has one rate for a currency; local dates are those of UTC.
"""

import tomllib
from copy import copy
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fullscore.model._shape import Kind, derived_tables, table_called, tables
from fullscore.simulate import (
    _ledger,
    _money,
    _organisation,
    _requests,
    _statements,
    _suppliers,
    _talent,
    _voice,
    _work,
)
from fullscore.simulate._deliveries import MONTH_ENDS, MONTHS
from fullscore.simulate._settings import HEAD, TAIL
from fullscore.simulate._story import Story, story

RATES = {"USD": 1.0, "GBP": 1.27, "EUR": 1.08, "INR": 0.012, "CAD": 0.73}
KINDS = {
    Kind.date: pa.date32(), Kind.month: pa.date32(), Kind.time: pa.timestamp("us"), Kind.money: pa.decimal128(18, 4),
    Kind.hours: pa.decimal128(9, 2), Kind.number: pa.float64(), Kind.whole: pa.int64(), Kind.flag: pa.bool_(),
}  # fmt: skip
LOOKED_BACK = 24
"""Deliveries of which versions are kept."""


class ToldEdition:
    """The protocol ``fullscore.terms.edition.Edition``, over tables that were told; it has no calendar."""

    def __init__(self, told: dict[str, list[tuple[str, pa.Table]]], settings: dict[str, Any], as_of: str) -> None:
        self.id, self.as_of, self.currency, self.country = f"{as_of}-told", as_of, "USD", "US"
        self.settings = settings
        self._con = ibis.duckdb.connect()
        self._lent = count()
        self._there = frozenset(name for name, deliveries in told.items() if deliveries)
        for name in (*tables(), *derived_tables()):
            self._tell(name, told.get(name, []))

    def _tell(self, name: str, deliveries: list[tuple[str, pa.Table]]) -> None:
        shape = table_called(name)
        columns = {c.name: KINDS.get(c.kind, pa.string()) for c in shape.columns}
        parts = []
        for day, rows in deliveries or [("2000-01-01", pa.table({c: pa.array([], k) for c, k in columns.items()}))]:
            cells = {c: _cast(rows[c], kind) if c in rows.column_names else pa.nulls(len(rows), kind)
                     for c, kind in columns.items()}  # fmt: skip
            cells["_from"] = pa.array([date.fromisoformat(day)] * len(rows), pa.date32())
            parts.append(pa.table(cells))
        self._con.create_table(f"raw_{name}", pa.concat_tables(parts))
        key = ", ".join(f'"{c}"' for c in shape.key)
        said = (f"coalesce(cast(\"{c}\" as varchar), '~')" for c in columns if c not in shape.key)
        changed = ", ".join(said)
        base = "".join(
            f", round({m} * CASE currency {' '.join(f'WHEN {c!r} THEN {r}' for c, r in RATES.items())} END, 4)"
            f"::DECIMAL(18,4) AS {m}_base"
            for m in shape.money
        )
        local = "".join(f', CAST("{t}" AS DATE) AS "{t.removesuffix("at")}on"' for t in shape.times)
        feed = f"hr_{name}.csv as {name}"
        self._con.raw_sql(
            f"CREATE TABLE {name} AS WITH said AS (SELECT *, concat_ws('|', {changed or key}) AS _said"
            f" FROM raw_{name}),"
            f" news AS (SELECT *, lag(_said) OVER (PARTITION BY {key} ORDER BY _from) IS DISTINCT FROM _said AS _new"
            f" FROM said), kept AS (SELECT * EXCLUDE (_new, _said) FROM news WHERE _new)"
            f" SELECT *, lead(_from) OVER (PARTITION BY {key} ORDER BY _from) AS _to, '{feed}' AS _feed,"
            f" strftime(_from, '%Y-%m-%d') || '/hr_{name}.csv' AS _file, 1 AS _line, false AS _beside{base}{local}"
            " FROM kept"
        )

    def without(self, *names: str) -> "ToldEdition":
        """The same edition as if nobody had delivered some tables."""
        other = copy(self)
        other._there = self._there - set(names)
        return other

    def has(self, table: str) -> bool:
        return table in self._there

    def versions(self, table: str) -> Any:
        rows = self._con.table(table)
        return rows if table in self._there else rows.limit(0)

    def table(self, table: str) -> Any:
        rows = self.versions(table)
        return rows.filter(rows["_to"].isnull() & ~rows["_beside"])

    def ancestors(self, table: str) -> Any:
        shape = tables()[table]
        parent = next(c for c, of in shape.parents().items() if of is shape)
        self._con.raw_sql(
            f"CREATE OR REPLACE TABLE up_{table} AS WITH RECURSIVE up AS (SELECT {shape.key[0]} AS id,"
            f" {shape.key[0]} AS ancestor_id FROM {table} UNION SELECT up.id, t.{parent} FROM up"
            f" JOIN {table} t ON t.{shape.key[0]} = up.ancestor_id WHERE t.{parent} IS NOT NULL) SELECT * FROM up"
        )
        return self._con.table(f"up_{table}")

    def rate(self, currency: str, day: date) -> Decimal | None:
        return Decimal(str(RATES[currency])) if currency in RATES else None

    def lend(self, rows: Any) -> Any:
        return self._con.create_table(f"lent_{next(self._lent)}", rows, temp=True)

    def calendar(self) -> Any:
        """Weekdays count as business days and as working days, everywhere alike."""
        days = np.arange(np.datetime64("2015-01-01"), np.datetime64("2031-01-01"))
        runs = np.cumsum(np.is_busday(days))
        rows = {"country": [self.country] * len(days), "subdivision": [""] * len(days), "day": pa.array(days)}
        return self.lend(pa.table({**rows, "business_index": runs, "working_index": runs}))

    def keep(self, expression: Any) -> Any:
        return self._con.create_table(f"kept_{next(self._lent)}", expression, temp=True)

    def run(self, expression: Any) -> Any:
        return self._con.to_pyarrow(expression)


def _cast(cells: Any, kind: Any) -> Any:
    if pa.types.is_timestamp(kind) and pa.types.is_string(cells.type):
        cells = pc.replace_substring(cells, "Z", "")
    if pa.types.is_boolean(kind) and pa.types.is_string(cells.type):
        return pc.equal(cells, "true")
    if pa.types.is_date(kind) and pa.types.is_string(cells.type):
        # A few dates of the ledger are planted so that a feed refuses their rows.
        cells = pc.if_else(pc.match_substring_regex(cells, r"^\d{4}-"), cells, pa.scalar(None, pa.string()))
    return cells.cast(kind)


@cache
def northgate_told(seed: int, scale: float) -> Story:
    return story(seed, scale)


def northgate_edition(
    seed: int, scale: float, last: int = MONTHS - 1, *, with_hours: bool = False, with_history: bool = False
) -> ToldEdition:
    """The sample programme's tables on people, sourcing and money as they stood at a delivery, the last by default.

    Args:
        with_hours: whether timesheets are told too, of which there are as many as of everything else.
        with_history: whether the versions of requisitions are told, by the MSP.
    """
    told = northgate_told(seed, scale)
    sheets = [
        *_organisation.sheets(), *_suppliers.sheets(told.who), _money.sheet(told.jobs, told.bills),
        *_requests.sheets(told.asks, told.course, told.sent, told.found, told.made)[:1],
        *_work.sheets(told.jobs, told.weeks)[: 2 if with_hours else 1],
        *_talent.sheets(told.seed, told.scale, told.jobs)[:3],
        _ledger.sheet(told.lines), *_statements.sheets(told.works), *_voice._notices(told.jobs, told.made),
    ]  # fmt: skip
    told_before = ("assignment", "vacancy", *(["requisition"] if with_history else []))
    tables_: dict[str, list[tuple[str, pa.Table]]] = {}
    for sheet in sheets:
        some = [n for n in range(last + 1) if n % sheet.every == 0 or n == MONTHS - 1]
        if sheet.full:
            some = some[-LOOKED_BACK:] if sheet.table in told_before else some[-1:]
        tables_[sheet.table] = [(str(MONTH_ENDS[n]), rows) for n in some if (rows := sheet.as_of(n)).num_rows]
    tables_["vendor_match"] = [(str(MONTH_ENDS[last]), _matches(_ledger.sheet(told.lines).as_of(last)))]
    settings = tomllib.loads(HEAD + '\n[[party]]\nid = "hr"\nname = "HR"\nkind = "client"\n' + TAIL)
    settings["feed"] = [
        {"table": name, "files": f"hr_{name}.csv", "party": "hr"} for name in tables_
    ]  # fmt: skip
    if with_history:
        settings["party"].append({"id": "msp", "name": "Meridian Row Workforce", "kind": "msp", "fee_basis": "fixed"})
        next(feed for feed in settings["feed"] if feed["table"] == "requisition")["party"] = "msp"
    return ToldEdition(tables_, settings, str(MONTH_ENDS[last]))


def _matches(lines: pa.Table) -> pa.Table:
    """Who the ledger's vendors are, as it was made: a supplier, or an agency that is one of a few suppliers."""
    rows = {(row["vendor_id"], row["vendor_name"]) for row in lines.select(["vendor_id", "vendor_name"]).to_pylist()}
    found = []
    for id, name in sorted(rows):
        number = int(id.split("-")[1])
        known = number if number < _suppliers.COUNT else ((number - _suppliers.COUNT) * 7 + 3) % _suppliers.COUNT
        is_known = number < _suppliers.COUNT + _ledger.KNOWN
        found.append({
            "vendor_id": id, "vendor_name": name, "supplier_id": f"S-{known + 1:03d}" if is_known else None,
            "state": "matched" if is_known else "unmatched", "basis": "name", "decided_by": "model",
        })  # fmt: skip
    return pa.Table.from_pylist(found)
