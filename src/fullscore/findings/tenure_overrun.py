"""A unit keeps people beyond the limit that holds for them, where others end the like in time.

The limit is the country's or an agreement's, counted as it counts, or else the policy's, as in ``exposure``. Of the
time that reached its limit in the last twelve months (its last lawful day lies in them, and somebody was there a month
before), a part went on beyond. A business unit is seen that lets, of a resource type under one limit, at least twice as
many go on as the others do, and more than chance and the ordinary spread between units explain; whoever plainly stands
apart is no measure for the others. Limits count differently, so units are held against those under the same one; where
next to nobody else is under it, against all of that type. What units alike let pass is nobody's habit, and a limit that
most others let pass is none to be held to here: ``exposure`` counts both. Fewer than five people are not told, and
there is no price: what a court or an authority may ask is nobody's to assume.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fullscore.findings._alarm import ERROR, q_values
from fullscore.findings._ordinary import Ordinary, beyond_share, ordinary
from fullscore.findings._shape import Finding, Looked, Sighting
from fullscore.lens.evidence import evidence_from
from fullscore.lens.kept import kept
from fullscore.lens.need import Behind, Need
from fullscore.model.assignment import assignment
from fullscore.terms.answer import Assumption
from fullscore.terms.assumed import assumed
from fullscore.terms.edition import Edition
from fullscore.terms.named import called
from fullscore.terms.programme import Policy
from fullscore.workforce.dependence import SMALLEST
from fullscore.workforce.engaged import Days, Flags, Floats, People, Texts, last_lawful_day, people
from fullscore.workforce.limits import CLAIM, Held, held_to

NEAR_DAYS = 31
"""Whoever was there so many days before the last lawful day could have been ended at it."""
YEAR_DAYS = 365
TELLING = 3.0
"""Expected, from which on a unit tells how far ordinary ones differ."""
CLEAR = 0.01
"""Whoever lets so many go on as an ordinary unit would so seldom is no measure for the others."""
LEAST_TIMES = 2.0
"""So many times as many as in an ordinary unit: what is less is no habit of the unit."""
MOST = 0.5
"""Where more than this share goes on elsewhere, nobody ends the like in time."""
FEW_OTHERS = 20
"""With fewer others under the same limit, those of the type under any limit are the measure."""


@dataclass(frozen=True, kw_only=True)
class _Reached:
    """Time that reached its limit in the last twelve months, one element for each worker or post.

    Attributes:
        row: the engagement that it came to the limit with, by its place among all.
        went_on: whether it went on beyond the limit.
        unit, type: of that engagement.
        rule: by which limit.
    """

    row: Days
    went_on: Flags
    unit: Texts
    type: Texts
    rule: Texts


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """Units by limits: of each resource type, under each rule."""

    units: tuple[str, ...]
    limits: tuple[tuple[str, str], ...]
    """Resource type and rule."""
    q: Floats
    reached: Floats
    went_on: Floats
    expected: Floats
    """What would have gone on, had it been as in the others that do not stand apart."""


@kept
def _reached(edition: Edition) -> _Reached:
    found = people(edition)
    parts = [(limit.rule, *_of(found, limit)) for limit in held_to(edition, found)]
    row, went_on = (np.concatenate([part[n] for part in parts]) for n in (1, 2))
    rule = np.array([rule for rule, rows, _ in parts for _ in rows], dtype=object)
    is_somewhere = np.array([unit is not None for unit in found.unit[row]], dtype=np.bool_)
    row = row[is_somewhere]
    return _Reached(
        row=row,
        went_on=went_on[is_somewhere],
        unit=found.unit[row],
        type=found.resource_type[row],
        rule=rule[is_somewhere],
    )


def _of(found: People, limit: Held) -> tuple[Days, Flags]:
    """The engagements with which time came near one limit in the year, and whether it went on beyond."""
    rows = np.flatnonzero(limit.held & found.came & (limit.spell.spell >= 0))
    spell = limit.spell.spell[rows]
    lawful = last_lawful_day(limit.spell.began[rows], limit.months, limit.spell.gaps[rows])
    first, last = found.first[rows], found.last[rows]
    # With the engagement of each spell that was under way a month before its last lawful day; of several, the last.
    near = (first <= lawful - NEAR_DAYS) & (last >= lawful - NEAR_DAYS)
    in_year = (lawful < found.today) & (lawful >= found.today - YEAR_DAYS)
    chosen = np.flatnonzero(near & in_year)
    order = chosen[np.lexsort((first[chosen], spell[chosen]))]
    is_last = np.append(spell[order][1:] != spell[order][:-1], True)[: len(order)]
    taken = order[is_last]
    until = np.full(int(limit.spell.spell.max(initial=-1)) + 1, -1, dtype=np.int64)
    counted = np.flatnonzero(limit.spell.spell >= 0)
    np.maximum.at(until, limit.spell.spell[counted], found.last[counted])
    return rows[taken], until[spell[taken]] > lawful[taken]


@kept
def _judged(edition: Edition) -> _Judged:
    reached = _reached(edition)
    limits = sorted(set(zip(reached.type.astype(str).tolist(), reached.rule.astype(str).tolist(), strict=True)))
    place = {limit: n for n, limit in enumerate(limits)}
    units, unit = np.unique(reached.unit.astype(str), return_inverse=True)
    limit = np.array([place[str(t), str(r)] for t, r in zip(reached.type, reached.rule, strict=True)], dtype=np.int64)
    shape = (len(units), len(limits))
    cell = unit * shape[1] + limit
    n = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    weight = reached.went_on.astype(np.float64)
    on = np.bincount(cell, weight, shape[0] * shape[1]).astype(np.float64).reshape(shape)
    same_type = np.array([[a == b for b, _ in limits] for a, _ in limits], dtype=np.float64).reshape(shape[1], shape[1])
    is_apart = np.zeros(shape, dtype=np.bool_)
    while True:
        p, expected = _held_against_others(n, on, same_type, is_apart)
        surest = np.unravel_index(np.argmin(np.where(is_apart | np.isnan(p), 1.0, p)), shape) if p.size else (0, 0)
        if not p.size or is_apart[surest] or not p[surest] < CLEAR:
            break
        # One at a time, since two that stand apart hide each other.
        is_apart[surest] = True
    return _Judged(
        units=tuple(map(str, units)),
        limits=tuple(limits),
        q=q_values(p.ravel()).reshape(shape),
        reached=n,
        went_on=on,
        expected=expected,
    )


def _held_against_others(n: Floats, on: Floats, same_type: Floats, apart: Flags) -> tuple[Floats, Floats]:
    """By unit and limit, the chance that an ordinary unit would let so many go on; and how many it would.

    Args:
        n: that reached a limit; ``on``: that went on.
        same_type: whether two limits are of one resource type.
        apart: who is no measure for the others.
    """
    of, others = np.where(apart, 0, n), np.where(apart, 0, on)
    of, others = of.sum(0) - of, others.sum(0) - others
    is_alone = of < FEW_OTHERS
    of, others = np.where(is_alone, of @ same_type, of), np.where(is_alone, others @ same_type, others)
    # Half of one that went on and half of one that did not, so that nothing is ever impossible.
    share = (others + 0.5) / (of + 1)
    expected = n * share
    centre, doubt = np.log(share / (1 - share)), (1 / (others + 0.5) + 1 / (of - others + 0.5)) ** 0.5
    is_kept = share <= MOST
    told = is_kept & (expected >= TELLING) & ~apart
    seen = np.log((on + 0.5) / (n - on + 0.5)) - centre
    null = ordinary(seen[told], ((1 / (on + 0.5) + 1 / (n - on + 0.5)) ** 0.5)[told])
    # What is common to all is in what is expected already.
    around = Ordinary(centre=0.0, spread=null.spread)
    p = np.full(n.shape, np.nan)
    looked = is_kept & (n >= SMALLEST)
    p[looked] = beyond_share(around, on[looked], n[looked], centre[looked], doubt[looked])
    return p, expected


def _seen(judged: _Judged) -> Flags:
    """By unit and limit, whether more go on there than chance and the others explain."""
    enough = np.maximum(SMALLEST, LEAST_TIMES * judged.expected)
    return np.asarray((judged.q <= ERROR) & (judged.went_on >= enough), dtype=np.bool_)


def _look(edition: Edition) -> Looked:
    if not edition.has("assignment"):
        return Looked(seen=None, says="Cannot tell: it takes assignments with who worked where since when.")
    judged = _judged(edition)
    if np.isnan(judged.q).all():
        return Looked(
            seen=None,
            says="Cannot tell: in no unit did five people or posts reach, in the last twelve months, a limit that "
            "others keep.",
        )
    grade = evidence_from(edition, CLAIM, (assignment,), "higher").grade
    whole = float(judged.reached.sum())
    sightings = []
    is_seen = _seen(judged)
    for n in np.flatnonzero(is_seen.any(1)):
        name, limits = judged.units[n], np.flatnonzero(is_seen[n])
        told = [
            f"of {judged.reached[n, k]:,.0f} of type {judged.limits[k][0]} whose limit "
            f"({judged.limits[k][1].removeprefix('tenure limit: ')}) came in the last twelve months, "
            f"{judged.went_on[n, k]:,.0f} went on beyond it, where {judged.expected[n, k]:,.1f} would have elsewhere"
            for k in limits
        ]
        sightings.append(
            Sighting(
                scope={"org_unit_id": name},
                says=f"{called('org_unit', name)}: {'; '.join(told)}.",
                value_per_year=None,
                population_share=float(judged.went_on[n, limits].sum()) / whole,
                population="people and posts that reached a limit",
                confidence=float(1 - judged.q[n, limits].min()),
                q_value=float(judged.q[n, limits].min()),
                evidence=grade,
            )
        )
    says = (
        f"{whole:,.0f} people or posts reached their limit in the last twelve months, of which "
        f"{judged.went_on.sum():,.0f} went on beyond it."
    )
    return Looked(seen=bool(sightings), says=says, sightings=tuple(sightings), assumptions=_assumptions(edition))


def _assumptions(edition: Edition) -> tuple[Assumption, ...]:
    told = edition.settings.get("policy", {})
    return tuple(
        assumed(name, getattr(Policy, name), told, {}) for name in ("tenure_limit_months", "tenure_break_days")
    )


def _behind(edition: Edition, scope: Mapping[str, str]) -> tuple[Behind, ...]:
    reached, judged, found = _reached(edition), _judged(edition), people(edition)
    unit = scope["org_unit_id"]
    limits = [judged.limits[k] for k in np.flatnonzero(_seen(judged)[judged.units.index(unit)])]
    is_seen = np.array([limit in limits for limit in zip(reached.type, reached.rule, strict=True)], dtype=np.bool_)
    here = reached.went_on & is_seen & (reached.unit.astype(str) == unit)
    ids = pa.array(found.assignment_id[reached.row[here]].tolist(), pa.string())
    return (Behind(table=assignment, keys=pa.table({"assignment_id": ids})),)


tenure_overrun = Finding(
    name="tenure_overrun",
    title="People kept beyond the limit",
    scope=("org_unit_id",),
    concerns=("hr", "procurement", "hiring"),
    change="Decide on every engagement a quarter before its limit, and end or convert it in time.",
    effort="medium",
    takes="nothing",
    needs=(
        Need(table=assignment, effect="nobody's time can be counted"),
        Need(table=assignment, column="worker_id", effect="time cannot be counted across assignments"),
    ),
    look=_look,
    behind=_behind,
)
