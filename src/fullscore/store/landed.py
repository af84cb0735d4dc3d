"""A landed file: what of it was taken, what was refused, and why, written once and never changed."""

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from fullscore.store.engine import parquet

FIRST_LINE = 2
"""The line of a file's first row where its heading is line 1 and its rows follow line by line."""

FAULTS = 'STRUCT("column" VARCHAR, "value" VARCHAR, reason VARCHAR)[]'


@dataclass(frozen=True, kw_only=True)
class LandedTable:
    """One table's share of one file.

    ``read`` = ``landed`` + ``refused``, always. The rows stand in ``<folder>/<table>.parquet``: the table's columns,
    ``_line`` (the physical line where the row begins, the heading being line 1; null throughout where the rows follow
    each other line by line from ``FIRST_LINE``: then ``landed_rows_of`` tells it by their place), ``_revision`` (the
    order among rows of the same key, the highest winning, where the mapping names one) and ``_faults``, null in a
    landed row. In a refused row ``_faults`` lists each faulty column with its value and the reason (no column where the
    row as a whole is meant), and every other column is null but the key's own, as far as they could be read. A table
    with money also has ``_refused``: of a refused row, the money that could be read, so that the amount of a file is
    what landed and what was refused, to the cent.
    """

    table: str
    read: int
    landed: int
    refused: int
    amount: dict[str, tuple[str, str]]
    """For each money column, the sum of what landed and of what was refused though its amount could be read."""
    absent: tuple[str, ...]
    """Canonical columns that the file does not have; empty throughout."""
    notes: tuple[str, ...]
    """Sentences about the file as a whole: an unproven date order, two date styles, masked text."""
    days: tuple[str, str] | None = None
    """First and last day, ISO, of the dates that cut the table into parts; None where there are none."""
    keyed: int = 0
    """Of a full snapshot, refused rows whose key could be read: what stood under it before stays in force."""

    def __post_init__(self) -> None:
        if self.read != self.landed + self.refused:
            raise AssertionError(f"{self.table}: read {self.read} is not landed {self.landed} + refused {self.refused}")

    def refused_amount(self, column: str) -> Decimal:
        return Decimal(self.amount.get(column, ("0", "0"))[1])


@dataclass(frozen=True, kw_only=True)
class Landed:
    """The receipt of one file: its identity, how it was read, what became of it."""

    delivery: str
    """The folder's date, ISO."""
    file: str
    """The path inside ``feeds``, with forward slashes."""
    sha256: str
    size: int
    feed: str
    """The feed's name in the programme."""
    mapping: str
    mapping_hash: str
    rows: int
    """Data rows in the file."""
    untaken: int
    """Rows that no table of the mapping takes; listed in ``untaken.parquet`` as ``_line`` and ``_faults``."""
    period: tuple[str, str] | None
    """First and last month (``2014-04``) that the file says it covers, where its name says so in the declared way."""
    person_headings: tuple[str, ...]
    """Headings that would identify a person: left out at reading, never stored."""
    unknown_headings: tuple[str, ...]
    """Headings that the mapping does not know: kept aside."""
    tables: tuple[LandedTable, ...]

    def write(self, folder: Path) -> None:
        """Write the receipt as ``receipt.json`` in the folder that holds its rows."""
        (folder / "receipt.json").write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", "utf-8")

    @staticmethod
    def read(folder: Path) -> "Landed":
        raw: dict[str, Any] = json.loads((folder / "receipt.json").read_text("utf-8"))
        shares = tuple(
            LandedTable(
                **{
                    **share,
                    "amount": {name: tuple(pair) for name, pair in share["amount"].items()},
                    "absent": tuple(share["absent"]),
                    "notes": tuple(share["notes"]),
                    # A receipt that an earlier release wrote does not tell.
                    "days": tuple(share["days"]) if share.get("days") else None,
                }
            )
            for share in raw.pop("tables")
        )
        return Landed(
            **{
                **raw,
                "period": tuple(raw["period"]) if raw["period"] else None,
                "person_headings": tuple(raw["person_headings"]),
                "unknown_headings": tuple(raw["unknown_headings"]),
            },
            tables=shares,
        )


def landed_rows_of(path: Path) -> str:
    """A relation of a table's rows in a landed file, each with its ``_line``."""
    line = f"coalesce(_line, file_row_number + {FIRST_LINE}) AS _line"
    return f"(SELECT * EXCLUDE (file_row_number) REPLACE ({line}) FROM {parquet(path, numbered=True)})"
