"""A supplier's people are billed at a level above the one that was ordered.

Of the year's assignments whose requisition names a role of the same capability, those whose own role is of a higher
level, by supplier. It is counted, not estimated: seen where they are at least one in fifty of the supplier's, five or
more, at least twice as many as those billed at a lower level than ordered (roles that are written anew go both ways),
and worth at least a ten-thousandth of the year's spend.

The value is what was billed above the ordered level's usual price. That price is not the card's: it is what the same
supplier and unit agree to for the ordered role in the country and resource type, from a robust fit (capability by
country, role, capability by resource type, supplier, org unit) to the assignments that are billed as ordered. It is a
mean over the supplier's assignments, by resource type, not a claim for each: a single one may be worth its price.
Assignments above their card are told by the finding of that name and are not valued here; an ordered role that nobody
was billed at is priced as the supplier's others.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._apart import LEAST_VALUE, UNEXPLAINED, excess, gaps, valued
from fullscore.findings._rates import coded, rates_of, ways_of
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of
from fullscore.findings._work import Floats, work_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.average_bill_rate import average_bill_rate
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.model.role import role
from fullscore.terms.edition import Edition
from fullscore.terms.named import called

LEAST_SHARE = 0.02
"""Of a supplier's assignments whose ordered level is known."""
FEWEST = 5
UP_OVER_DOWN = 2


@kept
def _over_ordered(edition: Edition) -> Floats:
    """Of each assignment the logarithm of its rate over the usual one of what was ordered; nan where unknown."""
    work, rates = work_of(edition), rates_of(edition)
    ways = ways_of(work, rates, np.where(rates.raised, rates.ordered_role, work.texts["role_id"]))
    known = np.isfinite(rates.log_rate) & ways.known
    fitted = known & ~rates.above_card & (np.nan_to_num(rates.level_gap) == 0)
    if not fitted.any():
        return np.full(len(work), np.nan)
    fit = ways.fitted(rates.log_rate, fitted)
    met = np.all([np.isin(codes, np.unique(codes[fitted])) for codes in ways.codes], axis=0)
    return np.where(known & met, rates.log_rate - fit.expected(ways.codes), np.nan)


def _look(edition: Edition) -> Looked:
    if not (edition.has("assignment") and edition.has("requisition") and edition.has("role")):
        return Looked(
            seen=None,
            says="Cannot tell: it takes assignments, the requisitions that they fill, and roles with their levels.",
        )
    work, rates = work_of(edition), rates_of(edition)
    supplier, known = work.texts["supplier_id"], np.isfinite(rates.level_gap)
    if not known.any():
        return Looked(seen=None, says="Cannot tell: no assignment of the year names both the level ordered and billed.")
    grade = evidence_from(edition, average_bill_rate, (assignment, requisition, role), "higher").grade
    over, spend = _over_ordered(edition), work.known_spend
    order, _ = coded(rates.order)
    sightings = []
    for name in sorted({name for name in supplier[known] if name is not None}):
        own = known & (supplier == name)
        raised = own & rates.raised
        here = raised & ~rates.above_card & (spend > 0)
        lowered = own & (np.nan_to_num(rates.level_gap) < 0)
        if raised.sum() < max(FEWEST, LEAST_SHARE * own.sum(), UP_OVER_DOWN * lowered.sum()) or not here.any():
            continue
        telling = here & np.isfinite(over)
        found = gaps(np.where(telling, over, np.nan), np.where(here, 0, -1), order, 1)
        gap, error = float(found.mean[0]), float(np.hypot(found.error[0], UNEXPLAINED))
        if not (gap > 0 and np.isfinite(error)):
            continue
        saving = excess(work, over, telling, here, error) * spend
        if saving.sum() < LEAST_VALUE * spend.sum():
            continue
        sightings.append(
            Sighting(
                scope={"supplier_id": name},
                says=f"{called('supplier', name)} bills {raised.sum():,} of {own.sum():,} assignments at a level "
                f"above the one ordered, {100 * np.expm1(gap):.0f}% dearer than it bills the ordered level.",
                value_per_year=valued(saving, gap, error, int(here.sum()), edition.currency),
                population_share=float(here.sum() / len(work)),
                evidence=grade,
                claims=claims_of(WORK, work.texts["assignment_id"][here], spend[here], saving[here]),
            )
        )
    says = f"{known.sum():,} of {len(work):,} assignments of the year tell both the level ordered and the one billed."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    work, rates = work_of(edition), rates_of(edition)
    here = (work.texts["supplier_id"] == scope["supplier_id"]) & rates.raised
    ids, asked = (work.texts[name][here] for name in ("assignment_id", "requisition_id"))
    return (
        Behind(table=assignment, keys=pa.table({"assignment_id": pa.array(ids, pa.string())})),
        Behind(table=requisition, keys=pa.table({"requisition_id": pa.array(asked, pa.string())})),
    )


level_inflation = Finding(
    name="level_inflation",
    title="Levels billed above those ordered",
    scope=("supplier_id",),
    concerns=("procurement", "hiring"),
    change="Pay the supplier for the level that was ordered, and let a higher one be ordered first.",
    effort="small",
    takes="down_to",
    needs=(
        Need(
            table=assignment,
            column="requisition_id",
            effect="nobody knows what was ordered",
            share=SOME,  # Work from before the programme was never asked for in it.
        ),
        Need(table=requisition, column="role_id", effect="nobody knows which level was ordered"),
        Need(table=role, column="level", effect="roles have no levels"),
    ),
    look=_look,
    behind=_behind,
)
