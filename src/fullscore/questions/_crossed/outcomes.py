"""What became of each request, as a measure counts it: the client's own reading, request by request."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.measures._aggregates import estimate
from fullscore.measures._days import day_numbers
from fullscore.measures._figures import Asked, estimates
from fullscore.measures._frame import columns_of, numbers
from fullscore.measures._shape import Measure
from fullscore.model._expressions import column
from fullscore.questions._levers._requests import Requests
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.lens import lens_of
from fullscore.terms.period import Month

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MEANS = ("mean", "share", "ratio", "positive_ratio", "unit_ratio")
"""Aggregates that are a mean of what single records say, so that a lever moves the figure as it moves the records."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A measure's value for each record that belongs to a request of a unit inside.

    Attributes:
        row: of the request.
        value, weight: the figure is the mean of values by these weights.
        table: of the records, ``assignment`` or ``requisition``; ``ids`` are theirs.
        now: the figure of the last year in units that were inside throughout it.
        recent_weight: of all of the last year's records inside; hours a year, where weights are hours.
    """

    row: Codes
    value: Floats
    weight: Floats
    table: str
    ids: pa.Array
    now: Estimate
    recent_weight: float = 0.0


def outcome_of(edition: Edition, measure: Measure, requests: Requests) -> Outcome | None:
    """What a measure says of each request through the client's own lens; None where it is no mean of such records."""
    lens = lens_of(measure.name, measure.axes)
    reading = measure.reading(measure.canonical(lens))
    keys = {records.table.name: dict(records.key) for records in measure.records(lens)}
    table = next((name for name in ("assignment", "requisition") if name in keys), None)
    there = all(edition.has(one.name) for one in measure.rests_on(lens))
    if reading.aggregate not in MEANS or table is None or "org_unit" not in measure.segments or not there:
        return None
    key = keys[table][f"{table}_id"]
    atoms = measure.atoms_of(edition, lens)
    for mask in reading.keep:
        atoms = atoms.filter(column(mask))
    atoms = atoms.filter(column(reading.month).notnull() & column(key).notnull())
    needed = [name for name in reading.columns if name not in (reading.month, key, "org_unit")]
    rows = edition.run(atoms.select(key, "org_unit", _day=column(reading.month).cast("date"), **_named(needed)))
    frame = {name: numbers(rows[f"v_{name}"]) for name in needed}
    for name in reading.columns:
        if name in (key, "org_unit"):
            frame[name] = numbers(rows[name])
    found, taken = columns_of(reading, frame)
    inside = np.array([unit in requests.throughout for unit in rows["org_unit"].to_pylist()], dtype=np.bool_)
    recent = np.flatnonzero(taken & inside & (day_numbers(rows["_day"]) >= requests.since))
    now = estimate(reading.aggregate, found.at(recent))
    weight: Floats = found.weight if reading.weight else np.ones(len(found.value), dtype=np.float64)
    whole = found.value if reading.weight else found.value * weight
    coded = rows[key].combine_chunks().dictionary_encode()
    ids, codes = coded.dictionary, np.asarray(coded.indices, dtype=np.int64)
    sums = np.bincount(codes[taken], whole[taken], len(ids))
    weights = np.asarray(np.bincount(codes[taken], weight[taken], len(ids)), dtype=np.float64)
    row = requests.rows_of(ids if table == "requisition" else _requisition_of(edition, ids))
    kept = np.flatnonzero((row >= 0) & (weights > 0))
    return Outcome(
        row=row[kept],
        value=sums[kept] / weights[kept],
        weight=weights[kept],
        table=table,
        ids=ids.take(pa.array(kept)),
        now=now,
        recent_weight=float(weight[recent].sum()),
    )


def figure_of(edition: Edition, measure: Measure) -> tuple[Estimate, float]:
    """A measure's figure for the whole programme over the last twelve months, and what it is a share of.

    Returns:
        The figure through the client's own lens, without a value where it cannot be told; and the sum of its weights,
        such as what was budgeted, 1 where it has none, 0 where it is not told.
    """
    lens = lens_of(measure.name, measure.axes)
    if not all(edition.has(table.name) for table in measure.rests_on(lens)):
        return Estimate(value=None, n=0), 0.0
    last = Month.parse(edition.as_of)
    reading = measure.reading(measure.canonical(lens))
    if reading.aggregate != "counted_ratio":
        asked = Asked(measure=measure, lens=lens, first=last + -11, last=last)
        return estimates(edition, asked).get((), Estimate(value=None, n=0)), 0.0 if reading.weight else 1.0
    rows = measure.atoms(edition)
    for mask in reading.keep:
        rows = rows.filter(column(mask))
    assert isinstance(reading.value, str)
    # Both sides are sums of what was counted: adding them up where they lie saves fetching every ledger line.
    rows = rows.filter(column(reading.month).between((last + -11).first_day, last.last_day)).aggregate(
        over=column(reading.value).sum(), whole=column(reading.weight).sum(), n=(column(reading.weight) > 0).sum()
    )
    [row] = edition.run(rows).to_pylist()
    whole = float(row["whole"] or 0.0)
    value = row["over"] / whole if whole > 0 else None
    return Estimate.counted(value, int(row["n"] or 0)), whole


def _named(needed: list[str]) -> dict[str, object]:
    return {f"v_{name}": column(name) for name in needed}


def _requisition_of(edition: Edition, ids: pa.Array) -> pa.Array:
    """The requisition of each assignment, null where there is none."""
    import pyarrow.compute as pc

    told = edition.run(edition.table("assignment").select("assignment_id", "requisition_id"))
    at = pc.index_in(ids, value_set=told["assignment_id"].combine_chunks())
    return told["requisition_id"].combine_chunks().take(at)
