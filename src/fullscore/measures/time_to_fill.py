"""How many days it takes from asking for a worker until one is there, position by position.

A clock starts when the requisition is submitted, needed, approved, released or first distributed, and stops when the
worker starts or accepts, is offered the place, or, for the requisition as a whole, when the first candidate was
interviewed or submitted; these last two are repeated for each position, filled or not. A position filled a second time
has two clocks. Under ``first_open`` the clock runs from the first requisition of a chain of repostings; under
``reset`` from the requisition's own event, or from its latest reopening up to the stop, if that is later. Pauses are
those of the requisition and, until the next one was submitted, of the earlier ones of its chain; where a requisition
has no held event, its ``hold_days`` are taken off as they stand, whatever the kind of day, those of the earlier ones
under ``first_open``. The client's clock runs from the need to the approval, under holds of its own, and while somebody
who met the written requirement (a rate within the highest) waited for an offer or a closing; who is no longer pending
but has neither waited until last seen. With ``unit`` requisition the clock runs to the last fill, and only when every
position is filled; its supplier is unknown. A figure belongs to the month of the stop (``filled``), or to that in which
the requisition, under ``first_open`` the first of its chain, was submitted. n is the number of clocks.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._days import Calendar, dates, day_numbers
from fullscore.measures._pauses import Clocks, clocks, hold_days
from fullscore.measures._positions import STARTS, fills, places_of, reopenings, requisitions, rows_of
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model._expressions import column
from fullscore.model._shape import Table
from fullscore.model.assignment import assignment
from fullscore.model.distribution import distribution
from fullscore.model.requisition import requisition
from fullscore.model.requisition_event import requisition_event
from fullscore.model.submittal import submittal
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

AXES = (
    Axis("start", STARTS),
    Axis("stop", ("start", "accepted", "offer", "interview", "first_submittal")),
    Axis("days", ("calendar", "business", "working")),
    Axis("pauses", ("none", "holds", "client_holds", "client_clock")),
    Axis("population", ("recruited", "all")),
    Axis("reopened", ("first_open", "reset")),
    Axis("cohort", ("filled", "opened")),
    Axis("unit", ("position", "requisition")),
    Axis("aggregate", ("mean", "median", "p90")),
    Axis("outliers", ("none", "drop_negative", "drop_over_90")),
)
OF_FILLS = {"start": "start_date", "accepted": "accepted_on", "offer": "offered_on"}
OF_REQUISITIONS = ("interview", "first_submittal")
STOPS = (*OF_FILLS, *OF_REQUISITIONS)


def _atoms(edition: Edition, lens: Lens | None = None) -> Any:
    """Every column; through a lens, only those that it reads."""
    asked = edition.run(requisitions(edition))
    filled = _fills(edition)
    of_fill = rows_of(asked, filled["requisition_id"])
    filled = filled.filter(pa.array(of_fill >= 0))
    of_fill = of_fill[of_fill >= 0]
    positions = np.asarray(asked["positions"].to_numpy(), dtype=np.int64)
    fill_count = np.bincount(of_fill, minlength=asked.num_rows)
    unfilled = np.repeat(np.arange(asked.num_rows), np.maximum(positions - fill_count, 0))
    # Three kinds of row in a line: filled positions, unfilled positions, whole requisitions.
    rows = np.concatenate([of_fill, unfilled, np.arange(asked.num_rows)])
    stops = _stops(asked, filled, of_fill, unfilled, fill_count >= np.maximum(positions, 1))
    lengths = (len(of_fill), len(unfilled), asked.num_rows)
    return edition.lend(_columns(edition, asked, filled, rows, stops, lengths, lens))


def _fills(edition: Edition) -> pa.Table:
    offers = edition.table("submittal").select(
        _offer=column("submittal_id"), accepted_on="accepted_on", offered_on="offered_on"
    )
    suppliers = edition.table("supplier").select(_supplier=column("supplier_id"), tier="tier")
    work = fills(edition).left_join(offers, [("submittal_id", "_offer")])
    work = work.left_join(suppliers, [("supplier_id", "_supplier")])
    keys = ("assignment_id", "submittal_id", "requisition_id", "supplier_id", "tier")
    return edition.run(work.select(*keys, *OF_FILLS.values()))


def _stops(asked: pa.Table, filled: pa.Table, of_fill: Codes, unfilled: Codes, complete: Any) -> dict[str, Floats]:
    """The day of each stop for every row; NaN where the clock has not stopped."""
    found: dict[str, Floats] = {}
    for stop, name in OF_FILLS.items():
        days = day_numbers(filled[name])
        last = np.full(len(complete), -np.inf)
        np.maximum.at(last, of_fill, np.where(np.isnan(days), np.inf, days))
        whole = np.where(complete & np.isfinite(last), last, np.nan)
        found[stop] = np.concatenate([days, np.full(len(unfilled), np.nan), whole])
    for stop in OF_REQUISITIONS:
        days = day_numbers(asked[stop])
        found[stop] = np.concatenate([days[of_fill], days[unfilled], np.where(complete, days, np.nan)])
    return found


def _columns(
    edition: Edition,
    asked: pa.Table,
    filled: pa.Table,
    rows: Codes,
    stops: dict[str, Floats],
    lengths: tuple[int, ...],
    lens: Lens | None,
) -> pa.Table:
    only = f"{lens['days']}_{lens['pauses']}" if lens else ""
    resets = lens is None or lens["reopened"] == "reset"
    without_pauses = lens is not None and lens["pauses"] == "none"
    paused = Clocks(calendar=Calendar(edition), paused={}) if without_pauses else clocks(edition, asked)
    places = places_of(paused.calendar, asked)[rows]
    reopened = reopenings(edition) if resets else {}
    ids = asked["requisition_id"].to_pylist()
    was_reopened = np.flatnonzero(np.isin(rows, rows_of(asked, pa.array(list(reopened), pa.string()))))
    told, told_before = (days[rows] for days in hold_days(edition, asked))
    nothing = np.zeros(len(rows))
    columns: dict[str, Any] = {}
    for stop, days in stops.items():
        if lens and stop != lens["stop"]:
            continue
        _place(columns, paused, rows, places, f"to_{stop}", days, told, only)
        columns[f"month_{stop}"] = dates(days)
        if not resets:
            continue
        again = np.full(len(rows), np.nan)
        for row in was_reopened:
            again[row] = max((day for day in reopened[ids[rows[row]]] if day <= days[row]), default=np.nan)
        _place(columns, paused, rows, places, f"again_{stop}", again, nothing, only)
    for of in ("own", "first"):
        for start in STARTS:
            if lens and (start != lens["start"] or of != ("own" if resets else "first")):
                continue
            days = day_numbers(asked[f"{of}_{start}"])[rows]
            # What earlier requisitions tell counts only where the clock runs from the first of them.
            before = -told_before if of == "first" else nothing
            _place(columns, paused, rows, places, f"{of}_{start}", days, before, only)
        columns[f"month_{of}"] = dates(day_numbers(asked[f"{of}_submitted"])[rows])
    fills_here, others = lengths[0], lengths[1] + lengths[2]
    for name in ("assignment_id", "submittal_id", "supplier_id", "tier"):
        kept = filled[name].combine_chunks()
        columns[{"supplier_id": "supplier"}.get(name, name)] = pa.concat_arrays([kept, pa.nulls(others, kept.type)])
    taken = pa.array(rows)
    for name in (*(s for s in SEGMENTS if s not in ("supplier", "tier")), "requisition_id"):
        columns[name] = asked[name].combine_chunks().take(taken)
    columns["recruited"] = pa.array(
        ~np.asarray(asked["identified"].fill_null(False).to_numpy(zero_copy_only=False))[rows]
    )
    columns["is_requisition"] = pa.array(np.arange(len(rows)) >= fills_here + lengths[1])
    columns["is_position"] = pa.array(np.arange(len(rows)) < fills_here + lengths[1])
    return pa.table(columns)


def _place(
    columns: dict[str, Any],
    paused: Clocks,
    asked: Codes,
    places: Codes,
    name: str,
    days: Floats,
    told: Floats,
    only: str,
) -> None:
    for how, position in paused.positions(asked, places, days, told, only).items():
        columns[f"{name}_{how}"] = pa.array(position, from_pandas=True)


def _reading(lens: Lens) -> Reading:
    stop, how = lens["stop"], f"{lens['days']}_{lens['pauses']}"
    reset = lens["reopened"] == "reset"
    of = "own" if reset else "first"
    value = (f"to_{stop}_{how}", f"{of}_{lens['start']}_{how}", *([f"again_{stop}_{how}"] if reset else []))
    return Reading(
        month=f"month_{stop}" if lens["cohort"] == "filled" else f"month_{of}",
        value=value,
        keep=(f"is_{lens['unit']}", *(["recruited"] if lens["population"] == "recruited" else [])),
        drop={"none": "", "drop_negative": "negative", "drop_over_90": "over_90"}[lens["outliers"]],  # type: ignore[arg-type]
        aggregate=lens["aggregate"],  # type: ignore[arg-type]
    )


def _records(lens: Lens) -> tuple[Records, ...]:
    own = (("requisition_id", "requisition_id"),)
    found = [Records(table=requisition, key=own)]
    if lens["start"] == "distributed":
        found.append(Records(table=distribution, key=own))
    if lens["pauses"] != "none" or lens["reopened"] == "reset":
        found.append(Records(table=requisition_event, key=own))
    if lens["stop"] in OF_FILLS:
        found.append(Records(table=assignment, key=(("assignment_id", "assignment_id"),)))
    if lens["stop"] in ("accepted", "offer"):
        found.append(Records(table=submittal, key=(("submittal_id", "submittal_id"),)))
    elif lens["stop"] in OF_REQUISITIONS or lens["pauses"] == "client_clock":
        found.append(Records(table=submittal, key=own))
    return tuple(found)


def _rests_on(lens: Lens) -> tuple[Table, ...]:
    """What its clocks start and stop by; events and hold days only take time off."""
    needed = [requisition]
    if lens["start"] == "distributed":
        needed.append(distribution)
    if lens["stop"] in OF_FILLS or lens["unit"] == "requisition":
        needed.append(assignment)
    if lens["stop"] != "start":
        needed.append(submittal)
    return tuple(needed)


time_to_fill = Measure(
    name="time_to_fill",
    title="Time to fill",
    unit="days",
    axes=AXES,
    atoms=_atoms,
    fewer=_atoms,
    reading=_reading,
    records=_records,
    rests_on=_rests_on,
    gains_if_lower=("msp",),
)
