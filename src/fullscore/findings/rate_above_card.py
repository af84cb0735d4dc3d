"""A supplier bills above the agreed rate card.

Of the year's assignments that a card covers on the day of their start, those whose bill rate is above its maximum, by
supplier. It is counted, not estimated: the value is the part of their cost that lies above the card. It is seen where
at least one in a hundred of the supplier's assignments is above and they are worth at least a ten-thousandth of the
year's spend; less than that is a slip of the pen.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._rates import rates_of
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of
from fullscore.findings._work import Floats, work_of
from fullscore.lens.evidence import evidence_of
from fullscore.lens.need import Behind, Need
from fullscore.measures.rate_compliance import rate_compliance
from fullscore.model.assignment import assignment
from fullscore.model.rate_card import rate_card
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.lens import lens_of
from fullscore.terms.named import called

LEAST_SHARE = 0.01
"""Of a supplier's assignments."""
LEAST_VALUE = 0.0001
"""Of the year's spend."""


def _above(edition: Edition) -> Floats:
    """Of each of the year's assignments, the part of its rate that lies above the card; nan without a card."""
    rates = rates_of(edition)
    part = np.where(rates.above_card, -np.expm1(-rates.over_card), 0.0)
    return np.where(np.isnan(rates.over_card), np.nan, part)


def _look(edition: Edition) -> Looked:
    if not (edition.has("assignment") and edition.has("rate_card")):
        return Looked(
            seen=None,
            says="Cannot tell: it takes assignments with their bill rates, and the rate cards that were agreed.",
        )
    work, part = work_of(edition), _above(edition)
    covered = ~np.isnan(part)
    if not covered.any():
        return Looked(seen=None, says="Cannot tell: no rate card covers any assignment of the year.")
    grade = evidence_of(edition, rate_compliance, lens_of("rate_compliance", rate_compliance.axes), "lower").grade
    everything, supplier = work.known_spend.sum(), work.texts["supplier_id"]
    sightings = []
    for name in sorted({name for name in supplier[covered] if name is not None}):
        here = covered & (supplier == name)
        over = here & (part > 0)
        saving = np.where(over, part * work.known_spend, 0.0)
        value = float(saving.sum())
        if over.sum() < LEAST_SHARE * here.sum() or value < LEAST_VALUE * everything:
            continue
        sightings.append(
            Sighting(
                scope={"supplier_id": name},
                says=f"{called('supplier', name)} billed {over.sum():,} of {here.sum():,} assignments above the agreed "
                f"card, by {100 * value / work.known_spend[over].sum():.1f}% on average.",
                value_per_year=Estimate.counted(value, int(over.sum()), edition.currency),
                population_share=float(over.sum() / len(work)),
                evidence=grade,
                claims=claims_of(WORK, work.texts["assignment_id"][over], work.known_spend[over], saving[over]),
            )
        )
    says = f"{covered.sum():,} of {len(work):,} assignments of the year are covered by a card."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    work = work_of(edition)
    over = work.texts["assignment_id"][(work.texts["supplier_id"] == scope["supplier_id"]) & (_above(edition) > 0)]
    return (Behind(table=assignment, keys=pa.table({"assignment_id": pa.array(over, pa.string())})),)


rate_above_card = Finding(
    name="rate_above_card",
    title="Rates above the agreed card",
    scope=("supplier_id",),
    concerns=("procurement", "finance"),
    change="Hold the supplier to its card, and ask for what was billed above it.",
    effort="small",
    takes="down_to",
    needs=(
        Need(table=assignment, column="bill_rate", effect="no rate can be held against a card"),
        Need(table=rate_card, effect="there is nothing to hold a rate against"),
    ),
    look=_look,
    behind=_behind,
)
