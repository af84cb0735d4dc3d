"""People leave a supplier early, more often than an ordinary supplier's would at the same work.

Early and bad ends are those of ``supplier_quality``: performance, resignation, a no-show or an unknown cause within the
policy's days, case mix as ordered adjusted for within suppliers, units and sites crossed. A supplier is seen where its
ends are more than an ordinary one's would be by chance, ordinary suppliers differing among themselves as far as the
middle of them does; suppliers of whom fewer than five such ends were to be expected are not looked at.

Of the ends of the last twelve months, those count as excess that an ordinary supplier would not have had, by the
posterior of the supplier's effect. An early end costs its replacement and the days until there is one, at the middle of
the prices that ``supplier_quality`` assumes; it is nobody's spend yet, so that the cost is also what was spent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._ordinary import beyond_count, ordinary
from fullscore.findings._shape import EARLY_END, Finding, Looked, Sighting, claims_of
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import SOME, Behind, Need
from fullscore.measures.early_attrition import early_attrition
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.terms.answer import Assumption
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.named import called
from fullscore.workforce import prices
from fullscore.workforce.standardised import early_ends_of
from fullscore.workforce.starts import Flags, Floats, Starts, starts_of
from fullscore.workforce.worked import Year

FEWEST_EXPECTED = 5.0
"""Early ends to be expected, below which a supplier is not looked at: its chance of being seen would be nothing, and
each place that is looked at makes the others less sure."""


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """Of each supplier.

    Attributes:
        q: that it is ordinary.
        excess: draws of the part of its early ends that an ordinary supplier would not have had, (draws, suppliers).
        recent: of each start, whether it ended early in the last twelve months.
        started: its starts of the last twelve months.
    """

    names: tuple[str, ...]
    q: Floats
    excess: Floats
    events: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    recent: Flags
    started: npt.NDArray[np.int64]


def _early(starts: Starts) -> Flags:
    return starts.is_over & starts.is_bad & (starts.left <= starts.window_days) & (starts.entered <= starts.left)


@kept
def _judged(edition: Edition) -> _Judged | None:
    """None where nothing can be compared."""
    starts = starts_of(edition)
    names = starts.supplier.names
    early = _early(starts)
    if len(names) < 2 or not early.any():
        return None
    found = early_ends_of(edition)
    effects = found.effects
    events = np.bincount(starts.supplier.codes[early], minlength=len(names)).astype(np.float64)
    null = ordinary(effects.alone, effects.error)
    with np.errstate(divide="ignore", over="ignore"):
        expected = np.where(events > 0, events * np.exp(-effects.alone), np.nan)
    # The error of a supplier's own count is in the count; what is left of it is what is not known of the rest.
    doubt = np.sqrt(np.maximum(effects.error**2 - 1 / np.maximum(events, 1), 0))
    # Starts whose supplier nobody told are no supplier's.
    is_one = np.array([name != "" for name in names])
    is_looked_at = (expected * np.exp(null.centre) >= FEWEST_EXPECTED) & is_one
    p = np.full(len(names), np.nan)
    p[is_looked_at] = beyond_count(null, events[is_looked_at], expected[is_looked_at], doubt[is_looked_at])
    usual = found.curve(null.centre + effects.shift)[:, None]
    year = Year.of(edition)
    ended = starts.began + starts.left
    after = (year.after - date(1970, 1, 1)).days
    recent = early & (ended > after)
    young = starts.supplier.codes[starts.began > after]
    return _Judged(
        names=names,
        q=q_values(p),
        excess=np.asarray(1 - usual / found.share),
        events=events.astype(np.int64),
        counts=found.counts,
        recent=recent,
        started=np.bincount(young, minlength=len(names)),
    )


def _look(edition: Edition) -> Looked:
    if not edition.has("assignment"):
        return Looked(
            seen=None,
            says="Cannot tell: it takes assignments of several suppliers, with their ends and causes.",
        )
    judged = _judged(edition)
    if judged is None or np.isnan(judged.q).all():
        return Looked(
            seen=None, says="Cannot tell: too few early ends of too few suppliers are on record to compare them."
        )
    starts = starts_of(edition)
    grade = evidence_from(edition, early_attrition, (assignment,), "higher").grade
    cost, assumptions = _cost(edition, starts)
    everything = max(int(judged.started.sum()), 1)
    sightings = []
    for n in np.flatnonzero(judged.q <= ERROR):
        own = np.flatnonzero(judged.recent & (starts.supplier.codes == n))
        if len(own) == 0:
            continue
        part = judged.excess[:, n]
        ids = [starts.ids[row] for row in own]
        priced = cost or 0.0
        low, high = np.quantile(part, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) * len(own) * priced
        saving = max(float(part.mean()), 0.0) * priced
        sightings.append(
            Sighting(
                scope={"supplier_id": judged.names[n]},
                says=f"{called('supplier', judged.names[n])}: {judged.events[n]:,} of {judged.counts[n]:,} starts "
                f"ended early, {1 / (1 - part.mean()):.1f} times as often as an ordinary supplier's at the same work; "
                f"{len(own):,} of them in the last twelve months.",
                value_per_year=Estimate(
                    value=saving * len(own), n=len(own), low=float(low), high=float(high), currency=edition.currency
                ),
                population_share=max(int(judged.started[n]), 1) / everything,
                population="starts",
                confidence=float(1 - judged.q[n]),
                q_value=float(judged.q[n]),
                evidence=grade,
                claims=claims_of(EARLY_END, ids, np.full(len(own), priced), np.full(len(own), saving)),
            )
        )
    looked = int((~np.isnan(judged.q)).sum())
    says = f"{looked} of {len(judged.names)} suppliers had enough starts to be compared."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings), assumptions=assumptions)


def _cost(edition: Edition, starts: Starts) -> tuple[float | None, tuple[Assumption, ...]]:
    """What an early end costs, in the programme's currency; None where no rate is known."""
    day, empty = prices.day_bill(starts), prices.refill(prices.refill_days(edition))
    if day is None:
        return None, ()
    days = prices.EARLY_END.middle + float(empty.value) * prices.LOST_DAY.middle
    own = Assumption(name="day_bill", value=day, source="own data")
    ranges = (end for price in (prices.EARLY_END, prices.LOST_DAY) for end in prices.ends_of(price, {}))
    return day * days, (*ranges, own, empty)


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    starts = starts_of(edition)
    if scope["supplier_id"] not in starts.supplier.names:
        return ()
    of = starts.supplier.codes == starts.supplier.names.index(scope["supplier_id"])
    ids = [starts.ids[row] for row in np.flatnonzero(_early(starts) & of)]
    return (Behind(table=assignment, keys=pa.table({"assignment_id": pa.array(ids, pa.string())})),)


supplier_early_attrition = Finding(
    name="supplier_early_attrition",
    title="A supplier whose people leave early",
    scope=("supplier_id",),
    concerns=("hr", "procurement", "hiring"),
    change="Agree with the supplier how its people are chosen and kept, or move its work to those whose people stay.",
    effort="medium",
    takes="share",
    needs=(
        Need(
            table=assignment,
            column="end_cause",
            effect="early ends cannot be told from others",
            share=SOME,  # Those who are here have not ended.
        ),
        Need(table=assignment, column="bill_rate", effect="an early end has no price"),
        Need(table=requisition, effect="capability and level are those assigned, which a supplier may have raised"),
    ),
    look=_look,
    behind=_behind,
)
