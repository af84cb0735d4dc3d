"""Who is here, who is sought, and since when, from the tables of an edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow.compute as pc

from fullscore.model._expressions import column
from fullscore.questions._talent.frame import codes, days, floats, is_among, places
from fullscore.questions._talent.hazards import Flags, Floats, Ints
from fullscore.questions._talent.history import ENDS, is_settled, notices_of, pace_since, share_outside, told_between
from fullscore.questions._talent.limits import Limits, limits, rules_of
from fullscore.questions._talent.openings import PACE_DAYS, Openings
from fullscore.questions._talent.people import People
from fullscore.questions._talent.supply import Known, Records
from fullscore.questions._talent.work import Notices, Work
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import Inside, inside

NO_SHOW = "no_show"
ENDED = ("filled", "cancelled", "closed")


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Roles by id: the capability of each by its place, and whether it is critical."""

    capabilities: tuple[str, ...]
    capability: Mapping[str, int]
    critical: frozenset[str]
    knows_critical: bool

    def of(self, column: Any) -> Ints:
        """The capability of each cell's role; -1 where it is not known."""
        return places(column, self.capability)


@dataclass(frozen=True, kw_only=True)
class Engaged:
    """Assignments beside the arrays that supply is computed from: one element each, in the same order."""

    table: Any
    work: Work
    limits: Limits
    here: Flags


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that is read once."""

    today: float
    roles: Roles
    records: Records
    employees: Any
    engaged: Engaged
    vacancies: Any
    requests: Any
    open_positions: Floats
    """By requisition, in the order of ``requests``; nought where it is not open."""
    entry: Inside
    settled: float
    """The share of those who work now whose unit was inside for long enough to know its pace."""
    leavers: int
    outside: float | None
    """The share of the last quarter's spend in scope that did not go through the programme; None where untold."""
    outside_plan: int
    """Rows left out since the plan is not for their unit, or their role has no capability."""


def day_of(text: str) -> float:
    return float((date.fromisoformat(text[:10]) - date(1970, 1, 1)).days)


def roles_of(edition: Edition, planned: tuple[str, ...]) -> Roles:
    """The capabilities of the plan and of the roles, spelled as in the plan where they differ in case alone."""
    rows = edition.run(edition.table("role").select("role_id", "capability", "critical")).to_pylist()
    spelled = {name.strip().casefold(): name for name in planned}
    for row in rows:
        if row["capability"]:
            spelled.setdefault(row["capability"].strip().casefold(), row["capability"])
    names = tuple(sorted(spelled.values()))
    place = {name.strip().casefold(): n for n, name in enumerate(names)}
    return Roles(
        capabilities=names,
        capability={r["role_id"]: place[r["capability"].strip().casefold()] for r in rows if r["capability"]},
        critical=frozenset(row["role_id"] for row in rows if row["critical"]),
        knows_critical=any(row["critical"] is not None for row in rows),
    )


def found_in(edition: Edition, planned: tuple[str, ...], units: frozenset[str] | None, policy_months: float) -> Found:
    """Read what supply is computed from.

    Args:
        planned: the plan's capabilities.
        units: the org units that the plan is for; None: all.
        policy_months: the limit where no rule of the country says otherwise.
    """
    today = day_of(edition.as_of)
    told = {table: told_between(edition, table, end, today) for table, end in ENDS.items()}
    asked_in = "requisition" if edition.has("requisition") else "assignment"
    known = Known(
        people=told["employee"][1],
        vacancies=told["vacancy"][1],
        work=told["assignment"][1],
        requests=told[asked_in][1],
        people_since=told["employee"][0],
        vacancies_since=told["vacancy"][0],
        work_since=told["assignment"][0],
        requests_since=told[asked_in][0],
    )
    roles = roles_of(edition, planned)
    entry = inside(edition)
    left_out = 0

    def read(table: str, *columns: str) -> tuple[Any, Ints]:
        nonlocal left_out
        rows = edition.table(table).select("role_id", "org_unit_id", *columns)
        rows = rows.order_by([column(f"{table}_id"), "role_id"])
        table_ = edition.run(rows)
        known = roles.of(table_["role_id"]) >= 0
        if units is not None:
            known &= is_among(table_["org_unit_id"], units)
        left_out += int((~known).sum())
        table_ = table_.filter(known)
        return table_, roles.of(table_["role_id"])

    employees, of_employee = read("employee", "employee_id", "site_id", "hired_on", "left_on")
    people = People(capability=of_employee, hired=days(employees["hired_on"]), left=days(employees["left_on"]))
    vacancies, of_vacancy = read("vacancy", "vacancy_id", "opened_on", "filled_on", "status")
    posts = _vacancies(edition, vacancies, of_vacancy) if edition.has("vacancy") else None
    engaged, notices, kinds = _engaged(edition, read, rules_of(edition, policy_months), known.work)
    settled = is_settled(engaged.table["org_unit_id"], entry, today)
    share = float(settled[engaged.here].mean()) if engaged.here.any() else 1.0
    requests, of_request = read(
        "requisition", "requisition_id", "site_id", "resource_type", "positions", "status", "submitted_on", "status_on"
    )
    sought = ~is_among(requests["status"], {"draft"}) & ~is_among(requests["resource_type"], {"employee"})
    requests, of_request = requests.filter(sought), of_request[sought]
    by_request = len(requests) > 0
    asked = (
        _requests(requests, of_request, engaged, entry, known.requests, share)
        if by_request
        else _starts(engaged, entry, known.work, share)
    )
    records = Records(
        capabilities=roles.capabilities,
        kinds=kinds,
        today=today,
        known=known,
        people=people,
        work=engaged.work,
        notices=notices,
        vacancies=posts,
        hires=_hires(people, posts, known.people, len(roles.capabilities)),
        requests=asked,
        requests_are_starts=not by_request,
    )
    left = (asked.positions - asked.filled) * asked.is_open if by_request else np.empty(0)
    return Found(
        today=today,
        roles=roles,
        records=records,
        employees=employees,
        engaged=engaged,
        vacancies=vacancies,
        requests=requests,
        open_positions=left,
        entry=entry,
        settled=share,
        leavers=int(np.count_nonzero(people.left <= known.people)),
        outside=share_outside(edition, today),
        outside_plan=left_out,
    )


def _vacancies(edition: Edition, table: Any, capability: Ints) -> Openings:
    """Vacancies; those given up ended on the first delivery that says so.

    Where that is the first delivery of all, they may have ended long before: then so long after they were opened as
    filling takes in the middle.
    """
    told = edition.versions("vacancy")
    told = told.filter(~told["_beside"])
    begins = edition.run(told.aggregate(first=told["_from"].min()))["first"]
    told = told.filter(told.status != "open").group_by("vacancy_id").aggregate(over_from=told["_from"].min())
    over = edition.run(told)
    first = dict(zip(over["vacancy_id"].to_pylist(), days(over["over_from"]), strict=True))
    is_open = is_among(table["status"], {"open"})
    seen = np.array([first.get(id, np.nan) for id in table["vacancy_id"].to_pylist()], dtype=np.float64)
    filled_on, opened = days(table["filled_on"]), days(table["opened_on"])
    took = (filled_on - opened)[filled_on >= opened]
    usual = opened + (float(np.median(took)) if len(took) else 0.0)
    seen = np.where(seen == days(begins)[0], np.minimum(usual, seen), seen)
    ended = np.where(is_open, np.nan, np.maximum(np.where(np.isnan(filled_on), seen, filled_on), opened))
    return Openings(
        capability=capability,
        opened=opened,
        ended=ended,
        positions=np.ones(len(opened)),
        filled=is_among(table["status"], {"filled"}).astype(np.float64),
        lag=0.0,
        rate_since=np.full(len(opened), -np.inf),
    )


def _hires(people: People, posts: Openings | None, today: float, capabilities: int) -> Openings:
    """Last year's hires, less as many as vacancies announced: conversions and moves among them."""
    recent = np.flatnonzero((people.hired > today - PACE_DAYS) & (people.hired <= today))
    recent = recent[np.lexsort((people.hired[recent], people.capability[recent]))]
    announced = np.zeros(capabilities, dtype=np.int64)
    if posts is not None:
        filled = (posts.filled > 0) & (posts.ended > today - PACE_DAYS) & (posts.ended <= today)
        announced = np.bincount(posts.capability[filled], minlength=capabilities)
    kept = [np.empty(0, dtype=np.int64)]
    for place in range(capabilities):
        here = recent[people.capability[recent] == place]
        rest = len(here) - int(announced[place])
        if rest > 0:
            kept.append(here[np.linspace(0, len(here) - 1, rest).round().astype(np.int64)])
    chosen = np.concatenate(kept)
    return _as_starts(people.capability[chosen], people.hired[chosen], np.full(len(chosen), -np.inf), 1.0)


def _as_starts(capability: Ints, day: Floats, since: Floats, scale: float) -> Openings:
    """What is only seen when somebody begins: opened and filled on the same day."""
    one = np.ones(len(day))
    return Openings(
        capability=capability, opened=day, ended=day, positions=one, filled=one, lag=0.0, rate_since=since, scale=scale
    )


def _engaged(
    edition: Edition, read: Any, rules: tuple[Any, ...], today: float
) -> tuple[Engaged, Notices, tuple[str, ...]]:
    names = (
        *("assignment_id", "requisition_id", "worker_id", "supplier_id", "site_id", "resource_type", "start_date"),
        *("planned_end", "end_date", "end_cause", "extensions"),
    )
    table, capability = read("assignment", *names)
    counts = ~is_among(table["end_cause"], {NO_SHOW}) & ~is_among(table["resource_type"], {"employee"})
    table, capability = table.filter(counts), capability[counts]
    start, ended = days(table["start_date"]), days(table["end_date"])
    types = table["resource_type"].to_pylist()
    kinds = tuple(sorted(set(types))) or ("",)
    sites = edition.run(edition.table("site").select("site_id", "country"))
    country = dict(zip(sites["site_id"].to_pylist(), sites["country"].to_pylist(), strict=True))
    unnamed = np.asarray(pc.is_null(table["requisition_id"]).to_numpy(zero_copy_only=False), dtype=np.bool_)
    post = np.where(unnamed, -1, codes(table["requisition_id"]))
    last = np.where(np.isnan(ended) | (ended > today), np.maximum(today, start), ended)
    bound = limits(
        rules,
        [country.get(id) for id in table["site_id"].to_pylist()],
        types,
        codes(table["worker_id"]),
        post,
        start,
        last,
    )
    work = Work(
        capability=capability,
        start=start,
        planned=np.maximum(days(table["planned_end"]), start),
        ended=ended,
        extensions=floats(table["extensions"]),
        kind=places(table["resource_type"], {name: n for n, name in enumerate(kinds)}),
        limit=bound.days,
        by_law=bound.by_law,
    )
    engaged = Engaged(table=table, work=work, limits=bound, here=work.here(today))
    return engaged, notices_of(edition, today), kinds


def _requests(table: Any, capability: Ints, engaged: Engaged, entry: Inside, today: float, share: float) -> Openings:
    """Requisitions, whose filled positions are those that somebody took up or is about to."""
    positions = floats(table["positions"])
    opened, moved = days(table["submitted_on"]), days(table["status_on"])
    over = is_among(table["status"], set(ENDED))
    place = {id: n for n, id in enumerate(table["requisition_id"].to_pylist())}
    of = places(engaged.table["requisition_id"], place)
    taken = np.bincount(of[of >= 0], minlength=len(positions)).astype(np.float64)
    if not (of >= 0).any():
        taken = np.where(is_among(table["status"], {"filled"}), positions, 0.0)
    began = engaged.work.start[of >= 0] - moved[of[of >= 0]]
    lags = began[is_among(table["status"], {"filled"})[of[of >= 0]] & (began >= 0)]
    since = pace_since(table["org_unit_id"], entry, today)
    if not (~np.isnan(since)).any():
        since, share = np.full(len(since), -np.inf), 1.0
    return Openings(
        capability=capability,
        opened=opened,
        ended=np.where(over, np.maximum(moved, opened), np.nan),
        positions=positions,
        filled=np.minimum(taken, positions),
        lag=float(lags.mean()) if len(lags) else 0.0,
        rate_since=since,
        scale=1 / share if share > 0 else 1.0,
    )


def _starts(engaged: Engaged, entry: Inside, today: float, share: float) -> Openings:
    """Where nobody delivers requisitions, those who began stand for those who were asked for."""
    since = pace_since(engaged.table["org_unit_id"], entry, today)
    if not (~np.isnan(since)).any():
        since, share = np.full(len(since), -np.inf), 1.0
    begun = engaged.work.start <= today
    scale = 1 / share if share > 0 else 1.0
    return _as_starts(engaged.work.capability[begun], engaged.work.start[begun], since[begun], scale)
