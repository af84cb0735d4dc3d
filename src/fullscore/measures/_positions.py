"""Requisitions and their positions as clocks see them: every event's day, every pause, one row per position."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fullscore.measures._aggregates import Codes, Floats
from fullscore.measures._days import KINDS, Calendar, Pauses, day_numbers, pauses
from fullscore.measures._segments import with_segments
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition

STARTS = ("submitted", "needed", "approved", "released", "distributed")
PAUSES = ("holds", "client_holds", "client_clock")
NO_SHOW = "no_show"


def fills(edition: Edition) -> Any:
    """Assignments that fill a position: a no-show, or a start after the edition's date, is no fill."""
    work = edition.table("assignment")
    return work.filter(
        work.requisition_id.notnull()
        & (work.start_date <= constant(edition.as_of).cast("date"))
        & (work.end_cause.fill_null("") != NO_SHOW)
    )


def requisitions(edition: Edition) -> Any:
    """Requisitions that count (no drafts), with segments, the first of their chain, and the days of their events.

    ``own_<start>`` is the requisition's own event, ``first_<start>`` that of the first of its chain.
    """
    asked = edition.table("requisition")
    asked = asked.filter(asked.status != "draft")
    sent = (
        edition.table("distribution")
        .group_by("requisition_id")
        .aggregate(distributed_on=column("distributed_on").min())
    )
    seen = (
        edition.table("submittal")
        .group_by("requisition_id")
        .aggregate(first_submittal=column("submitted_on").min(), interview=column("interviewed_on").min())
    )
    days = edition.table("requisition").left_join(sent, "requisition_id")
    days = days.select("requisition_id", **{f"_{start}": column(f"{start}_on") for start in STARTS})
    parents = edition.table("requisition").select(_id=column("requisition_id"), _above=column("reopened_from"))
    roots = edition.ancestors("requisition").left_join(parents, [("ancestor_id", "_id")])
    known = edition.table("requisition").select(_known=column("requisition_id"))
    roots = roots.left_join(known, [("_above", "_known")])
    # The first of a chain is the one that names no earlier requisition, or one that nobody delivered.
    roots = roots.filter(column("_known").isnull()).group_by("id").aggregate(chain=column("ancestor_id").min())
    asked = asked.left_join(roots.rename(_root="id"), [("requisition_id", "_root")])
    asked = asked.mutate(chain=column("chain").fill_null(column("requisition_id")))
    asked = asked.left_join(days.rename(_own="requisition_id"), [("requisition_id", "_own")])
    asked = asked.rename(**{f"own_{start}": f"_{start}" for start in STARTS})
    asked = asked.left_join(days.rename(_first="requisition_id"), [("chain", "_first")])
    asked = asked.rename(**{f"first_{start}": f"_{start}" for start in STARTS})
    asked = asked.left_join(seen.rename(_seen="requisition_id"), [("requisition_id", "_seen")])
    return with_segments(edition, asked)


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Where pauses fall, for the chains of an edition, and the calendar of every place."""

    calendar: Calendar
    chains: dict[str, int]
    paused: dict[tuple[str, str], Pauses]
    """By pause and kind of day."""

    def positions(self, chains: Codes, places: Codes, days: Floats, hold_days: Floats) -> dict[str, Floats]:
        """The position of a day for every kind of day and pause, named ``<kind>_<pause>``.

        Args:
            hold_days: days to take off a stop besides, where a requisition has no hold events; zeros for a start.
        """
        found: dict[str, Floats] = {}
        for kind in KINDS:
            plain = self.calendar.position(kind, places, days)
            found[f"{kind}_none"] = plain
            for pause in PAUSES:
                taken = self.paused[pause, kind].up_to(chains, days)
                found[f"{kind}_{pause}"] = plain - taken - (hold_days if pause == "holds" else 0)
        return found


def clocks(edition: Edition, asked: pa.Table) -> Clocks:
    """The pauses of every chain of requisitions.

    ``holds`` are the times between a held and the next resumed event; ``client_holds`` those whose holder is the
    client; ``client_clock`` adds the wait for approval, and the time in which a submittal that met the written
    requirement (its bill rate within the requisition's maximum) waited for the client to offer or close.

    Args:
        asked: ``requisitions`` as an Arrow table.
    """
    calendar = Calendar(edition)
    chain_of = dict(zip(asked["requisition_id"].to_pylist(), asked["chain"].to_pylist(), strict=True))
    chains = {chain: code for code, chain in enumerate(dict.fromkeys(chain_of.values()))}
    place_of_chain = np.zeros(max(len(chains), 1), dtype=np.int64)
    place_of_chain[[chains[chain] for chain in asked["chain"].to_pylist()]] = places_of(calendar, asked)
    as_of = float(np.datetime64(edition.as_of, "D").astype(np.int64))
    held = _holds(edition, {id: chains[chain] for id, chain in chain_of.items()})
    codes, starts, stops, by_client = held
    waits = _client_waits(edition, asked, {id: chains[chain] for id, chain in chain_of.items()})
    spans = {
        "holds": (codes, starts, stops),
        "client_holds": (codes[by_client], starts[by_client], stops[by_client]),
        "client_clock": tuple(
            np.concatenate([a, b])
            for a, b in zip((codes[by_client], starts[by_client], stops[by_client]), waits, strict=True)
        ),
    }
    paused: dict[tuple[str, str], Pauses] = {}
    for pause, (of, start, stop) in spans.items():
        every = pauses(of, start, stop, open_until=as_of)
        for kind in KINDS:
            paused[pause, kind] = every.only(calendar, kind, place_of_chain)
    return Clocks(calendar=calendar, chains=chains, paused=paused)


def places_of(calendar: Calendar, rows: pa.Table) -> Codes:
    """The place of each row, from its columns country and subdivision."""
    return calendar.places(rows["country"].to_pylist(), rows["subdivision"].to_pylist())


def _holds(edition: Edition, chain_of: dict[str, int]) -> tuple[Codes, Floats, Floats, Any]:
    """Each hold of each requisition: chain, day held, day resumed (NaN: still held), whether the client held it."""
    events = edition.table("requisition_event")
    events = edition.run(
        events.filter(events.event.isin(["held", "resumed"]))
        .order_by(["requisition_id", "at", "event"])
        .select("requisition_id", "event", "actor", day="on")
    )
    codes, starts, stops, by_client = [], [], [], []
    current: tuple[str, float, bool] | None = None

    def close(stop: float) -> None:
        if current and current[0] in chain_of:
            codes.append(chain_of[current[0]])
            starts.append(current[1])
            stops.append(stop)
            by_client.append(current[2])

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
            current = (id, day, actor == "client")
        elif event == "resumed" and current:
            close(day)
            current = None
    close(np.nan)
    return (
        np.array(codes, dtype=np.int64),
        np.array(starts, dtype=np.float64),
        np.array(stops, dtype=np.float64),
        np.array(by_client, dtype=np.bool_),
    )


def _client_waits(edition: Edition, asked: pa.Table, chain_of: dict[str, int]) -> tuple[Codes, Floats, Floats]:
    """The intervals in which the next step was the client's, holds aside."""
    chains = np.array([chain_of[id] for id in asked["requisition_id"].to_pylist()], dtype=np.int64)
    approval = (chains, day_numbers(asked["own_submitted"]), day_numbers(asked["own_approved"]))
    # A requisition that was never approved is not one that waits for ever: its approval step is simply not known.
    approval = tuple(part[~np.isnan(approval[2])] for part in approval)  # type: ignore[assignment]
    sent = edition.table("submittal")
    limits = edition.table("requisition").select(_id=column("requisition_id"), _limit=column("max_bill_rate_base"))
    sent = sent.inner_join(limits, [("requisition_id", "_id")])
    sent = sent.filter(sent["_limit"].isnull() | (sent.bill_rate_base <= sent["_limit"]))
    table = edition.run(sent.select("requisition_id", "submitted_on", "offered_on", "closed_on"))
    ids = table["requisition_id"].to_pylist()
    known = np.array([id in chain_of for id in ids], dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        answered = np.fmin(day_numbers(table["offered_on"]), day_numbers(table["closed_on"]))
    shown = (
        np.array([chain_of.get(id, 0) for id in ids], dtype=np.int64)[known],
        day_numbers(table["submitted_on"])[known],
        answered[known],
    )
    return tuple(np.concatenate([a, b]) for a, b in zip(approval, shown, strict=True))  # type: ignore[return-value]


def hold_days(edition: Edition, asked: pa.Table) -> Floats:
    """Days of hold as told by the requisition itself, where it has no held event; zero elsewhere."""
    events = edition.table("requisition_event")
    held = set(
        edition.run(events.filter(events.event == "held").select("requisition_id").distinct())[
            "requisition_id"
        ].to_pylist()
    )
    told = asked["hold_days"].to_pylist()
    return np.array(
        [
            0.0 if id in held else float(days or 0)
            for id, days in zip(asked["requisition_id"].to_pylist(), told, strict=True)
        ]
    )


def reopenings(edition: Edition) -> dict[str, list[float]]:
    """The days on which each requisition was reopened, in order."""
    events = edition.table("requisition_event")
    table = edition.run(events.filter(events.event == "reopened").select("requisition_id", day="on").order_by("day"))
    found: dict[str, list[float]] = {}
    for id, day in zip(table["requisition_id"].to_pylist(), day_numbers(table["day"]).tolist(), strict=True):
        found.setdefault(id, []).append(day)
    return found
