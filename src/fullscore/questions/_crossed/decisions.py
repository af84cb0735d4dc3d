"""What decisions did that moved a lever in an org unit on a known day: before and after, against units not yet changed.

A decision is taken to have moved the one lever whose values in its unit changed on its day far beyond what they changed
in units without a decision; one that moved several levers, or none, tells of none. Changes are of a year after against
a year before, each request held against others of the same role, country and resource type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fullscore.questions._crossed.effects import LEAST_FREEDOM, Effect
from fullscore.questions._crossed.outcomes import Outcome
from fullscore.questions._levers._requests import Requests
from fullscore.terms.edition import Edition

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WINDOW_DAYS = 365
LEAST_EACH = 8
"""A unit with fewer requests before or after shows no change."""
MOVED = 4.0
"""A lever was moved where its change is so many of its standard errors, and a step at least."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision about an org unit; ``day`` is counted since 1970."""

    id: str
    unit: str
    day: float


@dataclass(frozen=True, kw_only=True)
class Change:
    """A unit's change less that of the others, with the variance of its own and of theirs."""

    size: float
    own: float
    others: float
    controls: int


def decisions_in(edition: Edition) -> list[Decision]:
    """The decisions about an org unit that were in force by the edition's date."""
    if not edition.has("decision"):
        return []
    rows = edition.run(edition.table("decision").order_by("decision_id")).to_pylist()
    return [
        Decision(id=row["decision_id"], unit=row["scope"], day=float((row["effective_on"] - date(1970, 1, 1)).days))
        for row in rows
        if row["scope_kind"] == "org_unit" and row["scope"] and row["effective_on"].isoformat() <= edition.as_of
    ]


def moved_by(requests: Requests, taken: Sequence[Decision], steps: Mapping[str, float]) -> dict[str, str]:
    """The lever that each decision moved, by the decision's id; without those that moved none, or several.

    Args:
        steps: by lever, the least change that counts.
    """
    found = {}
    every = np.arange(len(requests))
    for one in taken:
        moved = []
        for lever, step in steps.items():
            change = _change(requests, every, _alike(requests, every, requests.values[lever]), one, taken)
            if change is None:
                continue
            error = (change.own + change.others) ** 0.5
            if abs(change.size) >= step and abs(change.size) > MOVED * error:
                moved.append(lever)
        if len(moved) == 1:
            found[one.id] = moved[0]
    return found


def decided(
    requests: Requests, outcome: Outcome, taken: Sequence[Decision], moved: Mapping[str, str]
) -> dict[str, Effect]:
    """By lever, the effect on a measure that the decisions show which moved it."""
    found = {}
    y = _alike(requests, outcome.row, outcome.value)
    for lever in sorted(set(moved.values())):
        x = _alike(requests, outcome.row, requests.values[lever][outcome.row])
        pairs, ids = [], []
        for one in taken:
            if moved.get(one.id) == lever:
                of_x = _change(requests, outcome.row, x, one, taken)
                of_y = _change(requests, outcome.row, y, one, taken)
                if of_x and of_y:
                    pairs.append((of_x, of_y))
                    ids.append(one.id)
        if pairs and min(of_y.controls for _, of_y in pairs) - 1 >= LEAST_FREEDOM:
            found[lever] = _pooled(pairs, tuple(ids), len(outcome.row))
    return found


def _pooled(pairs: Sequence[tuple[Change, Change]], ids: tuple[str, ...], rows: int) -> Effect:
    """The change of the measure over that of the lever, decisions weighted by how well they tell it."""
    dx = np.array([x.size for x, _ in pairs])
    dy = np.array([y.size for _, y in pairs])
    own, others = (np.array([getattr(y, part) for _, y in pairs]) for part in ("own", "others"))
    weight = dx / (own + others)
    weight = weight / (weight @ dx)
    slope = float(weight @ dy)
    of_x = np.array([x.own + x.others for x, _ in pairs])
    # What the others did is much the same for all decisions, so that their errors are added and not averaged.
    variance = weight**2 @ own + (np.abs(weight) @ np.sqrt(others)) ** 2 + slope**2 * (weight**2 @ of_x)
    return Effect(
        slope=slope,
        error=float(np.sqrt(variance)),
        freedom=float(min(y.controls for _, y in pairs) - 1),
        rows=rows,
        how="decided",
        decisions=ids,
    )


def _alike(requests: Requests, rows: Codes, values: Floats) -> Floats:
    """Values less the mean of their like: role, country and resource type."""
    there = ~np.isnan(values)
    codes = requests.alike[rows]
    count = int(requests.alike.max(initial=-1)) + 1
    whole = np.bincount(codes[there], minlength=count)
    mean = np.bincount(codes[there], values[there], count) / np.maximum(whole, 1)
    return values - mean[codes]


def _change(requests: Requests, rows: Codes, values: Floats, one: Decision, taken: Sequence[Decision]) -> Change | None:
    """What changed in a decision's unit, less what changed in units that no decision had reached by then."""
    away = requests.day[rows] - one.day
    after = away >= 0
    near = (np.abs(away) <= WINDOW_DAYS) & ~np.isnan(values)
    treated = np.array([one.unit in up for up in requests.above], dtype=np.bool_)[requests.unit[rows]]
    reached = {other.unit for other in taken if other.day < one.day + WINDOW_DAYS}
    touched = np.array([bool(reached & up) for up in requests.above], dtype=np.bool_)
    tops = np.unique(requests.top[np.isin(requests.unit, np.flatnonzero(touched))])
    beside = ~np.isin(requests.top[rows], tops)
    unit = np.where(treated, -1, requests.top[rows])
    change, variance, groups = _by_unit(unit, after, values, near & (treated | beside))
    if not len(groups) or groups[0] != -1 or len(groups) < 2:
        return None
    own, others = variance[0], variance[1:]
    between = _between(change[1:], others)
    weight = 1 / (others + between)
    return Change(
        size=float(change[0] - weight @ change[1:] / weight.sum()),
        own=float(own + between),
        others=float(1 / weight.sum()),
        controls=len(others),
    )


def _by_unit(unit: Codes, after: Flags, values: Floats, near: Flags) -> tuple[Floats, Floats, Codes]:
    """Each unit's mean after less its mean before, with its variance; without units of too few requests."""
    groups, code = np.unique(unit[near], return_inverse=True)
    v, late = values[near], after[near]
    cell = code * 2 + late
    count = np.bincount(cell, minlength=2 * len(groups)).astype(np.float64)
    mean = np.bincount(cell, v, 2 * len(groups)) / np.maximum(count, 1)
    spread = ((v - mean[cell]) ** 2).sum() / max(len(v) - 2 * len(groups), 1)
    # A unit's own spread, drawn to that of all where it has few requests.
    own = (np.bincount(cell, (v - mean[cell]) ** 2, 2 * len(groups)) + LEAST_EACH * spread) / (count + LEAST_EACH - 1)
    pairs, each = count.reshape(-1, 2), own.reshape(-1, 2)
    told = (pairs >= LEAST_EACH).all(1)
    variance = (each[told] / pairs[told]).sum(1)
    return np.diff(mean.reshape(-1, 2), axis=1)[told, 0], np.maximum(variance, 1e-12), groups[told]


def _between(changes: Floats, variances: Floats) -> float:
    """How far units' changes differ beyond chance, as a variance.

    Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188.
    """
    if len(changes) < 2:
        return 0.0
    weight = 1 / variances
    mean = weight @ changes / weight.sum()
    excess = float(weight @ (changes - mean) ** 2) - (len(changes) - 1)
    return max(excess / float(weight.sum() - (weight**2).sum() / weight.sum()), 0.0)
