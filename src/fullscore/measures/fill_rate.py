"""The share of the positions that were asked for which were filled.

A position is filled when a worker has started (``started``), when a candidate has accepted (``accepted``; not if the
worker never showed up or is still to start, but whatever else became of it), or when its requisition says filled
(``status``, which fills every position on the day of that status). Never more positions are filled than were asked for,
the earliest fill first. A requisition as the ``unit`` is filled when all its positions are. Cancelled requisitions are
left out, those on hold with them, or only those that the client cancelled for a reason of its own (the told cause, else
the wording of the reason), each with its filled positions. Pending, open and held requisitions are open; their unfilled
positions count as unfilled, or are left out. Within a window counts what was filled up to so many days after the
requisition was submitted; what was filled later is a miss, also where open positions are left out. Repostings are
requisitions of their own. A figure belongs to the month in which the requisition was submitted (``opened``), or in
which it was filled, cancelled or closed (``closed``: nothing there is open or held). Nobody supplied what is unfilled,
so there is no split by supplier. n is the number of positions, or of requisitions.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._close_reasons import is_clients_own
from fullscore.measures._days import day_numbers
from fullscore.measures._filled import Positions, acceptances, positions
from fullscore.measures._frame import flags
from fullscore.measures._positions import fills, requisitions, rows_of
from fullscore.measures._shape import SEGMENTS, Measure, Reading, Records
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.model.submittal import submittal
from fullscore.terms.edition import Edition
from fullscore.terms.lens import Axis, Lens

FILLED = ("started", "accepted", "status")
EXCLUDED = {"cancelled": ("cancelled",), "cancelled_and_held": ("cancelled", "on_hold")}
ENDED = ("filled", "cancelled", "closed")
WINDOWS = {"ever": np.inf, "30_days": 30.0, "60_days": 60.0}
AXES = (
    Axis("filled", FILLED),
    Axis("unit", ("position", "requisition")),
    Axis("exclude", ("none", *EXCLUDED, "client_cancelled")),
    Axis("open", ("unfilled", "left_out")),
    Axis("population", ("recruited", "all")),
    Axis("cohort", ("opened", "closed")),
    Axis("window", tuple(WINDOWS)),
)
WITHOUT_SUPPLIER = tuple(segment for segment in SEGMENTS if segment not in ("supplier", "tier"))


def _atoms(edition: Edition) -> Any:
    """One row for each position, then one for each requisition."""
    asked = edition.run(_requisitions(edition))
    places = positions(asked)
    work = edition.run(fills(edition).select("assignment_id", "requisition_id", day="start_date"))
    sent = edition.run(acceptances(edition).select("submittal_id", "requisition_id", day="accepted_on"))
    started, starters = places.filled(rows_of(asked, work["requisition_id"]), day_numbers(work["day"]))
    accepted, accepters = places.filled(rows_of(asked, sent["requisition_id"]), day_numbers(sent["day"]))
    is_filled = np.asarray(asked["status"].to_pylist()) == "filled"
    by_status = np.where(is_filled, day_numbers(asked["status_on"]), np.nan)[places.of]
    columns = _columns(asked, places, dict(zip(FILLED, (started, accepted, by_status), strict=True)))
    for name, table, by in (("assignment_id", work, starters), ("submittal_id", sent, accepters)):
        none = np.full(asked.num_rows, -1)
        taken = np.concatenate([by, none])
        columns[name] = table[name].combine_chunks().take(pa.array(taken, mask=taken < 0))
    return edition.lend(pa.table(columns))


def _requisitions(edition: Edition) -> Any:
    asked = requisitions(edition)
    excluded = {name: asked.status.isin(statuses) for name, statuses in EXCLUDED.items()}
    by_client = (asked.status == "cancelled") & is_clients_own(asked.close_cause, asked.close_reason)
    return asked.select(
        "requisition_id",
        "positions",
        "status",
        "status_on",
        *WITHOUT_SUPPLIER,
        submitted="own_submitted",
        opened="own_submitted",
        closed=asked.status.isin(ENDED).ifelse(asked.status_on, None),
        is_open=asked.status.notin(ENDED),
        recruited=~asked.identified.fill_null(False),
        **{f"not_{name}": ~is_out for name, is_out in (excluded | {"client_cancelled": by_client}).items()},
    )


def _columns(asked: pa.Table, places: Positions, filled: dict[str, Floats]) -> dict[str, Any]:
    rows: Codes = np.concatenate([places.of, np.arange(asked.num_rows)])
    submitted, is_open = day_numbers(asked["submitted"])[rows], flags(asked["is_open"])[rows]
    columns: dict[str, Any] = {}
    for how, days in filled.items():
        # The last of a requisition's positions says when all were filled.
        when = np.concatenate([days, days[places.last]])
        columns[f"stays_{how}"] = pa.array(~(is_open & np.isnan(when)))
        for window, most in WINDOWS.items():
            columns[f"{how}_{window}"] = pa.array((when - submitted <= most).astype(np.float64))
    columns["is_position"] = pa.array(np.arange(len(rows)) < len(places.of))
    columns["is_requisition"] = pa.array(np.arange(len(rows)) >= len(places.of))
    kept = [name for name in asked.column_names if name.startswith("not_")]
    for name in ("requisition_id", "opened", "closed", "recruited", *kept, *WITHOUT_SUPPLIER):
        columns[name] = asked[name].combine_chunks().take(pa.array(rows))
    return columns


def _reading(lens: Lens) -> Reading:
    keep = [f"is_{lens['unit']}"]
    if lens["exclude"] != "none":
        keep.append(f"not_{lens['exclude']}")
    if lens["open"] == "left_out":
        keep.append(f"stays_{lens['filled']}")
    if lens["population"] == "recruited":
        keep.append("recruited")
    return Reading(
        month=lens["cohort"], value=f"{lens['filled']}_{lens['window']}", keep=tuple(keep), aggregate="share"
    )


def _canonical(lens: Lens) -> Lens:
    """What was filled, cancelled or closed is neither open nor held."""
    if lens["cohort"] != "closed":
        return lens
    excluded = "cancelled" if lens["exclude"] == "cancelled_and_held" else lens["exclude"]
    fixed = {"open": "unfilled", "exclude": excluded}
    return Lens(tuple((axis, fixed.get(axis, option)) for axis, option in lens.choices))


SUPPLY = {
    "started": Records(table=assignment, key=(("assignment_id", "assignment_id"),)),
    "accepted": Records(table=submittal, key=(("submittal_id", "submittal_id"),)),
}
"""What fills positions, besides what requisitions say themselves."""

fill_rate = Measure(
    name="fill_rate",
    title="Fill rate",
    unit="share",
    axes=AXES,
    atoms=_atoms,
    reading=_reading,
    segments=WITHOUT_SUPPLIER,
    records=lambda lens: (
        Records(table=requisition, key=(("requisition_id", "requisition_id"),)),
        *([SUPPLY[lens["filled"]]] if lens["filled"] in SUPPLY else []),
    ),
    rests_on=lambda lens: (requisition, *([SUPPLY[lens["filled"]].table] if lens["filled"] in SUPPLY else [])),
    gains_if_higher=("msp", "supplier"),
    canonical=_canonical,
)
