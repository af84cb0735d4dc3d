"""Staff augmentation is bought as statements of work, where neither the card nor the limits of the programme hold.

By the facts of each statement that cost something in the year, and not by its title: it is priced by time; its
instalments fall due month by month, at least three of them; at least three in four are alike; and what was delivered
came on the day it was due, as time does and work does not. A project that is paid by milestone, or late at times, is
none. It is seen by org unit, where such statements are worth at least a ten-thousandth of the year's spend on
statements.

The value is what they cost beyond the client's own contractors of the capability and country in the same time. A
statement names no hours, so each instalment stands for the weeks between two of them, at the hours that a contractor
works in the mean week by the year's timesheets (without timesheets: as assumed), of as many contractors as fit it best.
The interval is that of the middle half of contractors' rates. Where no contractor's hours are known there is no price,
and none is told.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.findings._like_contractors import LikeContractors, Price, like_contractors
from fullscore.findings._shape import STATEMENT, Finding, Looked, Sighting, claims_of
from fullscore.findings._statements import Flags, Statements, statements_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.tenure import tenure
from fullscore.model.assignment import assignment
from fullscore.model.deliverable import deliverable
from fullscore.model.invoice_line import invoice_line
from fullscore.model.sow import sow
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.named import called

LEAST_VALUE = 0.0001
"""Of the year's spend on statements of work."""
# Whoever keeps statements would rather that little is found: who bought them answers for it, the supplier earns by it.
CLAIM = replace(tenure, name="disguised_sow", gains_if_higher=(), gains_if_lower=("client", "msp", "supplier"))


def _look(edition: Edition) -> Looked:
    if not (edition.has("sow") and edition.has("deliverable")):
        return Looked(
            seen=None,
            says="Cannot tell: it takes statements of work with how they are priced, and what is due under them when.",
        )
    found = statements_of(edition)
    if not len(found.spend):
        return Looked(seen=None, says="Cannot tell: no statement of work cost anything in the year.")
    rows = found.is_disguised
    least = LEAST_VALUE * found.spend.sum()
    units = [unit for unit in sorted(set(found.unit[rows])) if found.spend[rows & (found.unit == unit)].sum() >= least]
    said = (
        f"{rows.sum():,} of {len(found.spend):,} statements of work that cost something in the year are people's time "
        "by their facts."
    )
    if not units:
        return Looked(seen=False, says=said)
    like = like_contractors(edition)
    grade = evidence_from(edition, CLAIM, (sow, deliverable), "higher").grade
    sightings = tuple(_sighting(edition, found, rows & (found.unit == unit), like, grade) for unit in units)
    return Looked(
        seen=True,
        says=said,
        sightings=sightings,
        assumptions=(like.hours_from,) if any(one.value_per_year for one in sightings) else (),
    )


def _sighting(edition: Edition, found: Statements, rows: Flags, like: LikeContractors, grade: str) -> Sighting:
    unit, spend = str(found.unit[rows][0]), found.spend[rows]
    where = zip(found.capability[rows], found.country[rows], strict=True)
    prices = [price for capability, country in where if (price := like.price(capability, country)) is not None]
    says = (
        f"{rows.sum():,} statements of work in {called('org_unit', unit)}, "
        f"{spend.sum():,.0f} {edition.currency} in the year, are paid by "
        "time in equal months"
    )
    plain = Sighting(
        scope={"org_unit_id": unit},
        says=f"{says}; what contractors cost in their place is not known.",
        value_per_year=None,
        population_share=float(rows.sum() / len(found.spend)),
        population="statements of work",
        evidence=grade,
    )
    if len(prices) < len(spend):
        return plain
    mean, low, high = (_saved(found, rows, prices, like.week_hours, name) for name in ("mean", "high", "low"))
    # Statements of a unit that cost less than contractors would set off those that cost more.
    over = np.maximum(mean, 0.0)
    value = max(float(mean.sum()), 0.0)
    saving = over * (value / over.sum() if value else 0.0)
    return replace(
        plain,
        says=f"{says}; {100 * value / spend.sum():.0f}% of that is beyond what contractors of their capability cost.",
        value_per_year=Estimate(
            value=value,
            n=int(rows.sum()),
            low=max(float(low.sum()), 0.0),
            high=max(float(high.sum()), 0.0),
            currency=edition.currency,
        ),
        claims=claims_of(STATEMENT, pa.array(found.sow_id[rows].tolist(), pa.string()), spend, saving),
    )


def _saved(
    found: Statements, rows: Flags, prices: list[Price], week_hours: float, name: str
) -> npt.NDArray[np.float64]:
    """What each statement cost in the year beyond contractors in its place, at one price of an hour or another."""
    month = found.days[rows] / 7 * week_hours
    usual = month * np.array([price.mean for price in prices])
    people = np.maximum(np.round(found.part[rows] / usual), 1.0)
    instead = found.spend[rows] / found.part[rows] * people * month * np.array([getattr(p, name) for p in prices])
    return np.asarray(found.spend[rows] - instead, dtype=np.float64)


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    found = statements_of(edition)
    rows = found.is_disguised & (found.unit == scope["org_unit_id"])
    return (Behind(table=sow, keys=pa.table({"sow_id": pa.array(found.sow_id[rows].tolist(), pa.string())})),)


disguised_sow = Finding(
    name="disguised_sow",
    title="Staff augmentation bought as statements of work",
    scope=("org_unit_id",),
    concerns=("procurement", "hr", "finance"),
    change="Engage the people under the programme's cards and limits, and keep statements of work for work.",
    effort="medium",
    takes="down_to",
    needs=(
        Need(table=sow, effect="statements of work cannot be seen"),
        Need(table=deliverable, effect="whether a statement is work or time cannot be seen"),
        Need(
            table=deliverable,
            column="delivered_at",
            effect="whether anything is ever early or late is not known",
            share=SOME,  # What is not due yet was not delivered.
        ),
        Need(table=invoice_line, effect="what statements cost is told by what was accepted"),
        Need(table=assignment, effect="what contractors cost in their place is not known"),
    ),
    look=_look,
    behind=_behind,
)
