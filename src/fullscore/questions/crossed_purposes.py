"""Where each function optimises against the others: what they signed, and what each lever does to it.

*Objectives* are those of the table ``objective``, each on a measure as the client's own lens counts it. A function
gains towards its target; where the target is reached the measure's plain sense says what would be a loss. A function
that signed nothing is listed as missing: what it would lose cannot be told.

*Levers* are what the client can set for its requests (``questions/_levers``, one file each), where they stand over the
last year in units that were inside throughout it, and between what the client's own units or requests already set them.

*Effects* are estimated within org units, from requests of units that were wholly inside on the day of asking, so that
entry is not growth; all levers at once, like for like. Of such an effect it is only said that it goes with the lever.
Where a decision moved a lever on a known day, before and after against units not yet changed stand in its place, if
they tell it. What follows by arithmetic is not estimated: spending and its distance from the budget move as the average
bill rate does, at the hours as they are.

*A conflict* is named where one function's gain and another's loss by the same lever, each over the whole range in
which it is set and beyond the margin that matters, are both shown, with an error shared among all effects looked at.
True: there is one. False: no two effects are likely to be one. Null: it cannot be told. *Settings that leave nobody
worse off* are looked for over all levers that somebody is shown to gain by, their effects added.

Row: ``effect`` is what the measure changes by when the lever rises by ``for_a_rise_of``; ``share_of_way`` which part of
the way from now to the target it goes, gain above zero, when the lever rises over its whole range; ``reading`` what the
function makes of that. ``conflict`` is null where the effect cannot be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from fullscore.lens.evidence import evidence_of
from fullscore.lens.need import Behind, Need
from fullscore.measures._shape import measures
from fullscore.measures.average_bill_rate import average_bill_rate
from fullscore.model.assignment import assignment
from fullscore.model.decision import decision
from fullscore.model.distribution import distribution
from fullscore.model.objective import objective
from fullscore.model.requisition import requisition
from fullscore.model.rollout import rollout
from fullscore.model.submittal import submittal
from fullscore.questions._crossed.aims import FUNCTIONS
from fullscore.questions._crossed.conflicts import Cell, Conflict, Range, conflicts_in, likeliest
from fullscore.questions._crossed.found import ASSUMED, CARRIED, Found, found_in
from fullscore.questions._crossed.says import described, listed, of_conflicts, of_settings, room_of
from fullscore.questions._crossed.settings import Setting, settings_of
from fullscore.questions._levers._shape import levers
from fullscore.questions._shape import Question, Told
from fullscore.terms.answer import Assumption, Missing, Option, Threshold
from fullscore.terms.assumed import WhatIf, assumed
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import Estimate
from fullscore.terms.evidence import weakest
from fullscore.terms.lens import Lens, lens_of
from fullscore.terms.shown import in_words

UNLIKELY = 0.25
"""No conflict: none is as probable as this."""


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """A lever and a function's objective."""

    lever: str
    function: str
    measure: str
    effect: Estimate
    share_of_way: Estimate
    conflict: bool | None
    against: tuple[str, ...]
    for_a_rise_of: str
    reading: str
    how: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A lever as it stands."""

    lever: str
    title: str
    unit: str
    now: float
    low: float
    high: float
    owners: tuple[str, ...]
    in_the_room: tuple[str, ...]
    by_unit: Mapping[str, float]


def _answer(edition: Edition, what_if: WhatIf) -> Told:
    lacking = [table.name for table in (objective, requisition) if not edition.has(table.name)]
    if lacking:
        return Told(
            verdict=None,
            says=f"It cannot be told where functions work against each other: no feed delivers {' or '.join(lacking)}. "
            "Each function's signed objective, and requests with what became of them, would tell.",
            evidence="independent",
        )
    found = found_in(edition, what_if)
    conflicts = conflicts_in(found.cells)
    nearest = likeliest(found.cells)
    settings = settings_of(found.cells, found.effects, found.ranges)
    verdict = True if conflicts else False if nearest is not None and nearest.p < UNLIKELY else None
    grades = _grades(edition, found)
    return Told(
        verdict=verdict,
        says=_says(edition, found, conflicts, nearest, settings),
        confidence=_confidence(verdict, conflicts, nearest),
        evidence=weakest(grades.values()),
        rows=_rows(edition, found, conflicts, grades),
        options=tuple(_option(edition, found, one) for one in settings),
        would_change=_thresholds(conflicts, nearest),
        missing=_missing(edition, found),
        assumptions=_assumptions(what_if),
        further={
            "objectives": found.aims,
            "levers": [_standing(name, found) for name in found.ranges],
            "conflicts": conflicts,
            "settings": settings,
            "requests": len(found.requests),
            "outside": found.requests.outside,
            "inside": found.requests.inside_says,
        },
    )


def _confidence(verdict: bool | None, conflicts: list[Conflict], nearest: Conflict | None) -> float | None:
    if verdict is None or nearest is None:
        return None
    return max(one.p for one in conflicts) if verdict else 1 - nearest.p


def _says(
    edition: Edition, found: Found, conflicts: list[Conflict], nearest: Conflict | None, settings: list[Setting]
) -> str:
    functions = {aim.function for aim in found.aims}
    if len(functions) < 2:
        return (
            "It cannot be told where functions work against each other: fewer than two have signed an objective that "
            "is measured here. A target for a measure, signed by each function, would tell."
        )
    if nearest is None:
        return (
            "It cannot be told where functions work against each other: of no lever is it seen what it does to two "
            f"functions' objectives, from {len(found.requests):,} requests of units inside the programme. "
            f"{found.requests.inside_says} More units with requests, and what became of them, would tell."
        )
    looked = len({cell.lever for cell in found.cells if cell.effect is not None})
    if conflicts:
        parts = [of_conflicts(conflicts, found.cells, looked)]
    elif nearest.p < UNLIKELY:
        parts = [
            f"No: by none of {looked} levers that can be seen does one function gain what another loses."
            if looked > 1
            else "No: by the one lever that can be seen no function gains what another loses."
        ]
    else:
        parts = [
            "It cannot be told where functions work against each other: "
            f"{levers()[nearest.lever].title[0].lower()}{levers()[nearest.lever].title[1:]} may set "
            f"{in_words(nearest.gains)} against {in_words(nearest.loses)} (probability {100 * nearest.p:.0f}%); "
            "more months, or a decision with units to compare, would tell."
        ]
    parts.append(of_settings(settings, found.ranges, found.aims, edition.currency))
    if silent := [name for name in FUNCTIONS if name not in {one.function for one in found.signed}]:
        parts.append(f"No objective was signed by {listed(silent)}.")
    return " ".join(parts)


def _grades(edition: Edition, found: Found) -> dict[str, str]:
    """By measure, how far its records can be trusted."""
    return {
        aim.measure: evidence_of(edition, measures()[aim.measure], _lens(aim.measure)).grade
        for aim in found.aims
        if found.effects[aim.measure].of
    }


def _lens(name: str) -> Lens:
    return lens_of(name, measures()[name].axes)


def _rows(edition: Edition, found: Found, conflicts: list[Conflict], grades: Mapping[str, str]) -> tuple[Crossed, ...]:
    rows = []
    for cell in found.cells:
        lever, aim = levers()[cell.lever], cell.aim
        against = [one.loses for one in conflicts if _is(one, cell, "gains")]
        against += [one.gains for one in conflicts if _is(one, cell, "loses")]
        unknown = cell.reading == "cannot tell"
        # Also where the lever was never set otherwise, so that there is nothing to gain or lose by it.
        told = found.effects[aim.measure].of.get(cell.lever)
        effect = Estimate(value=None, n=0) if told is None else told.estimate(lever.step)
        rows.append(
            Crossed(
                lever=cell.lever,
                function=aim.function,
                measure=aim.measure,
                effect=effect,
                share_of_way=_share_of_way(cell, found.ranges[cell.lever]),
                conflict=True if against else None if unknown else False,
                against=tuple(sorted(set(against))),
                for_a_rise_of=lever.stepped,
                reading=cell.reading,
                how="" if told is None else told.how,
                evidence=grades[aim.measure] if told is not None else "",
            )
        )
    order = {"gains": 1, "loses": 1, "no difference that matters": 2, "cannot tell": 3}
    first = {one.lever: n for n, one in reversed(list(enumerate(conflicts)))}
    best = {name: min(order[r.reading] for r in rows if r.lever == name) for name in {row.lever for row in rows}}
    return tuple(
        sorted(rows, key=lambda row: (first.get(row.lever, len(conflicts)), best[row.lever], row.lever, row.function))
    )


def _share_of_way(cell: Cell, over: Range) -> Estimate:
    """Of the way to the target, no shorter than what is taken to matter, what the lever's whole range goes."""
    if cell.effect is None or cell.aim.way <= 0:
        return Estimate(value=None, n=0)
    return cell.effect.times(cell.aim.sense * over.reach / cell.aim.way).estimate(1.0)


def _is(one: Conflict, cell: Cell, side: str) -> bool:
    by = (one.gains, one.gains_by) if side == "gains" else (one.loses, one.loses_by)
    return one.lever == cell.lever and by == (cell.aim.function, cell.aim.measure)


def _option(edition: Edition, found: Found, setting: Setting) -> Option:
    """A setting, and what it saves a year at the hours as they are, where the bill rate tells it."""
    rates = found.outcomes.get(average_bill_rate.name)
    told = next((one for one in setting.changes if one.measure == average_bill_rate.name), None)
    value = None
    moved = [c for c in found.cells if c.lever in setting.levers and c.aim.measure == average_bill_rate.name]
    shown = any(cell.reading in ("gains", "loses") for cell in moved)
    if shown and rates is not None and told is not None and told.change.value is not None:
        low, high = (-rates.recent_weight * (end or 0.0) for end in (told.change.high, told.change.low))
        value = Estimate(
            value=-rates.recent_weight * told.change.value,
            n=told.change.n,
            low=low,
            high=high,
            currency=edition.currency,
        )
    said = described(setting, found.ranges, found.aims, edition.currency)
    return Option(id="+".join(setting.levers), says=f"{said[0].upper()}{said[1:]}.", value_per_year=value)


def _thresholds(conflicts: list[Conflict], nearest: Conflict | None) -> tuple[Threshold, ...]:
    told = conflicts[:3] or ([nearest] if nearest is not None else [])
    return tuple(
        Threshold(
            what=f"probability that {levers()[one.lever].title.lower()} sets {in_words(one.gains)} against "
            f"{in_words(one.loses)}",
            now=one.p,
            threshold=UNLIKELY,
        )
        for one in told
    )


def _missing(edition: Edition, found: Found) -> tuple[Missing, ...]:
    signed = {one.function for one in found.signed}
    gaps = [
        Missing(
            table=objective.name,
            column="function",
            effect=f"{name} has signed no objective: what it would lose by a lever cannot be told",
        )
        for name in FUNCTIONS
        if name not in signed
    ]
    gaps += [
        Missing(table=objective.name, column="measure", effect=f"an objective names {name}, which is no measure here")
        for name in found.unknown
    ]
    gaps += [
        Missing(
            table=objective.name,
            column="measure",
            effect=f"what levers do to {in_words(aim.measure)} ({in_words(aim.function)}) "
            "cannot be seen request by request",
        )
        for aim in found.aims
        if not any(cell.effect for cell in found.cells if cell.aim == aim)
    ]
    # Tables that nobody delivers are named among the needs.
    gaps += [
        Missing(table=need.table.name, column=need.column, effect=f"{lever.title.lower()}: {need.effect}")
        for name, lever in levers().items()
        if name not in found.ranges
        for need in lever.needs[-1:]
        if edition.has(need.table.name)
    ]
    return tuple(gaps)


def _assumptions(what_if: WhatIf) -> tuple[Assumption, ...]:
    return tuple(assumed(name, value, {}, what_if) for name, value in ASSUMED.items())


def _standing(name: str, found: Found) -> Standing:
    lever, over = levers()[name], found.ranges[name]
    return Standing(
        lever=name, title=lever.title, unit=lever.unit, now=over.now, low=over.low, high=over.high,
        owners=lever.owners, in_the_room=room_of(name, found.cells), by_unit=over.by_unit,
    )  # fmt: skip


def _behind(edition: Edition, row: Crossed) -> tuple[Behind, ...]:
    """The objective; the requests and what became of them; the decisions, where they tell the effect."""
    behind = [Behind(table=objective, keys=pa.table({"function": [row.function], "measure": [row.measure]}))]
    found = found_in(edition, {})
    outcome = found.outcomes.get(average_bill_rate.name if row.measure in CARRIED else row.measure)
    if outcome is None or not row.how:
        return tuple(behind)
    requests = found.requests.ids.take(pa.array(sorted(set(outcome.row.tolist()))))
    behind.append(Behind(table=requisition, keys=pa.table({"requisition_id": requests})))
    if outcome.table == assignment.name:
        behind.append(Behind(table=assignment, keys=pa.table({"assignment_id": outcome.ids})))
    effect = found.effects[row.measure].of[row.lever]
    if effect.decisions:
        behind.append(Behind(table=decision, keys=pa.table({"decision_id": list(effect.decisions)})))
    return tuple(behind)


crossed_purposes = Question(
    name="crossed_purposes",
    place=8,
    title="Where is each function optimising against the others?",
    concerns=("hr", "procurement", "finance", "hiring"),
    key=("lever", "function", "measure"),
    needs=(
        Need(table=objective, effect="what each function wants is not known"),
        Need(table=requisition, effect="what was set for each request cannot be seen"),
        Need(table=requisition, column="approved_at", effect="what slow approval does to anybody cannot be seen"),
        Need(table=requisition, column="max_bill_rate", effect="what a tighter limit does cannot be seen"),
        Need(table=assignment, effect="what became of requests cannot be seen"),
        Need(table=distribution, effect="what competition among suppliers does cannot be seen"),
        Need(table=submittal, effect="what stricter screening does cannot be seen"),
        Need(table=rollout, effect="which units are inside is read from the ledger, if at all"),
        Need(table=decision, effect="effects only go together: no decision shows a before and after"),
    ),
    answer=_answer,
    behind=_behind,
    figures=("crossed_purposes",),
    assumes=tuple(ASSUMED),
)
