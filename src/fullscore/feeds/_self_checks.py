"""What a file's own columns say of each other: a line's amount is its quantity times its rate."""

from collections.abc import Collection
from pathlib import Path

from fullscore.model._shape import Table
from fullscore.store.engine import Engine
from fullscore.store.landed import landed_rows_of

CENT = 0.01
"""By so much of its own currency a line may be off for rounding."""
PRICED = ("quantity", "unit_rate", "amount")


def self_checks(engine: Engine, table: Table, written: Path, absent: Collection[str]) -> list[str]:
    """Sentences about lines that contradict themselves; they land all the same, since nobody knows which cell is wrong.

    Args:
        written: the table's landed rows.
        absent: columns that the file does not have.
    """
    if not set(PRICED) <= set(table.by_name) - set(absent):
        return []
    # A line may leave either out, and then says nothing.
    off, priced, first = engine.one(
        f"SELECT count_if(off), count(off), min(_line) FILTER (WHERE off) FROM (SELECT _line, "
        f"abs(quantity * unit_rate::DOUBLE - amount::DOUBLE) > {CENT} + 1e-9 AS off FROM {landed_rows_of(written)})"
    )
    if not off:
        return []
    return [
        f"amount: {off} of {priced} priced lines are not quantity times unit_rate, the first of them on line {first}"
    ]
