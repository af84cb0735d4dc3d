"""Which suppliers deliver quality, and which just fill seats: judged by who stays, like for like.

Quality is the share of starts that do not end early and badly (performance, resignation, no-show or an unknown cause
within the policy's days), as the supplier's would be at the programme's own mix of work, less the programme's mean over
its starts: positive is better. Ends of other causes compete: the share is an Aalen-Johansen incidence from hazards of
the cause. Capability and level as ordered, unit and site are adjusted for, estimated within suppliers; nothing that a
supplier or the MSP sets is. Only starts on units that were inside the programme count.

``p_better`` and ``p_worse`` are probabilities to lie beyond the margin (two points unless said otherwise): the lower of
what the posterior says, and of how surely the supplier lies outside of what ordinary suppliers do, chance and half of
the spread among them that nobody can explain allowed for. A supplier ``delivers`` where ``p_better`` is above 0.9. It
``fills_seats`` where ``p_worse`` is, and its share of what it is asked for is above the median or it answers faster. It
is ``unproven`` where that verdict would not stand if its unknown and disputed ends counted the other way, where its own
starts leave its share open by more than the margin, or where none of better, like and worse is probable; else it is
``ordinary``. Unproven is never a ground for exclusion.
"""

from typing import Any

import numpy as np

from fullscore.lens.evidence import evidence_from
from fullscore.lens.need import Behind, Need
from fullscore.measures._frame import flags
from fullscore.measures.early_attrition import early_attrition
from fullscore.model.assignment import assignment
from fullscore.model.deliverable import deliverable
from fullscore.model.distribution import distribution
from fullscore.model.invoice_line import invoice_line
from fullscore.model.requisition import requisition
from fullscore.model.rollout import rollout
from fullscore.model.submittal import submittal
from fullscore.model.supplier import supplier
from fullscore.model.survey_response import survey_response
from fullscore.questions._shape import Question, Told
from fullscore.questions._supplier.chances import QUALITY_SHARE, Chances, chances
from fullscore.questions._supplier.decisions import decisions
from fullscore.questions._supplier.moves import EXPLORED_SHARE, Kinds, Move, moves
from fullscore.questions._supplier.outcomes import outcomes_of
from fullscore.questions._supplier.rows import (
    JudgedSupplier,
    RankPlot,
    Verdict,
    funnel_of,
    interval,
    ranked,
    unadjusted,
)
from fullscore.questions._supplier.sentences import said, thresholds
from fullscore.questions._supplier.supply import Supply, supply_of
from fullscore.questions._supplier.worth import worth_of
from fullscore.stats.ranks import ranks
from fullscore.terms.answer import Assumption, Missing
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.workforce.prices import ASSUMED
from fullscore.workforce.standardised import early_ends, early_ends_of
from fullscore.workforce.starts import Starts, starts_of

MARGIN = 0.02
SURE = 0.9
PROBABLE = 0.5
NEW_DAYS = 365


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    grade = evidence_from(edition, early_attrition, (assignment,)).grade

    def untold(why: str) -> Told:
        return Told(verdict=None, says=f"It cannot be told which suppliers deliver quality: {why}", evidence=grade)

    if not edition.has("assignment"):
        return untold(
            "no feed delivers assignments. With each start, its end and the cause of that, from any VMS, it could be."
        )
    starts = starts_of(edition)
    if len(starts.supplier.names) < 2:
        return untold("fewer than two suppliers had starts on record. A second supplier's starts would let it.")
    if not (starts.is_bad & (starts.left <= starts.window_days) & (starts.entered == 0)).any():
        return untold(
            "no early end of a known date is on record. End dates and causes of ended assignments would let it."
        )
    return _judged(edition, starts, what_if, grade)


def _judged(edition: Edition, starts: Starts, what_if: WhatIf, grade: str) -> Told:
    margin = what_if.get("margin", MARGIN)
    found = early_ends_of(edition)
    sure = chances(found, starts, margin)
    released = len(starts.tier.names) > 1
    by_tier = chances(early_ends(starts, with_tier=True)[0], starts, margin).quality if released else None
    supply = supply_of(edition, starts)
    outcomes = outcomes_of(edition, starts)
    worth = worth_of(
        sure.quality, starts, outcomes, supply, found.counts, supply.refill_days, edition.currency, what_if
    )
    order = ranks(sure.quality)
    verdicts = [_verdict(n, sure, supply, margin) for n in range(len(found.counts))]
    beside = {name: outcome.estimates() for name, outcome in outcomes.items()}
    rows = [
        JudgedSupplier(
            supplier_id=name,
            starts=int(found.counts[n]),
            quality=interval(sure.quality[:, n], int(found.counts[n])),
            quality_by_tier=None if by_tier is None else interval(by_tier[:, n], int(found.counts[n])),
            early_ends=unadjusted(starts, n),
            outcomes={outcome: values[n] for outcome, values in beside.items()},
            composite=worth.estimates[n] if worth else None,
            rank=ranked(order, n, int(found.counts[n])),
            composite_rank=ranked(worth.found.ranks, n, int(found.counts[n])) if worth else None,
            first_acceptability=float(worth.found.ranks.probability[n, 0]) if worth else None,
            p_better=float(sure.better[n]),
            p_worse=float(sure.worse[n]),
            fill_share=supply.fill_share[n] if supply.fill_share else None,
            speed_days=supply.speed_days[n] if supply.speed_days else None,
            verdict=verdicts[n],
        )
        for n, name in enumerate(starts.supplier.names)
    ]
    shown = np.argsort(order.place)
    known = [n for n in shown if found.counts[n]]
    found_moves: tuple[Move, ...] = ()
    if worth:
        best = sorted((n for n in known if verdicts[n] == "delivers"), key=lambda n: -worth.found.worth[:, n].mean())
        away = [n for n in reversed(known) if verdicts[n] == "fills_seats"]
        found_moves = moves(starts, away, best, worth.found.worth, _kinds(edition, starts), edition.currency)
    delivering, filling = ([rows[n] for n in known if verdicts[n] == which] for which in ("delivers", "fills_seats"))
    proven = [n for n in known if verdicts[n] != "unproven"]
    verdict = True if delivering or filling else False if len(proven) > len(known) / 2 else None
    apart = [max(row.p_better, row.p_worse) for row in (*delivering, *filling)]
    return Told(
        verdict=verdict,
        says=said(len(known), delivering, filling, len(known) - len(proven), margin, verdict),
        confidence=_confidence(verdict, apart, sure, known),
        evidence=grade,
        rows=tuple(rows[n] for n in known),
        options=tuple(move.option for move in found_moves),
        would_change=thresholds([rows[n] for n in known], sure, [int(n) for n in known], SURE),
        missing=_missing(edition, released, worth is not None),
        assumptions=(
            assumed("margin", margin, {}, what_if),
            Assumption(name="early_attrition_days", value=starts.window_days, source="policy"),
            Assumption(name="unexplained_spread_due_to_quality", value=QUALITY_SHARE, source="default"),
            Assumption(name="explored_share", value=EXPLORED_SHARE, source="default"),
            Assumption(name="starts_outside_the_programme_left_out", value=starts.outside, source="own data"),
            *(worth.assumptions if worth else ()),
        ),
        further={
            "ranks": RankPlot(
                supplier_ids=tuple(rows[n].supplier_id for n in known),
                by_quality=tuple(tuple(map(float, order.probability[n])) for n in known),
                by_worth=tuple(tuple(map(float, worth.found.ranks.probability[n])) for n in known) if worth else (),
            ),
            "funnel": funnel_of(starts, found, sure, margin),
        },
        decisions=decisions(found_moves, sure.quality, worth) if worth else (),
    )


def _verdict(n: int, sure: Chances, supply: Supply, margin: float) -> Verdict:
    if sure.better[n] > SURE:
        return "delivers" if sure.better_at_worst[n] > SURE else "unproven"
    if sure.worse[n] > SURE and supply.is_quick_or_full(n):
        return "fills_seats" if sure.worse_at_best[n] > SURE else "unproven"
    quality = sure.quality[:, n]
    states = ((quality > margin).mean(), (quality < -margin).mean(), (np.abs(quality) <= margin).mean())
    # Between "like the programme" and "somewhat better" there is nothing to prove; between better and worse there is.
    is_open = max(states) < PROBABLE or (sure.worse[n] <= SURE and states[1] > 1 - SURE and states[0] > 1 - SURE)
    return "unproven" if is_open or sure.error[n] > margin else "ordinary"


def _confidence(verdict: bool | None, apart: list[float], sure: Chances, known: list[Any]) -> float | None:
    """That at least one of those named lies beyond the margin; that not one of all does."""
    if verdict is None:
        return None
    if verdict:
        return float(1 - np.prod([1 - p for p in apart]))
    return float(np.prod([1 - max(sure.better[n], sure.worse[n]) for n in known]))


def _kinds(edition: Edition, starts: Starts) -> Kinds:
    table = edition.run(edition.table("supplier").select("supplier_id", "small", "diverse"))
    place = {id: n for n, id in enumerate(table["supplier_id"].to_pylist())}
    at = np.array([place.get(name, -1) for name in starts.supplier.names])

    def column_of(name: str) -> Any:
        column = table[name]
        return None if column.null_count == len(column) else np.where(at >= 0, flags(column)[at], False)

    first = np.full(len(at), starts.today)
    np.minimum.at(first, starts.supplier.codes, starts.began)
    return Kinds(small=column_of("small"), diverse=column_of("diverse"), new=first > starts.today - NEW_DAYS)


def _missing(edition: Edition, released: bool, priced: bool) -> tuple[Missing, ...]:
    found = []
    if edition.has("distribution") and not released:
        effect = "whether release in tiers explains a supplier's quality cannot be seen"
        found.append(Missing(table="distribution", column="rule", effect=effect))
    if not priced:
        effect = "no start has a price, so net benefit and the value of moving work are not told"
        found.append(Missing(table="assignment", column="bill_rate", effect=effect))
    return tuple(found)


def _ended(edition: Edition) -> Any:
    work = edition.table("assignment")
    return work.filter(work.end_date.notnull())


def _behind(edition: Edition, row: JudgedSupplier) -> tuple[Behind, ...]:
    work = edition.table("assignment")
    return (Behind(table=assignment, keys=work.filter(work.supplier_id == row.supplier_id).select("assignment_id")),)


supplier_quality = Question(
    name="supplier_quality",
    place=3,
    title="Which suppliers deliver quality, and which just fill seats?",
    concerns=("hr", "procurement", "finance", "hiring"),
    key=("supplier_id",),
    needs=(
        Need(table=assignment, effect="no supplier can be judged"),
        Need(
            table=assignment,
            column="end_cause",
            effect="early ends cannot be told from others; all count as unknown",
            bias="whoever sends no causes looks worse than whoever does",
            among=_ended,
        ),
        Need(
            table=assignment,
            column="pay_rate",
            effect="whether low pay explains who leaves early cannot be seen",
            by=("resource_type",),
        ),
        Need(table=requisition, effect="capability and level are those assigned, which a supplier may have raised"),
        Need(table=distribution, effect="what a supplier was asked for, and how fast it answered, are not known"),
        Need(table=submittal, effect="how fast a supplier answers is not known"),
        Need(table=submittal, column="pay_rate", effect="what a supplier keeps of the rate it offers cannot be seen"),
        Need(table=survey_response, effect="managers' scores are not beside the verdict"),
        Need(table=deliverable, effect="acceptance and rework of deliverables are not beside the verdict"),
        Need(
            table=deliverable, column="score", effect="how good a deliverable was is not known, only whether it passed"
        ),
        Need(table=invoice_line, effect="errors in bills are not beside the verdict"),
        Need(table=rollout, effect="starts on units that had not joined the programme cannot be left out"),
        Need(table=supplier, column="small", effect="the effect of moving work on small suppliers is not told"),
        Need(table=supplier, column="diverse", effect="the effect on certified-diverse suppliers is not told"),
    ),
    answer=_answer,
    behind=_behind,
    figures=("supplier_quality", "supplier_funnel", "supplier_ranks"),
    assumes=("margin", *ASSUMED),
)
