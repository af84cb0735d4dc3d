"""Vendors of the ledger as suppliers of the programme: by id, by number of registration, by name, by likeness."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel

from fullscore.identity._names import name_of, names_of, plain
from fullscore.identity._proposal import NOBODY, Proposal, Supplier

__all__ = ["Ruling", "Supplier", "match"]

CERTAIN, BY_NAME = 1.0, 0.99
IDS_TO_JUDGE = 5
"""So many vendors with a supplier's id, and names to compare, say whether the two systems number alike."""
LEAST_REGISTRATION = 6
"""A shorter number of registration may stand in a name by chance."""


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a person said last about a vendor and a supplier."""

    vendor_id: str
    supplier_id: str
    is_confirmed: bool
    person: str
    ruled_on: str
    sequence: int


def match(
    vendors: Sequence[tuple[str, str | None]], suppliers: Sequence[Supplier], rulings: Sequence[Ruling] = ()
) -> list[dict[str, Any]]:
    """Every vendor with the supplier that it is, or the one about whom a person should be asked.

    A vendor is the supplier whose id or number of registration it bears; else the only one whose name it bears, where
    capitals, punctuation and a legal form at the end do not matter; else the one that the model finds likely, unless
    numbers differ, both names have a word of their own left, or they share nothing but words of the trade: such a pair
    is never matched without a person. What a person ruled stands above all of it: a confirmed vendor is that supplier,
    the latest confirmation counting, and a refused pair is not proposed again.

    Args:
        vendors: distinct pairs of id and name.

    Returns:
        The rows of ``vendor_match`` in the order of ``vendors``.
    """
    confirmed = {r.vendor_id: r for r in sorted(rulings, key=lambda r: r.sequence) if r.is_confirmed}
    refused = {(r.vendor_id, r.supplier_id): r for r in rulings if not r.is_confirmed}
    proposals = _proposals(vendors, suppliers, set(refused))
    families = _families(suppliers)
    refusals: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in refused.values():
        refusals[ruling.vendor_id].append(ruling)
    return [
        _row(vendor, proposal, confirmed.get(vendor[0]), refusals.get(vendor[0], []), families)
        for vendor, proposal in zip(vendors, proposals, strict=True)
    ]


def _row(
    vendor: tuple[str, str | None],
    proposal: Proposal,
    confirmed: Ruling | None,
    refusals: list[Ruling],
    families: Mapping[str, str],
) -> dict[str, Any]:
    supplier = proposal.supplier_id if proposal.state == "matched" else None
    state, basis, reasons = proposal.state, proposal.basis, proposal.reasons
    ruling = confirmed
    if confirmed is not None:
        supplier, state, basis = confirmed.supplier_id, "matched", "ruling"
        reasons = f"confirmed; the model says: {proposal.supplier_id or 'nobody'}, {proposal.reasons}"
    elif refusals and state == "unmatched":
        ruling, basis = max(refusals, key=lambda r: r.sequence), "ruling"
        reasons = f"refused as {', '.join(sorted(r.supplier_id for r in refusals))}; {proposal.reasons}"
    return {
        "vendor_id": vendor[0],
        "vendor_name": vendor[1],
        "supplier_id": supplier,
        "family_id": families.get(supplier, supplier) if supplier else None,
        "proposed_supplier_id": proposal.supplier_id,
        "p_match": proposal.p_match,
        "state": state,
        "basis": basis,
        "decided_by": "person" if ruling else "model",
        "person": ruling.person if ruling else None,
        "ruled_on": ruling.ruled_on if ruling else None,
        "ruling": ruling.sequence if ruling else None,
        "reasons": reasons,
    }


def _proposals(
    vendors: Sequence[tuple[str, str | None]], suppliers: Sequence[Supplier], refused: set[tuple[str, str]]
) -> list[Proposal]:
    known = {supplier.supplier_id: supplier for supplier in suppliers}
    numbers = _only((_number(s.registration_no), s.supplier_id) for s in suppliers if s.registration_no)
    by_name = _only(
        pair for s in suppliers for pair in {(plain(s.name), s.supplier_id), (plain(s.legal_name), s.supplier_id)}
    )
    ids_count = _ids_agree(vendors, known)
    found: list[Proposal | None] = []
    for id, name in vendors:
        proposal = None
        if id in known and ids_count:
            proposal = _certain(id, CERTAIN, "id", "it bears the supplier's id")
        elif numbers and (number := next((n for n in _numbers_in(id, name) if n in numbers), None)):
            proposal = _certain(numbers[number], CERTAIN, "registration", f"it bears the registration number {number}")
        elif (written := plain(name)) and written in by_name:
            proposal = _certain(by_name[written], BY_NAME, "name", "it alone bears this name, legal form aside")
        found.append(proposal if proposal and (id, proposal.supplier_id) not in refused else None)
    open_ones = [n for n, proposal in enumerate(found) if proposal is None]
    # Where nobody delivered suppliers they bear their ids for names, and nothing can be like those.
    named = [supplier for supplier in suppliers if supplier.name != supplier.supplier_id or supplier.legal_name]
    if open_ones and named:
        # What compares names takes longer to load than a build without names may.
        from fullscore.identity._likeness import likely

        for n, proposal in zip(open_ones, likely([vendors[n] for n in open_ones], named, refused), strict=True):
            found[n] = proposal
    return [proposal or NOBODY for proposal in found]


def _certain(supplier: str, p_match: float, basis: str, reasons: str) -> Proposal:
    return Proposal(supplier_id=supplier, p_match=p_match, state="matched", basis=basis, reasons=reasons)


def _families(suppliers: Sequence[Supplier]) -> dict[str, str]:
    """The topmost owner of each supplier; of a circle the least id."""
    above = {s.supplier_id: s.parent_id for s in suppliers}
    found = {}
    for id in above:
        seen = [id]
        while (owner := above.get(seen[-1])) and owner in above and owner not in seen:
            seen.append(owner)
        found[id] = min(seen[seen.index(owner) :]) if owner in seen else seen[-1]
    return found


def _ids_agree(vendors: Sequence[tuple[str, str | None]], known: Mapping[str, Supplier]) -> bool:
    """Whether a vendor with a supplier's id is that supplier; not where most of such pairs have other names."""
    judged = [
        max(
            (Indel.normalized_similarity(a.ordered, b.ordered) for a in ours.spellings for b in theirs.spellings),
            default=0.0,
        )
        for id, name in vendors
        if id in known and known[id].name != id
        for ours, theirs in [(name_of(name or ""), names_of((known[id].name, known[id].legal_name)))]
    ]
    return len(judged) < IDS_TO_JUDGE or sum(like >= 0.5 for like in judged) * 2 >= len(judged)


def _only(pairs: Any) -> dict[str, str]:
    """Each key with its value, where it has only one."""
    found = {pair for pair in pairs if pair[0]}
    bearers = Counter(key for key, _ in found)
    return {key: value for key, value in found if bearers[key] == 1}


def _number(text: str | None) -> str | None:
    number = "".join(c for c in (text or "").casefold() if c.isalnum()).lstrip("0")
    return number if len(number) >= LEAST_REGISTRATION and any(c.isdigit() for c in number) else None


def _numbers_in(id: str, name: str | None) -> list[str]:
    words = [id, *re.findall(r"[A-Za-z]{0,2}\d{5,}", name or "")]
    return [number for number in map(_number, words) if number]
