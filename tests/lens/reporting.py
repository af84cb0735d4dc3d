"""Planted reporters: an edition that says, besides what it holds, what parties reported to it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.lens._auditing.results import Audit, Audits
from fullscore.lens._auditing.vintages import KnownBy
from fullscore.lens.audit import audit
from fullscore.measures._shape import Measure
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("report_id", "measure", "segment_kind", "segment", "unit")),
        *((name, pa.string()) for name in ("stated_definition", "stated_lens", "_feed", "_file")),
        *((name, pa.date32()) for name in ("month", "reported_on", "data_cut_on", "_from", "_to")),
        *((name, pa.int64()) for name in ("decimals", "n", "_line")),
        ("value", pa.float64()),
        ("_beside", pa.bool_()),
    ]
)
DECIMALS = {"days": 1, "share": 3, "score": 2, "months": 1, "currency": 0, "currency/hour": 2}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A series as one party reports it: figure and n by month."""

    measure: Measure
    reporter: str
    figures: Mapping[Month, tuple[float, int | None]]
    decimals: int | None = None
    stated: str | None = None
    days_to_report: int = 10
    cut: Mapping[Month, date] = field(default_factory=dict)
    segment: tuple[str, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        decimals = DECIMALS.get(self.measure.unit, 0) if self.decimals is None else self.decimals
        unit = {"currency": "USD", "currency/hour": "USD/hour"}.get(self.measure.unit, self.measure.unit)
        kind, segment = self.segment or (None, None)
        return [
            {
                "report_id": f"{self.reporter}-{self.measure.name}-{month}-{segment}", "measure": self.measure.name,
                "month": month.first_day, "segment_kind": kind, "segment": segment, "value": round(value, decimals),
                "unit": unit, "decimals": decimals, "n": n, "stated_lens": self.stated, "stated_definition": None,
                "reported_on": month.last_day + timedelta(days=self.days_to_report),
                "data_cut_on": self.cut.get(month), "_feed": self.reporter, "_from": month.last_day, "_to": None,
                "_file": f"{self.reporter}.csv", "_line": n_row + 2, "_beside": False, **self.more,
            }
            for n_row, (month, (value, n)) in enumerate(sorted(self.figures.items()))
        ]  # fmt: skip


class Reporting(KnownBy):
    """The protocol ``Edition`` over another edition, with reports and service levels of one's own."""

    def __init__(self, edition: Any, reports: Sequence[Report], levels: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(edition, date.fromisoformat(edition.as_of))
        rows = [row for report in reports for row in report.rows()]
        self._reports = edition.lend(pa.Table.from_pylist(rows, SCHEMA))
        self._levels = [dict(level) for level in levels]

    @property
    def id(self) -> str:
        return str(self._edition.id)

    @property
    def settings(self) -> dict[str, Any]:
        return {**self._edition.settings, "service_level": self._levels}

    def has(self, table: str) -> bool:
        return table == "reported_measure" or bool(self._edition.has(table))

    def table(self, table: str) -> Any:
        return self._reports if table == "reported_measure" else self._edition.table(table)

    def keep(self, expression: Any) -> Any:
        return self._edition.keep(expression)

    def versions(self, table: str) -> Any:
        return self._reports if table == "reported_measure" else self._edition.versions(table)


def audited(edition: Any, reports: Sequence[Report], levels: Sequence[Mapping[str, Any]] = ()) -> Audits:
    """The audits of some reports, as if they had been delivered."""
    return audit(Reporting(edition, reports, levels))


def one(edition: Any, report: Report, levels: Sequence[Mapping[str, Any]] = ()) -> Audit:
    """The audit of one report."""
    [found] = audited(edition, [report], levels).audits
    return found


def level(measure: Measure, lens: Lens, **more: Any) -> dict[str, Any]:
    """A clause of the contract with a lens of its own."""
    return {
        "measure": measure.name, "target": 10.0, "direction": "at_most", "valid_from": "2000-01-01",
        "lens": lens.as_dict(), **more,
    }  # fmt: skip


def told(figures: Mapping[str, tuple[float | None, int]], *, least: int = 1) -> dict[Month, tuple[float, int | None]]:
    """Figures by month, as measures and twins tell them, where there are any."""
    return {
        Month.parse(month): (value, n)
        for month, (value, n) in sorted(figures.items())
        if value is not None and not np.isnan(value) and n >= least
    }


def invented(
    figures: Mapping[Month, tuple[float, int | None]], measure: Measure, draw: random.Random
) -> dict[Month, tuple[float, int | None]]:
    """Figures that nobody counted, better than the true ones and smooth, over true n."""
    values = np.array([value for value, _ in figures.values()])
    level = float(np.median(values)) * draw.uniform(0.75, 0.95)
    spread = 0.04 * abs(level) + 0.002
    found = {}
    for month, (_, n) in figures.items():
        value = level + draw.gauss(0, spread)
        found[month] = (min(max(value, 0.0), 1.0) if measure.unit == "share" else value, n)
    return found


def in_class(found: Audit, lens: Lens, canonical: Lens) -> bool:
    """Whether a definition, or the one that stands for it, is among those an audit found consistent."""
    return bool({lens, canonical} & set(found.consistent))
