"""Workforce spend on accounts that are out of scope: sampled by its money, and looked at line by line."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fullscore.measures._frame import numbers
from fullscore.measures._vendors import suppliers_of_vendors
from fullscore.measures.spend import in_scope_accounts
from fullscore.model._expressions import column, constant
from fullscore.stats.monetary_unit_sample import monetary_unit_sample, sampled_total
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.period import Month

SAMPLED_UNITS = 400
"""Units of currency that are looked at; finding nothing then bounds the unseen at 0.75% of what was sampled."""
SEED = 5
LISTED = 25


@dataclass(frozen=True, kw_only=True)
class SampledLine:
    """A line out of scope that looks like workforce spend, for a person to look at."""

    document_id: str
    line_no: int
    vendor_name: str
    gl_account: str
    amount: float
    why: str


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """What lies on accounts out of scope, over the months that were sampled.

    Attributes:
        population: all that was posted there above 0, in the programme's currency.
        amount: of it what looks like workforce spend, by the sample.
        share: the same as a share of all workforce spend, seen and unseen.
        accounts: by account the lines that look like it, and their amount, all lines looked at.
        sampled: lines of the sample that look like it, the largest first.
    """

    first_month: str
    last_month: str
    population: float
    amount: Estimate
    share: Estimate
    accounts: tuple[dict[str, Any], ...]
    sampled: tuple[SampledLine, ...]


def lines_out_of_scope(edition: Edition) -> Any | None:
    """Lines out of scope with ``why`` they look like workforce spend, null where they do not; None where all are in.

    A line looks like it where its vendor is a supplier of the programme, or is paid for workforce on an account in
    scope. Someone has still to look: such a vendor may sell something else as well.
    """
    accounts = in_scope_accounts(edition)
    if not accounts:
        return None
    every = edition.table("ledger_line")
    inside = every.filter(every.gl_account.isin(accounts)).select(_v="vendor_id").distinct().mutate(_in=constant(True))
    vendors = suppliers_of_vendors(edition).rename(_vendor="vendor_id", _vendor_name="vendor_name")
    lines = every.filter(~every.gl_account.isin(accounts) & (every.amount_base > 0))
    lines = lines.left_join(vendors, [("vendor_id", "_vendor"), ("vendor_name", "_vendor_name")])
    lines = lines.left_join(inside, [("vendor_id", "_v")])
    of_programme = constant("its vendor is a supplier of the programme")
    elsewhere = constant("its vendor is paid for workforce on an account in scope")
    nothing = elsewhere.nullif(elsewhere)
    return lines.mutate(
        why=column("supplier_id").notnull().ifelse(of_programme, column("_in").notnull().ifelse(elsewhere, nothing))
    )


def unseen(edition: Edition, first: Month, last: Month, seen: float) -> Unseen | None:
    """Sample the months from the first to the last; None where nothing is out of scope.

    Args:
        seen: what was spent on the accounts in scope in those months.
    """
    lines = lines_out_of_scope(edition)
    if lines is None:
        return None
    lines = lines.filter(lines.posted_at.between(constant(first.first_day), constant(last.last_day)))
    names = ("document_id", "line_no", "vendor_name", "gl_account", "why")
    rows = edition.run(
        lines.select(*names, amount=lines.amount_base.cast("float64")).order_by(["document_id", "line_no"])
    )
    if not rows.num_rows:
        return None
    amounts = numbers(rows["amount"])
    hits = np.asarray(rows["why"].is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    random = np.random.default_rng(SEED)
    # In an order of its own: documents that are alike often follow each other.
    order = random.permutation(len(amounts))
    sample = monetary_unit_sample(amounts[order], SAMPLED_UNITS, start=float(random.random()))
    found = sampled_total(amounts[order], hits[order], sample)
    looked = np.unique(order[np.r_[sample.certain, sample.drawn]])
    looked = looked[hits[looked]]
    looked = looked[np.argsort(-amounts[looked], kind="stable")][:LISTED]
    accounts = rows["gl_account"].to_pylist()
    told: dict[str, list[float]] = {}
    for n in np.flatnonzero(hits):
        cell = told.setdefault(accounts[n], [0, 0.0])
        cell[0] += 1
        cell[1] += amounts[n]

    def share(amount: float | None) -> float | None:
        return None if amount is None or seen + amount <= 0 else amount / (seen + amount)

    return Unseen(
        first_month=str(first), last_month=str(last), population=float(amounts.sum()),
        amount=Estimate(value=found.value, n=found.n, low=found.low, high=found.high, currency=edition.currency),
        share=Estimate(value=share(found.value), n=found.n, low=share(found.low), high=share(found.high)),
        accounts=tuple(
            {"gl_account": account, "lines": int(n), "amount": amount} for account, (n, amount) in sorted(told.items())
        ),
        sampled=tuple(
            SampledLine(
                document_id=row["document_id"], line_no=row["line_no"], vendor_name=row["vendor_name"],
                gl_account=row["gl_account"], amount=float(row["amount"]), why=row["why"],
            )
            for row in rows.take(looked).to_pylist()
        ),
    )  # fmt: skip
