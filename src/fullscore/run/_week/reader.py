"""Whom a week is for: what a role of the programme, or a person known to the data, is shown of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fullscore.lens.parties import parties
from fullscore.run._week.item import Item
from fullscore.store.edition import StoredEdition
from fullscore.terms.answer import FUNCTIONS
from fullscore.terms.fault import Fault

EVERYTHING = ("sponsor", "pmo", "auditor")
"""Roles that see all there is."""
OUTSIDE = ("msp", "vms", "supplier")
"""Parties that are never shown what concerns another."""
HIRING = "hiring"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom a week is for.

    Attributes:
        name: the role or id as it was asked for; empty: everyone.
        functions: whose things are shown; None: everything is.
        units: the org units that things may lie in; None: all.
        person: the id of a person, who is shown what they own besides.
    """

    name: str = ""
    functions: tuple[str, ...] | None = None
    units: frozenset[str] | None = None
    person: str = ""

    def shown(self, items: Iterable[Item]) -> list[Item]:
        """Those of some things that the reader is shown."""
        return [item for item in items if self._concerns(item)]

    def _concerns(self, item: Item) -> bool:
        if self.person and item.owner_id == self.person:
            return True
        if self.functions is not None and not set(self.functions) & set(item.functions):
            return False
        if self.units is not None and item.of_all_units:
            return False
        return self.units is None or item.org_unit_id is None or item.org_unit_id in self.units


def reader_of(edition: StoredEdition, name: str | None) -> Reader:
    """Whom a week is for, by a role or the id of a person.

    A person who signed a function's objective speaks for that function. Who owns decisions or steps alone is shown
    these, and what concerns the functions that signed an objective on the same measures. A hiring manager is shown what
    concerns hiring in the org units of their assignments and below, and what concerns hiring and lies in none, but not
    what sums up the units of others.

    Raises:
        Fault: nobody of that name is known, or theirs is a role that is shown no answers of others.
    """
    if name is None:
        return Reader()
    if name in EVERYTHING:
        return Reader(name=name)
    if name in FUNCTIONS:
        return Reader(name=name, functions=(name,))
    _refuse(edition, name)
    functions = _signed(edition, name)
    if "sponsor" in functions:
        return Reader(name=name, person=name)
    units = _units(edition, name)
    if functions:
        # Who speaks for a function is shown all of what concerns it, a unit of theirs or not.
        return Reader(name=name, functions=functions, person=name)
    if units:
        return Reader(name=name, functions=(HIRING,), units=units, person=name)
    if _owns(edition, name):
        return Reader(name=name, functions=_decided(edition, name), person=name)
    raise Fault(
        f"nobody called {name} is known, neither as a role nor as an owner or hiring manager in the data",
        next_step=f"use {', '.join((*EVERYTHING, *FUNCTIONS))}, or a person's id as the data have it",
    )


def _refuse(edition: StoredEdition, name: str) -> None:
    suppliers = edition.table("supplier")
    kind = name if name in OUTSIDE else ""
    kind = kind or next((party.kind for party in parties(edition).values() if party.id == name), "")
    if not kind and _any(edition, suppliers, suppliers.supplier_id == name):
        kind = "supplier"
    if kind in OUTSIDE:
        raise Fault(
            f"the week compares parties with each other, which the role {kind} is never shown",
            next_step="send them the findings that are addressed to them instead",
        )
    if name == "admin":
        raise Fault(
            "the role admin keeps accounts and settings and is shown no answers",
            next_step=f"use {', '.join((*EVERYTHING, *FUNCTIONS))}, or a person's id as the data have it",
        )


def _signed(edition: StoredEdition, person: str) -> tuple[str, ...]:
    signed = edition.table("objective")
    rows = edition.run(signed.filter(signed.owner_id == person).select("function").distinct()).to_pylist()
    return tuple(sorted(row["function"] for row in rows))


def _decided(edition: StoredEdition, person: str) -> tuple[str, ...]:
    """The functions that signed objectives on what a person decided about."""
    taken, signed = edition.table("decision"), edition.table("objective")
    measures = taken.filter(taken.owner_id == person).select("measure").distinct()
    rows = edition.run(signed.filter(signed.measure.isin(measures.measure)).select("function").distinct()).to_pylist()
    # What only a sponsor signed makes nobody else a sponsor.
    return tuple(sorted(row["function"] for row in rows if row["function"] in FUNCTIONS))


def _owns(edition: StoredEdition, person: str) -> bool:
    tables = [edition.table(name) for name in ("decision", "adoption_step")]
    return any(_any(edition, table, table.owner_id == person) for table in tables)


def _units(edition: StoredEdition, person: str) -> frozenset[str]:
    """The org units of a manager's assignments, and all below them."""
    work = edition.table("assignment")
    own = edition.run(work.filter(work.hiring_manager_id == person).select("org_unit_id").distinct())
    ids = [row["org_unit_id"] for row in own.to_pylist() if row["org_unit_id"]]
    if not ids:
        return frozenset()
    above = edition.ancestors("org_unit")
    below = edition.run(above.filter(above.ancestor_id.isin(ids)).select("id").distinct()).to_pylist()
    return frozenset((*ids, *(row["id"] for row in below)))


def _any(edition: StoredEdition, table: Any, condition: Any) -> bool:
    return bool(edition.run(table.filter(condition).limit(1).select(table.columns[0])).num_rows)
