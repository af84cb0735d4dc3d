"""Everything that was seen together: each unit of currency claimed once, and by whom.

Opportunities claim in the order of what they are worth times how sure they are. On a record that others have claimed
already, one that takes a share takes the same share of what they left, and one that brings a record down to a target
takes what they left above it; so that the total is what doing all of them at once would save, and what an opportunity
lost to an earlier one is told with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from fullscore.findings._shape import Finding, Looked, Sighting, finding_id, findings
from fullscore.lens.kept import kept
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate

Record = tuple[str, str]
"""A purse and a record in it."""


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """What an opportunity would have claimed, had another not claimed it before."""

    id: str
    amount: float


@dataclass(frozen=True, kw_only=True)
class Opportunity:
    """A sighting in the portfolio.

    Attributes:
        id: the same in every edition.
        counted_per_year: what is left of its value once those before it have claimed theirs; None without a price.
        overlaps: to whom the rest went.
        rank: by value times confidence, 1 first; those without a price come last.
    """

    id: str
    finding: Finding
    sighting: Sighting
    counted_per_year: Estimate | None
    overlaps: tuple[Overlap, ...]
    rank: int


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """All opportunities of an edition.

    Attributes:
        looked: what looking for each kind came to.
        opportunities: in the order of their ranks.
        total: what doing all at once would have saved in the last twelve months.
        taken: of each record what it would have saved, in the programme's currency.
    """

    looked: Mapping[str, Looked]
    opportunities: tuple[Opportunity, ...]
    total: Estimate
    taken: Mapping[Record, float]


@kept
def portfolio(edition: Edition) -> Portfolio:
    """What every kind of finding sees in an edition, put together."""
    looked = {name: finding.look(edition) for name, finding in findings().items()}
    seen = [(findings()[name], sighting) for name, one in looked.items() for sighting in one.sightings]
    return put_together(looked, seen, edition.currency)


def put_together(looked: Mapping[str, Looked], seen: Iterable[tuple[Finding, Sighting]], currency: str) -> Portfolio:
    """The portfolio of some sightings.

    Args:
        currency: the programme's.
    """
    order = sorted(((finding_id(f.name, s.scope), f, s) for f, s in seen), key=lambda one: (-_promise(one[2]), one[0]))
    left: dict[Record, float] = {}
    claimed: dict[Record, list[tuple[str, float]]] = defaultdict(list)
    opportunities = []
    for rank, (id, finding, sighting) in enumerate(order, 1):
        counted, lost = _claimed(id, finding, sighting, left, claimed)
        opportunities.append(
            Opportunity(
                id=id,
                finding=finding,
                sighting=sighting,
                counted_per_year=_scaled(sighting.value_per_year, counted),
                overlaps=tuple(Overlap(id=other, amount=amount) for other, amount in sorted(lost.items())),
                rank=rank,
            )
        )
    parts = [one.counted_per_year for one in opportunities if one.counted_per_year is not None]
    return Portfolio(
        looked=looked,
        opportunities=tuple(opportunities),
        total=_sum(parts, currency),
        taken={record: sum(amount for _, amount in takers) for record, takers in claimed.items()},
    )


def _promise(sighting: Sighting) -> float:
    value = sighting.value_per_year.value if sighting.value_per_year else None
    return -1.0 if value is None else value * sighting.confidence


def _claimed(
    id: str,
    finding: Finding,
    sighting: Sighting,
    left: dict[Record, float],
    claimed: dict[Record, list[tuple[str, float]]],
) -> tuple[float, Mapping[str, float]]:
    """What an opportunity claims of what is left, and what it lost to each that came before."""
    if sighting.claims is None:
        return 0.0, {}
    counted, lost = 0.0, defaultdict[str, float](float)
    for row in sighting.claims.to_pylist():
        record = row["purse"], row["record"]
        here = left.setdefault(record, row["spend"])
        if finding.takes == "share":
            take = here * row["saving"] / row["spend"] if row["spend"] > 0 else 0.0
        else:
            take = min(row["saving"], max(0.0, here - (row["spend"] - row["saving"])))
        before = sum(amount for _, amount in claimed[record])
        for other, amount in claimed[record]:
            lost[other] += (row["saving"] - take) * amount / before if before > 0 else 0.0
        left[record] = here - take
        if take > 0:
            claimed[record].append((id, take))
        counted += take
    return counted, {other: amount for other, amount in lost.items() if amount > 0}


def _scaled(value: Estimate | None, counted: float) -> Estimate | None:
    if value is None or not value.value:
        return value
    part = counted / value.value
    low, high = (None if end is None else end * part for end in (value.low, value.high))
    return Estimate(value=counted, n=value.n, low=low, high=high, currency=value.currency)


def _sum(parts: list[Estimate], currency: str) -> Estimate:
    """The sum of parts that err independently of each other."""
    total = sum(part.value or 0.0 for part in parts)
    below = sqrt(sum(((part.value or 0.0) - part.low) ** 2 for part in parts if part.low is not None))
    above = sqrt(sum((part.high - (part.value or 0.0)) ** 2 for part in parts if part.high is not None))
    return Estimate(
        value=total, n=sum(part.n for part in parts), low=total - below, high=total + above, currency=currency
    )
