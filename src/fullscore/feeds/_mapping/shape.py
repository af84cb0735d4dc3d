"""A mapping: how one export is understood, read from its TOML once and then used as it stands.

Of a column the verbs work in this order: ``from`` or ``join`` gives the text, ``split`` cuts it, ``values`` translates
it, ``constant`` fills it where it is empty, ``pseudonym`` hides it, ``date_format`` types it and ``unit`` converts it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property

from fullscore.model._shape import Table

ANY_OTHER = "*"
"""The key of ``values`` that stands for every filled cell whose word is not listed, so that a new wording of a reason
becomes ``other`` instead of refusing its row."""


@dataclass(frozen=True, kw_only=True)
class FileReading:
    """How the file itself is read.

    ``skip_rows`` None lets the heading be looked for among the first rows. ``date_format`` holds strptime codes; empty
    means ISO 8601. ``thousands`` empty means that a grouped number is refused. ``period`` is a regular expression over
    the file's name. ``aside`` lists headings that are known and deliberately not taken, so that they are no news.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    skip_rows: int | None = None
    footer: int = 0
    date_format: tuple[str, ...] = ()
    decimal: str = "."
    thousands: str = ""
    period: str = ""
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """Where one canonical column comes from. Headings are lists of variants, of which a file has one.

    An empty variant of a joined heading says that a file may do without it, even where the column is essential. What
    ``split`` cuts must have the shape of its pattern; where it has, and the group took no part in it, nothing is kept.
    """

    name: str
    headings: tuple[str, ...] = ()
    join: tuple[tuple[str, ...], ...] = ()
    separator: str = ":"
    split: str = ""
    part: int = 1
    values: tuple[tuple[str, str], ...] = ()
    constant: str | None = None
    pseudonym: bool = False
    date_format: tuple[str, ...] = ()
    unit: str = ""

    @property
    def reads(self) -> tuple[tuple[str, ...], ...]:
        """The headings that it reads, each as its variants."""
        return (self.headings,) if self.headings else self.join

    @property
    def always_filled(self) -> bool:
        """Whether every empty cell becomes something, and no filled one becomes empty."""
        words = dict(self.values)
        return bool(self.constant) or (bool(words.get("")) and all(words.values()))


@dataclass(frozen=True, kw_only=True)
class Unpivot:
    """One row for each listed column that is filled: its heading goes to ``name``, its cell to ``value``.

    ``pattern`` is a regular expression that the whole heading must match; empty where ``columns`` lists headings.
    ``others`` are further variants of a heading in ``columns``, whose own spelling ``name`` then gets.
    ``less`` lists those of ``columns`` whose amounts are written without a sign although they are taken off: their sign
    is turned, so that the rows of one line add up to what it came to.
    """

    columns: tuple[str, ...] = ()
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pattern: str = ""
    less: tuple[str, ...] = ()
    name: str
    value: str

    @property
    def reads(self) -> tuple[tuple[str, ...], ...]:
        """The listed headings, each as its variants."""
        return tuple((heading, *dict(self.others).get(heading, ())) for heading in self.columns)


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """How one table is fed.

    ``where`` names, for each heading, the values of the rows that the table takes (case does not matter, "" is the
    empty cell, and with it the absent heading); a row must match every heading. ``order_by`` is the heading whose
    number or date orders revisions of the same key, the highest winning. ``first_by`` is the heading of what the rows
    repeat: of rows of the same key, the first in the file wins; the others land beside it and yield to it when the
    table is built. Together: the first row of the highest revision wins. Both are variants, of which a file has one.
    """

    table: Table
    columns: tuple[ColumnMapping, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unpivot: Unpivot | None = None
    first_by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()

    @property
    def selective(self) -> bool:
        """Whether its rows are other than the file's."""
        return bool(self.where or self.unpivot)

    @property
    def reads(self) -> tuple[tuple[str, ...], ...]:
        """Every heading that it reads, as variants."""
        found = [variants for column in self.columns for variants in column.reads]
        found += [(heading,) for heading, _ in self.where]
        found += [variants for variants in (self.order_by, self.first_by) if variants]
        return tuple(dict.fromkeys([*found, *(self.unpivot.reads if self.unpivot else ())]))

    @property
    def essential(self) -> tuple[tuple[str, ...], ...]:
        """Headings (as variants) without which the file is refused whole."""
        needed = {name for name in self.table.essential if not self.table.by_name[name].optional}
        found = [
            variants
            for column in self.columns
            if column.name in needed and column.constant is None
            for variants in column.reads
            if "" not in variants
        ]
        # A heading that the file does not have is empty throughout, which a condition may allow.
        found += [(heading,) for heading, values in self.where if "" not in map(str.strip, values)]
        found += [variants for variants in (self.order_by, self.first_by) if variants]
        made = {self.unpivot.name, self.unpivot.value} if self.unpivot else set()
        return tuple(dict.fromkeys(variants for variants in found if not made & set(variants)))


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """One export, understood."""

    name: str
    file: FileReading
    tables: tuple[TableMapping, ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of its canonical JSON: equal exactly where two mappings read alike."""
        return hashlib.sha256(
            json.dumps(
                {
                    "file": asdict(self.file),
                    "tables": [
                        {
                            "table": share.table.name,
                            "columns": [asdict(column) for column in share.columns],
                            "where": share.where,
                            "unpivot": asdict(share.unpivot) if share.unpivot else None,
                            "first_by": share.first_by,
                            "order_by": share.order_by,
                        }
                        for share in self.tables
                    ],
                },
                sort_keys=True,
                separators=(",", ":"),
                ensure_ascii=False,
            ).encode()
        ).hexdigest()

    @property
    def essential(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(variants for share in self.tables for variants in share.essential))
