"""Requests are cancelled and posted again, and the days of the first posting are lost.

A requisition that names an earlier one which it takes up again is a repost; only those that say so are counted, and
the days from the earlier one's submission to its own are lost for as many positions as it takes up. Reposting is a rule
of how requests are written and priced, not a habit of one place, so that the programme is one place; the units with
most of it are named. It is counted, not estimated, and seen where at least one in a hundred requisitions of the last
twelve months, and at least five, were posted again.

A position that waits a day costs a part of a day's bill, the middle of the prices that ``supplier_quality`` assumes.
The claim is on the earlier requisition: all days that its positions were open.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from fullscore.findings._shape import WAITING, Finding, Looked, Sighting, claims_of
from fullscore.findings._waiting import Codes, Waiting, delay_day, waiting_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called

LEAST_SHARE = 0.01
"""Of the year's requisitions."""
LEAST = 5
LARGEST = 3
WHOLE = "all"


def _reposts(waits: Waiting) -> Codes:
    """The rows of the requisitions of the last twelve months that take up an earlier one, the first of each."""
    rows = np.flatnonzero((waits.again >= 0) & waits.in_year(waits.submitted))
    rows = rows[np.lexsort((waits.submitted[rows], waits.again[rows]))]
    _, first = np.unique(waits.again[rows], return_index=True)
    rows = rows[first]
    ended = waits.submitted[waits.again[rows]] + waits.was_open[waits.again[rows]]
    # The days of one that was taken up before the year began were lost then.
    return np.asarray(rows[waits.submitted[rows] <= ended], dtype=np.int64)


def _look(edition: Edition) -> Looked:
    if not edition.has("requisition"):
        return Looked(seen=None, says="Cannot tell: it takes requisitions, with which earlier one each takes up again.")
    waits = waiting_of(edition)
    every = int(waits.in_year(waits.submitted).sum())
    if not waits.names_earlier or every == 0:
        return Looked(
            seen=None,
            says="Cannot tell: no requisition says which earlier one it takes up again, as reopened_from would.",
        )
    price, assumptions = delay_day(edition)
    if price is None:
        return Looked(seen=None, says="Cannot tell: no bill rate is known, so that a day of waiting has no price.")
    again = _reposts(waits)
    says = f"{len(again):,} of {every:,} requisitions of the last twelve months took up an earlier one."
    if len(again) < max(LEAST, LEAST_SHARE * every):
        return Looked(seen=False, says=says, assumptions=assumptions)
    earlier = waits.again[again]
    spend = waits.was_open[earlier] * waits.positions[earlier]
    saving = waits.was_open[earlier] * np.minimum(waits.positions[earlier], waits.positions[again])
    value = float(saving.sum() * price)
    # That a request took longer than its last posting shows is against whoever fills it.
    grade = evidence_from(edition, time_to_fill, (requisition,), "higher").grade
    names, counts = np.unique(waits.unit[earlier].astype(str), return_counts=True)
    most = sorted(zip(-counts, names, strict=True))[:LARGEST]
    units = [f"{called('org_unit', name)} ({-count:,})" for count, name in most]
    sighting = Sighting(
        scope={"programme": WHOLE},
        says=f"{says[:-1]}, {waits.was_open[earlier].mean():.0f} days after that was submitted; most in "
        f"{', '.join(units)}.",
        value_per_year=Estimate.counted(value, len(again), edition.currency),
        population_share=len(again) / every,
        population="requisitions",
        evidence=grade,
        claims=claims_of(WAITING, waits.id[earlier], spend * price, saving * price),
    )
    return Looked(seen=True, says=says, sightings=(sighting,), assumptions=assumptions)


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    waits = waiting_of(edition)
    again = _reposts(waits)
    ids = pa.array([*waits.id[waits.again[again]], *waits.id[again]], pa.string())
    return (Behind(table=requisition, keys=pa.table({"requisition_id": ids})),)


reposted_demand = Finding(
    name="reposted_demand",
    title="Requests cancelled and posted again",
    scope=("programme",),
    concerns=("hiring", "procurement"),
    change="Change a request that finds nobody where it stands, its rate too, and do not post it anew.",
    effort="medium",
    takes="share",
    needs=(
        Need(table=requisition, effect="there is no demand to follow"),
        Need(
            table=requisition,
            column="reopened_from",
            effect="a request posted again looks like a new one",
            share=SOME,  # Most are posted once.
        ),
        Need(table=assignment, column="bill_rate", effect="a day of waiting has no price"),
    ),
    look=_look,
    behind=_behind,
)
