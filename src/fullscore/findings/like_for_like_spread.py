"""An org unit pays more than others for the same capability, level, country and resource type.

Of the year's assignments, by the org units at the top. What an assignment is billed at over its card (the card carries
the price level of the role and the country) is taken apart, robustly, into role, capability by resource type, supplier
and unit. Suppliers are adjusted for because each has a price level of its own, which the unit does not set: what is
left is what the unit agrees to pay to the same supplier for the like. A unit is held against the middle of its
country's units where there are three or more of them, else against the middle of all: where a unit is alone in its
country, nobody but the card tells how dear that country is. Where no card covers half of the assignments, the rate
itself is taken, within the country only, and units of countries with fewer than three are not judged.

It is seen by a test against what units differ anyway (an empirical null, one-sided), where the unit pays at least 3%
more. Assignments above their card and those billed above the level ordered are told by findings of their own and left
out. The value is what the unit paid beyond the middle, resource type by resource type, since the card ends some rates
before others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._apart import LEAST_GAP, LEAST_VALUE, chances, excess, gaps, valued
from fullscore.findings._rates import Codes, Flags, coded, rates_of
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of
from fullscore.findings._work import Floats, work_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.measures.average_bill_rate import average_bill_rate
from fullscore.model.assignment import assignment
from fullscore.model.org_unit import org_unit
from fullscore.model.rate_card import rate_card
from fullscore.model.role import role
from fullscore.stats.robust_effects import robust_effects
from fullscore.terms.edition import Edition
from fullscore.terms.named import called

FEWEST = 8
"""Decisions on a rate before a unit is judged."""
FEWEST_UNITS = 3
"""In a country, before it has a middle of its own."""
CARD_SHARE = 0.5


@dataclass(frozen=True, kw_only=True)
class _Units:
    """What each unit pays over the middle; ``over`` is of each assignment, ``code`` its unit, ``clean`` what tells."""

    names: list[str]
    code: Codes
    over: Floats
    clean: Flags
    gap: Floats
    error: Floats
    p: Floats
    by_card: bool


@kept
def _units(edition: Edition) -> _Units | None:
    work, rates = work_of(edition), rates_of(edition)
    texts = work.texts
    usable = ~rates.above_card & ~rates.raised
    by_card = bool(len(work)) and np.isfinite(rates.over_card).mean() >= CARD_SHARE
    if by_card:
        outcome, base = rates.over_card, coded(texts["role_id"])
    else:
        outcome, base = rates.log_rate, coded(texts["role_id"], texts["country"], rates.currency)
    unit, units = coded(rates.unit)
    coding = [base, coded(texts["capability"], texts["resource_type"]), coded(texts["supplier_id"]), (unit, units)]
    ways, levels = [codes for codes, _ in coding], [len(names) for _, names in coding]
    clean = usable & np.isfinite(outcome) & np.all([way >= 0 for way in ways], axis=0)
    if not clean.any() or len(units) < FEWEST_UNITS:
        return None
    fit = robust_effects(outcome[clean], [way[clean] for way in ways], levels)
    over = outcome - fit.expected(ways, without=3)
    order, _ = coded(rates.order)
    found = gaps(np.where(clean, over, np.nan), unit, order, len(units))
    centre = _centres(found.mean, found.count, unit, coded(texts["country"])[0], by_card)
    over = over - np.where(unit >= 0, centre[unit], np.nan)
    found = gaps(np.where(clean, over, np.nan), unit, order, len(units))
    p, error, _ = chances(found, FEWEST)
    return _Units(
        names=[str(name) for (name,) in units], code=unit, over=over, clean=clean, gap=found.mean, error=error, p=p,
        by_card=by_card,
    )  # fmt: skip


def _centres(gap: Floats, count: Floats, unit: Codes, country: Codes, by_card: bool) -> Floats:
    """What each unit is held against: the middle of its country's units, or of all."""
    judged = count >= FEWEST
    of = np.full(len(gap), -1)
    for number in range(len(gap)):
        here = country[(unit == number) & (country >= 0)]
        # A unit belongs where most of its people work.
        of[number] = np.bincount(here).argmax() if len(here) else -1
    everywhere = float(np.median(gap[judged])) if judged.any() else 0.0
    found = np.full(len(gap), everywhere if by_card else np.nan)
    for place in np.unique(of[judged]):
        there = judged & (of == place)
        if place >= 0 and there.sum() >= FEWEST_UNITS:
            found[of == place] = np.median(gap[there])
    return found


def _look(edition: Edition) -> Looked:
    if not (edition.has("assignment") and edition.has("role")):
        return Looked(seen=None, says="Cannot tell: it takes assignments with bill rates, and the roles they are of.")
    found = _units(edition)
    if found is None or np.isnan(found.p).all():
        return Looked(
            seen=None,
            says="Cannot tell: too few org units buy the like; it takes three that each placed eight orders in a year.",
        )
    work, rates = work_of(edition), rates_of(edition)
    rests_on = (assignment, role, *((rate_card,) if found.by_card else ()))
    grade = evidence_from(edition, average_bill_rate, rests_on, "higher").grade
    q = q_values(found.p)
    sightings = []
    for number in np.argsort(found.names):
        gap, error = float(found.gap[number]), float(found.error[number])
        if not (q[number] <= ERROR and gap >= LEAST_GAP):
            continue
        here = (found.code == number) & ~rates.above_card & (work.known_spend > 0)
        part = excess(work, found.over, here & found.clean, here, error)
        saving = part * work.known_spend
        if saving.sum() < LEAST_VALUE * work.known_spend.sum():
            continue
        value = valued(saving, gap, error, int(here.sum()), edition.currency)
        sightings.append(
            Sighting(
                scope={"org_unit_id": found.names[number]},
                says=f"{called('org_unit', found.names[number])} pays {100 * np.expm1(gap):.0f}% more than other "
                f"units for the same work at the same supplier, in {here.sum():,} assignments.",
                value_per_year=value,
                population_share=float(here.sum() / len(work)),
                confidence=float(1 - q[number]),
                q_value=float(q[number]),
                evidence=grade,
                claims=claims_of(WORK, work.texts["assignment_id"][here], work.known_spend[here], saving[here]),
            )
        )
    judged = int(np.isfinite(found.p).sum())
    says = f"{judged} of {len(found.names)} org units were compared like for like."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    work, rates = work_of(edition), rates_of(edition)
    here = (rates.unit == scope["org_unit_id"]) & ~rates.above_card
    keys = pa.table({"assignment_id": pa.array(work.texts["assignment_id"][here], pa.string())})
    return (Behind(table=assignment, keys=keys),)


like_for_like_spread = Finding(
    name="like_for_like_spread",
    title="One unit pays more for the like",
    scope=("org_unit_id",),
    concerns=("procurement", "finance", "hiring"),
    change="Bring the unit's rates to what other units pay the same suppliers for the same work.",
    effort="medium",
    takes="share",
    needs=(
        Need(table=assignment, column="bill_rate", effect="no rate can be compared"),
        Need(table=role, effect="nobody knows which work is alike"),
        Need(table=rate_card, effect="a unit that is alone in its country cannot be compared"),
        Need(table=org_unit, effect="org units cannot be taken together"),
    ),
    look=_look,
    behind=_behind,
)
