"""Worker ids of one person: planted chains come back whole, each link explained, and doubt stops a link."""

import random
from datetime import date, timedelta

import pytest

from fullscore.identity.workers import Account, Engagement, chains

FIRST = date(2024, 1, 1)


def job(
    worker: str,
    start: int,
    days: int = 30,
    supplier: str = "S-1",
    candidate: str | None = None,
    employee: str | None = None,
) -> Engagement:
    start_date = FIRST + timedelta(days=start)
    return Engagement(
        worker_id=worker, supplier_id=supplier, start_date=start_date, end_date=start_date + timedelta(days=days),
        candidate_id=candidate, employee_id=employee,
    )  # fmt: skip


def together(jobs: list[Engagement], accounts: tuple[Account, ...] = ()) -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for row in chains(jobs, accounts):
        found.setdefault(row["chain_id"], set()).add(row["worker_id"])
    return sorted(found.values(), key=min)


def test_what_two_ids_share_makes_them_one_and_is_said() -> None:
    jobs = [job("W-1", 0, employee="E-9"), job("W-2", 100, employee="E-9"), job("W-3", 0, employee="E-8")]
    assert chains(jobs) == [
        {"worker_id": "W-1", "chain_id": "W-1", "linked_to": None, "via": None, "shared_id": None,
         "decided_by": "model", "reasons": "the id that the others are linked to"},
        {"worker_id": "W-2", "chain_id": "W-1", "linked_to": "W-1", "via": "employee", "shared_id": "E-9",
         "decided_by": "model", "reasons": "both became the employee E-9"},
    ]  # fmt: skip


def test_work_at_the_same_time_is_not_one_persons() -> None:
    assert not together([job("W-1", 0, employee="E-9"), job("W-2", 29, employee="E-9")])
    assert together([job("W-1", 0, employee="E-9"), job("W-2", 30, employee="E-9")]) == [{"W-1", "W-2"}]


def test_an_overlap_anywhere_in_a_chain_stops_a_link() -> None:
    jobs = [job("W-1", 0, employee="E-1"), job("W-2", 50, employee="E-1"), job("W-2", 200, candidate="C-1")]
    assert together([*jobs, job("W-3", 10, candidate="C-1")]) == [{"W-1", "W-2"}]


def test_an_id_that_many_share_stands_for_nobody() -> None:
    assert not together([job(f"W-{n}", 40 * n, employee="TBC") for n in range(6)])


def test_a_suppliers_own_count_of_candidates_links_nothing_across_suppliers() -> None:
    jobs = [job(f"W-{s}-{n}", 40 * s, supplier=f"S-{s}", candidate=f"C-{n}") for s in range(3) for n in range(20)]
    assert not together(jobs)
    again = job("W-new", 400, supplier="S-1", candidate="C-3")
    assert together([*jobs, again]) == [{"W-1-3", "W-new"}]


def test_the_programmes_own_count_of_candidates_links_across_suppliers() -> None:
    jobs = [job(f"W-{n}", 40 * s, supplier=f"S-{s}", candidate=f"C-{n}") for s in range(2) for n in range(20)]
    jobs += [job("W-a", 0, supplier="S-7", candidate="C-x"), job("W-b", 90, supplier="S-8", candidate="C-x")]
    assert together(jobs) == [{"W-a", "W-b"}]


def test_a_personal_account_and_a_pseudonym_tell() -> None:
    jobs = [job("W-1", 0), job("W-2", 60), job("00aa11bb22cc33dd", 200), job("W-4", 400, candidate="00aa11bb22cc33dd")]
    accounts = (Account(account_id="A-1", worker_id="W-1"), Account(account_id="A-1", worker_id="W-2"))
    assert together(jobs, accounts) == [{"00aa11bb22cc33dd", "W-4"}, {"W-1", "W-2"}]


def test_an_account_of_somebody_without_work_links_nobody() -> None:
    assert not together(
        [job("W-1", 0)], (Account(account_id="A", worker_id="W-1"), Account(account_id="A", worker_id="X"))
    )


@pytest.mark.parametrize("seed", range(6))
def test_planted_chains_come_back_and_no_other(seed: int) -> None:
    draw = random.Random(seed)
    jobs: list[Engagement] = []
    planted = []
    for person in range(200):
        ids = [f"W-{person}-{n}" for n in range(draw.choice((1, 1, 1, 2, 3)))]
        via = draw.choice(("employee", "candidate"))
        for n, worker in enumerate(ids):
            start = 300 * n + draw.randrange(200)
            jobs.append(job(worker, start, supplier="S-1", **{via: f"{via}-{person}"}))
        planted += [set(ids)] if len(ids) > 1 else []
    draw.shuffle(jobs)
    assert together(jobs) == sorted(planted, key=min)
    rows = chains(jobs)
    assert sum(row["linked_to"] is None for row in rows) == len(planted)
    assert all(row["linked_to"] in {r["worker_id"] for r in rows} for row in rows if row["linked_to"])


def test_links_lead_to_the_id_of_the_chain() -> None:
    jobs = [job("W-3", 0, candidate="C-2"), job("W-1", 100, employee="E-1"), job("W-2", 200, employee="E-1")]
    jobs += [job("W-2", 300, candidate="C-2")]
    above = {row["worker_id"]: row["linked_to"] for row in chains(jobs)}
    [top] = {row["chain_id"] for row in chains(jobs)}
    for worker in above:
        at = worker
        for _ in range(len(above)):
            at = above[at] or at
        assert at == top
