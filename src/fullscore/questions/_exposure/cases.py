"""What one rule comes to: those here against it or soon to be, and the records that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.model._shape import Table
from fullscore.workforce.engaged import HORIZON_DAYS, Days, Flags, Texts


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """What a rule could not be held against: people or accounts of a country, and why."""

    rule: str
    country: str
    count: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Cases:
    """One rule's cases, one element each.

    Attributes:
        days: how many days beyond what the rule allows; 0 on its last day, below 0 where that is still to come.
        rests_on: the tables that show it.
        table: where the records behind the cases are.
        key: the columns of that table that name them.
        records: for each case the values of ``key`` of its records.
    """

    rule: str
    country: Texts
    unit: Texts
    days: Days
    rests_on: tuple[Table, ...]
    table: Table
    key: tuple[str, ...]
    records: Sequence[Sequence[tuple[object, ...]]]
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A rule in a country and a unit."""

    rule: str
    country: str
    org_unit_id: str
    count: int
    falling_due_90_days: int
    worst_days: int


def counted(cases: Cases) -> list[Counted]:
    """Count the cases by country and unit; where neither is against the rule nor will be in 90 days, there is none."""
    matter = cases.days > -HORIZON_DAYS
    groups: dict[tuple[str, str], list[int]] = {}
    for country, unit, days in zip(cases.country[matter], cases.unit[matter], cases.days[matter].tolist(), strict=True):
        groups.setdefault((country or "unknown", unit), []).append(days)
    return [
        Counted(
            rule=cases.rule,
            country=country,
            org_unit_id=unit,
            count=sum(day > 0 for day in days),
            falling_due_90_days=sum(day <= 0 for day in days),
            worst_days=max(max(days), 0),
        )
        for (country, unit), days in sorted(groups.items())
    ]


def unknowns(rule: str, countries: Texts, why: str) -> tuple[Unknown, ...]:
    """One for each country."""
    names, counts = np.unique(
        np.array([country or "unknown" for country in countries], dtype=object), return_counts=True
    )
    return tuple(
        Unknown(rule=rule, country=str(name), count=int(count), why=why)
        for name, count in zip(names, counts, strict=True)
    )


def keys_of(cases: Cases, chosen: Flags) -> pa.Table:
    """The records of the cases chosen, as a table of keys."""
    rows = [
        record for is_in, records in zip(chosen.tolist(), cases.records, strict=True) if is_in for record in records
    ]
    columns = [[row[n] for row in rows] for n in range(len(cases.key))]
    kinds = [pa.date32() if name == "due_on" else pa.string() for name in cases.key]
    return pa.table(
        {name: pa.array(column, kind) for name, column, kind in zip(cases.key, columns, kinds, strict=True)}
    )
