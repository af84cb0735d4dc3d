"""What is proposed of a vendor before a person is asked, and the suppliers that can be proposed."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """A supplier of the programme, as far as it can be recognised."""

    supplier_id: str
    name: str | None
    legal_name: str | None = None
    registration_no: str | None = None
    parent_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Which supplier a vendor is or may be, how likely, and why."""

    supplier_id: str | None
    p_match: float
    state: str
    basis: str
    reasons: str


NOBODY = Proposal(supplier_id=None, p_match=0.0, state="unmatched", basis="none", reasons="no supplier is like it")
