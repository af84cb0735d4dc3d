"""Requests as they are sent: requisitions, their events, who was shown them, and who was put forward."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.simulate._arrays import NEVER, Array, at_work, days, exact, flags, ids, instants, streams, whole, words
from fullscore.simulate._clocks import OUTCOMES, REASONS, Course
from fullscore.simulate._deliveries import CUTS, Sheet
from fullscore.simulate._demand import TYPES, Asks
from fullscore.simulate._organisation import CURRENCIES, centre_ids, managers, role_ids, site_ids
from fullscore.simulate._sourcing import RULES, Candidates, Sent
from fullscore.simulate._suppliers import card_hundredths, supplier_ids

SYSTEM_BEGINS = np.datetime64("2022-07-01", "s")
"""Nothing before this day is in the VMS, save assignments that still run."""
REWRITTEN, REWRITTEN_IN, REWRITTEN_FROM = 120, np.datetime64("2025-03-01", "s"), np.datetime64("2024-07-01", "s")
VANISHED, VANISHED_IN = 40, np.datetime64("2025-06-01", "s")
CORRECTED, CORRECTED_IN = 12, np.datetime64("2024-11-01", "s")
LATE, LATE_BY = 3, np.timedelta64(31, "D")
PER_DAY_COUNTRY = 1
PER_DAY_TYPES = (0, 4)


def per_day(asks: Asks) -> Array:
    """Whether a request is priced by the day of eight hours: contractors and consultants in Great Britain."""
    daily: Array = (asks.country == PER_DAY_COUNTRY) & np.isin(asks.type, PER_DAY_TYPES)
    return daily


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Instants of every request, and which of them were changed in silence or with a notice."""

    at: Mapping[str, Array]
    closed: Array
    in_system: Array
    rewritten: Array
    shift: Array
    vanished: Array
    corrected: Array
    late: Array
    """Sent a month after their events and candidates."""


def requests(seed: int, scale: float, asks: Asks, course: Course, found: Candidates) -> Requests:
    """Close each request when its last position is accepted, and plant what was changed afterwards."""
    random = streams(seed, "history")
    at = {n: at_work(getattr(course, n)) for n in ("submitted", "approved", "held", "resumed", "released", "given_up")}
    last = np.full(len(asks), -np.inf)
    np.maximum.at(last, found.ask[: found.placed], found.accepted[: found.placed])
    closed = np.where(course.outcome == 0, at_work(np.where(np.isfinite(last), last, np.nan) + 0.05), at["given_up"])
    in_system = at["submitted"] >= SYSTEM_BEGINS
    plain = in_system & ~asks.identified & (course.again < 0)

    def some(count: int, among: Array) -> Array:
        picked = np.zeros(len(asks), np.bool_)
        rows = np.flatnonzero(among)
        picked[random.permutation(rows)[: max(2, round(count * scale))]] = True
        return picked

    early = at["submitted"] < REWRITTEN_FROM
    rewritten = some(REWRITTEN, plain & early & (course.outcome == 0) & (course.approved - course.submitted > 6))
    vanished = some(VANISHED, plain & (course.outcome == 2) & (closed < VANISHED_IN - np.timedelta64(60, "D")))
    corrected = some(CORRECTED, plain & early & ~rewritten & (course.outcome == 0) & (closed < CORRECTED_IN))
    late = some(
        LATE, plain & ~rewritten & ~vanished & ~corrected & (closed < CUTS[-4]) & (closed - at["submitted"] > LATE_BY)
    )
    # Never past the approval: a later day on which it was asked for makes the same work look quicker.
    shift = np.where(rewritten, np.floor((course.approved - course.submitted) * 0.7), 0).astype(np.int64)
    return Requests(
        at=at,
        closed=closed,
        in_system=in_system,
        rewritten=rewritten,
        shift=shift,
        vanished=vanished,
        corrected=corrected,
        late=late,
    )


def _requisition(asks: Asks, course: Course, made: Requests, kept: Array) -> Sheet:
    at = {name: moments[kept] for name, moments in made.at.items()}
    one, closed, outcome = asks.of(kept), made.closed[kept], course.outcome[kept]
    renamed = np.full(len(asks), -1)
    renamed[kept] = kept
    daily = per_day(one)
    highest = card_hundredths(one.role, one.country) * np.where(daily, 8, 1)
    target = np.floor(one.needed).astype(np.int64) + np.where(one.identified, 0, 35)
    submitted, shift = at["submitted"], made.shift[kept]
    rewritten, corrected = made.rewritten[kept], made.corrected[kept]
    again = course.again[kept]
    columns = {
        "requisition_id": ids("R-", kept),
        "title": role_titles(one.role),
        "role_id": role_ids(one.role),
        "org_unit_id": centre_ids(one.centre),
        "site_id": site_ids(one.site),
        "hiring_manager_id": managers(one.centre, one.manager),
        "resource_type": words(TYPES, one.type),
        "positions": whole(one.positions),
        "max_bill_rate": exact(highest),
        "currency": words(CURRENCIES, one.country),
        "rate_unit": words(("hour", "day"), daily.astype(np.int64)),
        "needed_at": instants(at_work(one.needed)),
        "submitted_at": instants(submitted),
        "approved_at": instants(at["approved"]),
        "released_at": instants(at["released"]),
        "target_start": days(target.astype("datetime64[D]")),
        "close_reason": words(REASONS, outcome),
        "close_cause": words(("client", *OUTCOMES[2:5], "other"), np.where(outcome > 0, outcome - 1, -1)),
        "hold_days": whole(np.nan_to_num(course.resumed[kept] - course.held[kept]), ~np.isnat(at["held"])),
        "identified": flags(one.identified),
        "reopened_from": ids("R-", np.where(again >= 0, renamed[again], -1)),
    }

    def stood(rows: Array, cut: np.datetime64) -> dict[str, pa.Array]:
        over, released = closed[rows] <= cut, at["released"][rows] <= cut
        held = (at["held"][rows] <= cut) & ~(at["resumed"][rows] <= cut)
        code = np.select(
            [over & (outcome[rows] == 0), over, held, released | (at["approved"][rows] <= cut)], [0, 1, 2, 3], 4
        )
        moment = np.select(
            [over, held, released, at["approved"][rows] <= cut],
            [closed[rows], at["held"][rows], at["released"][rows], at["approved"][rows]],
            submitted[rows],
        )
        shown = np.where(
            rewritten[rows] & (cut >= REWRITTEN_IN), submitted[rows] + shift[rows] * 86400, submitted[rows]
        )
        aimed = target[rows] + np.where(corrected[rows] & (cut >= CORRECTED_IN), 14, 0)
        return {
            "status": words(("filled", "cancelled", "on_hold", "open", "pending_approval"), code),
            "status_at": instants(moment),
            "submitted_at": instants(shown),
            "target_start": days(aimed.astype("datetime64[D]")),
        }

    ended = np.where(outcome > 0, closed, NEVER)
    return Sheet(
        table="requisition",
        party="msp",
        columns=columns,
        born=submitted + made.late[kept] * LATE_BY,
        stood=stood,
        gone=np.where(made.vanished[kept], VANISHED_IN, NEVER),
        known={
            "approved_at": at["approved"],
            "released_at": at["released"],
            "close_reason": ended,
            "close_cause": ended,
            "hold_days": at["resumed"],
        },
    )


def role_titles(roles: Array) -> pa.Array:
    """What the manager called the work."""
    return pa.array([f"Request for role {n + 1:03d}" for n in range(int(roles.max(initial=0)) + 1)]).take(
        pa.array(roles)
    )


def _events(course: Course, made: Requests, kept: Array) -> Sheet:
    outcome = course.outcome[kept]
    at = {name: moments[kept] for name, moments in made.at.items()}
    closed = made.closed[kept]
    client = made_by = course.held_by_client[kept]
    parts = (
        ("submitted", at["submitted"], np.zeros(len(kept), np.int64)),
        ("approved", at["approved"], np.zeros(len(kept), np.int64)),
        ("held", at["held"], np.where(client, 0, 1)),
        ("resumed", at["resumed"], np.where(made_by, 0, 1)),
        ("released", at["released"], np.ones(len(kept), np.int64)),
        ("filled", np.where(outcome == 0, closed, NEVER), np.ones(len(kept), np.int64)),
        ("cancelled", np.where(outcome > 0, closed, NEVER), np.where(outcome == 1, 0, 1)),
    )
    rows = np.concatenate([kept] * len(parts))
    when = np.concatenate([moments for _, moments, _ in parts])
    actor = np.concatenate([who for *_, who in parts])
    event = np.repeat(np.arange(len(parts)), len(kept))
    there = ~np.isnat(when)
    rows, when, actor, event = rows[there], when[there], actor[there], event[there]
    order = np.argsort(when, kind="stable")
    rows, when, actor, event = rows[order], when[order], actor[order], event[order]
    columns = {
        "requisition_id": ids("R-", rows),
        "event": words([name for name, *_ in parts], event),
        "at": instants(when),
        "actor": words(("client", "msp"), actor),
    }
    return Sheet(table="requisition_event", party="msp", columns=columns, born=when, full=False)


def _distribution(sent: Sent, made: Requests) -> Sheet:
    kept = np.flatnonzero(made.in_system[sent.ask] & ~(at_work(sent.at) > made.closed[sent.ask]))
    at, answered = at_work(sent.at[kept]), at_work(sent.answered[kept])
    columns = {
        "requisition_id": ids("R-", sent.ask[kept]),
        "supplier_id": supplier_ids(sent.supplier[kept]),
        "distributed_at": instants(at),
        "round": whole(np.ones(len(kept))),
        "response": words(("submitted", "declined", "none"), sent.answers[kept]),
        "rule": words(RULES, sent.rule[kept]),
    }
    return Sheet(table="distribution", party="msp", columns=columns, born=at, known={"response": answered}, full=False)


def _submittal(asks: Asks, found: Candidates, made: Requests) -> Sheet:
    kept = np.flatnonzero(made.in_system[found.ask])
    at = {
        name: at_work(getattr(found, name)[kept])
        for name in ("submitted", "reviewed", "interviewed", "offered", "accepted", "closed")
    }
    one = asks.of(found.ask[kept])
    outcome = found.outcome[kept]
    columns: dict[str, pa.Array] = {
        "submittal_id": ids("SB-", kept),
        "requisition_id": ids("R-", found.ask[kept]),
        "supplier_id": supplier_ids(found.supplier[kept]),
        "candidate_id": ids("C-", kept * 7 % 9999991),
        **{f"{name}_at": instants(moments) for name, moments in at.items()},
        "bill_rate": exact(found.rate[kept] * np.where(per_day(one), 8, 1)),
        "currency": words(CURRENCIES, one.country),
    }

    def stood(rows: Array, cut: np.datetime64) -> dict[str, pa.Array]:
        over = at["closed"][rows] <= cut
        return {
            "outcome": words(
                ("pending", "placed", "rejected", "withdrawn", "declined"), np.where(over, outcome[rows], 0)
            )
        }

    return Sheet(
        table="submittal",
        party="msp",
        columns=columns,
        born=at["submitted"],
        stood=stood,
        full=False,
        known={f"{n}_at": at[n] for n in ("reviewed", "interviewed", "offered", "accepted", "closed")},
    )


def sheets(asks: Asks, course: Course, sent: Sent, found: Candidates, made: Requests) -> list[Sheet]:
    """The four tables of sourcing."""
    kept = np.flatnonzero(made.in_system)
    return [
        _requisition(asks, course, made, kept),
        _events(course, made, kept),
        _distribution(sent, made),
        _submittal(asks, found, made),
    ]
