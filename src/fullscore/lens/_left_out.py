"""The records that one lens counts and another leaves out, by name."""

from typing import Any

from fullscore.lens._results import LeftOut, Record
from fullscore.measures._figures import Asked, keys
from fullscore.measures._shape import Measure, Records
from fullscore.model._expressions import column
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Lens
from fullscore.terms.period import Month

MOST = 1000
"""How many records are listed."""


def left_out(
    edition: Edition, measure: Measure, agreed: Lens, seen: Lens, first: Month, last: Month, atoms: Any = None
) -> LeftOut:
    """Records that the agreed lens counts in some months and the other lens counts in none at all.

    They are rows of the narrowest table that both lenses rest on: of a clock that stops at the start, assignments.
    """
    records = _shared(measure, agreed, seen)
    if records is None:
        return LeftOut(n=0, records=())
    theirs = _counted(edition, Asked(measure=measure, lens=agreed, first=first, last=last), records)
    ours = _counted(edition, Asked(measure=measure, lens=seen), records)
    names = [name for name, _ in records.key]
    gone = edition.lend(edition.run(theirs.anti_join(ours, names)))
    rows = edition.table(records.table.name).semi_join(gone, names)
    n = int(edition.run(rows.count().name("n").as_table())["n"][0].as_py())
    listed = edition.run(rows.order_by(["_file", "_line"]).select(*names, "_file", "_line").limit(MOST)).to_pylist()
    return LeftOut(
        n=n,
        records=tuple(
            Record(
                table=records.table.name,
                key=tuple((name, row[name]) for name in names),
                file=row["_file"] or "",
                line=row["_line"] or 0,
            )
            for row in listed
        ),
    )


def _shared(measure: Measure, agreed: Lens, seen: Lens) -> Records | None:
    others = {records.table.name for records in measure.records(seen)}
    found = [records for records in measure.records(agreed) if records.table.name in others]
    # A measure names its records from the widest to the narrowest; a whole key leads to single rows.
    whole = [records for records in found if tuple(name for name, _ in records.key) == records.table.key]
    return (whole or found or [None])[-1]


def _counted(edition: Edition, asked: Asked, records: Records) -> Any:
    """The distinct keys of what a lens counts; what it drops because of its size is not among them."""
    reading = asked.reading
    atoms = keys(edition, asked)
    if reading.drop:
        value: Any = column(reading.value) if isinstance(reading.value, str) else None
        if value is None:
            first, second, *others = reading.value
            below = column(second)
            for other in others:
                below = (column(other) > below).fill_null(False).ifelse(column(other), below)
            value = column(first) - below
        atoms = atoms.filter(value >= 0 if reading.drop == "negative" else value <= 90)
    atoms = atoms.select(**{of_table: column(of_atom) for of_table, of_atom in records.key})
    for name, _ in records.key:
        atoms = atoms.filter(column(name).notnull())
    return atoms.distinct()
