"""On whom critical work hangs, and who could stay or move: counts, shares, and never a person."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fullscore.questions._talent.frame import counted, is_among
from fullscore.questions._talent.hazards import Flags, Floats
from fullscore.questions._talent.records import Found
from fullscore.stats.share import share
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.workforce.dependence import SMALLEST, dependence

SOON_DAYS = 92
NEVER_CONVERTED = frozenset({"sow", "independent_contractor"})
"""Whose classification follows the facts of the work; they are no candidates for a post."""


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """How far one capability, or one critical role, depends on extended workers and on one supplier today.

    Attributes:
        critical: whether its role is, or any of its roles are.
        people: employees and extended workers together.
        extended_share: of them, who is extended.
        largest_supplier: through whom most of the extended come.
        largest_share: of the extended, who comes through that supplier.
        effective_suppliers: the number of equal suppliers that would be as concentrated (one over the sum of squares).
        hangs_on_one: whether more than half surely comes through one supplier; None where too few to tell.
    """

    capability: str
    role_id: str | None
    critical: bool | None
    people: int | str
    extended_share: Estimate | None
    largest_supplier: str | None
    largest_share: Estimate | None
    effective_suppliers: float | None
    hangs_on_one: bool | None


@dataclass(frozen=True, kw_only=True)
class Match:
    """One capability at one site: how many could stay as employees, or go on to a like requisition.

    Attributes:
        could_convert: extended workers whose role has an open vacancy in the site's country.
        open_vacancies: those vacancies.
        could_move: extended workers whose planned end or limit comes within a quarter, and whose role has an open
            requisition at the site.
        open_positions: its positions.
    """

    capability: str
    site_id: str
    could_convert: int | str
    open_vacancies: int
    could_move: int | str
    open_positions: int


def dependencies(found: Found) -> tuple[tuple[Dependency, ...], tuple[Dependency, ...]]:
    """By capability, and by critical role."""
    here = found.engaged.here
    role = np.array(found.engaged.table["role_id"].to_pylist(), dtype=object)[here]
    supplier = np.array(found.engaged.table["supplier_id"].to_pylist(), dtype=object)[here]
    capability = found.records.work.capability[here]
    employed = found.records.people.here(found.records.known.people)
    own_role = np.array(found.employees["role_id"].to_pylist(), dtype=object)[employed]
    own_capability = found.records.people.capability[employed]
    critical_places = {found.roles.capability[id] for id in found.roles.critical if id in found.roles.capability}
    has_own = len(found.employees) > 0
    whole = []
    for place, name in enumerate(found.roles.capabilities):
        is_critical = place in critical_places if found.roles.knows_critical else None
        own = int(np.count_nonzero(own_capability == place))
        whole.append(_dependency(name, None, is_critical, own if has_own else None, supplier[capability == place]))
    single = []
    for id in sorted(found.roles.critical):
        if id in found.roles.capability:
            own = int(np.count_nonzero(own_role == id))
            name = found.roles.capabilities[found.roles.capability[id]]
            single.append(_dependency(name, id, True, own if has_own else None, supplier[role == id]))
    return tuple(whole), tuple(single)


def _dependency(name: str, role: str | None, critical: bool | None, own: int | None, suppliers: Any) -> Dependency:
    extended = len(suppliers)
    people = (own or 0) + extended
    hangs = dependence(suppliers)
    return Dependency(
        capability=name,
        role_id=role,
        critical=critical,
        people=counted(people),
        extended_share=share(extended, people) if own is not None and people >= SMALLEST else None,
        largest_supplier=hangs.supplier if hangs else None,
        largest_share=hangs.largest if hangs else None,
        effective_suppliers=hangs.effective if hangs else None,
        hangs_on_one=hangs.hangs_on_one if hangs else None,
    )


def matches(edition: Edition, found: Found) -> tuple[Match, ...]:
    """By capability and site, those with anything to match; pairs of a role and a place are matched, never persons."""
    table, today = found.engaged.table, found.today
    sites = edition.run(edition.table("site").select("site_id", "country")).to_pylist()
    units = edition.run(edition.table("org_unit").select("org_unit_id", "country")).to_pylist()
    country_of_site = {row["site_id"]: row["country"] for row in sites}
    country_of_unit = {row["org_unit_id"]: row["country"] for row in units}
    is_open = is_among(found.vacancies["status"], {"open"})
    wanted: dict[tuple[Any, Any], int] = {}
    for role, unit, there in zip(
        found.vacancies["role_id"].to_pylist(), found.vacancies["org_unit_id"].to_pylist(), is_open, strict=True
    ):
        key = (role, country_of_unit.get(unit))
        if there and key[1] is not None:
            wanted[key] = wanted.get(key, 0) + 1
    asked: dict[tuple[Any, Any], int] = {}
    if len(found.open_positions):
        for role, site, left in zip(
            found.requests["role_id"].to_pylist(), found.requests["site_id"].to_pylist(), found.open_positions,
            strict=True,
        ):  # fmt: skip
            if left > 0:
                asked[role, site] = asked.get((role, site), 0) + int(left)
    soon = _soon(found, today)
    stays = ~is_among(table["resource_type"], NEVER_CONVERTED)
    counts: dict[tuple[int, Any], list[int]] = {}
    rows = zip(
        table["role_id"].to_pylist(), table["site_id"].to_pylist(), found.records.work.capability, found.engaged.here,
        soon, stays, strict=True,
    )  # fmt: skip
    for role, site, capability, here, ends, could in rows:
        if here:
            cell = counts.setdefault((int(capability), site), [0, 0])
            cell[0] += bool(could and (role, country_of_site.get(site)) in wanted)
            cell[1] += bool(ends and (role, site) in asked)
    vacancies: dict[tuple[int, Any], int] = {}
    for (role, country), number in wanted.items():
        place = found.roles.capability[role]
        vacancies[place, country] = vacancies.get((place, country), 0) + number
    positions: dict[tuple[int, Any], int] = {}
    for (role, site), number in asked.items():
        place = found.roles.capability[role]
        positions[place, site] = positions.get((place, site), 0) + number
    return tuple(
        Match(
            capability=found.roles.capabilities[place],
            site_id=site,
            could_convert=counted(converts),
            open_vacancies=vacancies.get((place, country_of_site.get(site)), 0),
            could_move=counted(moves),
            open_positions=positions.get((place, site), 0),
        )
        for (place, site), (converts, moves) in sorted(counts.items(), key=lambda item: (item[0][0], str(item[0][1])))
        if converts or moves
    )


def _soon(found: Found, today: float) -> Flags:
    """Whose planned end or limit comes within a quarter."""
    work = found.records.work
    end: Floats = np.minimum(work.planned, work.start + work.limit)
    soon: Flags = end <= today + SOON_DAYS
    return soon
