"""An edition in which nothing is computed twice, for as long as its audits last."""

from typing import Any

from fullscore.lens._view import View
from fullscore.terms.edition import Edition

MOST_BYTES = 16_000_000
"""Results larger than this are computed again, which happens seldom, rather than kept."""


def once(edition: Edition) -> "Once":
    """The edition as one that keeps what it has computed, itself where it is such a one."""
    return edition if isinstance(edition, Once) else Once(edition)


class Once(View):
    """An edition that keeps what it has computed: most measures ask the same of the same tables."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition)
        self._found: dict[Any, Any] = {}
        self._has: dict[str, bool] = {}

    def has(self, table: str) -> bool:
        if table not in self._has:
            self._has[table] = self._edition.has(table)
        return self._has[table]

    def ancestors(self, table: str) -> Any:
        return self._edition.ancestors(table)

    def keep(self, expression: Any) -> Any:
        return self._edition.keep(expression)

    def run(self, expression: Any) -> Any:
        # Expressions are equal, and hash alike, where they say the same of the same tables.
        key = expression.op()
        if key in self._found:
            return self._found[key]
        rows = self._edition.run(expression)
        if rows.nbytes <= MOST_BYTES:
            self._found[key] = rows
        return rows
