"""When clocks pause: the holds of requisitions, and the times in which the next step was the client's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._days import KINDS, Calendar, Pauses, day_numbers, pauses
from fullscore.measures._positions import places_of, row_numbers, rows_of
from fullscore.measures._submittals import shown
from fullscore.terms.edition import Edition

PAUSES = ("holds", "client_holds", "client_clock")
Spans = tuple[Codes, Floats, Floats]
"""Intervals of requisitions: row of the requisition, first day, last day (NaN: still open)."""


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Where pauses fall for every requisition, and the calendar of every place."""

    calendar: Calendar
    paused: dict[tuple[str, str], Pauses]
    """By pause and kind of day; a clock is a row of ``requisitions``."""

    def positions(
        self, asked: Codes, places: Codes, days: Floats, hold_days: Floats, only: str = ""
    ) -> dict[str, Floats]:
        """The position of a day for every kind of day and pause, named ``<kind>_<pause>``.

        Args:
            asked: the row of the requisition.
            hold_days: days of hold up to the day besides, where a requisition has no hold events.
            only: the one name that is wanted; empty: all.
        """
        found: dict[str, Floats] = {}
        for kind in KINDS:
            if only and not only.startswith(f"{kind}_"):
                continue
            plain = self.calendar.position(kind, places, days)
            found[f"{kind}_none"] = plain
            for pause in PAUSES:
                if only and only != f"{kind}_{pause}":
                    continue
                taken = self.paused[pause, kind].up_to(asked, days)
                found[f"{kind}_{pause}"] = plain - taken - (hold_days if pause == "holds" else 0)
        return found


def clocks(edition: Edition, asked: pa.Table) -> Clocks:
    """The pauses of every requisition and, until the next one was submitted, of the earlier ones of its chain.

    ``holds`` are the times between a held and the next resumed event; ``client_holds`` those whose holder is the
    client; ``client_clock`` adds the time until the client asked, its approval, and the time in which a submittal that
    met the written requirement (its bill rate within the requisition's maximum) waited for the client's answer.

    Args:
        asked: ``requisitions`` as an Arrow table.
    """
    calendar = Calendar(edition)
    above = _above(asked)
    held, holder = holds(edition, asked)
    by_client = holder == "client"
    by_clients = (held[0][by_client], held[1][by_client], held[2][by_client])
    spans: dict[str, Spans] = {
        "holds": held,
        "client_holds": by_clients,
        "client_clock": _joined(by_clients, _client_waits(edition, asked)),
    }
    as_of = float(np.datetime64(edition.as_of, "D").astype(np.int64))
    places = places_of(calendar, asked)
    paused: dict[tuple[str, str], Pauses] = {}
    for pause, span in spans.items():
        every = pauses(*_inherited(span, above), open_until=as_of)
        for kind in KINDS:
            paused[pause, kind] = every.only(calendar, kind, places)
    return Clocks(calendar=calendar, paused=paused)


def _above(asked: pa.Table) -> Spans:
    """Every requisition with each earlier one of its chain, and the day on which that one was followed by the next.

    Returns:
        Rows of the later requisitions, of the earlier ones, days.
    """
    row_of = row_numbers(asked)
    parents = [row_of.get(id, -1) for id in asked["reopened_from"].to_pylist()]
    submitted = day_numbers(asked["own_submitted"])
    later, earlier, followed = [], [], []
    for row in (row for row, parent in enumerate(parents) if parent >= 0):
        at, seen = row, {row}
        while (parent := parents[at]) >= 0 and parent not in seen:
            later.append(row)
            earlier.append(parent)
            followed.append(submitted[at])
            at = parent
            seen.add(at)
    return np.array(later, dtype=np.int64), np.array(earlier, dtype=np.float64), np.array(followed, dtype=np.float64)


def _inherited(spans: Spans, above: Spans) -> Spans:
    """Intervals of requisitions, with those of the earlier ones of their chains until the next one was submitted."""
    rows, starts, stops = spans
    order = np.argsort(rows, kind="stable")
    later, earlier, followed = above
    first, last = np.searchsorted(rows[order], earlier), np.searchsorted(rows[order], earlier, "right")
    counts = last - first
    taken = order[np.repeat(first, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)]
    ends = np.fmin(stops[taken], np.repeat(followed, counts))
    return _joined(spans, (np.repeat(later, counts), starts[taken], ends))


def _joined(*spans: Spans) -> Spans:
    rows, starts, stops = (np.concatenate(parts) for parts in zip(*spans, strict=True))
    return rows, starts, stops


def holds(edition: Edition, asked: pa.Table) -> tuple[Spans, npt.NDArray[np.str_]]:
    """Each hold of each requisition, from a held to the next resumed event, and who held it."""
    row_of = row_numbers(asked)
    events = edition.table("requisition_event")
    events = edition.run(
        events.filter(events.event.isin(["held", "resumed"]))
        .select("requisition_id", "event", "at", "actor", day="on")
        .order_by(["requisition_id", "at", "event"])
    )
    found: list[tuple[int, float, float, str]] = []
    current: tuple[str, float, str] | None = None

    def close(stop: float) -> None:
        if current and current[0] in row_of:
            found.append((row_of[current[0]], current[1], stop, current[2]))

    rows = zip(
        events["requisition_id"].to_pylist(),
        events["event"].to_pylist(),
        events["actor"].to_pylist(),
        day_numbers(events["day"]).tolist(),
        strict=True,
    )
    for id, event, actor, day in rows:
        if current and current[0] != id:
            close(np.nan)
            current = None
        if event == "held" and current is None:
            current = (id, day, actor)
        elif event == "resumed" and current:
            close(day)
            current = None
    close(np.nan)
    of, starts, stops = (np.array([hold[n] for hold in found], dtype=np.float64) for n in range(3))
    return (of.astype(np.int64), starts, stops), np.array([hold[3] for hold in found], dtype=np.str_)


def _client_waits(edition: Edition, asked: pa.Table) -> Spans:
    """The intervals in which the next step was the client's, holds aside."""
    rows = np.arange(asked.num_rows)
    submitted = day_numbers(asked["own_submitted"])
    asking = (rows, day_numbers(asked["own_needed"]), submitted)
    # A requisition that was never approved is not one that waits for ever: its approval step is simply not known.
    approved = day_numbers(asked["own_approved"])
    approving = (rows, np.where(np.isnan(approved), np.nan, submitted), approved)
    sent = edition.run(shown(edition).select("requisition_id", "shown_on", "answered_on"))
    of = rows_of(asked, sent["requisition_id"])
    known = of >= 0
    answering = (of[known], day_numbers(sent["shown_on"])[known], day_numbers(sent["answered_on"])[known])
    return _joined(asking, approving, answering)


def hold_days(edition: Edition, asked: pa.Table) -> tuple[Floats, Floats]:
    """Days of hold as told by requisitions themselves, where they have no held event; zero elsewhere.

    Returns:
        For each requisition its own, and those of the earlier ones of its chain.
    """
    events = edition.table("requisition_event")
    events = edition.run(events.filter(events.event == "held").select("requisition_id").distinct())
    held = set(events["requisition_id"].to_pylist())
    told = zip(asked["requisition_id"].to_pylist(), asked["hold_days"].to_pylist(), strict=True)
    own = np.array([0.0 if id in held else float(days or 0) for id, days in told])
    later, earlier, _ = _above(asked)
    before = np.zeros(len(own))
    np.add.at(before, later, own[earlier.astype(np.int64)])
    return own, before
