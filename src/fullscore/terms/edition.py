"""An edition as its readers see it: tables to compute from, without a database in hand."""

from datetime import date
from decimal import Decimal
from typing import Any, Protocol


class Edition(Protocol):
    """What a measure, a lens, a finding or a question is given.

    Expressions are those of the expression library that only ``model`` and ``store`` import; readers only call
    methods on them.
    """

    @property
    def id(self) -> str: ...

    @property
    def as_of(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def country(self) -> str:
        """The programme's default business calendar."""
        ...

    @property
    def settings(self) -> dict[str, Any]:
        """``programme.toml`` as it was when the edition was built."""
        ...

    def has(self, table: str) -> bool:
        """Whether a feed delivered the table, or it could be derived."""
        ...

    def table(self, table: str) -> Any:
        """The rows in force, as an expression; a table that was not delivered is empty."""
        ...

    def versions(self, table: str) -> Any:
        """Every version with ``_from`` and ``_to``, as an expression."""
        ...

    def calendar(self) -> Any:
        """For every place (``country``, ``subdivision``, empty: the whole country) and ``day``, the running counts
        ``business_index`` and ``working_index``, as an expression."""
        ...

    def rate(self, currency: str, day: date) -> Decimal | None:
        """Programme currency for one unit of a currency on a day, by the same rates as every ``…_base``; None where
        none is known."""
        ...

    def ancestors(self, table: str) -> Any:
        """Each row in force of a table that refers to itself (``id``) with itself and every row above it
        (``ancestor_id``), as an expression."""
        ...

    def lend(self, rows: Any) -> Any:
        """An Arrow table that was computed outside, as an expression."""
        ...

    def keep(self, expression: Any) -> Any:
        """An expression whose rows are computed once where they are read several times, as an expression."""
        ...

    def run(self, expression: Any) -> Any:
        """Compute an expression.

        Returns:
            An Arrow table.
        """
        ...
