"""A segment stands apart: its rates are dearer than all that is like it, and no other finding tells why.

The segments are sites, and every pair of site, capability, supplier, org unit and resource type, of the year's
assignments. Each rate is held against what the same capability, level, country, resource type, supplier and unit cost
elsewhere: suppliers and units are adjusted for since each has a price level of its own, which is no matter of the
segment. A segment is seen where it is at least 3% dearer, by a scan (``_scan``): chosen on one half of the orders
against an empirical null, valued on the other half, and told only once, outermost first. Assignments above their card
and those billed above the level ordered are told by findings of their own and left out; what a dear unit, capability or
supplier explains is taken out before.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._apart import LEAST_VALUE, excess, valued
from fullscore.findings._rates import rates_of
from fullscore.findings._scan import Scan, scan
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of
from fullscore.findings._work import work_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.measures.average_bill_rate import average_bill_rate
from fullscore.model.assignment import assignment
from fullscore.model.role import role
from fullscore.terms.edition import Edition
from fullscore.terms.named import in_place

AMONG = 8
"""Segments that must be judged before any can stand apart from the others."""


@kept
def _scanned(edition: Edition) -> Scan:
    return scan(work_of(edition), rates_of(edition))


def _look(edition: Edition) -> Looked:
    if not (edition.has("assignment") and edition.has("role")):
        return Looked(seen=None, says="Cannot tell: it takes assignments with bill rates, and the roles they are of.")
    found = _scanned(edition)
    if found.looked_at < AMONG:
        return Looked(
            seen=None,
            says="Cannot tell: too few assignments; it takes eight segments of eight orders each in a year.",
        )
    work, rates = work_of(edition), rates_of(edition)
    grade = evidence_from(edition, average_bill_rate, (assignment, role), "higher").grade
    spend = work.known_spend
    taken = np.zeros(len(work), dtype=np.bool_)
    sightings = []
    for segment in found.segments:
        here = segment.rows & ~rates.above_card & (spend > 0) & ~taken
        telling = segment.telling & here
        saving = excess(work, segment.over, telling, here, segment.error) * spend
        if saving.sum() < LEAST_VALUE * spend.sum():
            continue
        taken |= here
        sightings.append(
            Sighting(
                scope=segment.scope,
                says=f"{in_place(segment.scope)} is {100 * np.expm1(segment.gap):.0f}% dearer than the "
                f"like elsewhere, in {here.sum():,} assignments.",
                value_per_year=valued(saving, segment.gap, segment.error, int(telling.sum()), edition.currency),
                population_share=float(here.sum() / len(work)),
                confidence=1 - segment.q,
                q_value=segment.q,
                evidence=grade,
                claims=claims_of(WORK, work.texts["assignment_id"][here], spend[here], saving[here]),
            )
        )
    says = f"{found.looked_at:,} segments were looked at."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    work, rates = work_of(edition), rates_of(edition)
    texts = {**work.texts, "org_unit_id": rates.unit}
    here = ~rates.above_card
    for name, value in scope.items():
        here &= texts[name] == value
    keys = pa.table({"assignment_id": pa.array(work.texts["assignment_id"][here], pa.string())})
    return (Behind(table=assignment, keys=keys),)


segment_apart = Finding(
    name="segment_apart",
    title="A segment stands apart",
    scope=("site_id", "capability", "supplier_id", "org_unit_id", "resource_type"),
    concerns=("procurement", "hiring"),
    change="Find out why the like costs more there, and bring its rates to what the like costs elsewhere.",
    effort="medium",
    takes="share",
    needs=(
        Need(table=assignment, column="bill_rate", effect="no rate can be compared"),
        Need(table=role, effect="nobody knows which work is alike"),
    ),
    look=_look,
    behind=_behind,
)
