"""An edition as its readers see it: tables to compute from, without a database in hand."""

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

    def subtrees(self) -> Any:
        """Each org unit (``unit_id``) with itself and every unit above it (``ancestor_id``), as an expression."""
        ...

    def run(self, expression: Any) -> Any:
        """Compute an expression.

        Returns:
            An Arrow table.
        """
        ...
