"""How much of what it is asked for a supplier fills, and how fast it answers: what a filler of seats is good at."""

import itertools
from dataclasses import dataclass

import numpy as np

from fullscore.measures._frame import numbers
from fullscore.questions._supplier.outcomes import _place
from fullscore.stats.mean import mean
from fullscore.stats.share import wilson
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.workforce.prices import refill_days
from fullscore.workforce.standardised import merged
from fullscore.workforce.starts import Codes, Floats, Starts, days_of, names_of


@dataclass(frozen=True, kw_only=True)
class Supply:
    """For each supplier; None where what it is counted from was not delivered."""

    fill_share: tuple[Estimate, ...] | None
    """Of the positions that it was asked for, those that it filled, at the programme's mix of capability and site."""
    speed_days: tuple[Estimate, ...] | None
    """Calendar days from being asked to its first candidate, at the same mix."""
    refill_days: float | None
    """How long the programme takes from a request to a start, the median."""

    def is_quick_or_full(self, supplier: int) -> bool:
        """Whether its share is above, or its days are below, the median of the suppliers that have any."""
        return any(
            values is not None
            and (mine := values[supplier].value) is not None
            and sign * mine > sign * float(np.median([v.value for v in values if v.value is not None]))
            for values, sign in ((self.fill_share, 1), (self.speed_days, -1))
        )


def supply_of(edition: Edition, starts: Starts) -> Supply:
    """Count what suppliers were asked for and what they did.

    Where nobody delivered who was asked, a supplier's share is of the starts in the cells of capability and site that
    it serves, and its speed is not known.
    """
    if not edition.has("distribution"):
        return Supply(fill_share=_share_of_starts(starts), speed_days=None, refill_days=refill_days(edition))
    shown = (
        edition.table("distribution")
        .group_by("requisition_id", "supplier_id")
        .aggregate(shown_on=edition.table("distribution").distributed_on.min())
    )
    submitted = edition.table("submittal")
    put = submitted.group_by(_put_for="requisition_id", _put_by="supplier_id").aggregate(
        put_on=submitted.submitted_on.min()
    )
    work = edition.table("assignment").filter(edition.table("assignment").end_cause.fill_null("") != "no_show")
    filled = work.group_by(_filled_for="requisition_id", _filled_by="supplier_id").aggregate(
        filled=work.assignment_id.count()
    )
    asked = edition.table("requisition").select(
        _asked="requisition_id", site="site_id", positions="positions", _role="role_id", status="status"
    )
    roles = edition.table("role").select(_of_role="role_id", capability="capability")
    rows = (
        shown.inner_join(asked, [("requisition_id", "_asked")])
        .left_join(roles, [("_role", "_of_role")])
        .left_join(put, [("requisition_id", "_put_for"), ("supplier_id", "_put_by")])
        .left_join(filled, [("requisition_id", "_filled_for"), ("supplier_id", "_filled_by")])
    )
    table = edition.run(
        rows.order_by("requisition_id", "supplier_id").select(
            "supplier_id", "site", "capability", "positions", "filled", "shown_on", "put_on", "status"
        )
    )
    supplier = _place(starts.supplier, table["supplier_id"])
    known = supplier >= 0
    cell, _ = merged([names_of(table["site"]).codes, names_of(table["capability"]).codes])
    status = np.array(table["status"].to_pylist(), dtype=object)
    # What is still open may yet be filled, by whoever.
    decided = known & np.isin(status, ("filled", "closed", "cancelled"))
    positions, taken = numbers(table["positions"]), np.nan_to_num(numbers(table["filled"]))
    days = days_of(table["put_on"]) - days_of(table["shown_on"])
    answered = known & (days >= 0)
    return Supply(
        fill_share=_adjusted_share(
            supplier[decided],
            np.minimum(taken, positions)[decided],
            positions[decided],
            cell[decided],
            len(starts.supplier.names),
        ),
        speed_days=_adjusted_days(supplier[answered], days[answered], cell[answered], len(starts.supplier.names)),
        refill_days=refill_days(edition),
    )


def _adjusted_share(
    supplier: Codes, hits: Floats, trials: Floats, cell: Codes, suppliers: int
) -> tuple[Estimate, ...] | None:
    """Observed over expected in the same cells, times the share of all."""
    if trials.sum() == 0:
        return None
    cells = int(cell.max(initial=0)) + 1
    expected = np.bincount(cell, hits, cells) / np.maximum(np.bincount(cell, trials, cells), 1e-12)
    n = np.bincount(supplier, trials, suppliers)
    seen, due = np.bincount(supplier, hits, suppliers), np.bincount(supplier, trials * expected[cell], suppliers)
    whole = float(hits.sum() / trials.sum())
    found = []
    for count, hit, wanted in zip(n, seen, due, strict=True):
        if count < 1 or wanted <= 0:
            found.append(Estimate(value=None, n=0))
            continue
        low, high = wilson(hit / count, count, LEVEL)
        lift = whole * count / wanted
        found.append(
            Estimate(
                value=float(min(1.0, lift * hit / count)),
                n=int(count),
                low=float(min(1.0, lift * low)),
                high=float(min(1.0, lift * high)),
            )
        )
    return tuple(found)


def _adjusted_days(supplier: Codes, days: Floats, cell: Codes, suppliers: int) -> tuple[Estimate, ...] | None:
    if len(days) == 0:
        return None
    cells = int(cell.max()) + 1
    usual = np.bincount(cell, days, cells) / np.maximum(np.bincount(cell, minlength=cells), 1)
    moved = days - usual[cell] + days.mean()
    order = np.argsort(supplier, kind="stable")
    ends = np.searchsorted(supplier[order], np.arange(suppliers + 1))
    return tuple(mean(moved[order[a:b]]) for a, b in itertools.pairwise(ends))


def _share_of_starts(starts: Starts) -> tuple[Estimate, ...]:
    suppliers = len(starts.supplier.names)
    cell, _ = merged([starts.capability.codes, starts.site.codes])
    cells = int(cell.max(initial=0)) + 1
    own = np.bincount(starts.supplier.codes * cells + cell, minlength=suppliers * cells).reshape(suppliers, cells)
    there = (own > 0) @ own.sum(0)
    found = []
    for mine, all_of_them in zip(own.sum(1), there, strict=True):
        if all_of_them == 0:
            found.append(Estimate(value=None, n=0))
            continue
        low, high = wilson(mine / all_of_them, all_of_them, LEVEL)
        found.append(Estimate(value=float(mine / all_of_them), n=int(all_of_them), low=low, high=high))
    return tuple(found)
