"""Every planted fate comes back, the identity closes, reposts are found, and people add up."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from fullscore.lens.demand import Demand, demand
from fullscore.terms.period import Month
from tests.conftest import Folder, Ran, ledger, settings

AS_OF = date(2025, 6, 30)
HEADS = {
    "requisition": "requisition_id,title,role_id,org_unit_id,site_id,hiring_manager_id,resource_type,positions,"
    "currency,rate_unit,submitted_at,released_at,status,status_at,close_cause,identified,reopened_from",
    "requisition_event": "requisition_id,event,at,actor",
    "submittal": "submittal_id,requisition_id,supplier_id,candidate_id,submitted_at,outcome,bill_rate,currency",
    "assignment": "assignment_id,requisition_id,worker_id,supplier_id,role_id,org_unit_id,site_id,hiring_manager_id,"
    "resource_type,start_date,planned_end,end_date,end_cause,bill_rate,currency,rate_unit",
}


class Asked:
    """A programme's requests in the making, with what became of each position."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(f"demand {seed}")
        self.rows: dict[str, list[str]] = {name: [] for name in HEADS}
        self.fates: Counter[str] = Counter()
        self.said: Counter[str] = Counter()
        self.linked = 0
        self.number = 0

    def ask(
        self, *, positions: int = 1, ended: str | None = None, by: str = "msp", cause: str = "", shown: int = 0,
        begun: int = 0, no_shows: int = 0, to_begin: int = 0, again: str = "", on: date | None = None,
        role: str | None = None, unit: str | None = None, reopened: bool = False, is_released: bool = True,
    ) -> str:  # fmt: skip
        self.number += 1
        id, day = f"R{self.number}", on or date(2025, 1, 2) + timedelta(days=self.draw.randrange(60))
        over, status = day + timedelta(days=40), {"filled": "filled", "cancelled": "cancelled"}.get(ended or "", "open")
        role, unit = role or f"role-{self.number}", unit or f"U{self.number % 3}"
        released = f"{day + timedelta(days=3)}T12:00:00Z" if is_released else ""
        self.rows["requisition"].append(
            f"{id},Need,{role},{unit},P1,M1,temp,{positions},USD,hour,{day}T12:00:00Z,{released},{status},"
            f"{over}T12:00:00Z,{cause},false,{again}"
        )
        if ended:
            self.rows["requisition_event"].append(f"{id},{ended},{over}T12:00:00Z,{by}")
        if reopened:
            self.rows["requisition_event"].append(f"{id},reopened,{over + timedelta(days=2)}T12:00:00Z,client")
        for n in range(shown):
            sent = day + timedelta(days=9)
            self.rows["submittal"].append(f"{id}-{n},{id},S1,C{id}-{n},{sent}T12:00:00Z,rejected,50,USD")
        starts = [day + timedelta(days=30)] * (begun + no_shows) + [AS_OF + timedelta(days=9)] * to_begin
        for n, start in enumerate(starts):
            end = f"{start},no_show" if begun <= n < begun + no_shows else ","
            self.rows["assignment"].append(
                f"A{id}-{n},{id},W{id}-{n},S1,{role},U1,P1,M1,temp,{start},2026-01-31,{end},50,USD,hour"
            )
        return id

    def files(self) -> dict[str, str | bytes]:
        feeds = [f"{name}, {name}.csv, msp, full" for name in HEADS]
        return {
            "programme.toml": settings(*feeds),
            **{f"{AS_OF}/{name}.csv": "\n".join([HEADS[name], *rows]) + "\n" for name, rows in self.rows.items()},
        }


def planted(seed: int) -> Asked:
    made = Asked(seed)

    def tell(fate: str, count: int = 1, said: str = "", **asked: Any) -> None:
        made.ask(**asked)
        made.fates[fate] += count
        if said:
            made.said[said] += 1

    for _ in range(made.draw.randrange(2, 6)):
        tell("filled", ended="filled", begun=1, shown=2)
        tell("filled", 3, positions=3, ended="filled", begun=4, shown=4)
        tell("open", positions=1)
        tell("open", ended="cancelled", by="client", reopened=True)
        tell("open", ended="filled", to_begin=1, shown=1)
        tell("failed", ended="filled", no_shows=1, shown=1, said="said to be filled, but nobody started")
        tell("failed", ended="cancelled", cause="unable_to_fill")
        tell("withdrawn", ended="cancelled", by="client", cause="client")
        tell("withdrawn", ended="cancelled", by="msp", cause="other", is_released=False)
        tell("abandoned", ended="cancelled", by="client", cause="client", shown=2)
        tell("abandoned", ended="cancelled", by="client", cause="unable_to_fill", shown=1,
             said="said to have failed in supply, but the client ended it")  # fmt: skip
        tell("diverted", ended="cancelled", cause="outside_vendor")
        # Two positions, one filled; the other is posted again, and again in vain.
        first = made.ask(positions=2, ended="cancelled", cause="other", begun=1, shown=1, on=date(2025, 1, 2))
        second = made.ask(ended="cancelled", cause="other", again=first, on=date(2025, 2, 20))
        made.ask(ended="filled", begun=1, again=second, shown=1, on=date(2025, 4, 20))
        made.fates["filled"] += 2
        made.linked += 2
    return made


@pytest.fixture(scope="module", params=[1], ids=lambda seed: f"seed {seed}")
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, Folder]:
    made = planted(request.param)
    # The same role twice within thirty days of an end, and a third too late.
    made.ask(ended="cancelled", cause="other", role="nurse", unit="U1", on=date(2025, 1, 5))
    for role, unit, day in (("clerk", "U1", 25), ("nurse", "U2", 25), ("nurse", "U1", 25)):
        made.ask(role=role, unit=unit, on=date(2025, 2, day))
    made.ask(role="nurse", unit="U1", on=date(2025, 6, 1))
    made.fates["failed"] += 1
    made.fates["open"] += 4
    folder = Folder(tmp_path_factory.mktemp("demand")).put(made.files())
    folder.built()
    return made, folder


@pytest.fixture(scope="module")
def found(told: tuple[Asked, Folder]) -> Demand:
    return follow(told[1])


def follow(folder: Folder, *months: Month) -> Demand:
    with folder.edition() as edition:
        return demand(edition, *months)


def test_every_position_has_the_fate_that_was_planted(told: tuple[Asked, Folder], found: Demand) -> None:
    made, _ = told
    assert dict(found.by_fate) == dict(made.fates)
    assert (found.residual, found.opened) == (0, sum(made.fates.values()))
    assert Counter(f.contradiction for f in found.contradictions) == made.said
    assert sum(chain.is_linked for chain in found.chains) == made.linked
    assert all(fate.file and fate.line for fate in found.requisitions)
    assert sum(fate.over_filled for fate in found.requisitions) == made.fates["abandoned"] // 2


def test_every_cohort_closes_and_a_chain_belongs_to_its_first_posting(
    told: tuple[Asked, Folder], found: Demand
) -> None:
    _, folder = told
    with folder.edition() as edition:
        january = demand(edition, Month(2025, 1), Month(2025, 1))
        later = demand(edition, Month(2025, 2))
    assert (january.residual, later.residual) == (0, 0)
    assert january.opened + later.opened == found.opened
    linked = [chain for chain in january.chains if chain.is_linked]
    assert linked == [chain for chain in found.chains if chain.is_linked]
    assert not [chain for chain in later.chains if chain.is_linked]


def test_an_unlinked_repost_is_only_proposed(found: Demand) -> None:
    proposed = [chain for chain in found.chains if not chain.is_linked]
    assert [(chain.ended_on, chain.posted_on) for chain in proposed] == [(date(2025, 2, 14), date(2025, 2, 25))]
    assert found.proposed_by_chance == 0
    fate = next(f for f in found.requisitions if f.requisition_id == proposed[0].earlier)
    assert (dict(fate.by_fate)["failed"], fate.posted_again) == (1, 0)


def test_people_add_up(told: tuple[Asked, Folder], found: Demand) -> None:
    people = found.people
    assert people is not None
    assert (people.before, people.ends, people.unexplained) == (0, 0, 0)
    assert people.after == people.starts > told[0].fates["filled"]


def test_the_command_says_what_it_cannot_see(
    told: tuple[Asked, Folder], programme: Callable[..., Folder], command: Callable[..., Ran]
) -> None:
    _, folder = told
    ran = command("demand", "--programme", folder.root, "--limit", "1")
    assert (ran.code, ran.err) == (0, "")
    for words in ("= opened", "residual", "consistent with a repost", "said to be filled", "unexplained 0."):
        assert words in ran.out
    alone = programme({"2025-01-31/ledger.csv": ledger("D1,2025-01-05,6410,U1,10,USD")}, at="alone")
    alone.built()
    ran = command("demand", "--programme", alone.root)
    assert ran.code == 0
    assert "No feed delivers requisition, so there is no demand to follow." in ran.out
