"""How many days the requisitions that are still open have been waiting.

Looked at on the last day of every month, of the month that is not over on the edition's date. Open is a requisition
that was submitted by then and was not yet filled, cancelled or closed: pending, released or held alike, each once
whatever its positions, and whether or not a worker was identified beforehand. One that was closed and opened again
counts as open in between. The age runs from its own submission, approval or release, never that of an earlier one of
its chain; a requisition that has not come so far has none. ``who_holds`` keeps those in which the next step is that
party's: the holder of a hold (nobody's, where no event names one); the worker's, where as many offers are out or taken
as there are positions; the client's, while a candidate within the highest rate waits for an answer, and until the
approval; the MSP's until the first distribution, or the release where no distribution is recorded; the supplier's from
then on. n is the number of requisitions.
"""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._days import Calendar, dates, day_numbers
from fullscore.measures._moves import moves
from fullscore.measures._positions import places_of, requisitions
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model.requisition import requisition
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens
from fullscore.terms.period import Month, months_between

STARTS = ("submitted", "approved", "released")
KINDS = ("calendar", "business")
HOLDERS = ("client", "msp", "supplier")
ENDED = ("filled", "cancelled", "closed")
AXES = (
    Axis("start", STARTS),
    Axis("days", KINDS),
    Axis("aggregate", ("median", "mean", "p90")),
    Axis("who_holds", ("all", *HOLDERS)),
)
WITHOUT_SUPPLIER = tuple(segment for segment in SEGMENTS if segment not in ("supplier", "tier"))


def _atoms(edition: Edition) -> Any:
    """One row for each month and requisition that was open at its end."""
    asked = edition.run(requisitions(edition))
    submitted = day_numbers(asked["own_submitted"])
    has_ended = np.isin(np.asarray(asked["status"].to_pylist(), dtype=np.str_), ENDED)
    over = np.where(has_ended, day_numbers(asked["status_on"]), np.nan)
    of_move = moves(edition, asked)
    rows, days, holders = [], [], []
    for day in _month_ends(edition, submitted):
        here = np.flatnonzero((submitted <= day) & ~(over <= day))
        rows.append(here)
        days.append(np.full(len(here), day))
        holders.append(of_move.on(day)[here])
    return edition.lend(_columns(edition, asked, np.concatenate(rows), np.concatenate(days), np.concatenate(holders)))


def _month_ends(edition: Edition, submitted: Any) -> list[float]:
    """The last day of every month since the first requisition, the edition's date for the last, since 1970."""
    as_of = date.fromisoformat(edition.as_of)
    first = date.fromordinal(date(1970, 1, 1).toordinal() + int(np.nanmin(submitted))) if len(submitted) else as_of
    months = months_between(Month.of(min(first, as_of)), Month.of(as_of))
    return [float((min(month.last_day, as_of) - date(1970, 1, 1)).days) for month in months]


def _columns(edition: Edition, asked: pa.Table, rows: Any, days: Any, holders: Any) -> pa.Table:
    calendar = Calendar(edition)
    places = places_of(calendar, asked)[rows]
    columns: dict[str, Any] = {"on": dates(days)}
    for start in STARTS:
        begun = day_numbers(asked[f"own_{start}"])[rows]
        begun = np.where(begun <= days, begun, np.nan)
        for kind in KINDS:
            age = calendar.position(kind, places, days) - calendar.position(kind, places, begun)
            columns[f"since_{start}_{kind}"] = pa.array(age, from_pandas=True)
    columns |= {f"held_by_{holder}": pa.array(holders == holder) for holder in HOLDERS}
    for name in ("requisition_id", *WITHOUT_SUPPLIER):
        columns[name] = asked[name].combine_chunks().take(pa.array(rows))
    return pa.table(columns)


def _reading(lens: Lens) -> Reading:
    return Reading(
        month="on",
        value=f"since_{lens['start']}_{lens['days']}",
        keep=() if lens["who_holds"] == "all" else (f"held_by_{lens['who_holds']}",),
        aggregate=lens["aggregate"],  # type: ignore[arg-type]
    )


def _notes(edition: Edition, lens: Lens) -> tuple[str, ...]:
    said = ["Over several months the ages at each month's end are taken together."]
    lacking = [name for name in ("requisition_event", "distribution", "submittal") if not edition.has(name)]
    if lens["who_holds"] != "all" and lacking:
        said.append(f"Whose move it was is told without {' and '.join(lacking)}, which no feed delivers.")
    return tuple(said)


open_age = Measure(
    name="open_age",
    title="Age of open requisitions",
    unit="days",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=WITHOUT_SUPPLIER,
    records=lambda lens: (Records(table=requisition, key=(("requisition_id", "requisition_id"),)),),
    rests_on=lambda lens: (requisition,),
    gains_if_lower=("msp", "supplier"),
    notes=_notes,
)
