"""What a canonical table is made of: kinds of column, columns, tables."""

from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import Literal

from fullscore.terms.declared import declared


class Kind(Enum):
    """A type of the exchange format."""

    id = auto()
    text = auto()
    choice = auto()
    date = auto()
    month = auto()
    time = auto()
    money = auto()
    hours = auto()
    number = auto()
    whole = auto()
    flag = auto()

    @property
    def stored_as(self) -> str:
        """The engine's type: money and hours are exact, since sums of floats differ from run to run."""
        return _STORED_AS.get(self, "VARCHAR")


_STORED_AS = {
    Kind.date: "DATE",
    Kind.month: "DATE",
    Kind.time: "TIMESTAMP",
    Kind.money: "DECIMAL(18,4)",
    Kind.hours: "DECIMAL(9,2)",
    Kind.number: "DOUBLE",
    Kind.whole: "BIGINT",
    Kind.flag: "BOOLEAN",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a canonical table.

    ``optional`` columns may be empty. ``options`` lists what a choice may hold. ``parent`` is the table whose key an
    id names ("self" for the column's own table): where that table is delivered, an unknown id holds the row.
    ``essential``: a file without this column is refused whole. ``minimum`` is the least value that is believed.
    ``free`` text is scanned for mail addresses and telephone numbers, which are masked at reading. ``key_default``
    is what an empty cell counts as in the table's key: a distribution without a round is the first.
    """

    name: str
    kind: Kind
    optional: bool = False
    options: tuple[str, ...] = ()
    parent: "Table | Literal['self'] | None" = None
    essential: bool = False
    minimum: float | None = None
    free: bool = False
    key_default: int | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A canonical table.

    Attributes:
        group: the section of the exchange format it belongs to; ``identity`` is computed, never delivered.
        key: the columns that name a row within its feed.
        cut_by: the date columns (first that is filled) whose month cuts the table into parts; empty: one part.
        currency_day: the dates or instants (first that is filled) whose day's rate turns its money into the
            programme's currency; empty with money columns: the edition's date.
        site_via: the id column through whose table a row without a site of its own finds it; None: none.
        reference: derived from the ids that other tables carry where no feed delivers it.
        progress: columns whose change from one delivery to the next is ordinary progress, never a restatement. That
            an empty cell is filled is always progress and is not listed.
        progress_together: columns whose change is progress only where they change in the same delivery.
        progress_once: columns that are filled once; any later change is no progress.
        amendable: columns that say what the client needs, where it is booked and who answers for it. That the client
            changes them, as its events or its own feed show, is an amendment and no restatement.
    """

    name: str
    group: Literal["reference", "sourcing", "work", "money", "talent", "voice", "identity"]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    cut_by: tuple[str, ...] = ()
    currency_day: tuple[str, ...] = ()
    site_via: str | None = None
    reference: bool = False
    progress: tuple[str, ...] = ()
    progress_together: tuple[str, ...] = ()
    progress_once: tuple[str, ...] = ()
    amendable: tuple[str, ...] = ()
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        named = [*self.key, *self.cut_by, *self.currency_day, *filter(None, [self.site_via])]
        named += [*self.progress, *self.progress_together, *self.progress_once, *self.amendable]
        unknown = [name for name in named if name not in self.by_name]
        if unknown:
            raise ValueError(f"{self.name} names columns that it does not have: {', '.join(unknown)}")

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def money(self) -> tuple[str, ...]:
        """Its money columns; each has a ``<column>_base`` beside it in an edition."""
        return tuple(column.name for column in self.columns if column.kind is Kind.money)

    @property
    def times(self) -> tuple[str, ...]:
        """Its instants (``…_at``); each has a local date ``…_on`` beside it in an edition."""
        return tuple(column.name for column in self.columns if column.kind is Kind.time)

    @property
    def essential(self) -> tuple[str, ...]:
        """Columns without which a file of this table is refused whole: its key, and what is marked so.

        A key column that may be left out, because an empty cell stands for something, is not among them.
        """
        needed = {name for name in self.key if self.by_name[name].key_default is None}
        return tuple(column.name for column in self.columns if column.name in needed or column.essential)

    def parents(self) -> dict[str, "Table"]:
        """The tables that its id columns name, by column; a self reference gives the table itself."""
        return {c.name: self if c.parent == "self" else c.parent for c in self.columns if c.parent is not None}


@cache
def tables() -> dict[str, Table]:
    """Every canonical table by name, parents before children."""
    found: dict[str, Table] = declared("fullscore.model")
    ordered: dict[str, Table] = {}

    def place(table: Table) -> None:
        for parent in table.parents().values():
            if parent.name not in ordered and parent is not table:
                place(parent)
        ordered.setdefault(table.name, table)

    for table in found.values():
        place(table)
    return ordered


@cache
def derived_tables() -> dict[str, Table]:
    """Every table that a build computes and no feed can deliver, by name."""
    found: dict[str, Table] = declared("fullscore.model._derived")
    return found


def table_called(name: str) -> Table:
    """A table of an edition, delivered or computed.

    Raises:
        KeyError: there is none of that name; the author's fault.
    """
    return derived_tables().get(name) or tables()[name]
