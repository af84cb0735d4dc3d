"""Worker ids that are one person, by what they share, never by a name, and only where nothing speaks against it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

PLACEHOLDER_FROM = 5
"""An id that so many worker ids share stands for nobody, such as ``0`` or ``TBC``."""
PSEUDONYM = re.compile(r"[0-9a-f]{16}")
"""How a keyed pseudonym is written; it is the same in every feed, so that it tells of one person wherever it stands."""
LEAST_ACROSS, SHARE_ACROSS = 3, 0.5


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """An assignment, as far as it tells who the worker is."""

    worker_id: str
    supplier_id: str
    start_date: date
    end_date: date
    """Its end, or the day up to which it is known to run."""
    candidate_id: str | None = None
    employee_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A personal account, and every worker id that deliveries gave to it."""

    account_id: str
    worker_id: str


@dataclass(frozen=True)
class _Shared:
    via: str
    id: str
    said: str


def chains(engagements: Sequence[Engagement], accounts: Sequence[Account] = ()) -> list[dict[str, Any]]:
    """The worker ids that belong to chains of two or more.

    Two worker ids are one person where both became the same employee, or came of the same candidate, or held the same
    personal account, or where a pseudonym that is the same in every feed stands for both. A candidate's id is taken
    across suppliers only where it is the programme's own: where, of the candidates whom several suppliers placed, most
    kept one worker id. Ids whose work overlaps in time are not linked, since one person is not at two places; nor are
    ids linked through an id that many share.

    Returns:
        The rows of ``worker_chain``: one id of each chain, whose id the chain bears, is linked to none; every other
        names the id through which it joined, and what the two share.
    """
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for job in engagements:
        spans[job.worker_id].append((job.start_date, job.end_date))
    across = _candidates_are_the_programmes(engagements)
    holders: dict[_Shared, set[str]] = defaultdict(set)
    for job in engagements:
        for shared in _shared_by(job, across):
            holders[shared].add(job.worker_id)
    for account in accounts:
        if account.worker_id in spans:
            holders[_Shared("access_account", account.account_id, "both held the personal account")].add(
                account.worker_id
            )
    begun = {worker: min(start for start, _ in worked) for worker, worked in spans.items()}
    chain = {worker: worker for worker in begun}
    members = {worker: [worker] for worker in begun}
    joined: dict[str, tuple[str, _Shared]] = {}
    for shared in sorted(holders, key=lambda s: (_ORDER.index(s.via), s.id)):
        workers = sorted(holders[shared], key=lambda worker: (begun[worker], worker))
        if not 1 < len(workers) < PLACEHOLDER_FROM:
            continue
        for one, other in pairwise(workers):
            a, b = chain[one], chain[other]
            if a == b or _overlap([s for w in members[a] for s in spans[w]], [s for w in members[b] for s in spans[w]]):
                continue
            _join(one, other, shared, chain, members, joined)
    return _rows(members, joined)


_ORDER = ("employee", "pseudonym", "candidate", "access_account")
"""The strongest first: what joins first decides what later links must not contradict."""


def _shared_by(job: Engagement, across: bool) -> Iterable[_Shared]:
    if job.employee_id:
        yield _Shared("employee", job.employee_id, "both became the employee")
    if job.candidate_id and across:
        yield _Shared("candidate", job.candidate_id, "both were submitted as the candidate")
    elif job.candidate_id:
        yield _Shared("candidate", f"{job.supplier_id}:{job.candidate_id}", "one supplier submitted both as candidate")
    for id in (job.worker_id, job.candidate_id, job.employee_id):
        if id and PSEUDONYM.fullmatch(id):
            yield _Shared("pseudonym", id, "the pseudonym stands for both:")


def _candidates_are_the_programmes(engagements: Sequence[Engagement]) -> bool:
    """Whether candidates' ids are one system's, and not each supplier's own count from 1."""
    suppliers: dict[str, set[str]] = defaultdict(set)
    workers: dict[str, set[str]] = defaultdict(set)
    for job in engagements:
        if job.candidate_id:
            suppliers[job.candidate_id].add(job.supplier_id)
            workers[job.candidate_id].add(job.worker_id)
    several = [id for id, by in suppliers.items() if len(by) > 1]
    kept = sum(len(workers[id]) < len(suppliers[id]) for id in several)
    return kept >= LEAST_ACROSS and kept > SHARE_ACROSS * len(several)


def _overlap(one: list[tuple[date, date]], other: list[tuple[date, date]]) -> bool:
    """Whether any two spans share more than the day on which one ends and the other begins."""
    return any(a < d and c < b for a, b in one for c, d in other)


def _join(
    one: str,
    other: str,
    shared: _Shared,
    chain: dict[str, str],
    members: dict[str, list[str]],
    joined: dict[str, tuple[str, _Shared]],
) -> None:
    """Make two chains one: links lead to the first chain's id, so those of the second are turned round up to it."""
    node, toward = other, (one, shared)
    while True:
        before = joined.get(node)
        joined[node] = toward
        if before is None:
            break
        node, toward = before[0], (node, before[1])
    kept, gone = chain[one], chain[other]
    for worker in members.pop(gone):
        chain[worker] = kept
        members[kept].append(worker)


def _rows(members: dict[str, list[str]], joined: dict[str, tuple[str, _Shared]]) -> list[dict[str, Any]]:
    rows = []
    for together in members.values():
        if len(together) < 2:
            continue
        first = next(worker for worker in together if worker not in joined)
        for worker in sorted(together):
            linked = joined.get(worker)
            rows.append(
                {
                    "worker_id": worker,
                    "chain_id": first,
                    "linked_to": linked[0] if linked else None,
                    "via": linked[1].via if linked else None,
                    "shared_id": linked[1].id if linked else None,
                    "decided_by": "model",
                    "reasons": f"{linked[1].said} {linked[1].id}" if linked else "the id that the others are linked to",
                }
            )
    return sorted(rows, key=lambda row: (str(row["chain_id"]), str(row["worker_id"])))
