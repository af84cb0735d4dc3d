"""The records that one lens counts and another leaves out, by name."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.lens._auditing.results import LeftOut, Record
from fullscore.measures._atoms import Atoms, load, month_number
from fullscore.measures._frame import columns_of
from fullscore.measures._shape import Measure, Reading, Records
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
    names = tuple(of_atom for _, of_atom in records.key)
    atoms = load(edition, measure, readings, segments=names, by_day=True)
    months = atoms.months(readings[0].month)
    ours = _counted(atoms, readings[0]) & (months >= month_number(first)) & (months <= month_number(last))
    theirs = _counted(atoms, readings[1])
    keys = np.zeros(atoms.rows, dtype=np.int64)
    for name in names:
        codes, different = atoms.segments[name]
        keys = keys * max(len(different), 1) + codes
        ours &= np.array([value is not None for value in different] or [False])[codes]
    gone = np.setdiff1d(keys[ours], keys[theirs])
    # One atom of each key tells the key's parts.
    _, at = np.unique(keys, return_index=True)
    rows = at[np.isin(keys[at], gone)]
    told = {of_table: pa.array([atoms.segments[of_atom][1][code] for code in atoms.segments[of_atom][0][rows]])
            for of_table, of_atom in records.key}  # fmt: skip
    return LeftOut(n=len(gone), records=_listed(edition, records, pa.table(told)) if len(gone) else ())


def _counted(atoms: Atoms, reading: Reading) -> npt.NDArray[np.bool_]:
    """The atoms that a reading counts; what it drops because of its size is not among them."""
    _, taken = columns_of(reading, atoms.values)
    return np.asarray(atoms.kept(reading.keep) & taken & ~np.isnan(atoms.days[reading.month]), dtype=np.bool_)


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
