"""What the ledger posted to agencies in a year, line by line: through the programme or past it, and by which unit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.lens.kept import kept
from fullscore.measures._ledger import lines_in_scope
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column, constant
from fullscore.terms.edition import Edition
from fullscore.workforce.inside import inside, parents, top
from fullscore.workforce.worked import Year

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

EPOCH, NEVER = date(1970, 1, 1), 10**9
NO_UNIT = "unknown"
AGENCY_SHARE, AGENCY_SUPPLIERS = 0.5, 3
"""Where the policy names no accounts: an account is one for agencies' work where at least so many known suppliers are
paid from it, and at least this share of all vendors paid from it are known suppliers."""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """The year's ledger lines of agencies, in the order of document and line.

    Attributes:
        unit: the top org unit that the line is posted to; ``NO_UNIT`` where it names none.
        document, line: the line's key.
        spend: in the programme's currency; below zero for a credit.
        posted: days since 1970.
        is_known: whether the vendor is a supplier of the programme.
        is_through: whether the line came through the programme.
        is_inside: whether the unit was wholly inside the programme when it was posted.
        told_by: what tells since when units are inside: ``rollout`` or ``ledger``; empty where nothing does and all
            units count as inside.
        by_policy: whether the policy's accounts say what is an agency's.
    """

    unit: Texts
    document: Texts
    line: npt.NDArray[np.int64]
    vendor: Texts
    spend: Floats
    posted: npt.NDArray[np.int64]
    is_known: Flags
    is_through: Flags
    is_inside: Flags
    told_by: str
    by_policy: bool

    @property
    def is_bypass(self) -> Flags:
        """Whether a line went past the programme though its unit was wholly inside."""
        return self.is_inside & ~self.is_through


@kept
def posted_of(edition: Edition) -> Posted:
    """The year's ledger lines of agencies; empty where no ledger was delivered."""
    year = Year.of(edition)
    lines = lines_in_scope(edition)
    lines = lines.filter((column("on") > constant(year.after)) & (column("on") <= constant(year.until)))
    lines = lines.filter(column("amount_base").notnull())
    lines = lines.select(
        *("document_id", "line_no", "vendor_id", "vendor_name", "org_unit_id", "gl_account", "is_known", "is_through"),
        amount=column("amount_base").cast("float64"),
        day=column("on").epoch_days(),
    )
    rows = edition.run(lines.order_by(["document_id", "line_no"]))
    spend = _numbers(rows, "amount", pa.float64())
    known, through = (_numbers(rows, name, pa.bool_()) for name in ("is_known", "is_through"))
    by_policy = bool(in_scope_accounts(edition))
    vendor, document = (np.array(rows[name].to_pylist(), dtype=object) for name in ("vendor_id", "document_id"))
    account = np.array(rows["gl_account"].to_pylist(), dtype=object)
    wanted = np.ones(len(spend), np.bool_) if by_policy else _of_agencies(vendor, account, known)
    above = parents(edition)
    tops = {unit: top(unit, above) for unit in above}
    found = inside(edition)
    since = {unit: (day - EPOCH).days for unit, day in found.since.items()}
    named = rows["org_unit_id"].to_pylist()
    posted = _numbers(rows, "day", pa.int64())
    begun = np.array([since.get(unit, NEVER) if unit is not None else NEVER for unit in named], dtype=np.int64)
    is_inside = posted >= begun if found.source else np.ones(len(posted), np.bool_)
    unit = np.array([NO_UNIT if unit is None else tops.get(unit, unit) for unit in named], dtype=object)
    return Posted(
        unit=unit[wanted],
        document=document[wanted],
        line=_numbers(rows, "line_no", pa.int64())[wanted],
        vendor=vendor[wanted],
        spend=spend[wanted],
        posted=posted[wanted],
        is_known=known[wanted],
        is_through=through[wanted],
        is_inside=is_inside[wanted],
        told_by=found.source,
        by_policy=by_policy,
    )


def _of_agencies(vendor: Texts, account: Texts, known: Flags) -> Flags:
    """Lines of accounts that mostly known suppliers are paid from; where there is none, those of known suppliers."""
    who, into = (np.unique(of.astype(str), return_inverse=True)[1] for of in (vendor, account))
    count = int(into.max(initial=-1)) + 1
    every, theirs = (
        np.bincount(np.unique(np.stack([into[rows], who[rows]]), axis=1)[0], minlength=count)
        for rows in (np.ones(len(known), np.bool_), known)
    )
    chosen = (theirs >= AGENCY_SUPPLIERS) & (theirs >= AGENCY_SHARE * every)
    return np.asarray(chosen[into] if chosen.any() else known)


def _numbers(rows: pa.Table, name: str, kind: pa.DataType) -> Any:
    return np.asarray(rows[name].cast(kind).to_numpy(zero_copy_only=False))
