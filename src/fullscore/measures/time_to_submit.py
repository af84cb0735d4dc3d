"""How many days suppliers need to put somebody forward, once the requisition was released to them.

Each requisition has one clock, whatever its number of positions. It starts when the requisition itself, never an
earlier one of its chain, was released, approved or first distributed, and stops when the first candidate was put
forward: the first at all, the first of those who were interviewed, or the first of those whose submittal says placed.
A candidate who was put forward before the start makes a clock that runs backwards. A figure belongs to the month in
which the requisition was submitted (``opened``) or the clock stopped (``submitted``), and to the supplier whose
submittal stopped it. n is the number of clocks; a requisition that nobody has answered yet has none.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._days import KINDS, Calendar, dates, day_numbers
from fullscore.measures._positions import places_of, requisitions, rows_of
from fullscore.measures._segments import with_segments
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column
from fullscore.model.distribution import distribution
from fullscore.model.requisition import requisition
from fullscore.model.submittal import submittal
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

STARTS = ("released", "approved", "distributed")
STOPS = ("first_submittal", "first_interviewed", "placed_submittal")
AXES = (
    Axis("start", STARTS),
    Axis("stop", STOPS),
    Axis("days", KINDS),
    Axis("population", ("recruited", "all")),
    Axis("cohort", ("opened", "submitted")),
    Axis("aggregate", ("mean", "median")),
)


def _atoms(edition: Edition) -> Any:
    """One row for each requisition and stop."""
    asked = edition.run(requisitions(edition))
    sent = edition.table("submittal")
    told = sent.select(
        "submittal_id",
        "requisition_id",
        "supplier_id",
        "submitted_at",
        submitted="submitted_on",
        was_interviewed=sent.interviewed_at.notnull(),
        was_placed=sent.outcome == "placed",
    )
    table = edition.run(told.order_by(["submitted_at", "submittal_id"]))
    rows = rows_of(asked, table["requisition_id"])
    known = rows >= 0
    firsts = [
        _first_of_each(rows, known & of)
        for of in (known, *(np.asarray(table[name].to_numpy()) for name in ("was_interviewed", "was_placed")))
    ]
    return _lent(edition, asked, table, rows, firsts)


def _first_of_each(rows: Codes, counted: Any) -> Codes:
    """Where the first submittal of each requisition stands, among those that count."""
    places = np.flatnonzero(counted)
    return places[np.unique(rows[places], return_index=True)[1]]


def _lent(edition: Edition, asked: pa.Table, sent: pa.Table, of: Codes, firsts: list[Codes]) -> Any:
    taken = np.concatenate(firsts)
    rows = of[taken]
    calendar = Calendar(edition)
    places = places_of(calendar, asked)[rows]
    stopped = day_numbers(sent["submitted"])[taken]
    clock: dict[str, Floats] = {"stop": stopped}
    clock |= {start: day_numbers(asked[f"own_{start}"])[rows] for start in STARTS}
    columns: dict[str, Any] = {
        f"{name}_{kind}": pa.array(calendar.position(kind, places, days), from_pandas=True)
        for name, days in clock.items()
        for kind in KINDS
    }
    stop = np.repeat(np.arange(len(STOPS)), [len(first) for first in firsts])
    columns |= {f"at_{name}": pa.array(stop == n) for n, name in enumerate(STOPS)}
    columns |= {name: sent[name].combine_chunks().take(pa.array(taken)) for name in ("submittal_id", "supplier_id")}
    own = ("requisition_id", "org_unit_id", "site_id", "role_id", "resource_type", "identified")
    columns |= {name: asked[name].combine_chunks().take(pa.array(rows)) for name in own}
    columns["opened"] = dates(day_numbers(asked["own_submitted"])[rows])
    columns["submitted"] = dates(stopped)
    lent = with_segments(edition, edition.lend(pa.table(columns)))
    return lent.mutate(recruited=~column("identified").fill_null(False))


def _reading(lens: Lens) -> Reading:
    return Reading(
        month=lens["cohort"],
        value=(f"stop_{lens['days']}", f"{lens['start']}_{lens['days']}"),
        keep=(f"at_{lens['stop']}", *(["recruited"] if lens["population"] == "recruited" else [])),
        aggregate=lens["aggregate"],  # type: ignore[arg-type]
    )


time_to_submit = Measure(
    name="time_to_submit",
    title="Time to submit",
    unit="days",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=SEGMENTS,
    records=lambda lens: (
        Records(table=requisition, key=(("requisition_id", "requisition_id"),)),
        Records(table=submittal, key=(("submittal_id", "submittal_id"),)),
    ),
    rests_on=lambda lens: (requisition, submittal, *([distribution] if lens["start"] == "distributed" else [])),
    gains_if_lower=("msp", "supplier"),
)
