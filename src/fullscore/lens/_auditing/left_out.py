"""The records that one lens counts and another leaves out, by name."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.lens._auditing.results import LeftOut, Record
from fullscore.measures._aggregates import Codes
from fullscore.measures._atoms import NO_MONTH, month_number, month_numbers
from fullscore.measures._days import day_numbers
from fullscore.measures._frame import columns_of, flags, numbers
from fullscore.measures._shape import Measure, Reading, Records
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month

MOST = 1000
"""How many records are listed."""


def left_out(edition: Edition, measure: Measure, agreed: Lens, seen: Lens, first: Month, last: Month) -> LeftOut:
    """Records that the agreed lens counts in some months and the other lens counts in none at all.

    They are rows of the narrowest table that both lenses rest on: of a clock that stops at the start, assignments.
    """
    records = _shared(measure, agreed, seen)
    if records is None:
        return LeftOut(n=0, records=())
    readings = [measure.reading(measure.canonical(lens)) for lens in (agreed, seen)]
    names = [f"key_{name}" for name, _ in records.key]
    keys = {f"key_{of_table}": column(of_atom) for of_table, of_atom in records.key}
    rows = edition.run(_read(measure.atoms(edition), readings, keys))
    in_months = _months(rows, readings[0])
    ours = _counted(rows, readings[0]) & (in_months >= month_number(first)) & (in_months <= month_number(last))
    theirs = _counted(rows, readings[1])
    # Most rows are counted by both, and are not looked at; a key may have several.
    gone = rows.select(names).filter(pa.array(ours & ~theirs)).drop_null().group_by(names).aggregate([])
    also = rows.select(names).filter(pa.array(theirs))
    gone = gone.join(also, names, join_type="left anti").rename_columns([name for name, _ in records.key])
    return LeftOut(n=gone.num_rows, records=_listed(edition, records, gone) if gone.num_rows else ())


def _read(atoms: Any, readings: list[Reading], keys: dict[str, Any]) -> Any:
    """What tells which atoms some readings count, beside the keys of their records."""
    parts = {f"m_{r.month}": column(r.month).cast("date") for r in readings}
    parts |= {f"k_{name}": column(name) for r in readings for name in r.keep}
    parts |= {f"v_{name}": column(name) for r in readings for name in r.columns if name != r.month}
    return atoms.select(**keys, **parts)


def _months(rows: pa.Table, reading: Reading) -> Codes:
    return month_numbers(day_numbers(rows[f"m_{reading.month}"]))


def _counted(rows: pa.Table, reading: Reading) -> npt.NDArray[np.bool_]:
    """The atoms that a reading counts; what it drops because of its size is not among them."""
    _, taken = columns_of(reading, {n: numbers(rows[f"v_{n}"]) for n in reading.columns if n != reading.month})
    for name in reading.keep:
        taken &= flags(rows[f"k_{name}"])
    return np.asarray(taken & (_months(rows, reading) != NO_MONTH), dtype=np.bool_)


def _listed(edition: Edition, records: Records, gone: pa.Table) -> tuple[Record, ...]:
    names = [name for name, _ in records.key]
    rows = edition.table(records.table.name).semi_join(edition.lend(gone), names)
    rows = rows.order_by(["_file", "_line"]).select(*names, "_file", "_line").limit(MOST)
    return tuple(
        Record(
            table=records.table.name,
            key=tuple((name, row[name]) for name in names),
            file=row["_file"] or "",
            line=row["_line"] or 0,
        )
        for row in edition.run(rows).to_pylist()
    )


def _shared(measure: Measure, agreed: Lens, seen: Lens) -> Records | None:
    others = {records.table.name for records in measure.records(seen)}
    found = [records for records in measure.records(agreed) if records.table.name in others]
    # A measure names its records from the widest to the narrowest; a whole key leads to single rows.
    whole = [records for records in found if tuple(name for name, _ in records.key) == records.table.key]
    return next(reversed(whole or found), None)
