"""What a finding is made of, and what it sees in an edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pyarrow as pa

from fullscore.lens.need import Behind, Need
from fullscore.terms.answer import Assumption, row_id
from fullscore.terms.declared import declared
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.fault import Fault

Takes = Literal["share", "down_to", "nothing"]
"""How a finding's saving on a record goes together with another's on the same record. ``share``: it takes the same part
off whatever the others leave, as two factors on a rate do. ``down_to``: it takes what the others leave above a target,
such as a card's maximum or what is due. ``nothing``: it has no money in it."""

Effort = Literal["small", "medium", "large"]
"""``small``: one party and one letter. ``medium``: several parties, or a rule of the client's own. ``large``: people
must work otherwise."""

CLAIM = pa.schema([("purse", pa.string()), ("record", pa.string()), ("spend", pa.float64()), ("saving", pa.float64())])
"""A row of claims: which purse the money lies in, the record it is spent on, what was spent on it in the twelve months
up to the edition's date and how much of that the change would save, both in the programme's currency. Findings overlap
where they claim the same record of the same purse."""

WORK = "work"
"""The purse of what assignments cost; its records are their ids."""
LEDGER = "ledger"
"""The purse of what the ledger posted outside the programme; its records are ``document_id/line_no``."""
STATEMENT = "statement"
"""The purse of what statements of work cost; its records are their ids."""
INVOICE = "invoice"
"""The purse of what invoices bill beside work; its records are ``invoice_id/line_no``."""
WAITING = "waiting"
"""The purse of what waiting costs; its records are requisition ids."""
EARLY_END = "early_end"
"""The purse of what replacing people who left early costs; its records are assignment ids."""


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One place where a finding is seen.

    Attributes:
        scope: what it is about, by column, such as ``{"supplier_id": "S-011"}``; the same place keeps the same scope
            from one edition to the next.
        says: what is seen there, in a sentence.
        value_per_year: what changing it would have saved in the last twelve months, as a posterior mean after
            shrinkage, with its interval; None where it has no price.
        population_share: the part of all assignments of those months (of all requisitions, suppliers or lines, where
            ``population`` says so) that would have to change, from 0 to 1.
        population: what that is a share of.
        confidence: how probable it is that it is there and worth something, from 0 to 1.
        q_value: where it was told from chance by a test: the chance, after all places that were looked at, that
            nothing is there; None where it was counted.
        evidence: the grade of what it rests on.
        claims: the money, record by record (``CLAIM``); None without a price.
    """

    scope: Mapping[str, str]
    says: str
    value_per_year: Estimate | None
    population_share: float | None
    population: str = "assignments"
    confidence: float = 1.0
    q_value: float | None = None
    evidence: str
    claims: pa.Table | None = None


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What looking came to.

    Attributes:
        seen: true where there is a sighting, false where it looked and saw none, None where it cannot tell.
        says: what was looked at and found; where it cannot tell, why, and what would let it.
    """

    seen: bool | None
    says: str
    sightings: tuple[Sighting, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A kind of finding: its definition opens its file.

    Attributes:
        title: what is seen, as a heading.
        scope: the columns that name a place.
        concerns: the client's functions whose measures the change moves, who must be in the room.
        change: what would be done about it, as an instruction.
        effort: what the change asks for.
        takes: how its savings go together with others'.
        needs: what it rests on.
        look: what it sees in an edition.
        behind: the canonical rows behind a place, by its scope.
    """

    name: str
    title: str
    scope: tuple[str, ...]
    concerns: tuple[str, ...]
    change: str
    effort: Effort
    takes: Takes
    needs: tuple[Need, ...]
    look: Callable[[Edition], Looked]
    behind: Callable[[Edition, Mapping[str, str]], tuple[Behind, ...]]


def scope_said(scope: Mapping[str, str]) -> str:
    """A place in words: the columns that name it and their values."""
    return ", ".join(f"{name.removesuffix('_id').replace('_', ' ')} {scope[name]}" for name in sorted(scope))


def finding_id(finding: str, scope: Mapping[str, str]) -> str:
    """The id of a finding in a place, which is that of its row in the answer ``leverage``.

    It is the same in every edition, so that a decision can hang on it.
    """
    return row_id("leverage", (finding, scope_said(scope)))


@cache
def findings() -> dict[str, Finding]:
    """Every kind of finding by name."""
    return declared("fullscore.findings")


def finding_called(name: str) -> Finding:
    """The finding of that name.

    Raises:
        Fault: there is none.
    """
    try:
        return findings()[name]
    except KeyError:
        raise Fault(f"there is no finding called {name}", next_step=f"use {', '.join(findings())}") from None


def claims_of(purse: str, records: Any, spend: Any, saving: Any) -> pa.Table:
    """Claims on one purse.

    Args:
        records, spend, saving: columns of one length, spend and saving in the programme's currency.
    """
    purses = pa.array([purse] * len(records), pa.string())
    return pa.table([purses, records, spend, saving], schema=CLAIM)
