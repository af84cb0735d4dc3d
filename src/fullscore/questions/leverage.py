"""Where a small change would matter most: every opportunity that was seen, without counting anything twice.

An opportunity is a finding in a place. Its value is what changing it would have saved in the last twelve months, as a
posterior mean; ``counted_per_year`` is what is left of that once those of higher rank have claimed theirs, so that the
counted values add up to the total. Its leverage is its share of that total over the share of its population that must
change: at 5, it holds five times the value that its size suggests. The rank is by value times confidence. An
opportunity is the same one in every edition, as its row's id says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from fullscore.findings._populations import POPULATIONS, populations
from fullscore.findings._portfolio import Opportunity, Overlap, Portfolio, portfolio
from fullscore.findings._shape import findings, scope_said
from fullscore.findings._work import work_of
from fullscore.lens.need import Behind, Need
from fullscore.questions._shape import Question, Told
from fullscore.terms.answer import Assumption, Option, Threshold
from fullscore.terms.assumed import WhatIf
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.evidence import weakest
from fullscore.terms.named import in_place

NAMED = 3
"""Opportunities that the sentence names, and options that the answer offers at first."""
OFFERED = 10
POINTS = 60
"""Of a curve; enough to draw it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A row: an opportunity.

    Attributes:
        scope: the columns that name its place, with their values.
        value_per_year: by itself; None where it has no price.
        counted_per_year: without what others of higher rank claim.
        population_share: the part of ``population`` that must change.
        leverage: the share that is counted of the total over the population's share.
        overlaps: what others claim of it, by what they are.
    """

    finding: str
    scope: str
    value_per_year: Estimate | None
    counted_per_year: Estimate | None
    population_share: float | None
    population: str
    leverage: float | None
    q_value: float | None
    confidence: float
    effort: str
    evidence: str
    overlaps: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Cumulated value against the share of a population that changed, the records of most value first."""

    population: str
    population_share: tuple[float, ...]
    value_per_year: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What looking for a kind of finding came to."""

    finding: str
    title: str
    seen: bool | None
    places: int
    says: str


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    found = portfolio(edition)
    spend = float(work_of(edition).known_spend.sum())
    seen = [one.seen for one in found.looked.values()]
    verdict = True if any(seen) else False if any(one is False for one in seen) else None
    curves = _curves(found, populations(edition))
    named = {one.id: one for one in found.opportunities}
    return Told(
        verdict=verdict,
        says=_says(found, verdict, spend, curves),
        confidence=max((one.sighting.confidence for one in found.opportunities), default=None),
        evidence=_evidence(found),
        rows=tuple(_row(one, found.total.value, named) for one in found.opportunities),
        options=tuple(
            Option(id=one.id, says=f"{one.finding.change} {one.sighting.says}", value_per_year=one.counted_per_year)
            for one in found.opportunities[:OFFERED]
        ),
        would_change=_thresholds(found),
        assumptions=_assumptions(found),
        further={
            "portfolio_value": found.total,
            "curves": curves,
            "kinds": tuple(
                Kind(
                    finding=name, title=findings()[name].title, seen=one.seen, places=len(one.sightings), says=one.says
                )
                for name, one in found.looked.items()
            ),
            "overlaps": {one.id: one.overlaps for one in found.opportunities if one.overlaps},
        },
    )


def _row(one: Opportunity, total: float | None, named: Mapping[str, Opportunity]) -> Place:
    sighting = one.sighting
    counted = one.counted_per_year.value if one.counted_per_year else None
    known = counted is not None and sighting.population_share and total
    return Place(
        finding=one.finding.name,
        scope=scope_said(sighting.scope),
        value_per_year=sighting.value_per_year,
        counted_per_year=one.counted_per_year,
        population_share=sighting.population_share,
        population=sighting.population,
        leverage=counted / total / sighting.population_share if known else None,  # type: ignore[operator]
        q_value=sighting.q_value,
        confidence=sighting.confidence,
        effort=one.finding.effort,
        evidence=sighting.evidence,
        overlaps="; ".join(_lost(overlap, named) for overlap in one.overlaps),
        rank=one.rank,
    )


def _lost(overlap: Overlap, named: Mapping[str, Opportunity]) -> str:
    other = named[overlap.id]
    return f"{overlap.amount:,.0f} claimed by {other.finding.name} of {scope_said(other.sighting.scope)}"


def _curves(found: Portfolio, sizes: Mapping[str, int]) -> tuple[Curve, ...]:
    taken: dict[str, dict[str, float]] = {}
    for (purse, record), amount in found.taken.items():
        records = taken.setdefault(POPULATIONS[purse], {})
        records[record] = records.get(record, 0.0) + amount
    curves = []
    for population, records in sorted(taken.items()):
        steps = list(accumulate(sorted(records.values(), reverse=True)))
        size = max(sizes[population], len(steps))
        at = sorted({round(n * (len(steps) - 1) / (POINTS - 1)) for n in range(POINTS)})
        curves.append(
            Curve(
                population=population,
                population_share=(0.0, *((n + 1) / size for n in at)),
                value_per_year=(0.0, *(steps[n] for n in at)),
            )
        )
    return tuple(sorted(curves, key=lambda curve: -curve.value_per_year[-1]))


def _says(found: Portfolio, verdict: bool | None, spend: float, curves: tuple[Curve, ...]) -> str:
    blind = [name for name, one in found.looked.items() if one.seen is None]
    if verdict is None:
        return (
            "Cannot tell: nowhere that a small change can matter could be looked at. Assignments with rates, "
            "timesheets and invoices would let it answer first."
        )
    not_seen = f" {_kinds(len(blind))} could not be looked for." if blind else ""
    if not verdict:
        return f"Nowhere that could be looked at would a small change matter much.{not_seen}"
    priced = [one for one in found.opportunities if one.counted_per_year is not None]
    rest = len(found.opportunities) - len(priced)
    if not priced:
        return f"{_places(rest)} stand out, none with a price.{not_seen}"
    total = found.total.value or 0.0
    share = f", {100 * total / spend:.1f}% of what assignments cost" if spend > 0 else ""
    half = _half(curves)
    first = "; ".join(f"{one.finding.title.lower()} at {in_place(one.sighting.scope)}" for one in priced[:NAMED])
    unpriced = f" {_places(rest)} more {'has' if rest == 1 else 'have'} no price." if rest else ""
    return (
        f"{_places(len(priced))} would have saved {total:,.0f} {found.total.currency} in the last twelve "
        f"months{share}, nothing counted twice{half}. First: {first}.{unpriced}{not_seen}"
    )


def _half(curves: tuple[Curve, ...]) -> str:
    """Where half of what the largest curve holds lies."""
    if not curves:
        return ""
    curve = curves[0]
    whole = curve.value_per_year[-1]
    share = next(s for s, v in zip(curve.population_share, curve.value_per_year, strict=True) if v >= whole / 2)
    return f"; half of what lies in {curve.population} lies in {100 * share:.1f}% of them"


def _places(n: int) -> str:
    return "One place" if n == 1 else f"{n} places"


def _kinds(n: int) -> str:
    return "One kind of finding" if n == 1 else f"{n} kinds of finding"


def _evidence(found: Portfolio) -> str:
    """The weakest of those that make up the value; where nothing was priced, of all."""
    priced = [one.sighting.evidence for one in found.opportunities if one.counted_per_year is not None]
    return weakest(priced or [one.sighting.evidence for one in found.opportunities])


def _thresholds(found: Portfolio) -> tuple[Threshold, ...]:
    """What the surest value would have to fall to: the low end of the total, and of the first opportunity."""
    told = []
    if found.opportunities and found.total.low is not None and found.total.value:
        told.append(
            Threshold(what="low end of what all places together would save a year", now=found.total.low, threshold=0.0)
        )
    return tuple(told)


def _assumptions(found: Portfolio) -> tuple[Assumption, ...]:
    every = {assumption.name: assumption for one in found.looked.values() for assumption in one.assumptions}
    return tuple(every[name] for name in sorted(every))


def _behind(edition: Edition, row: Place) -> tuple[Behind, ...]:
    key = row.finding, row.scope
    one = next(
        one for one in portfolio(edition).opportunities if (one.finding.name, scope_said(one.sighting.scope)) == key
    )
    return one.finding.behind(edition, one.sighting.scope)


def _needs() -> tuple[Need, ...]:
    """What the findings need, each column once."""
    every: dict[tuple[str, str], Need] = {}
    for finding in findings().values():
        for need in finding.needs:
            every.setdefault((need.table.name, need.column), need)
    return tuple(every.values())


leverage = Question(
    name="leverage",
    place=7,
    title="Where would a small change matter most?",
    concerns=("hr", "procurement", "finance", "hiring"),
    key=("finding", "scope"),
    needs=_needs(),
    answer=_answer,
    behind=_behind,
    shares="history",
    figures=("leverage", "leverage_curve"),
)
