"""An edition as if other things had been delivered: tables left out, columns filled or emptied."""

from collections.abc import Callable, Mapping
from typing import Any

from fullscore.lens._view import View
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition

Change = Callable[[Any], Any]


class Altered(View):
    """The protocol ``fullscore.terms.edition.Edition``: without some tables, and with others changed."""

    def __init__(self, edition: Edition, changes: Mapping[str, Change] | None = None, *, without: str = "") -> None:
        super().__init__(edition)
        self._changes = dict(changes or {})
        self._without = set(without.split())

    def has(self, table: str) -> bool:
        return table not in self._without and super().has(table)

    def _in_force(self, table: str) -> Any:
        rows = super()._in_force(table)
        if table in self._without:
            return rows.limit(0)
        return self._changes.get(table, lambda same: same)(rows)

    def versions(self, table: str) -> Any:
        rows = super().versions(table)
        return rows.limit(0) if table in self._without else rows


def complete(edition: Edition, **other: Change) -> Altered:
    """The sample programme as if everything had been sent that a question declares; ``other`` says otherwise."""
    work = edition.table("assignment")

    def everybody(rows: Any) -> Any:
        people = work.select("worker_id").distinct()
        return rows.union(people.cross_join(rows.limit(1).drop("worker_id")).select(*rows.columns))

    filled: dict[str, Change] = {
        "submittal": lambda rows: rows.mutate(pay_rate=column("bill_rate")),
        "assignment": lambda rows: rows.mutate(pay_rate=column("bill_rate")),
        "deliverable": lambda rows: rows.mutate(score=constant(4.0)),
        "role": lambda rows: rows.mutate(soc_code=constant("15-1252")),
        "distribution": lambda rows: rows.mutate(decided_by=constant("M-1")),
        "clearance": everybody,
    }
    return Altered(edition, {**filled, **other})
