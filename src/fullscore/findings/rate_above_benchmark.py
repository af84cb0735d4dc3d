"""A capability is bought above what the market charges.

Of the year's assignments with a lawful benchmark: the latest published median bill rate of the role (or of its
occupation) in the site's country, from a named source, with five or more contributors, at most a quarter from one, and
three months old or more on the edition's date. Benchmarks that are refused for these reasons are counted.

What an assignment is billed at over its benchmark is taken apart, robustly, into capability, level, resource type,
supplier and org unit; benchmarks know no resource type, so that a capability that buys more consultants is not called
dear for it, and a supplier's or a unit's own price level is told elsewhere. A capability is seen by a test against what
capabilities differ anyway (an empirical null, one-sided), where it stands at least 3% higher over its benchmark than
the client's other work does over its own, and what was paid for it lies above the benchmark itself as well.

What it would save is taken against the client's own relation to the market elsewhere, not against the benchmark: the
benchmark tells how the market prices one kind of work beside another, and the client's other purchases tell what that
client, with its suppliers and volumes, pays where it buys well. A median taken from others overstates or understates
that by the same part for every capability. Where the client buys everything else above the market, a claim against the
benchmark would be larger; it is not made here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._apart import LEAST_GAP, LEAST_VALUE, chances, excess, gaps, valued
from fullscore.findings._benchmarks import market_of
from fullscore.findings._rates import Codes, Flags, coded, rates_of
from fullscore.findings._shape import WORK, Finding, Looked, Sighting, claims_of
from fullscore.findings._work import Floats, work_of
from fullscore.lens.evidence import evidence_of
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.measures.rate_vs_market import rate_vs_market
from fullscore.model.assignment import assignment
from fullscore.model.benchmark import benchmark
from fullscore.model.role import role
from fullscore.stats.robust_effects import robust_effects
from fullscore.terms.edition import Edition
from fullscore.terms.lens import lens_of

FEWEST = 8
"""Decisions on a rate before a capability is judged."""
FEWEST_CAPABILITIES = 4
"""Of which the others tell how the client stands to the market."""


@dataclass(frozen=True, kw_only=True)
class _Capabilities:
    """What each capability costs over its benchmark, beyond the client's usual.

    Attributes:
        code: of each assignment.
        over: its rate over what is usual, on the log scale; ``market`` over its benchmark.
        clean: whether it tells anything.
        gap, error, p: of each capability.
        usual: the client's usual relation to the benchmark, of the mix it buys, on the log scale.
    """

    names: list[str]
    code: Codes
    over: Floats
    market: Floats
    clean: Flags
    gap: Floats
    error: Floats
    p: Floats
    usual: float


@kept
def _capabilities(edition: Edition) -> _Capabilities | None:
    work, rates, market = work_of(edition), rates_of(edition), market_of(edition)
    texts = work.texts
    same = np.array([own == other for own, other in zip(rates.currency, market.currency, strict=True)], dtype=np.bool_)
    over_market = np.where(same, rates.log_rate - market.log_rate, rates.log_base - market.log_base)
    level = np.array([one if np.isfinite(one) else None for one in work.level], dtype=object)
    capability, names = coded(texts["capability"])
    coding = [
        (capability, names), coded(level), coded(texts["resource_type"]), coded(texts["supplier_id"]),
        coded(rates.unit),
    ]  # fmt: skip
    ways, levels = [codes for codes, _ in coding], [len(of) for _, of in coding]
    known = np.isfinite(over_market) & np.all([way >= 0 for way in ways], axis=0)
    clean = known & ~rates.above_card & ~rates.raised
    if len(np.unique(capability[clean])) < FEWEST_CAPABILITIES:
        return None
    fit = robust_effects(over_market[clean], [way[clean] for way in ways], levels)
    over = np.where(known, over_market - fit.expected(ways, without=0), np.nan)
    order, _ = coded(rates.order)
    found = gaps(np.where(clean, over, np.nan), capability, order, len(names))
    p, error, centre = chances(found, FEWEST)
    usual = np.where(clean, over_market - (over - centre), np.nan)
    return _Capabilities(
        names=[str(name) for (name,) in names],
        code=capability,
        over=over - centre,
        market=over_market,
        clean=clean,
        gap=found.mean - centre,
        error=error,
        p=p,
        usual=float(np.nanmean(usual)),
    )


def _look(edition: Edition) -> Looked:
    if not (edition.has("assignment") and edition.has("role") and edition.has("benchmark")):
        return Looked(
            seen=None,
            says="Cannot tell: it takes assignments with bill rates, their roles, and benchmarks of bill rates by role "
            "and country that name their source, date, contributors and largest share.",
        )
    market, found = market_of(edition), _capabilities(edition)
    if found is None or np.isnan(found.p).all():
        why = "no lawful benchmark covers enough of the year's work" if market.lawful else "no benchmark may be used"
        return Looked(seen=None, says=f"Cannot tell: {why}.{market.says}")
    work, rates = work_of(edition), rates_of(edition)
    grade = evidence_of(edition, rate_vs_market, lens_of("rate_vs_market", rate_vs_market.axes), "higher").grade
    q = q_values(found.p)
    spend = work.known_spend
    sightings = []
    for number in np.argsort(found.names):
        gap, error = float(found.gap[number]), float(found.error[number])
        if not (q[number] <= ERROR and gap >= LEAST_GAP):
            continue
        here = (found.code == number) & ~rates.above_card & (spend > 0)
        telling = here & found.clean
        at_market = float((spend[telling] * np.exp(-found.market[telling])).sum())
        above = spend[telling].sum() / at_market - 1 if at_market > 0 else 0.0
        saving = excess(work, found.over, telling, here, error) * spend
        if above <= 0 or saving.sum() < LEAST_VALUE * spend.sum():
            continue
        sightings.append(
            Sighting(
                scope={"capability": found.names[number]},
                says=f"{found.names[number]} is paid {100 * above:.0f}% above the market's median, in {here.sum():,} "
                f"assignments, {100 * np.expm1(gap):.0f}% more than the client's usual relation to its benchmarks.",
                value_per_year=valued(saving, gap, error, int(here.sum()), edition.currency),
                population_share=float(here.sum() / len(work)),
                confidence=float(1 - q[number]),
                q_value=float(q[number]),
                evidence=grade,
                claims=claims_of(WORK, work.texts["assignment_id"][here], spend[here], saving[here]),
            )
        )
    usual = 100 * np.expm1(found.usual)
    says = (
        f"{int(np.isfinite(found.p).sum())} of {len(found.names)} capabilities have a lawful benchmark; the client "
        f"usually pays {abs(usual):.0f}% {'above' if usual > 0 else 'below'} it.{market.says}"
    )
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings))


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    work, rates = work_of(edition), rates_of(edition)
    here = (work.texts["capability"] == scope["capability"]) & ~rates.above_card
    keys = pa.table({"assignment_id": pa.array(work.texts["assignment_id"][here], pa.string())})
    roles = sorted({role for role in work.texts["role_id"][here] if role is not None})
    rows = edition.table("benchmark")
    ids = edition.run(rows.filter(rows.role_id.isin(roles or [""])).select("benchmark_id"))
    return (Behind(table=assignment, keys=keys), *((Behind(table=benchmark, keys=ids),) if ids.num_rows else ()))


rate_above_benchmark = Finding(
    name="rate_above_benchmark",
    title="Work bought above the market",
    scope=("capability",),
    concerns=("procurement", "finance"),
    change="Set the capability's rates again, as far from the market as the client buys its other work.",
    effort="medium",
    takes="share",
    needs=(
        Need(table=assignment, column="bill_rate", effect="no rate can be held against the market"),
        Need(table=role, effect="nobody knows which work a rate is for"),
        Need(table=benchmark, effect="nobody knows what the market charges"),
        Need(table=benchmark, column="contributors", effect="a benchmark may not be used"),
        Need(table=benchmark, column="largest_share", effect="a benchmark may not be used"),
    ),
    look=_look,
    behind=_behind,
)
