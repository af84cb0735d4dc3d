"""An edition as if other things had been delivered: tables left out, columns filled or emptied."""

from collections.abc import Callable, Mapping
from typing import Any

from fullscore.lens._view import View
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
