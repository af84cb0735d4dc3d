"""A unit of the client approves requisitions, or answers on candidates, more slowly than ordinary units.

Both waits are the client's own: from the submission of a requisition to its approval, and from the day on which a
candidate who was placed was put forward, within the requisition's written limit, to the client's first answer; of those
approved, and answered, in the last twelve months, calendar days, without requests whose worker was known beforehand.
Each is held against what the same resource types take in all, and then against ordinary units: a unit is seen where it
takes longer than an ordinary one would by chance, with at least ten waits.
Units are told, never managers, and no unit of fewer managers than the ``minimum_group`` of its country, unless managers
may be named there.

A position that waits a day longer than it would in an ordinary unit costs a part of a day's bill, the middle of the
prices that ``supplier_quality`` assumes. The claim is on the requisition: all days that its positions were open, and of
these what the slower steps took beyond the ordinary.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._ordinary import APART, beyond, ordinary
from fullscore.findings._shape import WAITING, Finding, Looked, Sighting, claims_of
from fullscore.findings._waiting import Codes, Floats, Waiting, delay_day, may_be_told, waiting_of
from fullscore.findings._work import Texts
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.measures.time_to_fill import time_to_fill
from fullscore.model.assignment import assignment
from fullscore.model.requisition import requisition
from fullscore.model.submittal import submittal
from fullscore.terms.edition import Edition
from fullscore.terms.estimate import LEVEL, Estimate
from fullscore.terms.named import called

FEWEST = 10
"""Waits of a unit in a year, below which it is not looked at."""
DRAWS = 4000
APPROVAL, ANSWER = range(2)
STEPS = ("approving a requisition", "answering on who was placed")


@dataclass(frozen=True, kw_only=True)
class _Step:
    """Waits of one step in the year: the row of the requisition of each, its days, and how many positions waited."""

    row: Codes
    days: Floats
    positions: Floats


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """Of each unit (rows) and step (columns)."""

    units: Texts
    q: Floats
    mean: Floats
    usual: Floats
    """Days that ordinary units take for the same resource types."""
    effect: Floats
    """How much longer than ordinary, posterior mean on the log scale; ``error``: its standard deviation."""
    error: Floats


@kept
def _steps(edition: Edition) -> tuple[_Step, _Step]:
    waits = waiting_of(edition)
    days = waits.approved - waits.submitted
    row = np.flatnonzero(waits.in_year(waits.approved) & (days >= 0) & ~waits.is_known)
    approval = _Step(row=row, days=days[row], positions=waits.positions[row])
    lay = waits.answered - waits.shown
    used = np.flatnonzero(waits.in_year(waits.answered) & (lay >= 0) & ~waits.is_known[waits.placed])
    answer = _Step(row=waits.placed[used], days=lay[used], positions=np.ones(len(used)))
    return approval, answer


@kept
def _judged(edition: Edition) -> _Judged:
    waits = waiting_of(edition)
    names, unit = np.unique(waits.unit.astype(str), return_inverse=True)
    _, kind = np.unique(waits.type.astype(str), return_inverse=True)
    told = may_be_told(edition)
    known = np.array([name is not None for name in waits.unit], dtype=np.bool_)
    is_told = np.array([name in told for name in names], dtype=np.bool_)
    shape = (len(names), len(STEPS))
    p, mean, usual = (np.full(shape, np.nan) for _ in range(3))
    effect, error = np.zeros(shape), np.full(shape, APART)
    for at, step in enumerate(_steps(edition)):
        used = known[step.row]
        of, days = unit[step.row[used]], step.days[used]
        due = _like(kind[step.row[used]], days)
        n = np.bincount(of, minlength=len(names)).astype(np.float64)
        taken, owed = np.bincount(of, days, len(names)), np.bincount(of, due, len(names))
        looked = np.flatnonzero((n >= FEWEST) & (taken > 0) & (owed > 0))
        if len(looked) == 0:
            continue
        ratio = taken[looked] / owed[looked]
        apart = days - due * (taken / np.maximum(owed, 1e-9))[of]
        scatter = np.bincount(of, apart**2, len(names))[looked] / np.maximum(n[looked] - 1, 1)
        own = np.sqrt(scatter * n[looked]) / taken[looked]
        # So few waits as ten that hardly differ do not show that none ever will.
        own = np.maximum(own, 0.5 / n[looked])
        null = ordinary(np.log(ratio), own)
        p[looked, at] = np.where(is_told[looked], beyond(null, np.log(ratio), own, n[looked] - 1), np.nan)
        mean[looked, at] = taken[looked] / n[looked]
        usual[looked, at] = owed[looked] / n[looked] * np.exp(null.centre)
        drawn = APART**2 / (APART**2 + own**2)
        effect[looked, at] = drawn * (np.log(ratio) - null.centre)
        error[looked, at] = own * np.sqrt(drawn)
    return _Judged(
        units=names.astype(object), q=q_values(p.ravel()).reshape(shape), mean=mean, usual=usual, effect=effect,
        error=error,
    )  # fmt: skip


def _like(kind: Codes, days: Floats) -> Floats:
    """The mean wait of the same resource type, of each."""
    kinds = int(kind.max(initial=-1)) + 1
    return np.asarray((np.bincount(kind, days, kinds) / np.maximum(np.bincount(kind, minlength=kinds), 1))[kind])


def _look(edition: Edition) -> Looked:
    if not edition.has("requisition"):
        return Looked(seen=None, says="Cannot tell: it takes requisitions, with when they were submitted and approved.")
    waits, steps, judged = waiting_of(edition), _steps(edition), _judged(edition)
    if np.isnan(judged.q).all():
        return Looked(seen=None, says="Cannot tell: no unit had ten requisitions approved in the last twelve months.")
    price, assumptions = delay_day(edition)
    if price is None:
        return Looked(seen=None, says="Cannot tell: no bill rate is known, so that a day of waiting has no price.")
    # Whoever fills the requests gains where the time that was taken is the client's.
    grade = evidence_from(edition, time_to_fill, (requisition, submittal), "lower").grade
    every = max(int(waits.in_year(waits.approved).sum()), 1)
    sightings = []
    for n in np.flatnonzero((judged.q <= ERROR).any(1)):
        slow = np.flatnonzero(judged.q[n] <= ERROR)
        rows, spend, saving, low, high = _claims(waits, steps, judged, int(n), slow)
        sightings.append(
            Sighting(
                scope={"org_unit_id": str(judged.units[n])},
                says=f"{called('org_unit', judged.units[n])} takes "
                + " and ".join(
                    f"{judged.mean[n, at]:.1f} days for {STEPS[at]}, where an ordinary unit takes "
                    f"{judged.usual[n, at]:.1f}"
                    for at in slow
                )
                + f"; {len(rows):,} requisitions of the last twelve months waited for it.",
                value_per_year=Estimate(
                    value=float(saving.sum() * price), n=len(rows), low=low * price, high=high * price,
                    currency=edition.currency,
                ),
                population_share=min(len(rows) / every, 1.0),
                population="requisitions",
                confidence=float(1 - judged.q[n, slow].min()),
                q_value=float(judged.q[n, slow].min()),
                evidence=grade,
                claims=claims_of(WAITING, waits.id[rows], spend * price, saving * price),
            )
        )  # fmt: skip
    compared = int((~np.isnan(judged.q)).any(1).sum())
    says = f"{compared} units had enough requisitions approved in the last twelve months to be compared."
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings), assumptions=assumptions)


def _claims(
    waits: Waiting, steps: tuple[_Step, _Step], judged: _Judged, unit: int, slow: Codes
) -> tuple[Codes, Floats, Floats, float, float]:
    """Of each requisition that waited: its row, the days its positions were open and those to be saved; and the bounds
    of the whole saving."""
    random = np.random.default_rng(1)
    saved, waited, whole = np.zeros(len(waits.id)), np.zeros(len(waits.id), dtype=np.bool_), np.zeros(DRAWS)
    for at in slow:
        own = waits.unit[steps[at].row] == judged.units[unit]
        row, days = steps[at].row[own], (steps[at].days * steps[at].positions)[own]
        part = 1 - np.exp(-(judged.effect[unit, at] + judged.error[unit, at] * random.standard_normal(DRAWS)))
        np.add.at(saved, row, days * max(float(part.mean()), 0.0))
        waited[row[days > 0]] = True
        whole += part * days.sum()
    rows = np.flatnonzero(waited)
    spend = waits.was_open[rows] * waits.positions[rows]
    low, high = np.quantile(whole, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return rows, spend, np.minimum(saved[rows], spend), float(low), float(high)


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    waits, judged = waiting_of(edition), _judged(edition)
    places = np.flatnonzero(judged.units == scope["org_unit_id"])
    if len(places) == 0:
        return ()
    slow = np.flatnonzero(judged.q[places[0]] <= ERROR)
    rows, *_ = _claims(waits, _steps(edition), judged, int(places[0]), slow)
    ids = pa.array(waits.id[rows].tolist(), pa.string())
    return (Behind(table=requisition, keys=pa.table({"requisition_id": ids})),)


slow_client_approval = Finding(
    name="slow_client_approval",
    title="The client itself is slow",
    scope=("org_unit_id",),
    concerns=("hiring", "procurement", "finance"),
    change="Let one signature approve, and agree on a day by which candidates are answered.",
    effort="medium",
    takes="share",
    needs=(
        Need(table=requisition, column="approved_at", effect="how long approval takes is not known"),
        Need(table=submittal, effect="how long candidates wait for an answer is not known"),
        Need(table=assignment, column="bill_rate", effect="a day of waiting has no price"),
    ),
    look=_look,
    behind=_behind,
)
