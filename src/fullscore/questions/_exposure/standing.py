"""Who works without the checks that were due, and whose way in stayed open after they left."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fullscore.measures._days import day_numbers
from fullscore.measures._presence import reach_before
from fullscore.model.access_account import access_account
from fullscore.model.assignment import assignment
from fullscore.model.clearance import clearance
from fullscore.questions._exposure.cases import Cases, Unknown, unknowns
from fullscore.terms.edition import Edition
from fullscore.workforce.engaged import People

NEVER_PASSED, EXPIRED, WAIVED = "clearance due and not passed", "clearance expired", "clearance waived"
OPEN_AFTER, CLOSED_LATE = "access open after leaving", "access closed late"


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """What is known of one check of one person, of the rows that name it."""

    due: float
    until: float
    """The last day on which a check that was passed holds; minus infinity where none was passed."""
    is_waived: bool
    records: list[tuple[object, ...]]


def clearances(edition: Edition, found: People) -> list[Cases]:
    """Cases of checks that were never passed, that are no longer valid, and that somebody waived.

    Of a kind of check it is enough that one was passed and holds; a waiver stands where none does. Of who has no row
    nothing is known, which is never taken for cleared.
    """
    rows = found.here(np.ones(len(found.who), dtype=np.bool_))
    rows = rows[found.resource_type[rows] != "employee"]
    told = _told(edition, found) if edition.has("clearance") else {}
    parts: dict[str, list[tuple[int, int, list[tuple[object, ...]]]]] = {NEVER_PASSED: [], EXPIRED: [], WAIVED: []}
    for row in rows.tolist():
        worst: dict[str, tuple[int, int, list[tuple[object, ...]]]] = {}
        for check in told.get(int(found.who[row]), {}).values():
            if check.until == np.inf:
                continue
            rule = WAIVED if check.is_waived else EXPIRED if np.isfinite(check.until) else NEVER_PASSED
            days = found.today - int(check.until if np.isfinite(check.until) else check.due - 1)
            # Whoever lacks several checks is one person, as late as with the first of them.
            if rule not in worst or days > worst[rule][1]:
                worst[rule] = (row, days, check.records)
        for rule, case in worst.items():
            parts[rule].append(case)
    silent = np.array([int(found.who[row]) not in told for row in rows.tolist()], dtype=np.bool_)
    seen = set(found.country[rows[~silent]])
    whole = np.array([country not in seen for country in found.country[rows]], dtype=np.bool_)
    unknown = (
        *unknowns("clearance", found.country[rows[silent & whole]], "not a word about anybody's clearance"),
        *unknowns("clearance", found.country[rows[silent & ~whole]], "no clearance on record"),
    )
    return [
        Cases(
            rule=rule,
            country=found.country[[row for row, *_ in cases]],
            unit=found.unit[[row for row, *_ in cases]],
            days=np.array([days for _, days, _ in cases], dtype=np.int64),
            rests_on=(clearance, assignment),
            table=clearance,
            key=("worker_id", "kind", "due_on"),
            records=[records for *_, records in cases],
            unknown=unknown if rule == NEVER_PASSED else (),
        )
        for rule, cases in parts.items()
    ]


def _told(edition: Edition, found: People) -> dict[int, dict[str, Cleared]]:
    """By person and kind of check what is known."""
    who = dict(zip(found.worker_id.tolist(), found.who.tolist(), strict=True))
    rows = edition.table("clearance")
    table = edition.run(rows.select("worker_id", "kind", "due_on", "cleared_on", "expires_on", "waived_by"))
    columns = [table["worker_id"].to_pylist(), table["kind"].to_pylist(), table["due_on"].to_pylist()]
    columns += [day_numbers(table[name]).tolist() for name in ("due_on", "cleared_on", "expires_on")]
    columns.append(table["waived_by"].to_pylist())
    every: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in zip(*columns, strict=True):
        if row[0] in who:
            every[who[row[0]]][row[1]].append(row)
    return {
        person: {kind: _cleared(checks, found.today) for kind, checks in kinds.items()}
        for person, kinds in every.items()
    }


def _cleared(checks: list[Any], today: int) -> Cleared:
    until = -np.inf
    for *_, cleared, expires, _ in checks:
        if cleared <= today:
            until = max(until, np.inf if np.isnan(expires) else expires)
    return Cleared(
        due=min(row[3] for row in checks),
        until=until,
        is_waived=until < today and any(row[6] is not None for row in checks),
        records=[row[:3] for row in checks],
    )


def accounts(edition: Edition, found: People, grace_days: int) -> list[Cases]:
    """Cases of accounts that are open although whoever holds them left, and of those that were closed too late.

    An account that was closed late is no longer open, and never falls due.
    """
    if not edition.has("access_account") or not len(found.who):
        return []
    rows = edition.table("access_account")
    table = edition.run(rows.order_by("account_id").select("account_id", "worker_id", "opened_on", "closed_on"))
    opened, closed = day_numbers(table["opened_on"]), day_numbers(table["closed_on"])
    code = dict(zip(found.worker_id.tolist(), found.who.tolist(), strict=True))
    who = np.array([code.get(worker, -1) for worker in table["worker_id"].to_pylist()], dtype=np.int64)
    names = np.array(table["account_id"].to_pylist(), dtype=object)
    is_open = (opened <= found.today) & ~(closed <= found.today)
    last, at, here = _last_days(found)
    known = who >= 0
    # After leaving means after the last day before the account closed; who came back before that has standing.
    left = np.where(known, last[who], 0)
    gone = known & is_open & ~here[who]
    late_left = _left_before(found, who, closed)
    late = known & ~is_open & np.isfinite(late_left) & (closed - late_left > grace_days)
    made = []
    for rule, rows_of, days in (
        (OPEN_AFTER, np.flatnonzero(gone), found.today - left - grace_days),
        (CLOSED_LATE, np.flatnonzero(late), closed - late_left - grace_days),
    ):
        made.append(
            Cases(
                rule=rule,
                country=found.country[at[who[rows_of]]],
                unit=found.unit[at[who[rows_of]]],
                days=days[rows_of].astype(np.int64),
                rests_on=(access_account, assignment),
                table=access_account,
                key=("account_id",),
                records=[[(name,)] for name in names[rows_of].tolist()],
                unknown=_nobodys(names[is_open & ~known]) if rule == OPEN_AFTER else (),
            )
        )
    return made


def _nobodys(names: npt.NDArray[np.object_]) -> tuple[Unknown, ...]:
    if not len(names):
        return ()
    why = "open accounts name no worker of any assignment"
    return (Unknown(rule="access", country="unknown", count=len(names), why=why),)


def _last_days(found: People) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Of every person the last day, the engagement that ended last, and whether they are here."""
    order = np.lexsort((found.first, found.last, found.who))
    ends = order[np.append(found.who[order][1:] != found.who[order][:-1], True)[: len(order)]]
    count = int(found.who.max(initial=-1)) + 1
    last, at = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    last[found.who[ends]], at[found.who[ends]] = found.last[ends], ends
    here = np.zeros(count, dtype=np.bool_)
    here[found.who[found.is_here & found.came]] = True
    return last, at, here


def _left_before(found: People, who: npt.NDArray[np.int64], closed: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The last day, up to an account's closing, on which its holder was there; NaN where there is none."""
    rows = np.lexsort((found.first, found.who))
    reach = found.last[rows].astype(np.float64)
    before = _reach(found.who[rows].astype(np.float64), reach)
    wide = 10_000_000
    at = found.who[rows] * wide + found.first[rows]
    key = who * wide + np.where(np.isnan(closed), 0, closed).astype(np.int64)
    place = np.searchsorted(at, key, "right") - 1
    fits = (place >= 0) & (who >= 0) & ~np.isnan(closed)
    fits[fits] &= found.who[rows][place[fits]] == who[fits]
    left = np.full(len(who), np.nan)
    left[fits] = np.minimum(before[place[fits]], closed[fits])
    return left


def _reach(who: npt.NDArray[np.float64], last: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The latest last day of a row and those of the same before it."""
    return np.asarray(np.maximum(last, reach_before(who, last)), dtype=np.float64)
